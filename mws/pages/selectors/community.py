"""A community's page: this year's money, the stage and its business, works, council, past."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from django.db.models import Count, Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from mws.core.clock import local_day
from mws.core.money import Balances
from mws.core.track import Station
from mws.ledger.selectors import funds_of
from mws.places.models import Level, Place
from mws.rounds.models import Round, RoundState, Stage
from proposals.models import Project, ProjectStatus, Proposal, ProposalStatus
from proposals.selectors.lists import Card, cards_of, rows_of, with_card
from voting.council.selectors import next_meeting
from voting.models import Meeting, Poll, PollState

CARDS = 8
WORKS = 4
"""The rest of them is one link away, in the list."""


class Projects(NamedTuple):
    """How many a community has of one year, and how many of them are under way."""

    all: int
    running: int


NONE = Projects(0, 0)


@dataclass(frozen=True, slots=True)
class PastYear:
    year: int
    balances: Balances
    projects: int


@dataclass(frozen=True, slots=True)
class CommunityPage:
    place: Place
    trail: list[tuple[str, str]]
    year: int | None
    balances: Balances | None
    round: Round | None
    stage: str | None
    stations: list[Station]
    ends_at: datetime | None
    poll: Poll | None
    cards: list[Card]
    case_count: int
    works: list[Card]
    works_count: int
    meeting: Meeting | None
    past: list[PastYear]

    @property
    def is_call(self) -> bool:
        return self.stage == Stage.CALL

    @property
    def can_vote(self) -> bool:
        return self.poll is not None and self.poll.state == PollState.OPEN


def community_page(place: Place, *, now: datetime) -> CommunityPage:
    """Everything on the page of one community (a fixed number of queries)."""
    funds = funds_of(place)
    round = current_round(place)
    counts = _projects_by_year(place)
    running = sum(year.running for year in counts.values())
    cases = _public_cases(round)
    newest = funds[0] if funds else None
    window = round.windows.get(round.stage_on(now) or "") if round else None
    return CommunityPage(
        place=place,
        trail=trail_of(place),
        year=newest.year if newest else None,
        balances=newest.balances if newest else None,
        round=round,
        stage=window.stage if window else None,
        stations=stage_stations(round, now) if round else [],
        ends_at=window.ends_at if window else None,
        poll=getattr(round, "poll", None),
        cards=rows_of(cases[:CARDS]),
        case_count=cases.count(),
        works=cards_of(_running_works(place), now=now),
        works_count=running,
        meeting=next_meeting(place),
        past=[PastYear(f.year, f.balances, counts.get(f.year, NONE).all) for f in funds[1:]],
    )


def current_round(place: Place) -> Round | None:
    """The round that is open, else the newest (two queries with its stages)."""
    rounds = Round.objects.filter(community=place).exclude(state=RoundState.DRAFT)
    return (
        rounds.select_related("poll")
        .prefetch_related("stages")
        .order_by("closed_at", "-year", "-batch")
        .first()
    )


def trail_of(place: Place) -> list[tuple[str, str]]:
    """What lies above a place, each leading to its part of the list of communities.

    No query where ``parent__parent`` was selected along."""
    base = reverse("pages:community_list")
    trail: list[tuple[str, str]] = []
    above = place.parent
    while above is not None and above.level != Level.CITY:
        anchor = f"#{above.code}" if above.level == Level.SUBDISTRICT else ""
        trail.insert(0, (above.name, base + anchor))
        above = above.parent if above.level != Level.DISTRICT else None
    return trail


def stage_stations(round: Round, now: datetime) -> list[Station]:
    """The stages of a round as a track: done, running until a day, or to come."""
    running = round.stage_on(now)
    stations = []
    for stage in Stage:
        window = round.windows.get(stage)
        if window is None:
            continue
        if stage == running:
            station = Station(stage, str(stage.label), "now", due=local_day(window.ends_at))
        elif window.ends_at <= now or round.state == RoundState.CLOSED:
            station = Station(stage, str(stage.label), "done", on=local_day(window.ends_at))
        else:
            station = Station(stage, str(stage.label), "todo", due=local_day(window.starts_at))
        stations.append(station)
    return stations


def _public_cases(round: Round | None) -> QuerySet[Proposal]:
    rows = Proposal.objects.filter(round=round, status__in=ProposalStatus.public())
    return rows.order_by("pk")


def _running_works(place: Place) -> list[Proposal]:
    running = Project.objects.filter(community=place, status__in=ProjectStatus.running())
    newest = running.order_by("-opened_at")[:WORKS].values("proposal")
    rows = Proposal.objects.filter(pk__in=newest).order_by("-project__opened_at")
    return list(with_card(rows))


def _projects_by_year(place: Place) -> dict[int, Projects]:
    rows = Project.objects.filter(community=place).exclude(status=ProjectStatus.TERMINATED)
    running = Count("pk", filter=Q(status__in=ProjectStatus.running()))
    counted = rows.values("year").annotate(n=Count("pk"), running=running)
    return {row["year"]: Projects(row["n"], row["running"]) for row in counted}


def stage_heading(page: CommunityPage) -> str:
    """What is going on, in the words of the stage."""
    if page.stage is None:
        return _("The round is over") if page.round else _("No round yet")
    return str(Stage(page.stage).label)
