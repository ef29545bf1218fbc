"""Figures that several pages show, from one definition each.

A project counts in the year of its round, from its approval on, unless it was terminated.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from django.db.models import Count, Max, Q, QuerySet

from mws.audit.models import AuditEvent, AuditLink
from mws.core.money import Balances
from mws.ledger.selectors import (
    balances_by_child,
    balances_by_year,
    balances_of_place,
    count_funded,
)
from mws.oversight.models import TallyMark
from mws.places.models import Level, Place
from proposals.models import Project, ProjectStatus, Proposal

DIVIDED_LEVELS = (Level.CITY, Level.DISTRICT, Level.SUBDISTRICT)


@dataclass(frozen=True, slots=True)
class YearFigures:
    """One place and year: the money, how many communities have some, how many projects."""

    place: Place
    year: int
    balances: Balances
    communities: int
    projects: int


@dataclass(frozen=True, slots=True)
class PlaceRow:
    """One part of a place in a table of money and projects; ``is_pool``: what it holds itself."""

    place: Place
    balances: Balances
    projects: int
    is_pool: bool = False


def counted_projects(place: Place, year: int) -> QuerySet[Project]:
    """The projects that count for a place and year."""
    return Project.objects.filter(year=year, community__path__startswith=place.path).exclude(
        status=ProjectStatus.TERMINATED
    )


def year_figures(place: Place, year: int) -> YearFigures:
    """The totals of a place and year, whatever its level (three queries)."""
    return YearFigures(
        place=place,
        year=year,
        balances=balances_of_place(place, year),
        communities=count_funded(place, year),
        projects=counted_projects(place, year).count(),
    )


def figures_by_year(place: Place) -> list[YearFigures]:
    """The totals of every year of a place, the newest first (two queries)."""
    projects = Project.objects.filter(community__path__startswith=place.path).exclude(
        status=ProjectStatus.TERMINATED
    )
    grouped = projects.order_by().values("year").annotate(n=Count("pk"))
    counts = dict(grouped.values_list("year", "n"))
    return [
        YearFigures(place, row.year, row.balances, row.communities, counts.get(row.year, 0))
        for row in balances_by_year(place)
    ]


def year_table(place: Place, year: int) -> tuple[YearFigures, list[PlaceRow]]:
    """The totals of a place and year, and its parts (five queries)."""
    counts = _projects_by_community(place, year)
    money, communities = balances_of_place(place, year), count_funded(place, year)
    figures = YearFigures(place, year, money, communities, sum(counts.values()))
    return figures, _parts_of(place, year, counts)


def rows_of(place: Place, year: int) -> list[PlaceRow]:
    """The parts of a place, each with its money and projects (three queries)."""
    return _parts_of(place, year, _projects_by_community(place, year))


def _projects_by_community(place: Place, year: int) -> dict[str, int]:
    """How many projects count in each community of a place, by its path."""
    grouped = counted_projects(place, year).values("community__path").annotate(n=Count("pk"))
    return dict(grouped.values_list("community__path", "n"))


def _parts_of(place: Place, year: int, projects: dict[str, int]) -> list[PlaceRow]:
    depth = place.path.count("/") + 1
    counts: Counter[str] = Counter()
    for path, count in projects.items():
        counts["/".join(path.split("/")[:depth]) + "/"] += count
    return [
        PlaceRow(
            row.place,
            row.balances,
            0 if row.is_pool else counts[row.place.path],
            row.is_pool,
        )
        for row in balances_by_child(place, year)
    ]


def trail_head() -> int:
    """The number of the last event that is sealed in the trail (one query)."""
    return AuditLink.objects.aggregate(seq=Max("seq"))["seq"] or 0


def tallies_head() -> int:
    """The number of the last event that the tallies have counted (one query)."""
    return TallyMark.objects.aggregate(seq=Max("seq"))["seq"] or 0


def late_communities() -> set[int]:
    """Communities about which the trail has something that the tallies have not counted yet: the
    clock counts them at its next tick."""
    after = Q(link__seq__gt=tallies_head()) | Q(link=None)
    return set(communities_of(AuditEvent.objects.filter(after)))


def communities_of(events: QuerySet[AuditEvent]) -> list[int]:
    """The communities that events tell of, by their place or their case."""
    events = events.order_by()
    paths = events.values_list("place_path", flat=True).distinct()
    codes = {path.split("/")[3] for path in paths if path.count("/") > 3}
    cases = events.exclude(case_id=None).values("case_id")
    found = Proposal.objects.filter(case_id__in=cases).order_by().values_list("community")
    named = Place.objects.filter(code__in=codes).order_by().values_list("pk")
    return sorted(pk for (pk,) in named.union(found))


def root_place() -> Place | None:
    """The place whose figures stand on the home page: the highest that is really divided.

    A site for one district shows that district, a site for the city shows the city (one query).
    """
    children: dict[int | None, list[Place]] = {}
    for each in Place.objects.filter(level__in=DIVIDED_LEVELS).order_by("path"):
        children.setdefault(each.parent_id, []).append(each)
    place, parts = None, children.get(None, [])
    while len(parts) == 1:
        place = parts[0]
        parts = children.get(place.pk, [])
    return place
