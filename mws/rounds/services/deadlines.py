"""The clock of a file: started when somebody owes the next step, passed on, paused, finished.

Each call is part of the caller's transaction and audit event.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from uuid import UUID

from django.db import models

from mws.accounts.models import User
from mws.core.clock import database_now, local_day
from mws.places.models import Place
from mws.rounds.calendar import WorkingCalendar
from mws.rounds.limits import LIMITS
from mws.rounds.models import Deadline, Desk, Pause, Round


def start_deadline(
    *,
    case_id: UUID,
    kind: str,
    round: Round,
    place: Place | None = None,
    holder_role: str = "",
    holder: User | None = None,
    desk: Desk | None = None,
    due_on: date | None = None,
    now: datetime | None = None,
) -> Deadline:
    """Someone owes the step by the end of the due day: as many working days as the round's rule
    for this kind says, or a day that is given.

    The holder is ``holder`` or ``desk``, else the role that ``LIMITS`` names, at the round's
    community or at ``place``. A clock of the same kind that still runs goes on as it is.
    """
    now = now or database_now()
    running = Deadline.objects.running().filter(case_id=case_id, kind=kind, desk=desk).first()
    if running is not None:
        return running
    limit, rules, today = LIMITS[kind], round.frozen_rules, local_day(now)
    days = getattr(rules, limit.rule) if limit.rule and due_on is None else 0
    calendar = _calendar(today, due_on or today + timedelta(days=days))
    due_on = due_on or calendar.add(today, days)
    by_office = holder is None and desk is None
    return Deadline.objects.create(
        case_id=case_id, kind=kind, place=place or round.community,
        holder_role=(holder_role or limit.holder_role) if by_office else "",
        holder=holder, desk=desk, working_days=days, started_at=now, due_on=due_on,
        amber_on=calendar.back(due_on, rules.amber_days),
    )  # fmt: skip


def pass_deadline(
    *, case_id: UUID, kind: str, holder_role: str, now: datetime | None = None
) -> None:
    """The file goes to another desk of the office within the same limit: who had it until now
    stays on record, with the days they kept it."""
    now = now or database_now()
    row = Deadline.objects.running().filter(case_id=case_id, kind=kind, desk=None).first()
    if row is None or row.holder_role == holder_role:
        return
    Deadline.objects.filter(pk=row.pk).update(done_at=now)
    Deadline.objects.create(
        case_id=case_id, kind=kind, place=row.place, holder_role=holder_role,
        working_days=row.working_days, started_at=now, due_on=row.due_on, amber_on=row.amber_on,
    )  # fmt: skip


def pause_deadlines(
    *, case_id: UUID, kinds: Iterable[str], reason: str, by: User, note: str = "",
    now: datetime | None = None,
) -> int:  # fmt: skip
    """Let the clocks of these kinds stand still, whichever desks hold them. Returns how many
    ticked."""
    now = now or database_now()
    keys = list(
        Deadline.objects.ticking()
        .filter(case_id=case_id, kind__in=list(kinds))
        .values_list("pk", flat=True)
    )
    Deadline.objects.filter(pk__in=keys).update(paused_at=now)
    Pause.objects.bulk_create(
        Pause(deadline_id=key, reason=reason, note=note.strip(), started_at=now, started_by=by)
        for key in keys
    )
    return len(keys)


def resume_deadlines(*, case_id: UUID, now: datetime | None = None) -> int:
    """Let the clocks of a case that stand still go on; each is due as many working days later
    as it stood. Returns how many."""
    now = now or database_now()
    paused = list(Deadline.objects.running().filter(case_id=case_id, paused_at__isnull=False))
    for row in paused:
        stood_from, today = local_day(row.paused_at), local_day(now)
        calendar = _calendar(min(stood_from, row.amber_on), max(today, row.due_on))
        stood = calendar.count(stood_from, today)
        row.due_on = calendar.add(row.due_on, stood)
        row.amber_on = calendar.add(row.amber_on, stood)
        row.paused_at = None
        row.save(update_fields=["due_on", "amber_on", "paused_at"])
        Pause.objects.filter(deadline=row, ended_at=None).update(ended_at=now)
    return len(paused)


def restart_deadlines(
    *, case_id: UUID, kinds: Iterable[str], stopped_at: datetime, now: datetime | None = None
) -> int:
    """The decision that stopped these clocks is taken back: each step is owed again, by the same
    holder and the same due day. Rows are history, so each gets a new one. Returns how many."""
    now = now or database_now()
    rows = Deadline.objects.filter(case_id=case_id, kind__in=list(kinds), done_at=stopped_at)
    last = {(row.kind, row.desk_id): row for row in rows.order_by("pk")}
    Deadline.objects.bulk_create(
        Deadline(
            case_id=case_id, kind=row.kind, place_id=row.place_id, holder_role=row.holder_role,
            holder_id=row.holder_id, desk_id=row.desk_id, working_days=row.working_days,
            started_at=now, due_on=row.due_on, amber_on=row.amber_on,
        )
        for row in last.values()
    )  # fmt: skip
    return len(last)


def finish_deadline(
    *, case_id: UUID, kind: str, desk: Desk | None = None, now: datetime | None = None
) -> None:
    """Stop the clock of this kind (of this desk), if one runs."""
    _finish(Deadline.objects.running().filter(case_id=case_id, kind=kind, desk=desk), now)


def finish_deadlines(*, case_id: UUID, kinds: Iterable[str], now: datetime | None = None) -> None:
    """Stop every clock of these kinds, whoever holds them."""
    _finish(Deadline.objects.running().filter(case_id=case_id, kind__in=list(kinds)), now)


def _finish(running: models.QuerySet[Deadline], now: datetime | None) -> None:
    now = now or database_now()
    keys = list(running.values_list("pk", flat=True))
    Pause.objects.filter(deadline__in=keys, ended_at=None).update(ended_at=now)
    Deadline.objects.filter(pk__in=keys).update(done_at=now, paused_at=None)


def _calendar(first: date, last: date) -> WorkingCalendar:
    """The days around a span, far enough to count limits on from either end; a day that is given
    may have passed already."""
    first, last = min(first, last), max(first, last)
    span = (last - first).days
    return WorkingCalendar.between(first - timedelta(days=60), last + timedelta(days=span * 2 + 60))
