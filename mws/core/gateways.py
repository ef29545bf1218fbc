"""Ways out of the server: SMS and mail behind one interface, chosen by settings.

``ConsoleGateway`` prints (development), ``RecordingGateway`` keeps (tests), ``HttpSmsGateway``
posts to the operator's provider, ``DjangoMailGateway`` uses Django's mail settings.
"""

from __future__ import annotations

import json
import logging
import urllib.request
from dataclasses import dataclass, field
from functools import cache
from typing import Protocol

from django.conf import settings
from django.utils.module_loading import import_string

from mws.core.letters import letter

logger = logging.getLogger("mws.gateways")


class Gateway(Protocol):
    def send(self, *, message_id: str, to: str, subject: str, body: str) -> None:
        """Hand over one message; raise an exception when it was not taken. Retries repeat the
        id, so a provider (and the recording gateway) can tell a repeat from a second message."""


class ConsoleGateway:
    """Development: the message appears in the server's log."""

    def send(self, *, message_id: str, to: str, subject: str, body: str) -> None:
        logger.warning("message %s to %s\n%s\n%s", message_id, to, subject, body)


@dataclass
class RecordingGateway:
    """Tests: keeps every distinct message id once, in order."""

    sent: dict[str, tuple[str, str, str]] = field(default_factory=dict)

    def send(self, *, message_id: str, to: str, subject: str, body: str) -> None:
        self.sent[message_id] = (to, subject, body)


class HttpSmsGateway:
    """Production: POSTs JSON {id, to, text} to MWS_SMS_URL with a bearer token."""

    timeout_seconds = 10

    def send(self, *, message_id: str, to: str, subject: str, body: str) -> None:
        request = urllib.request.Request(  # noqa: S310 - the operator's own https address
            settings.MWS_SMS_URL,
            data=json.dumps({"id": message_id, "to": to, "text": body}).encode(),
            headers={
                "Content-Type": "application/json",
                "Authorization": f"Bearer {settings.MWS_SMS_TOKEN}",
            },
        )
        with urllib.request.urlopen(request, timeout=self.timeout_seconds) as answer:  # noqa: S310
            if answer.status >= 300:
                raise OSError(f"SMS gateway answered {answer.status}")


class DjangoMailGateway:
    """Production: a letter through the mail server that `EMAIL_URL` names."""

    def send(self, *, message_id: str, to: str, subject: str, body: str) -> None:
        letter(to=[to], subject=subject, body=body).send()


def gateway_for(channel: str) -> Gateway:
    """The gateway that settings name for ``sms`` or ``email``."""
    return _gateway(settings.MWS_SMS_GATEWAY if channel == "sms" else settings.MWS_MAIL_GATEWAY)


@cache
def _gateway(path: str) -> Gateway:
    """One of each kind a process, so that tests can read what the recording one kept."""
    return import_string(path)()
