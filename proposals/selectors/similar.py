"""What has been proposed already: similar proposals here and next door, of the last two years."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from math import cos, hypot, radians
from typing import Any, NamedTuple

from django.db.models import Q, QuerySet

from mws.places.models import CommunityPlan, Place
from mws.places.plans import metres_between
from proposals.likeness import likeness, pairs_of
from proposals.models import Proposal
from proposals.rules.around import OPEN_TO_RESIDENTS

WITHIN = timedelta(days=730)
ALIKE = 0.5
"""On sixty pairs judged by hand (tests/proposals/alike_titles.py): precision 0.85, recall 0.93."""
MOST_COMPARED = 3_000
MOST_SHOWN = 5
SAME_PLACE, SAME_FORM = 0.1, 0.05  # added where the titles are alike a little already
A_LITTLE = 0.35
NEAR_METRES, METRES_OF_A_DEGREE = 100, 111_320


class Spot(NamedTuple):
    """A pin on a plan, and a point on earth, as far as they were given."""

    plan: int | None = None
    x: int | None = None
    y: int | None = None
    latitude: Decimal | None = None
    longitude: Decimal | None = None


class Compared(NamedTuple):
    """One of the proposals whose titles were compared, and as much of it as the scores read."""

    pk: int
    likeness: float
    location: str
    category: str
    community: int
    spot: Spot


NOWHERE = Spot()


@dataclass(frozen=True, slots=True)
class Similar:
    """``can_support``: it is of the person's own community and still open to support."""

    proposal: Proposal
    likeness: float
    can_support: bool


def similar_proposals(
    title: str,
    *,
    community: Place,
    location: str = "",
    spot: Spot = NOWHERE,
    category: str = "",
    besides: int | None = None,
    now: datetime,
) -> list[Similar]:
    """The most alike public proposals of this sub-district's communities, the likest first.

    Two queries: the titles to compare, and the few that are shown.
    """
    asked = pairs_of(title)
    if len(asked) < 2:
        return []
    plan = CommunityPlan.objects.select_related("picture").get(pk=spot.plan) if spot.plan else None
    where = pairs_of(location) if location else frozenset()
    scored = []
    for row in compare_titles(
        asked, Proposal.objects.public(), community=community, since=now - WITHIN, besides=besides
    ):
        score, is_here = row.likeness, row.community == community.pk
        if score >= A_LITTLE:
            score += SAME_FORM * (row.category == category)
            score += SAME_PLACE * (
                is_near(spot, row.spot, plan)
                or (is_here and likeness(where, pairs_of(row.location)) > A_LITTLE)
            )
        if score >= ALIKE:
            scored.append((score, is_here, row.pk))
    scored.sort(reverse=True)
    return _shown(scored[:MOST_SHOWN], community)


def compare_titles(
    title: frozenset[str],
    rows: QuerySet[Proposal],
    *,
    community: Place,
    since: datetime,
    besides: int | None,
) -> list[Compared]:
    """How alike a title (its pairs of characters) is to those of ``rows`` that were submitted in
    this sub-district ``since`` then; the latest 3,000 are compared (one query)."""
    there = (
        Q(community__parent=community.parent_id) if community.parent_id else Q(community=community)
    )
    rows = rows.filter(there, submitted_at__gte=since).exclude(pk=besides)
    columns: Any = rows.order_by("-submitted_at", "-id").values_list(
        "pk", "title", "location", "category", "community_id",
        "plan_id", "pin_x", "pin_y", "latitude", "longitude",
    )  # fmt: skip
    return [
        Compared(pk, likeness(title, pairs_of(other)), location, category, place, Spot(*spot))
        for pk, other, location, category, place, *spot in columns[:MOST_COMPARED]
    ]


def spot_of(proposal: Proposal) -> Spot:
    return Spot(
        proposal.plan_id, proposal.pin_x, proposal.pin_y, proposal.latitude, proposal.longitude
    )


def is_near(one: Spot, other: Spot, plan: CommunityPlan | None) -> bool:
    """Whether two spots lie within 100 m: points on earth, or pins on one plan (that of ``one``)
    whose width is known."""
    if one.latitude is not None and other.latitude is not None:
        return _metres_on_earth(one, other) <= NEAR_METRES
    if plan is None or one.plan != other.plan:
        return False
    metres = metres_between(plan, (one.x or 0, one.y or 0), (other.x or 0, other.y or 0))
    return metres is not None and metres <= NEAR_METRES


def _metres_on_earth(one: Spot, other: Spot) -> float:
    """On so short a way the earth is flat; a degree of latitude is 111,320 m long."""
    north = float(one.latitude - other.latitude)
    east = float(one.longitude - other.longitude) * cos(radians(float(one.latitude)))
    return hypot(north, east) * METRES_OF_A_DEGREE


def _shown(scored: list[tuple[float, bool, int]], community: Place) -> list[Similar]:
    rows: Any = Proposal.objects.select_related("community", "project")
    found = rows.in_bulk([pk for _score, _here, pk in scored])
    return [
        Similar(
            proposal=found[pk],
            likeness=min(score, 1.0),
            can_support=found[pk].community_id == community.pk
            and found[pk].status in OPEN_TO_RESIDENTS,
        )
        for score, _here, pk in scored
    ]
