"""Reading the books: balances of a fund, of a place, of its parts; movements of a case."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Count, Q, QuerySet, Sum
from django.db.models.functions import Coalesce, TruncMonth

from mws.core.money import Balances
from mws.ledger.models import (
    Account,
    AllocationOrder,
    AllocationOrderQuerySet,
    Bucket,
    ClosingLine,
    Fund,
    Kind,
    Purse,
    Transfer,
    YearClose,
)
from mws.places.models import Level, Place

_COLUMNS = ("allocated", "available", "reserved", "committed", "paid", "returned")


def _sums() -> dict[str, Coalesce]:
    return {name: Coalesce(Sum(f"{name}_fen"), 0) for name in _COLUMNS}


def fiscal_funds() -> QuerySet[Fund]:
    """Funds of fiscal money: what every figure of the site adds up. Co-funding stands apart."""
    return Fund.objects.filter(purse=Purse.FISCAL)


def fund_of(community: Place, year: int, *, purse: str = Purse.FISCAL) -> Fund | None:
    return Fund.objects.filter(community=community, year=year, purse=purse).first()


def funds_of(community: Place) -> list[Fund]:
    """The funds of a community, the newest year first."""
    return list(fiscal_funds().filter(community=community).order_by("-year"))


FUNDED = Q(allocated_fen__gt=0, community__level=Level.COMMUNITY)
"""Funds of communities that have money; a sub-district's pool is no community."""


def count_funded(place: Place, year: int) -> int:
    """How many communities of a place have money in a year."""
    funds = fiscal_funds().filter(FUNDED, year=year, community__path__startswith=place.path)
    return funds.count()


def funded_by_child(place: Place, year: int) -> dict[str, int]:
    """How many communities of each part of a place have money, by the part's path (one query)."""
    depth = place.path.count("/") + 1
    funds = fiscal_funds().filter(FUNDED, year=year, community__path__startswith=place.path)
    counts: dict[str, int] = {}
    for path in funds.values_list("community__path", flat=True):
        part = "/".join(path.split("/")[:depth]) + "/"
        counts[part] = counts.get(part, 0) + 1
    return counts


def years_with_money() -> list[int]:
    """All years in which any community has money, newest first (one query)."""
    return list(fiscal_funds().order_by("-year").values_list("year", flat=True).distinct())


def allocation_orders() -> AllocationOrderQuerySet:
    """Allocations as entered from their documents, with the persons who entered and confirmed."""
    return AllocationOrder.objects.select_related(
        "community", "giver", "entered_by", "confirmed_by", "transfer"
    )


def balances_of_place(place: Place, year: int) -> Balances:
    """The sum of all funds of a place and year, whatever its level (one query)."""
    funds = fiscal_funds().filter(year=year, community__path__startswith=place.path)
    return Balances(**funds.aggregate(**_sums()))


@dataclass(frozen=True, slots=True)
class PlaceBalances:
    """A part of a place; ``is_pool``: the money that the place itself holds, for its parts."""

    place: Place
    balances: Balances
    is_pool: bool = False


def balances_by_child(place: Place, year: int) -> list[PlaceBalances]:
    """The parts of a place with their balances, in the order of the tree, its own pool first where
    it has one: together they are the whole (two queries)."""
    children = list(Place.objects.filter(parent=place).order_by("path"))
    totals: dict[str, Balances] = {child.path: Balances.zero() for child in children}
    pool: Balances | None = None
    depth = place.path.count("/") + 1
    rows = (
        fiscal_funds()
        .filter(year=year, community__path__startswith=place.path)
        .values("community__path", *(f"{name}_fen" for name in _COLUMNS))
    )
    for row in rows:
        held = Balances(**{name: row[f"{name}_fen"] for name in _COLUMNS})
        part = "/".join(row["community__path"].split("/")[:depth]) + "/"
        if row["community__path"] == place.path:
            pool = held
        elif part in totals:
            totals[part] += held
    own = [PlaceBalances(place, pool, is_pool=True)] if pool and children else []
    return own + [PlaceBalances(child, totals[child.path]) for child in children]


@dataclass(frozen=True, slots=True)
class YearBalances:
    """One year of a place; ``communities`` counts those with an allocation."""

    year: int
    balances: Balances
    communities: int


def balances_by_year(place: Place) -> list[YearBalances]:
    """Every year of a place, the newest first (one query)."""
    rows: Any = (
        fiscal_funds()
        .filter(community__path__startswith=place.path)
        .values("year")
        .annotate(communities=Count("pk", filter=FUNDED), **_sums())
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


def all_transfers() -> QuerySet[Transfer]:
    """Every movement with the community it belongs to, fund by fund."""
    return Transfer.objects.select_related("fund__community").order_by("fund", "seq")


def movements_by_month(communities: Sequence[int]) -> Any:
    """Community, year, month, kind, origin, target, number and sum of the movements that bring
    money on its way; a release or a return brings none. Opening entries tell of the time before
    the books came here."""
    kinds = (Kind.ALLOCATE, Kind.RESERVE, Kind.COMMIT, Kind.PAY, Kind.REVERSE, Kind.OPEN)
    return (
        Transfer.objects.filter(
            fund__community__in=communities, fund__purse=Purse.FISCAL, kind__in=kinds
        )
        .order_by()
        .annotate(month=TruncMonth("effective_at"))
        .values_list("fund__community", "fund__year", "month", "kind", "origin", "target")
        .annotate(n=Count("pk"), fen=Sum("amount_fen"))
    )


def available_before(community: Place, year: int, moment: datetime) -> int:
    """What was free in a community's fund just before a moment (one query)."""
    moves = Transfer.objects.filter(
        fund__community=community, fund__year=year, fund__purse=Purse.FISCAL,
        effective_at__lt=moment,
    )  # fmt: skip
    sums = moves.aggregate(
        came=Sum("amount_fen", filter=Q(target=Bucket.AVAILABLE)),
        went=Sum("amount_fen", filter=Q(origin=Bucket.AVAILABLE)),
    )
    return (sums["came"] or 0) - (sums["went"] or 0)


def years_of(place: Place) -> list[int]:
    """The years in which a place has money, newest first."""
    funds = fiscal_funds().filter(community__path__startswith=place.path)
    years = funds.order_by("-year").values_list("year", flat=True)
    return list(years.distinct())


def account_of(case_id: UUID) -> Account | None:
    """The account of a case with its fund, if it has one."""
    return Account.objects.filter(case_id=case_id).select_related("fund").first()


def year_closes() -> QuerySet[YearClose]:
    """Closings of years, with the persons who prepared them, and closed them or took them back."""
    return YearClose.objects.select_related("place", "prepared_by", "closed_by", "withdrawn_by")


def closing_lines(close: YearClose) -> QuerySet[ClosingLine]:
    """The lines of a closing report, in the order of the places."""
    return close.lines.select_related("fund__community")


def funds_to_close(place: Place, year: int) -> list[Fund]:
    """The open funds of a place and year, as they would be closed."""
    funds = Fund.objects.filter(community__path__startswith=place.path, year=year, closed_at=None)
    return list(funds.select_related("community").order_by("community__path", "purse"))
