"""Queueing: a message is a row of the deed's own transaction, so a failed deed says nothing."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from functools import partial
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.functional import Promise

from mws.core.clock import database_now
from mws.notifications.addresses import addresses_of
from mws.notifications.models import Channel, Message
from mws.notifications.rendering import pack
from mws.notifications.services.delivery import send_message
from mws.notifications.words import WORDS


@transaction.atomic
def queue(
    code: str,
    *,
    to: Any,
    case_id: UUID | None = None,
    context: Mapping[str, str | int | date | Promise] | None = None,
    url: str = "",
    now: datetime | None = None,
) -> Message:
    """Tell one person something: always in the inbox; by SMS and e-mail where it is urgent and
    the person has them, after the commit.

    ``to`` is a User, ``context`` fills the words of the code (see ``words``). Returns the inbox
    message. Raises KeyError for a code without words, TypeError for a value that cannot be said.
    """
    words, now = WORDS[code], now or database_now()
    common: dict[str, Any] = {
        "code": code,
        "recipient_id": to.pk,
        "case_id": case_id,
        "context": {name: pack(value) for name, value in (context or {}).items()},
        "url": url,
        "queued_at": now,
    }
    for channel in _outward_channels(to.pk) if words.is_urgent else []:
        message = Message.objects.create(channel=channel, due_at=now, **common)
        transaction.on_commit(partial(send_message.enqueue, str(message.pk)), robust=True)
    return Message.objects.create(channel=Channel.IN_SITE, sent_at=now, **common)


@transaction.atomic
def queue_in_site(
    code: str,
    *,
    to: Sequence[int],
    case_id: UUID | None = None,
    context: Mapping[str, str | int | date | Promise] | None = None,
    url: str = "",
    now: datetime | None = None,
) -> None:
    """The same message into many inboxes, by the persons' keys (one query for 500)."""
    packed = {name: pack(value) for name, value in (context or {}).items()}
    now = now or database_now()
    Message.objects.bulk_create(
        (
            Message(
                code=code, recipient_id=person, case_id=case_id, context=packed, url=url,
                channel=Channel.IN_SITE, queued_at=now, sent_at=now,
            )
            for person in to
        ),
        batch_size=500,
    )  # fmt: skip


def _outward_channels(person_id: int) -> list[Channel]:
    addresses = addresses_of(person_id)
    return [channel for channel in (Channel.SMS, Channel.EMAIL) if addresses.of(channel)]
