"""The statement of a place or a case, on any past day."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any
from uuid import UUID

from django.db.models import F, Q, QuerySet, Sum
from django.utils import timezone

from mws.core.money import Balances
from mws.ledger.models import AllocationOrder, Bucket, Fund, Line, Purse, Source, Transfer
from mws.places.models import Place

BUCKETS = ("available", "reserved", "committed", "paid", "returned")


@dataclass(frozen=True, slots=True)
class PartOfPlace:
    """One row of a statement: a part of the place, or its own pool. ``has_books``: whether there
    is a statement of its own to read."""

    place: Place
    balances: Balances
    has_books: bool = True
    is_pool: bool = False


@dataclass(frozen=True, slots=True)
class AllocationLine:
    """What was allocated, by what it is for and whose budget it comes from; in fen."""

    label: str
    source: str
    document_no: str
    place: Place
    giver: Place | None
    amount_fen: int
    is_recovery: bool


def end_of(day: date) -> datetime:
    """The first moment after a local day."""
    return timezone.make_aware(datetime.combine(day + timedelta(days=1), time.min))


def balances_on(transfers: QuerySet[Transfer], day: date) -> Balances:
    """The balances that these transfers had come to by the end of a day (one query)."""
    rows = (
        transfers.filter(effective_at__lt=end_of(day))
        .order_by()
        .values("origin", "target")
        .annotate(fen=Sum("amount_fen"))
    )
    return _balances(rows)


def _balances(rows: Iterable[Any]) -> Balances:
    """Sums by origin and target, as balances."""
    held = dict.fromkeys((*BUCKETS, Bucket.SOURCE.value), 0)
    for row in rows:
        held[row["origin"]] -= row["fen"]
        held[row["target"]] += row["fen"]
    return Balances(allocated=-held.pop(Bucket.SOURCE.value), **held)


def transfers_below(place: Place, year: int, *, purse: str = Purse.FISCAL) -> QuerySet[Transfer]:
    """All movements of a place's year, whatever its level."""
    return Transfer.objects.filter(
        fund__year=year, fund__purse=purse, fund__community__path__startswith=place.path
    )


def parts_on(place: Place, year: int, day: date, *, purse: str = Purse.FISCAL) -> list[PartOfPlace]:
    """The parts of a place by the end of a day, its own pool first (two queries)."""
    children = list(Place.objects.filter(parent=place).order_by("path"))
    depth = place.path.count("/") + 1
    by_part: dict[str, list[Any]] = {}
    rows = (
        transfers_below(place, year, purse=purse)
        .filter(effective_at__lt=end_of(day))
        .order_by()
        .values("origin", "target", path=F("fund__community__path"))
        .annotate(fen=Sum("amount_fen"))
    )
    for row in rows:
        part = "/".join(row["path"].rstrip("/").split("/")[:depth]) + "/"
        by_part.setdefault(part, []).append(row)
    own = by_part.get(place.path)
    pool = [PartOfPlace(place, _balances(own), is_pool=True)] if own else []
    return pool + [
        PartOfPlace(child, _balances(by_part.get(child.path, [])), child.path in by_part)
        for child in children
    ]


def lines_of(
    place: Place, year: int, day: date, *, purse: str = Purse.FISCAL
) -> list[AllocationLine]:
    """What was given to a place's year by a day and taken back, line by line (one query)."""
    is_social = purse == Purse.SOCIAL
    orders = AllocationOrder.objects.filter(
        year=year, transfer__effective_at__lt=end_of(day),
        community__path__startswith=place.path,
    ).filter(Q(source=Source.SOCIAL) if is_social else ~Q(source=Source.SOCIAL))  # fmt: skip
    return [
        AllocationLine(
            order.get_line_display(), order.get_source_display(), order.document_no,
            order.community, order.giver, order.amount_fen, order.line == Line.RECOVERY,
        )
        for order in orders.select_related("community", "giver").order_by("entered_at", "pk")
    ]  # fmt: skip


def years_open(place: Place) -> QuerySet[Fund]:
    """The funds at and below a place: whose years have a statement."""
    return Fund.objects.filter(community__path__startswith=place.path)


def movements_of_place(place: Place, year: int, day: date, *, purse: str) -> QuerySet[Transfer]:
    """The movements of a place's own fund up to a day, oldest first."""
    rows = Transfer.objects.filter(
        fund__community=place, fund__year=year, fund__purse=purse, effective_at__lt=end_of(day)
    )
    return rows.select_related("fund", "account").order_by("seq")


def movements_of_case(case_id: UUID, day: date) -> QuerySet[Transfer]:
    """The movements of one case up to a day, over all years, oldest first."""
    rows = Transfer.objects.filter(account__case_id=case_id, effective_at__lt=end_of(day))
    return rows.select_related("fund__community").order_by("fund__year", "seq")


def case_balances_on(case_id: UUID, day: date) -> Balances:
    """What a case held by the end of a day, as a whole of its own (one query)."""
    rows = (
        movements_of_case(case_id, day).order_by().values("origin", "target")
        .annotate(fen=Sum("amount_fen"))
    )  # fmt: skip
    held = _balances(rows)
    states = (held.reserved, held.committed, held.paid)
    return Balances(sum(states), 0, *states, 0)


def purses_of(place: Place, year: int) -> list[str]:
    """Which kinds of money a place and its parts have in a year."""
    funds = years_open(place).filter(year=year)
    return list(funds.order_by("purse").values_list("purse", flat=True).distinct())
