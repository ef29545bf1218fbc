"""Whether this node may have visitors: one answer for the load balancer, one truth for people.

``ready`` writes a heartbeat, so it knows what a visitor's write would meet. Each fault flips its
own field (docs/operations.md has the table); only those marked as a stop answer 503.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import datetime, timedelta

from django.db import Error
from django.db.models import Min
from django_tasks_db.models import DBTaskResult

from mws.audit.models import Heartbeat
from mws.audit.services import beat
from mws.core import health
from mws.core.health import Finding
from mws.notifications.models import Message
from voting.models import Poll, PollState
from voting.polls.keys import kept_keys

logger = logging.getLogger("mws.health")
LATE, STOPPED = timedelta(minutes=5), timedelta(minutes=15)
MOST_COUNTED = 10_000
NEED_KEY = (PollState.FROZEN, PollState.OPEN)


def findings() -> list[Finding]:
    """All fields, the database's first; without it, nothing that it would have to tell."""
    here = [health.disk(), health.shared_cache()]
    try:
        now = beat("ready")
    except Error:
        logger.exception("the database takes no write")
        return [Finding("database", "away", is_stop=True), *here]
    return [
        Finding("database", "ok"), *here, health.migrations(), health.clock(), _queue(now),
        _outbox(), _keys(),
    ]  # fmt: skip


def is_ready(found: list[Finding]) -> bool:
    return not any(finding.is_stop for finding in found)


def _queue(now: datetime) -> Finding:
    """How long background work waits: tasks, messages that are due, and the clock itself."""
    waiting: list[Callable[[], datetime | None]] = [
        lambda: DBTaskResult.objects.ready().aggregate(at=Min("enqueued_at"))["at"],
        lambda: Message.objects.filter(due_at__isnull=False).aggregate(at=Min("due_at"))["at"],
        lambda: Heartbeat.objects.filter(name="tick").aggregate(at=Min("beat_at"))["at"],
    ]
    age = max((now - at for each in waiting if (at := each())), default=timedelta())
    if age > STOPPED:
        return Finding("queue", "stopped", is_stop=True)
    return Finding("queue", "late" if age > LATE else "ok")


def _outbox() -> Finding:
    """Messages that a gateway has still to take; counted up to a limit."""
    waiting = Message.objects.filter(due_at__isnull=False)[: MOST_COUNTED + 1]
    return Finding("outbox", waiting.count())


def _keys() -> Finding:
    """Votes that are frozen or open and whose key file is not where this node looks for it."""
    needed = set(Poll.objects.filter(state__in=NEED_KEY).values_list("pk", flat=True))
    is_missing = bool(needed - set(kept_keys()))
    return Finding("key", "missing" if is_missing else "ok", is_stop=is_missing)
