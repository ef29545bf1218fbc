"""One community's year: its money, what was decided, and every project."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import Exists, F, OuterRef, Q, QuerySet, Sum, Window
from django.db.models.functions import Coalesce
from django.http import QueryDict

from mws.oversight.selectors import YearFigures, counted_projects, year_figures
from mws.places.models import Place
from proposals.models import CouncilDecision, Project, ProjectStatus
from voting.models import Poll, PollState

PAGE_SIZE = 50


@dataclass(frozen=True, slots=True)
class Sums:
    """Of all projects of the year, in fen; not only of those on this page of the table."""

    approved: int
    settled: int
    paid: int


@dataclass(frozen=True, slots=True)
class CommunityYear:
    figures: YearFigures
    projects: Page
    sums: Sums
    terminated: list[Project]
    decisions: Page
    polls: list[Poll]


def community_year(community: Place, year: int, params: QueryDict) -> CommunityYear:
    """Eleven queries, whatever the number of projects and decisions."""
    projects = counted_projects(community, year)
    rows = projects.select_related("proposal", "account").order_by("opened_at", "pk")
    decisions = final_decisions(community, year)
    return CommunityYear(
        figures=year_figures(community, year),
        projects=Paginator(rows, PAGE_SIZE).get_page(params.get("page")),
        sums=Sums(**projects.aggregate(**_SUMS)),
        terminated=list(_terminated(community, year)),
        decisions=Paginator(decisions, PAGE_SIZE).get_page(params.get("decisions")),
        polls=list(_certified_polls(community, year)),
    )


def final_decisions(community: Place, year: int) -> QuerySet[CouncilDecision]:
    """The last decision on each case of the rounds that are decided, in the order they were taken;
    ``running_fen`` is what the round has passed up to and with each."""
    later = CouncilDecision.objects.filter(proposal=OuterRef("proposal"), pk__gt=OuterRef("pk"))
    running = Window(
        Sum("amount_fen"),
        partition_by=F("proposal__round"),
        order_by=[F("decided_at").asc(), F("pk").asc()],
    )
    rows: Any = CouncilDecision.objects.filter(
        ~Exists(later),
        proposal__round__community=community,
        proposal__round__year=year,
        proposal__round__decided_at__isnull=False,
    )
    return (
        rows.select_related("proposal__round", "proposal__project")
        .annotate(running_fen=Coalesce(running, 0))
        .order_by("proposal__round__batch", "decided_at", "pk")
    )


_SUMS: dict[str, Any] = {
    "approved": Coalesce(Sum("approved_fen"), 0),
    "settled": Coalesce(Sum("settled_fen"), 0),
    "paid": Coalesce(Sum("account__paid_fen"), 0),
}


def _terminated(community: Place, year: int) -> QuerySet[Project]:
    ended = Q(community=community, year=year, status=ProjectStatus.TERMINATED)
    return Project.objects.filter(ended).select_related("proposal").order_by("pk")[:PAGE_SIZE]


def _certified_polls(community: Place, year: int) -> QuerySet[Poll]:
    polls = Poll.objects.filter(round__community=community, round__year=year)
    return polls.filter(state=PollState.CERTIFIED).select_related("round").order_by("round__batch")
