"""查重: which earlier cases resemble a new one."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from proposals.likeness import pairs_of
from proposals.models import Channel, Proposal, ProposalStatus
from proposals.selectors.similar import compare_titles

SHOWN = 5
PERCENT_HERE = 60  # in the same community
PERCENT_NEAR = 80  # elsewhere in the sub-district
MONTH = timedelta(days=30.5)


@dataclass(frozen=True, slots=True)
class Likeness:
    """An earlier case, and how much of the titles' pairs of characters they share; ``difference``:
    what the proposer says against its being the same."""

    proposal: Proposal
    percent: int
    difference: str = ""


@dataclass(frozen=True, slots=True)
class DuplicatesReport:
    """What was compared, and what was found, the most alike first."""

    compared_count: int
    found: list[Likeness]


def duplicates_report(proposal: Proposal, *, now: datetime) -> DuplicatesReport:
    """Cases of the same sub-district in the months that the rules name, the latest of them: those
    that are alike, and first of all those to which the proposer has said how his own differs.

    Three queries: the titles, what was said, and the few that are shown.
    """
    earlier = Proposal.objects.exclude(status=ProposalStatus.WITHDRAWN)
    compared = compare_titles(
        pairs_of(proposal.title),
        earlier.exclude(channel=Channel.IMPORT),
        community=proposal.community,
        since=now - MONTH * proposal.round.frozen_rules.duplicate_months,
        besides=proposal.pk,
    )
    said = dict(proposal.differences.values_list("other", "reason"))
    found = []
    for row in compared:
        percent, difference = int(100 * row.likeness), said.get(row.pk, "")
        is_here = row.community == proposal.community_id
        if difference or percent >= (PERCENT_HERE if is_here else PERCENT_NEAR):
            found.append((not difference, -percent, row.pk))
    found.sort()
    rows: Any = Proposal.objects.select_related("community")
    cases = rows.in_bulk([pk for *_order, pk in found[:SHOWN]])
    return DuplicatesReport(
        len(compared),
        [Likeness(cases[pk], -less, said.get(pk, "")) for _said, less, pk in found[:SHOWN]],
    )
