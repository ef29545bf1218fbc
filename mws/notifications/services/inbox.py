"""What the recipient does with a message: read it."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from mws.core.clock import database_now
from mws.core.refusals import require
from mws.notifications import rules
from mws.notifications.models import Message
from mws.notifications.selectors import inbox_messages


@transaction.atomic
def mark_read(*, message_id: UUID, by: Any, now: datetime | None = None) -> Message:
    """Note when a person first opened a message. No audit event: reading is no deed."""
    message = Message.objects.select_for_update().get(pk=message_id)
    require(rules.why_not_read(message, by=by))
    if message.read_at is None:
        message.read_at = now or database_now()
        message.save(update_fields=["read_at"])
    return message


@transaction.atomic
def mark_all_read(*, by: Any, now: datetime | None = None) -> int:
    """Note all of a person's messages as read; how many were new."""
    return inbox_messages(by).filter(read_at=None).update(read_at=now or database_now())
