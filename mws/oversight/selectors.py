"""Figures that several pages show, from one definition each.

A project counts in the year of its round, from its approval on, unless it was terminated.
"""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Count, QuerySet

from mws.core.money import Balances
from mws.ledger.selectors import balances_by_child, balances_of_place, count_funded
from mws.places.models import Level, Place
from proposals.models import Project, ProjectStatus


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
    """One part of a place in a table of money and projects."""

    place: Place
    balances: Balances
    projects: int


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


def rows_of(place: Place, year: int) -> list[PlaceRow]:
    """The parts of a place, each with its money and projects (three queries)."""
    depth = place.path.count("/") + 1
    counts: dict[str, int] = {}
    grouped = counted_projects(place, year).values("community__path").annotate(n=Count("pk"))
    for row in grouped.values_list("community__path", "n"):
        part = "/".join(row[0].split("/")[:depth]) + "/"
        counts[part] = counts.get(part, 0) + row[1]
    return [
        PlaceRow(row.place, row.balances, counts.get(row.place.path, 0))
        for row in balances_by_child(place, year)
    ]


def root_place() -> Place | None:
    """The place whose figures stand on the home page: the highest that is really divided.

    A site for one district shows that district, a site for the city shows the city."""
    place = Place.objects.filter(level=Level.CITY).first()
    while place is not None:
        parts = list(place.children.exclude(level__in=[Level.COMMITTEE, Level.ESTATE])[:2])
        if len(parts) != 1:
            return place
        place = parts[0]
    return None
