"""Writing the trail, sealing it, and telling subscribers what became fact."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import connection, models, transaction
from django.utils.module_loading import import_string

from mws.audit.chain import event_facts
from mws.audit.models import AuditEvent, AuditLink, Heartbeat, SubscriberCursor
from mws.core.canonical import GENESIS, canonical_json, link_hash
from mws.core.clock import database_now

logger = logging.getLogger(__name__)

CHAIN_LOCK = 0x6D77_7331  # "mws1": the advisory lock that lets one process seal at a time
BATCH = 2_000


class OutsideTransaction(RuntimeError):
    """A deed and its event must commit together."""


def record(
    action: str,
    *,
    target: models.Model,
    by: Any,
    effective_at: datetime | None = None,
    case_id: UUID | None = None,
    place_path: str = "",
    **facts: Any,
) -> AuditEvent:
    """Write one event in the running transaction; ``by`` is a User or None for the system.

    ``facts`` are codes, numbers, days and digests only: no names, no free text. ``case_id`` is
    taken from the target where it has one. Raises OutsideTransaction, TypeError (floats).
    """
    if not connection.in_atomic_block:
        raise OutsideTransaction(f"{action} recorded outside a transaction")
    canonical_json(facts)
    event = AuditEvent.objects.create(
        action=action,
        target_kind=target._meta.label_lower,
        target_id=str(target.pk),
        case_id=case_id or getattr(target, "case_id", None),
        place_path=place_path,
        actor_id=getattr(by, "pk", None),
        facts=_json_ready(facts),
        effective_at=effective_at or database_now(),
    )
    wake_subscribers(since=event.pk)
    return event


@dataclass(frozen=True, slots=True)
class Event:
    """What ``record`` takes, of one of many."""

    action: str
    target: models.Model
    by: Any
    at: datetime
    case_id: UUID | None = None
    place_path: str = ""
    facts: dict[str, Any] = field(default_factory=dict)


def record_many(*, events: Iterable[Event]) -> None:
    """Write many events in the running transaction, in their order, as ``record`` writes one."""
    if not connection.in_atomic_block:
        raise OutsideTransaction("events recorded outside a transaction")
    now = database_now()  # said here, as many rows with a default of the database are slow to send
    written = AuditEvent.objects.bulk_create(
        (
            AuditEvent(
                action=event.action, target_kind=event.target._meta.label_lower,
                target_id=str(event.target.pk), case_id=event.case_id,
                place_path=event.place_path, actor_id=getattr(event.by, "pk", None),
                facts=_json_ready(event.facts), effective_at=event.at, recorded_at=now,
            )
            for event in events
        ),
        batch_size=BATCH,
    )  # fmt: skip
    if written:
        wake_subscribers(since=written[0].pk)


def _json_ready(facts: dict[str, Any]) -> dict[str, Any]:
    return {
        key: value if isinstance(value, int | str | bool | list | dict | None) else str(value)
        for key, value in facts.items()
    }


def wake_subscribers(*, since: int) -> None:
    """After the commit: seal and deliver at once, one time per transaction, from ``since`` on, its
    first event. So a deed never looks through the whole trail."""

    def wake() -> None:
        seal_and_deliver(since=since)

    pending = {getattr(entry[1], "__qualname__", "") for entry in connection.run_on_commit}
    if wake.__qualname__ not in pending:
        transaction.on_commit(wake, robust=True)


def seal_and_deliver(*, since: int = 0) -> None:
    seal_trail(since=since)
    deliver_events()


def seal_trail(*, since: int = 0) -> int:
    """Link all committed events that have no link yet; returns how many. Safe to run anywhere,
    any time: one process at a time does it (PostgreSQL: advisory lock; SQLite: write lock).

    ``since``: of those with this number or a higher one. What a process left behind that was
    killed between its commit and this is found by the clock, which looks at all.
    """
    sealed = 0
    while batch := _seal_batch(since):
        sealed += batch
        if batch < BATCH:
            break
    return sealed


@transaction.atomic
def _seal_batch(since: int) -> int:
    _lock_chain()
    head = AuditLink.objects.order_by("-seq").first()
    seq, previous = (head.seq, head.hash) if head else (0, GENESIS)
    links = []
    for event in AuditEvent.objects.filter(pk__gte=since, link=None).order_by("pk")[:BATCH]:
        seq += 1
        digest = link_hash(previous, event_facts(event, seq))
        links.append(AuditLink(seq=seq, event=event, previous_hash=previous, hash=digest))
        previous = digest
    AuditLink.objects.bulk_create(links)
    return len(links)


def _lock_chain() -> None:
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [CHAIN_LOCK])


def deliver_events() -> None:
    """Give every subscriber the events behind its cursor, one transaction each.

    A subscriber with an attribute ``actions`` (a set) is given those only. One that fails stays
    where it is (``tick`` tries again) and does not hold up others.
    """
    for name in settings.MWS_SUBSCRIBERS:
        SubscriberCursor.objects.get_or_create(name=name)
        while _deliver_next(name):
            pass


def _deliver_next(name: str) -> bool:
    """Deliver one event; False when there is none left, when it failed, or when another process
    is at it."""
    try:
        with transaction.atomic():
            cursor = _lock_cursor(name)
            return cursor is not None and _hand_over(cursor, import_string(name))
    except Exception as error:
        logger.exception("subscriber %s failed", name)
        SubscriberCursor.objects.filter(name=name).update(
            failures=models.F("failures") + 1, last_error=repr(error)[:300]
        )
        return False


def _hand_over(cursor: SubscriberCursor, subscriber: Callable[[AuditEvent], None]) -> bool:
    head = AuditLink.objects.aggregate(seq=models.Max("seq"))["seq"] or 0
    waiting = AuditLink.objects.filter(seq__gt=cursor.position, seq__lte=head)
    actions = getattr(subscriber, "actions", None)
    if actions is not None:
        waiting = waiting.filter(event__action__in=actions)
    link = waiting.select_related("event").order_by("seq").first()
    if link is not None:
        subscriber(link.event)
    if link is not None or head > cursor.position:
        cursor.position, cursor.failures, cursor.last_error = link.seq if link else head, 0, ""
        cursor.save()
    return link is not None


def _lock_cursor(name: str) -> SubscriberCursor | None:
    skip = connection.features.has_select_for_update_skip_locked
    return SubscriberCursor.objects.select_for_update(skip_locked=skip).filter(name=name).first()


def beat(name: str) -> datetime:
    """Write that something is alive, by the database's clock; the proof that it takes writes."""
    now = database_now()
    Heartbeat.objects.update_or_create(name=name, defaults={"beat_at": now})
    return now
