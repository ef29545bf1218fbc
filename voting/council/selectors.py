"""What the council's pages read: a community's council, one meeting, the desk's tasks."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count as CountRows
from django.db.models import Prefetch, Q

from mws.accounts.models import Membership, User
from mws.accounts.permissions import Permission, Role
from mws.core.clock import local_day
from mws.places.models import Place
from mws.rounds.models import PollRole, Round, RoundState
from proposals.models import Approval, Proposal, ProposalStatus
from voting.council import rules
from voting.council.figures import certified_list
from voting.council.selectors_seats import (
    SeatGroup,
    grouped,
    scheme_of,
    seats_of,
    turned_down,
)
from voting.models import (
    AgendaItem,
    CouncilScheme,
    CouncilVote,
    Meeting,
    MeetingState,
    Motion,
    Recusal,
    Speech,
)


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
    scheme: CouncilScheme | None
    turned_down: list[Approval]
    batches: list[Round]
    may_fill: bool
    may_swear: bool


def council_page(place: Place, *, user: User, now: datetime) -> CouncilPage:
    """Twelve queries at most, whatever the number of seats and meetings."""
    seats, scheme = seats_of(place, now), scheme_of(place, now)
    meetings = list(_meetings_of(place)[:30])
    coming = [each for each in meetings if each.state != MeetingState.CLOSED]
    upcoming = min(coming, key=lambda each: each.scheduled_at, default=None)
    return CouncilPage(
        place=place,
        groups=grouped(seats, scheme),
        seated=len(seats),
        chairs=chairs_of(place, now),
        next_meeting=upcoming,
        next_items=list(upcoming.agenda.select_related("proposal")) if upcoming else [],
        past=[each for each in meetings if each is not upcoming],
        may_call=_callable_rounds(place) if _leads(user, place) else [],
        scheme=scheme,
        turned_down=turned_down(place),
        batches=list({each.round_id: each.round for each in meetings}.values()),
        may_fill=rules.why_not_fill(place, by=user) is None,
        may_swear=_leads(user, place),
    )


def next_meeting(place: Place) -> Meeting | None:
    """The meeting in session, or the next one called; for the community's page (one query)."""
    running = Meeting.objects.filter(place=place).exclude(state=MeetingState.CLOSED)
    return running.select_related("place", "round").order_by("scheduled_at").first()


def chairs_of(place: Place, now: datetime) -> list[User]:
    """Who may lead a meeting today (one query)."""
    rows = Membership.objects.in_force(local_day(now)).filter(role=Role.COUNCIL_CHAIR, place=place)
    return [row.user for row in rows.select_related("user").order_by("starts_on", "id")]


def minutes_to_approve(meeting: Meeting) -> list[Meeting]:
    """Earlier meetings of this council whose signed minutes wait for approval (one query)."""
    earlier = Meeting.objects.filter(
        place=meeting.place_id, scheduled_at__lt=meeting.scheduled_at, minutes__isnull=False,
        minutes__approval=None,
    )  # fmt: skip
    return list(earlier.select_related("round").order_by("-scheduled_at")[:5])


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
    """A meeting with its agenda, motions, live votes and recusals: seven queries whatever the size.

    Raises Meeting.DoesNotExist.
    """
    live = CouncilVote.objects.filter(superseded_at=None)
    motions = Motion.objects.select_related("moved_by", "proposed_by").order_by("moved_at", "id")
    meeting = (
        Meeting.objects.select_related(
            "place",
            "round__community",
            "chair",
            "minutes",
            "minutes_text",
            "scrutineer",
            "teller",
            "keyed_by",
        )
        .prefetch_related(
            Prefetch("agenda", AgendaItem.objects.select_related("proposal")),
            Prefetch("agenda__speeches", Speech.objects.select_related("member")),
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
