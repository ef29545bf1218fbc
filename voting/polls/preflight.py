"""起投前检查: everything a vote needs before its list is frozen, and what is still missing."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from mws.accounts.models import Residency, ResidencyStatus, User
from mws.core.clock import local_day
from mws.core.refusals import Refusal
from mws.files.models import Attachment, AttachmentKind, Visibility
from mws.ledger.selectors import fund_of
from mws.places.models import Place
from mws.rounds.models import Round
from proposals.models import Proposal, ProposalStatus
from voting.models import Poll, PollState
from voting.polls import rules


@dataclass(frozen=True, slots=True)
class Point:
    """One thing that is checked; ``missing`` names the projects that lack it."""

    label: str
    is_met: bool
    refusal: Refusal | None
    missing: tuple[Proposal, ...] = ()


@dataclass(frozen=True, slots=True)
class Preflight:
    """All points, and the first refusal among them."""

    shortlist: list[Proposal]
    residents: int
    available_fen: int
    points: list[Point]
    refusal: Refusal | None

    @property
    def shortlist_fen(self) -> int:
        return sum(proposal.requested_fen for proposal in self.shortlist)


def preflight(poll: Poll, *, by: User | None, now: datetime) -> Preflight:
    """Look at everything (five queries)."""
    shortlist = list(
        Proposal.objects.filter(round=poll.round, status=ProposalStatus.SHORTLISTED).order_by("pk")
    )
    residents, available = len(electors_of(poll)), available_fen(poll.round)
    points = [*_points_of_list(shortlist), _dates(poll, now), _roll(residents), _money(available)]
    refusal = rules.why_not_freeze_poll(
        poll, costs_fen=[proposal.requested_fen for proposal in shortlist], residents=residents,
        available_fen=available, by=by, now=now,
    ) or next((point.refusal for point in points if point.refusal), None)  # fmt: skip
    return Preflight(shortlist, residents, available, points, refusal)


def residents_of(community: Place) -> QuerySet[Residency]:
    """The verified homes of a community."""
    return Residency.objects.filter(
        status=ResidencyStatus.VERIFIED, place__path__startswith=community.path
    )


def electors_of(poll: Poll) -> list[int]:
    """The ids of the verified residents who are of voting age on the day the vote opens, in no
    telling order. Who moves or is verified later stays where the roll was drawn."""
    day, years = local_day(poll.opens_at), poll.round.frozen_rules.voting_age
    homes = residents_of(poll.round.community)
    adults = homes.filter(born_on="").values_list("user_id", flat=True)
    minors = [home.user_id for home in homes.exclude(born_on="") if home.is_of_age(years, day)]
    return sorted([*adults, *minors])


def available_fen(round: Round) -> int:
    """What the community's fund can still give this year."""
    fund = fund_of(round.community, round.year)
    return fund.available_fen if fund else 0


def _points_of_list(shortlist: list[Proposal]) -> list[Point]:
    undescribed = set(
        Attachment.objects.filter(
            case_id__in=[proposal.case_id for proposal in shortlist], alt_text="", erased_at=None,
            kind=AttachmentKind.PHOTOGRAPH, visibility=Visibility.PUBLIC,
        ).values_list("case_id", flat=True)
    )  # fmt: skip
    return [
        Point(_("Projects are shortlisted"), bool(shortlist), None),
        _of_projects(
            _("Every project has a cost"), "cost_missing",
            _("A shortlisted proposal has no cost. Enter its cost."),
            [proposal for proposal in shortlist if proposal.requested_fen <= 0],
        ),
        _of_projects(
            _("Every project has a place"), "place_missing",
            _("A shortlisted proposal does not say where. Enter its place."),
            [proposal for proposal in shortlist if not proposal.location and not proposal.area_id],
        ),
        _of_projects(
            _("Every public picture is described in words"), "picture_text_missing",
            _("A picture of a shortlisted proposal is not described. Describe it in words."),
            [proposal for proposal in shortlist if proposal.case_id in undescribed],
        ),
    ]  # fmt: skip


def _of_projects(label: str, code: str, message: str, missing: list[Proposal]) -> Point:
    refusal = Refusal(code, message) if missing else None
    return Point(label, not missing, refusal, tuple(missing))


def _dates(poll: Poll, now: datetime) -> Point:
    """No other vote of the community runs at the same time."""
    others = Poll.objects.filter(
        round__community=poll.round.community, is_imported=False,
        opens_at__lt=poll.closes_at, closes_at__gt=poll.opens_at,
    ).exclude(state__in=[PollState.DRAFT, *PollState.counted()])  # fmt: skip
    refusal = rules.why_not_dates(opens_at=poll.opens_at, closes_at=poll.closes_at, now=now)
    if refusal is None and others.exclude(pk=poll.pk).exists():
        refusal = Refusal(
            "dates_overlap",
            _("Another vote of this community runs at the same time. Let one end first."),
        )
    return Point(_("The dates lie ahead and overlap with no other vote"), refusal is None, refusal)


def _roll(residents: int) -> Point:
    label = _("The roll has %(residents)s residents of voting age") % {"residents": residents}
    return Point(label, residents > 0, None)


def _money(available: int) -> Point:
    return Point(_("Money is there to decide on"), available > 0, None)
