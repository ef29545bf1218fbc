"""What things have cost: unit prices of finished projects, for whoever estimates the next one."""

from __future__ import annotations

import statistics
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import reduce
from operator import or_
from unicodedata import normalize

from django.db.models import Q

from mws.core.text_search import Holds
from mws.places.models import Level, Place
from proposals.models import CostItem, ProjectStatus

FINISHED = (ProjectStatus.SETTLED, ProjectStatus.EVALUATED, ProjectStatus.CLOSED)
WITHIN = timedelta(days=3 * 365)
FEWEST = 3  # finished projects from which a range says something
MOST = 300  # prices of an item
MOST_ITEMS = 40
LONGEST = 60  # characters of an item: the index would look for the pairs of a million, too


@dataclass(frozen=True, slots=True)
class PriceHint:
    """Unit prices in fen, of the lines of ``count`` finished projects that name the item."""

    item: str
    unit: str
    median_fen: int
    low_fen: int
    high_fen: int
    count: int


def price_hints(items: Sequence[str], *, community: Place, now: datetime) -> list[PriceHint]:
    """One hint for each item of which the district has finished enough (one query)."""
    plain = (item.strip() for item in items if "\0" not in item)
    wanted = list(dict.fromkeys(item for item in plain if 1 < len(item) <= LONGEST))[:MOST_ITEMS]
    if not wanted:
        return []
    named = reduce(or_, (Q(Holds("name", word=item)) for item in wanted))
    rows = CostItem.objects.filter(
        named,
        proposal__project__status__in=FINISHED,
        proposal__project__opened_at__gte=now - WITHIN,
        proposal__community__path__startswith=_district_path(community),
    ).order_by("-pk")
    columns = rows.values_list("name", "unit", "unit_price_fen", "proposal_id")
    lines = list(columns[: MOST * len(wanted)])
    found = (_hint(item, [line for line in lines if _names(line[0], item)]) for item in wanted)
    return [hint for hint in found if hint]


def _hint(item: str, lines: list[tuple[str, str, int, int]]) -> PriceHint | None:
    """Of lines with the commonest unit, the latest first."""
    units = [unit for _name, unit, _price, _case in lines]
    unit = max(sorted(set(units)), key=units.count, default="")
    alike = [(price, case) for _name, own, price, case in lines if own == unit][:MOST]
    projects = len({case for _price, case in alike})
    if projects < FEWEST:
        return None
    prices = [price for price, _case in alike]
    median = statistics.median_low(prices)
    return PriceHint(item, unit, median, min(prices), max(prices), projects)


def _names(line: str, item: str) -> bool:
    """As the query has found it."""
    return normalize("NFKC", item).lower() in line.lower()


def _district_path(community: Place) -> str:
    """Prices of one district: the codes from the root down to it."""
    depth = list(Level).index(Level.DISTRICT) + 1
    return "".join(f"{code}/" for code in community.path.split("/")[:depth])
