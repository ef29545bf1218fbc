"""How a person is reached. People live above this room; settings name the function that knows."""

from __future__ import annotations

from dataclasses import dataclass

from django.conf import settings
from django.utils.module_loading import import_string

from mws.notifications.models import Channel


@dataclass(frozen=True, slots=True)
class Addresses:
    """Verified addresses of one person; empty where there is none."""

    sms: str = ""
    email: str = ""

    def of(self, channel: str) -> str:
        return {Channel.SMS: self.sms, Channel.EMAIL: self.email}.get(Channel(channel), "")


def addresses_of(person_id: int) -> Addresses:
    """Asked of ``MWS_ADDRESS_RESOLVER`` anew at each sending, so nothing goes to an old number."""
    return import_string(settings.MWS_ADDRESS_RESOLVER)(person_id)
