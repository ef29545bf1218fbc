"""The index of outcomes: every year's totals, and the communities of the year that was chosen."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db.models import Count, QuerySet

from mws.oversight.selectors import (
    PlaceRow,
    YearFigures,
    counted_projects,
    figures_by_year,
    root_place,
    rows_of,
)
from mws.places.models import Place


@dataclass(frozen=True, slots=True)
class CommunityEntry:
    """A community whose year is published, with the number of its projects."""

    place: Place
    projects: int


@dataclass(frozen=True, slots=True)
class PartOfYear:
    """One sub-district (or district): its money, and the communities in it."""

    row: PlaceRow
    communities: list[CommunityEntry]


@dataclass(frozen=True, slots=True)
class Outcomes:
    years: list[YearFigures]
    chosen: YearFigures | None
    parts: list[PartOfYear]


def outcomes_of(wanted_year: str, year_pages: QuerySet[Any]) -> Outcomes:
    """All years, and one of them by place; the newest published one unless another is wanted.

    ``year_pages`` are the published pages of communities' years. Eight queries at most.
    """
    place = root_place()
    years = figures_by_year(place) if place else []
    published = set(year_pages.order_by().values_list("year", flat=True).distinct())
    known = [figures for figures in years if figures.year in published]
    chosen = next((f for f in known if str(f.year) == wanted_year), known[0] if known else None)
    if chosen is None:
        return Outcomes(years, None, [])
    communities = Place.objects.filter(
        pk__in=year_pages.filter(year=chosen.year).values("community")
    ).order_by("path")
    return Outcomes(years, chosen, _parts(chosen, list(communities)))


def _parts(chosen: YearFigures, communities: list[Place]) -> list[PartOfYear]:
    grouped = counted_projects(chosen.place, chosen.year).order_by().values("community")
    counts = dict(grouped.annotate(n=Count("pk")).values_list("community", "n"))
    entries = [CommunityEntry(place, counts.get(place.pk, 0)) for place in communities]
    return [
        PartOfYear(row, found)
        for row in rows_of(chosen.place, chosen.year)
        if not row.is_pool
        and (found := [entry for entry in entries if row.place.contains(entry.place)])
    ]
