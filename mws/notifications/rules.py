"""Who may read what was written to whom."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from mws.core.refusals import Refusal
from mws.notifications.models import Message


def why_not_read(message: Message, *, by: Any) -> Refusal | None:
    if message.recipient_id != by.pk:
        return Refusal("not_recipient", _("This message was written to somebody else."))
    return None
