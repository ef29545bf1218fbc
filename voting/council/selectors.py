"""What the council's pages read: a community's council, one meeting, the desk's tasks."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count as CountRows
from django.db.models import F, Prefetch, Q
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from mws.accounts.models import Membership, User
from mws.accounts.permissions import Permission, Role
from mws.core.clock import local_day
from mws.core.tasks import DeskTask
from mws.places.models import Place
from mws.rounds.models import PollRole, Round, RoundState, Stage
from proposals.models import Proposal, ProposalStatus
from voting.council.figures import certified_list
from voting.models import (
    AgendaItem,
    CouncilSeat,
    CouncilVote,
    Meeting,
    MeetingState,
    Motion,
    MotionState,
    Recusal,
    SeatKind,
)


@dataclass(frozen=True)
class SeatGroup:
    """The seats of one kind."""

    kind: str
    label: str
    seats: list[CouncilSeat]


@dataclass(frozen=True)
class CouncilPage:
    """A community's council: who sits, when it meets, what it decided."""

    place: Place
    groups: list[SeatGroup]
    seated: int
    chairs: list[User]
    next_meeting: Meeting | None
    next_items: list[AgendaItem]
    past: list[Meeting]
    may_call: list[Round]


def council_page(place: Place, *, user: User, now: datetime) -> CouncilPage:
    """Seven queries at most, whatever the number of seats and meetings."""
    seats = list(
        CouncilSeat.objects.filter(place=place)
        .seated_on(local_day(now))
        .select_related("member")
        .order_by("number")
    )
    meetings = list(_meetings_of(place)[:30])
    coming = [each for each in meetings if each.state != MeetingState.CLOSED]
    upcoming = min(coming, key=lambda each: each.scheduled_at, default=None)
    return CouncilPage(
        place=place,
        groups=_groups(seats),
        seated=len(seats),
        chairs=chairs_of(place, now),
        next_meeting=upcoming,
        next_items=list(upcoming.agenda.select_related("proposal")) if upcoming else [],
        past=[each for each in meetings if each is not upcoming],
        may_call=_callable_rounds(place) if _leads(user, place) else [],
    )


def next_meeting(place: Place) -> Meeting | None:
    """The meeting in session, or the next one called; for the community's page (one query)."""
    running = Meeting.objects.filter(place=place).exclude(state=MeetingState.CLOSED)
    return running.select_related("place", "round").order_by("scheduled_at").first()


def chairs_of(place: Place, now: datetime) -> list[User]:
    """Who may lead a meeting today (one query)."""
    rows = Membership.objects.in_force(local_day(now)).filter(role=Role.COUNCIL_CHAIR, place=place)
    return [row.user for row in rows.select_related("user").order_by("starts_on", "id")]


def _meetings_of(place: Place):
    return (
        Meeting.objects.filter(place=place)
        .select_related("round", "place")
        .annotate(
            items=CountRows("agenda"),
            passed=CountRows("agenda", filter=Q(agenda__outcome="passed")),
        )
        .order_by("-scheduled_at")
    )


def _groups(seats: Iterable[CouncilSeat]) -> list[SeatGroup]:
    by_kind: dict[str, list[CouncilSeat]] = {kind: [] for kind in SeatKind.values}
    for seat in seats:
        by_kind[seat.kind].append(seat)
    return [
        SeatGroup(kind, str(SeatKind(kind).label), members)
        for kind, members in by_kind.items()
        if members
    ]


def _leads(user: User, place: Place) -> bool:
    return user.is_authenticated and user.may(Permission.MEETING_RUN, place)


def _callable_rounds(place: Place) -> list[Round]:
    return list(
        Round.objects.filter(community=place, state=RoundState.OPEN).order_by("year", "batch")
    )


def agenda_candidates(round: Round) -> list[Proposal]:
    """What could stand on the agenda: the certified list where the residents' vote binds,
    else all files screened, shortlisted, deferred or waiting for money."""
    files = round.proposals.filter(status__in=ProposalStatus.for_agenda())
    if round.poll_role == PollRole.BINDING:
        files = files.filter(pk__in=certified_list(round) or ())
    return list(files.order_by("waitlist_rank", "submitted_at", "id"))


def meeting_with_all(pk: int) -> Meeting:
    """A meeting with its agenda, motions, live votes and recusals: six queries whatever the size.

    Raises Meeting.DoesNotExist.
    """
    live = CouncilVote.objects.filter(superseded_at=None)
    motions = Motion.objects.select_related("moved_by").order_by("moved_at", "id")
    meeting = (
        Meeting.objects.select_related("place", "round__community", "chair", "minutes")
        .prefetch_related(
            Prefetch("agenda", AgendaItem.objects.select_related("proposal")),
            Prefetch("agenda__recusals", Recusal.objects.select_related("member")),
            Prefetch("agenda__motions", motions),
            Prefetch("agenda__motions__votes", live),
        )
        .get(pk=pk)
    )
    for item in meeting.agenda.all():
        item.meeting = meeting
        for motion in item.motions.all():
            motion.item = item
    return meeting


def desk_tasks(user: User, now: datetime) -> list[DeskTask]:
    """What the council asks of this person: to call, open, lead or close a meeting, to sign its
    minutes, to come, to vote (five queries at most)."""
    places = [hat.place_id for hat in user.hats if hat.role in _LEADERS]
    return [
        *(_tasks_of_leader(user, places, now) if places else ()),
        *(_meetings_to_call(places, now) if places else ()),
        *_tasks_of_member(user),
    ]


def _meetings_to_call(places: list[int], now: datetime) -> list[DeskTask]:
    """Rounds at their council stage with files that wait for a meeting; due when the stage ends."""
    waiting = [each for each in ProposalStatus.for_agenda() if each != ProposalStatus.WAITLISTED]
    rounds = Round.objects.filter(
        community__in=places, state=RoundState.OPEN, decided_at=None,
        stages__stage=Stage.COUNCIL, stages__starts_at__lte=now,
    ).annotate(
        ends_at=F("stages__ends_at"),
        files=CountRows("proposals", filter=Q(proposals__status__in=waiting)),
    )  # fmt: skip
    today = local_day(now)
    tasks = []
    for round in rounds.filter(files__gt=0).select_related("community"):
        due = local_day(round.ends_at)
        files = ngettext("%(n)s project waits", "%(n)s projects wait", round.files)
        tasks.append(
            DeskTask(
                kind="meeting", label=_("Call a meeting"), title=files % {"n": round.files},
                place_name=round.community.name, due_on=due, days_late=max((today - due).days, 0),
                url=reverse("voting:meeting_call", args=[round.pk]),
            )
        )  # fmt: skip
    return tasks


def _tasks_of_leader(user: User, places: list[int], now: datetime) -> list[DeskTask]:
    today = local_day(now)
    meetings = (
        Meeting.objects.filter(place__in=places)
        .filter(~Q(state=MeetingState.CLOSED) | Q(minutes=None))
        .select_related("place")
    )
    tasks = []
    for meeting in meetings:
        if meeting.state == MeetingState.CLOSED and meeting.chair_id != user.pk:
            continue
        due = local_day(meeting.closed_at or meeting.scheduled_at)
        tasks.append(
            DeskTask(
                kind="meeting", label=_LEADER_WORDS[MeetingState(meeting.state)](),
                title=_title(meeting), place_name=meeting.place.name,
                url=reverse("voting:meeting", args=[meeting.pk]), due_on=due,
                days_late=max((today - due).days, 0),
            )
        )  # fmt: skip
    return tasks


_LEADERS = (Role.COUNCIL_CHAIR, Role.COUNCIL_SECRETARY)
_LEADER_WORDS = {
    MeetingState.CALLED: lambda: _("Open the meeting"),
    MeetingState.OPEN: lambda: _("Lead the meeting"),
    MeetingState.CLOSED: lambda: _("Sign the minutes"),
}


def _tasks_of_member(user: User) -> list[DeskTask]:
    """Meetings to come to and motions to vote on; only for people who have a seat."""
    if not any(hat.role in (Role.COUNCIL_MEMBER, Role.COUNCIL_CHAIR) for hat in user.hats):
        return []
    waiting = (
        Motion.objects.filter(
            state=MotionState.OPEN, item__meeting__roster__member=user,
            item__meeting__roster__arrived_at__isnull=False,
            item__meeting__roster__left_at=None,
        )
        .exclude(pk__in=CouncilVote.objects.filter(member=user).values("motion"))
        .exclude(item__recusals__member=user)
        .select_related("item__proposal", "item__meeting__place")
    )  # fmt: skip
    seats = CouncilSeat.objects.filter(member=user, ends_on=None).values("place")
    called = Meeting.objects.filter(state=MeetingState.CALLED, place__in=seats)
    return [
        *(
            DeskTask(
                kind="vote", label=_("Vote now"), title=motion.item.proposal.title,
                place_name=motion.item.meeting.place.name,
                url=reverse("voting:meeting", args=[motion.item.meeting_id]),
                due_on=local_day(motion.moved_at),
            )
            for motion in waiting
        ),
        *(
            DeskTask(
                kind="meeting", label=_("Come to the meeting"), title=_title(meeting),
                place_name=meeting.place.name, url=reverse("voting:meeting", args=[meeting.pk]),
                due_on=local_day(meeting.scheduled_at),
            )
            for meeting in called.select_related("place")
        ),
    ]  # fmt: skip


def _title(meeting: Meeting) -> str:
    return _("Council meeting no. %(number)s") % {"number": meeting.number}
