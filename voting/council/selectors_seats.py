"""Who sits in a council: scheme, vacancies, attendance; and what became of its decisions."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Q

from mws.core.clock import local_day
from mws.places.models import Place
from proposals.models import Approval, ApprovalResult
from voting.models import (
    AgendaItem,
    Attendance,
    CouncilScheme,
    CouncilSeat,
    Meeting,
    MeetingState,
    SeatKind,
)


@dataclass(frozen=True)
class SeatRow:
    """A member's seat with the meetings of the term: how many there were, how many they came to."""

    seat: CouncilSeat
    held: int
    came: int


@dataclass(frozen=True)
class SeatGroup:
    """The seats of one kind; ``vacant``: how many the scheme has beside them."""

    kind: str
    label: str
    seats: list[SeatRow]
    vacant: int


def scheme_of(place: Place, now: datetime) -> CouncilScheme | None:
    """The scheme in force (two queries)."""
    schemes = CouncilScheme.objects.filter(place=place, adopted_on__lte=local_day(now))
    return schemes.prefetch_related("lines").first()


def seats_of(place: Place, now: datetime) -> list[SeatRow]:
    """Filled today, with the attendance of each member in this council's meetings (two queries)."""
    seats = list(
        CouncilSeat.objects.filter(place=place)
        .seated_on(local_day(now))
        .select_related("member", "substitute")
        .order_by("number")
    )
    rows = (
        Attendance.objects.filter(seat__in=seats, meeting__state="closed")
        .values("seat")
        .annotate(
            held=Count("pk"),
            came=Count("pk", filter=Q(arrived_at__isnull=False, stands_for=None)),
        )
        .order_by()
    )
    record = {row["seat"]: (row["held"], row["came"]) for row in rows}
    return [SeatRow(seat, *record.get(seat.pk, (0, 0))) for seat in seats]


def grouped(rows: Sequence[SeatRow], scheme: CouncilScheme | None) -> list[SeatGroup]:
    """By kind in the order of the form; a kind without seats only where the scheme has it."""
    foreseen = {line.kind: line.seats for line in scheme.lines.all()} if scheme else {}
    groups = []
    for kind in SeatKind:
        seats = [row for row in rows if row.seat.kind == kind]
        vacant = max(foreseen.get(kind.value, 0) - len(seats), 0)
        if seats or vacant:
            groups.append(SeatGroup(kind.value, str(kind.label), seats, vacant))
    return groups


TURNED_DOWN = (ApprovalResult.REFUSED, ApprovalResult.RETURNED)


def add_turned_down(meeting: Meeting) -> None:
    """Beside each item of an ended meeting: what the sub-district refused or sent back since
    (``turned_down``)."""
    if meeting.state == MeetingState.CLOSED:
        found = _turned_down_since(meeting)
        for item in meeting.agenda.all():
            item.turned_down = found.get(item.pk, [])  # type: ignore[attr-defined]


def _turned_down_since(meeting: Meeting) -> dict[int, list[Approval]]:
    """By item: after this meeting's decision, and before the council decided on the case anew (two
    queries)."""
    items = {item.proposal_id: item for item in meeting.agenda.all() if item.decided_at}
    decided = Approval.objects.filter(proposal__in=list(items), result__in=TURNED_DOWN)
    later = AgendaItem.objects.filter(proposal__in=list(items), decided_at__isnull=False)
    anew = [(each.proposal_id, each.decided_at) for each in later]
    found: dict[int, list[Approval]] = {}
    for row in decided:
        item = items[row.proposal_id]
        since = [at for key, at in anew if key == row.proposal_id and at <= row.decided_at]
        if since and max(since) == item.decided_at:
            found.setdefault(item.pk, []).append(row)
    return found


def turned_down(place: Place, *, limit: int = 10) -> list[Approval]:
    """What the sub-district sent back or refused after the council had passed it (one query)."""
    decided = Approval.objects.filter(proposal__community=place, result__in=TURNED_DOWN)
    return list(decided.select_related("proposal").order_by("-decided_at")[:limit])
