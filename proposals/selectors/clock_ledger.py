"""The overdue ledger and the back-trace (倒查): who held which file how long, by state."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import Count, F, Q, QuerySet

from mws.accounts.selectors import lies_in
from mws.core.clock import local_day
from mws.places.models import Place
from mws.rounds.calendar import WorkingCalendar, is_year_announced
from mws.rounds.models import ClockState, Deadline, DeadlineKind
from proposals.models import Proposal

SHOWN = 300


@dataclass(frozen=True, slots=True)
class ClockRow:
    """One holder's turn with one file. ``held``: working days, without those it stood still."""

    case_pk: int
    title: str
    place: str
    kind: str
    holder: str
    since: datetime
    until: datetime | None
    due_on: date
    state: str
    state_words: str
    held: int
    paused: int
    days_late: int
    pauses: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class KindRow:
    """A kind of step, summed up: how many were done in time and late, and how many are open."""

    kind: str
    running: int
    amber: int
    red: int
    kept: int
    missed: int


@dataclass(frozen=True, slots=True)
class OverduePage:
    """What is overdue or soon due in some places; the steps summed up; unannounced years."""

    rows: list[ClockRow]
    kinds: list[KindRow]
    unannounced: list[int]


def overdue_page(places: list[Place], *, now: datetime) -> OverduePage:
    """A fixed number of queries, however many files."""
    today = local_day(now)
    here = Deadline.objects.filter(lies_in(places, "place__path"), holder=None)
    soon = here.amber_on_day(today) | here.running().filter(paused_at__isnull=False)
    years = {today.year, *(here.running().values_list("due_on__year", flat=True).distinct())}
    unannounced = [year for year in sorted(years) if not is_year_announced(year)]
    return OverduePage(
        _rows(soon.order_by("due_on", "pk")[:SHOWN], now), _kinds(here, today), unannounced
    )


def back_trace(proposal: Proposal, *, now: datetime) -> list[ClockRow]:
    """Every turn of a case in order, the proposer's among them."""
    turns = Deadline.objects.filter(case_id=proposal.case_id)
    return _rows(turns.order_by("started_at", "pk"), now)


def clock_rows(deadlines: QuerySet[Deadline], *, now: datetime) -> list[ClockRow]:
    """Turns with files, in the order of the query (four queries)."""
    return _rows(deadlines, now)


def _rows(deadlines: QuerySet[Deadline], now: datetime) -> list[ClockRow]:
    found = list(deadlines.select_related("place", "desk").prefetch_related("pauses"))
    if not found:
        return []
    cases = {
        case.case_id: case
        for case in Proposal.objects.filter(case_id__in={row.case_id for row in found})
    }
    days = [local_day(row.started_at) for row in found] + [row.due_on for row in found]
    calendar = WorkingCalendar.between(min(days) - timedelta(days=1), max([*days, local_day(now)]))
    return [_row(row, cases[row.case_id], calendar, now) for row in found if row.case_id in cases]


def _row(row: Deadline, case: Proposal, calendar: WorkingCalendar, now: datetime) -> ClockRow:
    end = row.done_at or now
    spans = [(local_day(p.started_at), local_day(p.ended_at or end)) for p in row.pauses.all()]
    paused = sum(calendar.count(first, last) for first, last in spans)
    state = state_of(row, local_day(now))
    late_until = local_day(row.paused_at or end)
    return ClockRow(
        case_pk=case.pk, title=case.title, place=row.place.name,
        kind=row.get_kind_display(), holder=row.holder_words, since=row.started_at,
        until=row.done_at, due_on=row.due_on, state=state, state_words=str(ClockState(state).label),
        held=calendar.count(local_day(row.started_at), local_day(end)) - paused, paused=paused,
        days_late=calendar.count(row.due_on, late_until),
        pauses=tuple(str(p.note or p.get_reason_display()) for p in row.pauses.all()),
    )  # fmt: skip


def state_of(row: Deadline, today: date) -> str:
    """The colour of a clock; one that is done says whether it kept its limit."""
    if row.done_at is None:
        return row.state_on(today)
    kept = local_day(row.done_at) <= row.due_on
    return ClockState.KEPT if kept else ClockState.MISSED


def _kinds(deadlines: QuerySet[Deadline], today: date) -> list[KindRow]:
    """Counted by the database: one query for any number of files."""
    running, ticking = Q(done_at=None), Q(done_at=None, paused_at=None)
    counts = deadlines.order_by().values("kind").annotate(
        running=Count("pk", filter=running),
        amber=Count("pk", filter=ticking & Q(amber_on__lte=today, due_on__gte=today)),
        red=Count("pk", filter=ticking & Q(due_on__lt=today)),
        kept=Count("pk", filter=Q(done_at__date__lte=F("due_on"))),
        missed=Count("pk", filter=Q(done_at__date__gt=F("due_on"))),
    )  # fmt: skip
    order = {kind: number for number, kind in enumerate(DeadlineKind.values)}
    return [
        KindRow(**row | {"kind": str(DeadlineKind(row["kind"]).label)})
        for row in sorted(counts, key=lambda row: order[row["kind"]])
    ]
