"""Queueing: a message is a row of the deed's own transaction, so a failed deed says nothing."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime
from functools import partial
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.functional import Promise

from mws.core.clock import database_now
from mws.notifications.addresses import Addresses, addresses_of
from mws.notifications.models import Channel, Message, Reach
from mws.notifications.rendering import pack
from mws.notifications.services.delivery import send_message
from mws.notifications.words import WORDS, Words


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
    """Tell one person something: always in the inbox; by SMS and e-mail as the person chose, after
    the commit.

    ``to`` is a User, ``context`` fills the words of the code (see ``words``). Returns the inbox
    message. Raises KeyError for a code without words, TypeError for a value that cannot be said.
    """
    return queue_for_all(
        code, to=[to.pk], case_id=case_id, context=context, url=url, now=now
    )[0]  # fmt: skip


@transaction.atomic
def queue_for_all(
    code: str,
    *,
    to: Sequence[int],
    case_id: UUID | None = None,
    context: Mapping[str, str | int | date | Promise] | None = None,
    url: str = "",
    now: datetime | None = None,
) -> list[Message]:
    """The same message to many, by the persons' keys: one query for 500 inboxes, and one more for
    each who also wants it elsewhere."""
    words, now = WORDS[code], now or database_now()
    common: dict[str, Any] = {
        "code": code,
        "case_id": case_id,
        "context": {name: pack(value) for name, value in (context or {}).items()},
        "url": url,
        "queued_at": now,
    }
    for person_id, channel in _ways_out(words, to):
        message = Message.objects.create(
            recipient_id=person_id, channel=channel, due_at=now, **common
        )
        transaction.on_commit(partial(send_message.enqueue, str(message.pk)), robust=True)
    return Message.objects.bulk_create(
        (
            Message(recipient_id=person_id, channel=Channel.IN_SITE, sent_at=now, **common)
            for person_id in to
        ),
        batch_size=500,
    )


def _ways_out(words: Words, people: Sequence[int]) -> Iterator[tuple[int, Channel]]:
    """Who wants this outside the site, and how. Whom nobody wants to reach is not looked up."""
    chosen = Reach.objects.in_bulk(people)
    for person_id in people:
        reach = chosen.get(person_id) or Reach(person_id=person_id)
        wanted = [
            channel
            for channel in Channel.outward()
            if words.is_security or reach.wants(channel, is_urgent=words.is_urgent)
        ]
        addresses = addresses_of(person_id) if wanted else Addresses()
        yield from ((person_id, channel) for channel in wanted if addresses.of(channel))
