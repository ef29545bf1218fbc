"""The desks that may be asked about a case, and what waits at one's own."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from mws.accounts.models import User
from mws.accounts.permissions import Permission
from mws.accounts.selectors import lies_in, places_where
from mws.core.clock import local_day
from mws.core.tasks import DeskTask as Line
from mws.rounds.calendar import working_days_between
from mws.rounds.models import Deadline, DeadlineKind, Desk
from proposals.models import Appeal, DeskTask, Proposal
from proposals.rules.screening import HELD_IN


def desks_of(proposal: Proposal) -> QuerySet[Desk]:
    """Open desks of the case's community and of what lies above it."""
    place = proposal.community
    codes = [*place.ancestor_codes, place.code]
    return Desk.objects.filter(place__code__in=codes, closed_at=None)


def tasks_of(person: User, now: datetime) -> QuerySet[DeskTask]:
    """Open questions to desks at which this person sits today."""
    seats = person.desk_seats.in_force(local_day(now))
    return DeskTask.objects.filter(
        desk__in=seats.values("desk"), answered_at=None, waived_at=None,
        proposal__status__in=list(HELD_IN),
    ).select_related("desk", "proposal__community", "proposal__round")  # fmt: skip


def office_lines(person: User, now: datetime) -> list[Line]:
    """Lines of the desk: questions to answer, appeals to decide (a fixed number of queries)."""
    lines = []
    asked = list(tasks_of(person, now))
    clocks = _running(asked)
    for task in asked:
        clock = clocks.get((task.proposal.case_id, task.desk_id))
        lines.append(
            _line("task", _("Answer as %(desk)s") % {"desk": task.desk.name}, task.proposal,
                  reverse("proposals:desk_task", args=[task.pk]), clock, now)
        )  # fmt: skip
    for appeal, clock in _appeals(person):
        case = appeal.screening.proposal
        url = reverse("proposals:appeal_hear", args=[case.pk])
        lines.append(_line("appeal", _("Decide the appeal"), case, url, clock, now))
    return lines


def _running(tasks: list[DeskTask]) -> dict[Any, Deadline]:
    rows = Deadline.objects.running().filter(
        kind=DeadlineKind.TASK, case_id__in=[task.proposal.case_id for task in tasks]
    )
    return {(row.case_id, row.desk_id): row for row in rows} if tasks else {}


def _appeals(person: User) -> list[tuple[Appeal, Deadline | None]]:
    places = places_where(person, Permission.APPEAL_DECIDE)
    if not places:
        return []
    waiting = Appeal.objects.filter(
        lies_in(places, "screening__proposal__community__path"), decided_at=None
    )
    found = list(
        waiting.exclude(against=person).select_related(
            "screening__proposal__community", "screening__proposal__round"
        )
    )
    ids = [appeal.screening.proposal.case_id for appeal in found]
    rows = Deadline.objects.running().filter(kind=DeadlineKind.APPEAL, case_id__in=ids)
    clocks = {row.case_id: row for row in rows}
    return [(appeal, clocks.get(appeal.screening.proposal.case_id)) for appeal in found]


def _line(
    kind: str, label: str, case: Proposal, url: str, clock: Deadline | None, now: datetime
) -> Line:
    due, today = (clock.due_on if clock else None), local_day(now)
    late = working_days_between(due, today) if due and due < today else 0
    return Line(
        kind=kind, label=label, title=case.title, place_name=case.community.name, url=url,
        due_on=due, days_late=late, is_amber=bool(clock and clock.amber_on <= today),
        case=case.pk, round=(case.round.year, case.round.batch),
    )  # fmt: skip
