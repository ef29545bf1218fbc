"""街道审核: reviewed by an officer, decided by a leader; approving commits the money."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import transaction

from mws.accounts.models import User
from mws.accounts.permissions import Role
from mws.audit.services import record
from mws.core.clock import database_now
from mws.core.refusals import require
from mws.ledger.selectors import account_of
from mws.ledger.services import commit, release
from mws.rounds.models import Clause, DeadlineKind
from mws.rounds.services import pass_deadline, start_deadline
from proposals.models import (
    Approval,
    ApprovalBatch,
    ApprovalResult,
    Duty,
    Project,
    Proposal,
    ProposalStatus,
    Review,
)
from proposals.rules import approval as rules
from proposals.services.duties import record_duty
from proposals.services.moves import announce, lock_case, move_case, trace


@transaction.atomic
def review_proposal(
    *, proposal_id: int, amount_fen: int, note: str, by: User, now: datetime | None = None
) -> Review:
    """The officer's findings and the sum he proposes; a later review replaces an earlier one."""
    now = now or database_now()
    proposal = lock_case(proposal_id)
    require(rules.why_not_store_review(proposal, amount_fen=amount_fen, note=note, by=by))
    review = Review.objects.create(
        proposal=proposal, amount_fen=amount_fen, note=note.strip(), reviewed_by=by,
        reviewed_at=now,
    )  # fmt: skip
    record_duty(case_id=proposal.case_id, person=by, duty=Duty.REVIEWED, now=now)
    pass_deadline(
        case_id=proposal.case_id, kind=DeadlineKind.APPROVAL, holder_role=Role.SUBDISTRICT_LEADER,
        now=now,
    )  # fmt: skip
    trace(proposal, action="proposal.reviewed", by=by, now=now, amount_fen=amount_fen)
    return review


@transaction.atomic
def approve_proposal(
    *, proposal_id: int, amount_fen: int, document_no: str, by: User, meeting_no: str = "",
    batch: ApprovalBatch | None = None, now: datetime | None = None,
) -> Project:  # fmt: skip
    """立项: in one transaction the decision, the money committed, the rest released, the project
    opened and the clock of its contract started."""
    now = now or database_now()
    proposal = lock_case(proposal_id)
    require(
        rules.why_not_approve(
            proposal, amount_fen=amount_fen, document_no=document_no, meeting_no=meeting_no, by=by
        )
    )
    approval = _decide(
        proposal, ApprovalResult.APPROVED, document_no=document_no, by=by, now=now,
        amount_fen=amount_fen, meeting_no=meeting_no.strip(), batch=batch,
    )  # fmt: skip
    account_id = _commit(proposal, approval, now=now)
    move_case(
        proposal, to=ProposalStatus.APPROVED, action="proposal.approved", by=by, now=now,
        amount_fen=amount_fen,
    )  # fmt: skip
    project = _open_project(proposal, approval, account_id, now=now)
    announce(
        proposal, code="proposal_approved", now=now, amount_fen=amount_fen,
        document_no=approval.document_no,
    )  # fmt: skip
    return project


@transaction.atomic
def refuse_proposal(
    *, proposal_id: int, reason: str, clause_id: int | None, document_no: str, by: User,
    now: datetime | None = None,
) -> Approval:  # fmt: skip
    """不予立项: the end of the case; the reservation is released."""
    now = now or database_now()
    proposal = lock_case(proposal_id)
    approval = _turn_down(
        proposal, ApprovalResult.REFUSED, reason=reason, clause_id=clause_id,
        document_no=document_no, by=by, now=now,
    )  # fmt: skip
    move_case(proposal, to=ProposalStatus.REFUSED, action="proposal.refused", by=by, now=now)
    announce(
        proposal, code="proposal_refused", now=now, reason=approval.reason, clause=approval.clause
    )
    return approval


@transaction.atomic
def return_to_community(
    *, proposal_id: int, reason: str, clause_id: int | None, document_no: str, by: User,
    now: datetime | None = None,
) -> Approval:  # fmt: skip
    """退回社区: the reservation is released and the council may take the case up again."""
    now = now or database_now()
    proposal = lock_case(proposal_id)
    approval = _turn_down(
        proposal, ApprovalResult.RETURNED, reason=reason, clause_id=clause_id,
        document_no=document_no, by=by, now=now,
    )  # fmt: skip
    proposal.selected_fen = None
    move_case(
        proposal, to=ProposalStatus.SCREENED, action="proposal.sent_back", by=by, now=now,
        changes=("selected_fen",),
    )  # fmt: skip
    announce(
        proposal, code="proposal_sent_back", now=now, reason=approval.reason, clause=approval.clause
    )
    return approval


def _turn_down(
    proposal: Proposal, result: str, *, reason: str, clause_id: int | None, document_no: str,
    by: User, now: datetime,
) -> Approval:  # fmt: skip
    """The decision keeps the words of its clause as they stand today; the money is free again."""
    clause = Clause.objects.of_round(proposal.round).filter(pk=clause_id).first()
    require(
        rules.why_not_turn_down(
            proposal, reason=reason, clause=clause, document_no=document_no, by=by
        )
    )
    approval = _decide(
        proposal, result, document_no=document_no, by=by, now=now, reason=reason.strip(),
        clause=str(clause),
    )  # fmt: skip
    _release(proposal, approval, proposal.selected_fen, now=now)
    return approval


def _decide(
    proposal: Proposal,
    result: str,
    *,
    document_no: str,
    by: User,
    now: datetime,
    **outcome: Any,
) -> Approval:
    """Write the decision beside the review it rests on, and the duty."""
    review = rules.current_review(proposal)
    record_duty(case_id=proposal.case_id, person=by, duty=Duty.APPROVED, now=now)
    return Approval.objects.create(
        proposal=proposal, result=result, document_no=document_no.strip(),
        prepared_by=review.reviewed_by, decided_by=by, decided_at=now, **outcome,
    )  # fmt: skip


def _commit(proposal: Proposal, approval: Approval, *, now: datetime) -> int | None:
    """Commit the sum, release the rest of the reservation; returns the case's account."""
    transfer = commit(
        case_id=proposal.case_id, amount_fen=approval.amount_fen, decision=approval.document_no,
        reference=f"approval-{approval.pk}", made_by=approval.prepared_by,
        by=approval.decided_by, now=now,
    )  # fmt: skip
    _release(proposal, approval, proposal.selected_fen - approval.amount_fen, now=now)
    return transfer.account_id


def _release(proposal: Proposal, approval: Approval, amount_fen: int, *, now: datetime) -> None:
    """Give back what the council had reserved and the decision does not need; at the end of a year
    it has lapsed already."""
    account = account_of(proposal.case_id)
    amount_fen = min(amount_fen, account.reserved_fen if account else 0)
    if amount_fen:
        release(
            case_id=proposal.case_id, amount_fen=amount_fen, origin="reserved",
            decision=approval.document_no, reference=f"approval-{approval.pk}-rest",
            by=approval.decided_by, now=now,
        )  # fmt: skip


def _open_project(
    proposal: Proposal, approval: Approval, account_id: int | None, *, now: datetime
) -> Project:
    community = proposal.community
    project = Project.objects.create(
        proposal=proposal, community=community, year=proposal.round.year, account_id=account_id,
        approved_fen=approval.amount_fen, opened_at=now, status_since=now,
    )  # fmt: skip
    record(
        "project.opened", target=project, by=approval.decided_by, effective_at=now,
        case_id=proposal.case_id, place_path=community.path, approved_fen=project.approved_fen,
    )  # fmt: skip
    start_deadline(
        case_id=proposal.case_id, kind=DeadlineKind.CONTRACT, round=proposal.round,
        place=community.parent or community, now=now,
    )  # fmt: skip
    return project
