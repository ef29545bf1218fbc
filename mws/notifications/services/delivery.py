"""Sending: each message at most once at a time, and again later when the gateway fails.

A sender first takes the message for ``LEASE`` (one UPDATE that only one can win), then calls the
gateway outside any transaction, then notes the outcome. A process that dies between leaves the
lease to run out; the repeat carries the same message id, by which the provider knows it.
"""

from __future__ import annotations

import logging
from datetime import datetime, timedelta
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.db.models import F
from django.utils.translation import override
from django_tasks import task

from mws.core.clock import database_now
from mws.core.gateways import gateway_for
from mws.notifications.addresses import addresses_of
from mws.notifications.models import Channel, Message
from mws.notifications.rendering import render

logger = logging.getLogger(__name__)

LEASE = timedelta(minutes=2)
FIRST_PAUSE = timedelta(minutes=1)  # doubles with each failure: 1, 2, 4 … 64 minutes
ATTEMPTS = 8
BATCH = 200


def deliver_due(now: datetime | None = None) -> int:
    """Send all outward messages that are due, in the order they were queued; how many went."""
    moment = now or database_now()
    due = Message.objects.filter(sent_at=None, due_at__lte=moment).order_by("queued_at", "id")
    ids = list(due.values_list("pk", flat=True)[:BATCH])
    return sum(deliver_message(message_id, now=now) for message_id in ids)


def deliver_message(message_id: UUID, *, now: datetime | None = None) -> bool:
    """Send one message if it is due; whether it went out now."""
    moment = now or database_now()
    message = _take(message_id, moment)
    if message is None:
        return False
    try:
        address = addresses_of(message.recipient_id).of(message.channel)
        if address:
            _hand_over(message, address)
    except Exception as error:  # whatever a gateway raises: the message waits, others go on
        logger.warning("message %s was not taken: %r", message.pk, error)
        _note_failure(message, error, moment)
        return False
    _note_end(message, moment, is_sent=bool(address))
    return bool(address)


def _hand_over(message: Message, address: str) -> None:
    """In the site's language: whoever caused the message may read another one. An e-mail ends
    with the address of the page it is about."""
    with override(settings.LANGUAGE_CODE):
        text = render(message)
        body = text.body
        if message.channel == Channel.EMAIL and message.url:
            body = f"{body}\n\n{settings.WAGTAILADMIN_BASE_URL}{message.url}"
        gateway_for(message.channel).send(
            message_id=str(message.pk), to=address, subject=text.subject, body=body
        )


@task()
def send_message(message_id: str) -> bool:
    """The way from a commit to a gateway: at once by default, through a worker in production.
    What fails is tried again by ``deliver_due``."""
    return deliver_message(UUID(message_id))


def _take(message_id: UUID, now: datetime) -> Message | None:
    """The message, if it is due and nobody else has it."""
    taken = Message.objects.filter(pk=message_id, sent_at=None, due_at__lte=now).update(
        due_at=now + LEASE, attempts=F("attempts") + 1
    )
    return Message.objects.get(pk=message_id) if taken else None


@transaction.atomic
def _note_end(message: Message, now: datetime, *, is_sent: bool) -> None:
    """Sent; or given up because the person has no such address any more."""
    Message.objects.filter(pk=message.pk).update(
        sent_at=now if is_sent else None,
        due_at=None,
        last_error="" if is_sent else "no address",
    )


@transaction.atomic
def _note_failure(message: Message, error: Exception, now: datetime) -> None:
    """Try again later, up to ``ATTEMPTS`` times; the error's kind is kept, not the address."""
    pause = FIRST_PAUSE * 2 ** (message.attempts - 1)
    Message.objects.filter(pk=message.pk).update(
        due_at=now + pause if message.attempts < ATTEMPTS else None,
        last_error=type(error).__name__,
    )
