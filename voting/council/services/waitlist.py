"""备选库: in which order the projects of one meeting wait when the money is short."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from fractions import Fraction

from mws.accounts.models import User
from proposals.services import council_steps
from voting.models import AgendaItem, ItemOutcome, Meeting, Motion, MotionState

Key = tuple[Fraction, Fraction, int]


def order_waitlist(meeting: Meeting, *, by: User, now: datetime) -> None:
    """Rank what this meeting put on the waitlist by the order of its rules, after all that waited
    before; whoever moves is told."""
    items = list(meeting.agenda.filter(outcome=ItemOutcome.WAITLISTED).select_related("proposal"))
    ranks = sorted(item.proposal.waitlist_rank for item in items)
    ordered = ranked(items, _votes_on(items), meeting.round.frozen_rules.waitlist_order)
    for item, rank in zip(ordered, ranks, strict=True):
        if item.proposal.waitlist_rank != rank:
            council_steps.rerank_proposal(proposal_id=item.proposal_id, rank=rank, by=by, now=now)


def ranked(items: Sequence[AgendaItem], votes: dict[int, Motion], order: str) -> list[AgendaItem]:
    """By share of yes, then residents per yuan, then the agenda; or the second first; or the last
    alone. A project without a vote has no share."""

    def key(item: AgendaItem) -> Key:
        motion, proposal = votes.get(item.pk), item.proposal
        share = Fraction(motion.yes, motion.base) if motion and motion.base else Fraction(0)
        benefit = Fraction(proposal.beneficiary_count or 0, max(proposal.requested_fen, 1))
        if order == "agenda":
            share = benefit = Fraction(0)
        first, second = (benefit, share) if order == "benefit" else (share, benefit)
        return -first, -second, item.position

    return sorted(items, key=key)


def _votes_on(items: Sequence[AgendaItem]) -> dict[int, Motion]:
    """The motion by which each was decided."""
    motions = Motion.objects.filter(item__in=items, state=MotionState.PASSED)
    return {motion.item_id: motion for motion in motions.order_by("declared_at", "pk")}
