"""Reading the books: balances of a fund, of a place, of its parts; movements of a case."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import Count, Q, QuerySet, Sum
from django.db.models.functions import Coalesce

from mws.core.money import Balances
from mws.ledger.models import AllocationOrder, Fund, Transfer
from mws.places.models import Place

_COLUMNS = ("allocated", "available", "reserved", "committed", "paid", "returned")


def _sums() -> dict[str, Coalesce]:
    return {name: Coalesce(Sum(f"{name}_fen"), 0) for name in _COLUMNS}


def fund_of(community: Place, year: int) -> Fund | None:
    return Fund.objects.filter(community=community, year=year).first()


def funds_of(community: Place) -> list[Fund]:
    """The funds of a community, the newest year first."""
    return list(Fund.objects.filter(community=community).order_by("-year"))


def count_funded(place: Place, year: int) -> int:
    """How many communities of a place have money in a year."""
    return Fund.objects.filter(
        year=year, community__path__startswith=place.path, allocated_fen__gt=0
    ).count()


def years_with_money() -> list[int]:
    """All years in which any community has money, newest first (one query)."""
    return list(Fund.objects.order_by("-year").values_list("year", flat=True).distinct())


def allocation_orders() -> QuerySet[AllocationOrder]:
    """Allocations as entered from their documents, with the persons who entered and confirmed."""
    return AllocationOrder.objects.select_related("community", "entered_by", "confirmed_by")


def balances_of_place(place: Place, year: int) -> Balances:
    """The sum of all funds of a place and year, whatever its level (one query)."""
    funds = Fund.objects.filter(year=year, community__path__startswith=place.path)
    return Balances(**funds.aggregate(**_sums()))


@dataclass(frozen=True, slots=True)
class PlaceBalances:
    place: Place
    balances: Balances


def balances_by_child(place: Place, year: int) -> list[PlaceBalances]:
    """The parts of a place with their balances, in the order of the tree (two queries)."""
    children = list(Place.objects.filter(parent=place).order_by("path"))
    totals: dict[str, Balances] = {child.path: Balances.zero() for child in children}
    depth = place.path.count("/") + 1
    rows = Fund.objects.filter(year=year, community__path__startswith=place.path).values(
        "community__path", *(f"{name}_fen" for name in _COLUMNS)
    )
    for row in rows:
        part = "/".join(row["community__path"].split("/")[:depth]) + "/"
        if part in totals:
            totals[part] += Balances(**{name: row[f"{name}_fen"] for name in _COLUMNS})
    return [PlaceBalances(child, totals[child.path]) for child in children]


@dataclass(frozen=True, slots=True)
class YearBalances:
    """One year of a place; ``communities`` counts those with an allocation."""

    year: int
    balances: Balances
    communities: int


def balances_by_year(place: Place) -> list[YearBalances]:
    """Every year of a place, the newest first (one query)."""
    rows: Any = (
        Fund.objects.filter(community__path__startswith=place.path)
        .values("year")
        .annotate(communities=Count("pk", filter=Q(allocated_fen__gt=0)), **_sums())
        .order_by("-year")
    )
    return [
        YearBalances(
            row["year"], Balances(**{name: row[name] for name in _COLUMNS}), row["communities"]
        )
        for row in rows
    ]


def transfers_of_case(case_id: UUID) -> QuerySet[Transfer]:
    """The movements of one case, oldest first."""
    return Transfer.objects.filter(account__case_id=case_id).order_by("seq")


def transfers_of_fund(fund: Fund) -> QuerySet[Transfer]:
    """The movements of one fund, oldest first."""
    return fund.transfers.select_related("account").order_by("seq")


def years_of(place: Place) -> list[int]:
    """The years in which a place has money, newest first."""
    funds = Fund.objects.filter(community__path__startswith=place.path)
    return sorted(set(funds.values_list("year", flat=True)), reverse=True)
