"""What has been proposed already: similar proposals here and next door, of the last two years."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Q

from mws.places.models import Place
from proposals.likeness import likeness, pairs_of
from proposals.models import Proposal
from proposals.rules.around import OPEN_TO_RESIDENTS

WITHIN = timedelta(days=730)
ALIKE = 0.5
"""On sixty pairs judged by hand (tests/proposals/alike_titles.py): precision 0.85, recall 0.93."""
MOST_COMPARED = 3_000
MOST_SHOWN = 3
SAME_PLACE, SAME_FORM = 0.1, 0.05  # added where the titles are alike a little already
A_LITTLE = 0.35


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
    there = (
        Q(community__parent=community.parent_id) if community.parent_id else Q(community=community)
    )
    rows = Proposal.objects.public().filter(there, submitted_at__gte=now - WITHIN)
    rows = rows.exclude(pk=besides).order_by("-submitted_at", "-id")
    columns = rows.values_list("pk", "title", "location", "category", "community_id")
    where = pairs_of(location) if location else frozenset()
    scored = []
    for pk, other, other_location, other_category, place in columns[:MOST_COMPARED]:
        score = likeness(asked, pairs_of(other))
        if score >= A_LITTLE:
            score += SAME_FORM * (other_category == category)
            score += SAME_PLACE * (
                place == community.pk and likeness(where, pairs_of(other_location)) > A_LITTLE
            )
        if score >= ALIKE:
            scored.append((score, place == community.pk, pk))
    scored.sort(reverse=True)
    return _shown(scored[:MOST_SHOWN], community)


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
