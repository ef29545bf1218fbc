"""查重: which earlier cases resemble a new one."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from proposals.likeness import likeness, pairs_of
from proposals.models import Channel, Proposal, ProposalStatus

SHOWN = 5
PERCENT_HERE = 60  # in the same community
PERCENT_NEAR = 80  # elsewhere in the sub-district
MONTH = timedelta(days=30.5)


@dataclass(frozen=True, slots=True)
class Likeness:
    """An earlier case, and how much of the titles' pairs of characters they share."""

    proposal: Proposal
    percent: int


@dataclass(frozen=True, slots=True)
class DuplicatesReport:
    """What was compared, and what was found, the most alike first."""

    compared_count: int
    found: list[Likeness]


def duplicates_report(proposal: Proposal, *, now: datetime) -> DuplicatesReport:
    """Cases of the same sub-district in the months that the rules name (one query)."""
    since = now - MONTH * proposal.round.frozen_rules.duplicate_months
    street = proposal.community.parent or proposal.community
    earlier = (
        Proposal.objects.filter(community__path__startswith=street.path, submitted_at__gte=since)
        .exclude(pk=proposal.pk)
        .exclude(status=ProposalStatus.WITHDRAWN)
        .exclude(channel=Channel.IMPORT)
        .select_related("community")
    )
    title = pairs_of(proposal.title)
    rows = [Likeness(other, int(100 * likeness(title, pairs_of(other.title)))) for other in earlier]
    found = [row for row in rows if row.percent >= _limit(proposal, row.proposal)]
    found.sort(key=lambda row: (-row.percent, row.proposal.pk))
    return DuplicatesReport(len(rows), found[:SHOWN])


def _limit(proposal: Proposal, other: Proposal) -> int:
    return PERCENT_HERE if other.community_id == proposal.community_id else PERCENT_NEAR
