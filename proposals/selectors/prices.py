"""What things have cost: unit prices of finished projects, for whoever estimates the next one."""

from __future__ import annotations

import statistics
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from mws.core.text_search import Holds
from mws.places.models import Level, Place
from proposals.models import CostItem, ProjectStatus

FINISHED = (ProjectStatus.SETTLED, ProjectStatus.EVALUATED, ProjectStatus.CLOSED)
WITHIN = timedelta(days=3 * 365)
FEWEST = 3  # prices from which a range says something
MOST = 300


@dataclass(frozen=True, slots=True)
class PriceHint:
    """Unit prices in fen, of ``count`` finished projects' lines that name the item."""

    item: str
    unit: str
    median_fen: int
    low_fen: int
    high_fen: int
    count: int


def price_hints(items: Sequence[str], *, community: Place, now: datetime) -> list[PriceHint]:
    """One hint for each item of which the district has finished enough (a query an item)."""
    wanted = dict.fromkeys(item.strip() for item in items if len(item.strip()) > 1)
    found = (_hint(item, community, now) for item in wanted)
    return [hint for hint in found if hint]


def _hint(item: str, community: Place, now: datetime) -> PriceHint | None:
    rows = CostItem.objects.filter(
        Holds("name", word=item),
        proposal__project__status__in=FINISHED,
        proposal__project__opened_at__gte=now - WITHIN,
        proposal__community__path__startswith=_district_path(community),
    )
    lines = list(rows.order_by("-pk").values_list("unit", "unit_price_fen")[:MOST])
    if not lines:
        return None
    units = [unit for unit, _price in lines]
    unit = max(sorted(set(units)), key=units.count)
    prices = [price for own, price in lines if own == unit]
    if len(prices) < FEWEST:
        return None
    median = statistics.median_low(prices)
    return PriceHint(item, unit, median, min(prices), max(prices), len(prices))


def _district_path(community: Place) -> str:
    """Prices of one district: the codes from the root down to it."""
    depth = list(Level).index(Level.DISTRICT) + 1
    return "".join(f"{code}/" for code in community.path.split("/")[:depth])
