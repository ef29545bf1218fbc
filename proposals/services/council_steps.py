"""What the council's result does to a case; the council room calls this inside its transaction."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction

from mws.accounts.models import User
from mws.core.clock import database_now
from mws.core.refusals import require
from mws.ledger.services import reserve
from proposals.models import CouncilDecision, CouncilResult, Proposal, ProposalStatus
from proposals.rules import council_steps as rules
from proposals.services.moves import announce, lock_case, move_case, trace

Tally = Mapping[str, int]
"""yes, no, abstain, recused, present, seated; what is missing counts as 0."""


@transaction.atomic
def put_on_agenda(*, proposal_id: int, by: User | None, now: datetime | None = None) -> Proposal:
    """列入议程: a meeting has been called for this case."""
    now = now or database_now()
    proposal = lock_case(proposal_id)
    require(rules.why_not_put_on_agenda(proposal))
    move_case(
        proposal, to=ProposalStatus.ON_AGENDA, action="proposal.put_on_agenda", by=by, now=now
    )
    announce(proposal, code="proposal_on_agenda", now=now)
    return proposal


@transaction.atomic
def take_off_agenda(*, proposal_id: int, by: User | None, now: datetime | None = None) -> Proposal:
    """The meeting was cancelled, or closed before it came to this case."""
    now = now or database_now()
    proposal = lock_case(proposal_id)
    require(rules.why_not_decide(proposal))
    move_case(
        proposal, to=ProposalStatus.SHORTLISTED, action="proposal.taken_off_agenda", by=by, now=now
    )
    announce(proposal, code="proposal_off_agenda", now=now)
    return proposal


@transaction.atomic
def defer_proposal(
    *, proposal_id: int, reason: str, by: User | None, now: datetime | None = None,
    tally: Tally | None = None, meeting_url: str = "",
) -> Proposal:  # fmt: skip
    """缓议: by a vote or for want of a quorum; the next meeting may take it up."""
    now = now or database_now()
    proposal = lock_case(proposal_id)
    require(rules.why_not_turn_down(proposal, reason=reason))
    _keep(proposal, CouncilResult.DEFERRED, tally, now, reason=reason, meeting_url=meeting_url)
    move_case(proposal, to=ProposalStatus.DEFERRED, action="proposal.deferred", by=by, now=now)
    announce(proposal, code="proposal_deferred", now=now, reason=reason.strip())
    return proposal


@transaction.atomic
def reject_proposal(
    *, proposal_id: int, reason: str, by: User | None, now: datetime | None = None,
    tally: Tally | None = None, meeting_url: str = "",
) -> Proposal:  # fmt: skip
    """议事会未通过: the end of the case in this round."""
    now = now or database_now()
    proposal = lock_case(proposal_id)
    require(rules.why_not_turn_down(proposal, reason=reason))
    _keep(proposal, CouncilResult.REJECTED, tally, now, reason=reason, meeting_url=meeting_url)
    move_case(
        proposal, to=ProposalStatus.REJECTED, action="proposal.rejected", by=by, now=now,
        tally=dict(tally or {}),
    )  # fmt: skip
    announce(proposal, code="proposal_rejected", now=now, reason=reason.strip())
    return proposal


@transaction.atomic
def select_proposal(
    *, proposal_id: int, amount_fen: int, decision: str, by: User | None,
    now: datetime | None = None, tally: Tally | None = None, meeting_url: str = "",
    reason: str = "",
) -> Proposal:  # fmt: skip
    """议决通过: the sum is reserved in the same transaction.

    ``decision`` names the motion; it stands beside the transfer in the books. Refused above the
    cap or above what the community has available, with the figures.
    """
    now = now or database_now()
    proposal = lock_case(proposal_id)
    require(rules.why_not_select(proposal, amount_fen=amount_fen, decision=decision))
    row = _keep(
        proposal, CouncilResult.SELECTED, tally, now, amount_fen=amount_fen, reason=reason,
        meeting_url=meeting_url,
    )  # fmt: skip
    reserve(
        case_id=proposal.case_id, community=proposal.community, year=proposal.round.year,
        amount_fen=amount_fen, decision=decision, reference=f"council-decision-{row.pk}", by=by,
        now=now,
    )  # fmt: skip
    proposal.selected_fen, proposal.waitlist_rank = amount_fen, None
    move_case(
        proposal, to=ProposalStatus.SELECTED, action="proposal.selected", by=by, now=now,
        changes=("selected_fen", "waitlist_rank"), amount_fen=amount_fen,
        tally=dict(tally or {}),
    )  # fmt: skip
    announce(proposal, code="proposal_selected", now=now, amount_fen=amount_fen)
    return proposal


@transaction.atomic
def waitlist_proposal(
    *, proposal_id: int, rank: int, by: User | None, now: datetime | None = None,
    tally: Tally | None = None, meeting_url: str = "", reason: str = "",
) -> Proposal:  # fmt: skip
    """备选库: passed, but the money does not reach this far; the rank is kept."""
    now = now or database_now()
    proposal = lock_case(proposal_id)
    require(rules.why_not_decide(proposal))
    _keep(proposal, CouncilResult.WAITLISTED, tally, now, reason=reason, meeting_url=meeting_url)
    proposal.waitlist_rank = rank
    move_case(
        proposal, to=ProposalStatus.WAITLISTED, action="proposal.waitlisted", by=by, now=now,
        changes=("waitlist_rank",), rank=rank,
    )  # fmt: skip
    announce(proposal, code="proposal_waitlisted", now=now, rank=rank)
    return proposal


@transaction.atomic
def rerank_proposal(
    *, proposal_id: int, rank: int, by: User | None, now: datetime | None = None
) -> Proposal:
    """The place on the waitlist, once the meeting knows all that wait."""
    now = now or database_now()
    proposal = lock_case(proposal_id)
    require(rules.why_not_rerank(proposal))
    proposal.waitlist_rank = rank
    proposal.save(update_fields=["waitlist_rank"])
    trace(proposal, action="proposal.reranked", by=by, now=now, rank=rank)
    announce(proposal, code="proposal_waitlisted", now=now, rank=rank)
    return proposal


def _keep(
    proposal: Proposal, result: str, tally: Tally | None, now: datetime, *, reason: str = "",
    meeting_url: str = "", amount_fen: int | None = None,
) -> CouncilDecision:  # fmt: skip
    return CouncilDecision.objects.create(
        proposal=proposal, result=result, amount_fen=amount_fen, reason=reason.strip(),
        meeting_url=meeting_url, decided_at=now, **(tally or {}),
    )  # fmt: skip
