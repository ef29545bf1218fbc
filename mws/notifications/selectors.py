"""Reading the inbox."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import QuerySet

from mws.notifications.models import Channel, Message
from mws.notifications.rendering import render_all


@dataclass(frozen=True, slots=True)
class InboxRow:
    """One message as its recipient sees it, in the language of the page."""

    id: UUID
    subject: str
    body: str
    url: str
    queued_at: datetime
    is_read: bool


def inbox_messages(person: Any) -> QuerySet[Message]:
    """A person's messages on this site, newest first."""
    return Message.objects.filter(recipient_id=person.pk, channel=Channel.IN_SITE).order_by(
        "-queued_at", "-id"
    )


def unread_count(person: Any) -> int:
    return inbox_messages(person).filter(read_at=None).count()


def inbox_rows(messages: Sequence[Message]) -> list[InboxRow]:
    """A page of messages with their words (one query)."""
    return [
        InboxRow(
            id=message.pk,
            subject=text.subject,
            body=text.body,
            url=message.url,
            queued_at=message.queued_at,
            is_read=message.read_at is not None,
        )
        for message, text in zip(messages, render_all(messages), strict=True)
    ]
