"""What the recipient does with a message: read it."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Q

from mws.core.clock import database_now
from mws.core.refusals import require
from mws.notifications import rules
from mws.notifications.models import Message
from mws.notifications.selectors import inbox_messages


@transaction.atomic
def mark_read(*, message_id: UUID, by: Any, now: datetime | None = None) -> Message:
    """Note when a person first opened a message, and with it what was written about the same case
    before. No audit event: reading is no deed."""
    message = Message.objects.select_for_update().get(pk=message_id)
    require(rules.why_not_read(message, by=by))
    before = Q(case_id=message.case_id, queued_at__lte=message.queued_at)
    opened = Q(pk=message.pk) | before if message.case_id else Q(pk=message.pk)
    inbox_messages(by).filter(opened, read_at=None).update(read_at=now or database_now())
    message.refresh_from_db()
    return message


@transaction.atomic
def mark_all_read(*, by: Any, now: datetime | None = None) -> int:
    """Note all of a person's messages as read; how many were new."""
    return inbox_messages(by).filter(read_at=None).update(read_at=now or database_now())
