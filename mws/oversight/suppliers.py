"""Who was given the contracts: each supplier's share of a place and year."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db.models import Count, F, Sum

from mws.oversight.selectors import counted_projects
from mws.places.models import Place


@dataclass(frozen=True)
class SupplierShare:
    """Contracts of one supplier; ``whole``: of all suppliers, in fen."""

    pk: int
    name: str
    credit_code: str
    projects: int
    fen: int
    whole: int
    communities: int


def suppliers_of(place: Place, year: int) -> list[SupplierShare]:
    """All suppliers with a contract, the largest first (one query)."""
    rows: Any = (
        counted_projects(place, year)
        .filter(contract_fen__isnull=False)
        .order_by()
        .values("supplier", name=F("supplier__name"), credit_code=F("supplier__credit_code"))
        .annotate(
            projects=Count("pk"), fen=Sum("contract_fen"),
            communities=Count("community", distinct=True),
        )
        .order_by("-fen", "supplier")
    )  # fmt: skip
    found = list(rows)
    whole = sum(row["fen"] for row in found)
    return [
        SupplierShare(
            row["supplier"], row["name"], row["credit_code"], row["projects"], row["fen"], whole,
            row["communities"],
        )
        for row in found
    ]  # fmt: skip


def largest_suppliers(place: Place, year: int, *, most: int = 5) -> list[SupplierShare]:
    return suppliers_of(place, year)[:most]
