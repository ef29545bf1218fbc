"""支付: a claim is filed, checked and approved by three persons; approving it pays."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from mws.accounts.models import User
from mws.accounts.permissions import Role
from mws.core.clock import database_now, local_day
from mws.core.refusals import require
from mws.core.wording import yuan_short
from mws.ledger.services import pay
from mws.rounds.calendar import add_working_days
from mws.rounds.models import DeadlineKind
from proposals.models import Claim, Duty, Project
from proposals.models.delivery import ClaimStatus
from proposals.rules import delivery_claims as rules
from proposals.services.duties import record_duty
from proposals.services.moves import tell
from proposals.services.projects import lock_project, note_step, start_clock, stop_clock


@transaction.atomic
def file_claim(
    *,
    project_id: int,
    kind: str,
    amount_fen: int,
    invoice_no: str,
    by: User,
    now: datetime | None = None,
) -> Claim:
    """Ask for payment of an invoice. One claim of a project is open at a time. Raises Refused."""
    now = now or database_now()
    project = lock_project(project_id)
    require(rules.why_not_file_claim(project, by=by))
    require(
        rules.why_not_claim_terms(project, kind=kind, amount_fen=amount_fen, invoice_no=invoice_no)
    )
    claim = Claim.objects.create(
        project=project, kind=kind, amount_fen=amount_fen, invoice_no=invoice_no.strip(),
        filed_by=by, filed_at=now,
    )  # fmt: skip
    _start_payment_clock(project, claim, holder_role=Role.FINANCE_OFFICER, now=now)
    record_duty(case_id=project.case_id, person=by, duty=Duty.CLAIMED, now=now)
    note_step(
        project,
        action="claim.filed",
        target=claim,
        by=by,
        now=now,
        kind=kind,
        amount_fen=amount_fen,
    )
    return claim


@transaction.atomic
def review_claim(*, claim_id: int, by: User, now: datetime | None = None) -> Claim:
    """Finance has checked invoice, contract and progress; the leader holds the claim now.
    The day of payment stays the same. Raises Refused."""
    now = now or database_now()
    claim = _lock_claim(claim_id)
    require(rules.why_not_review_claim(claim, by=by))
    claim.status, claim.reviewed_by, claim.reviewed_at = ClaimStatus.REVIEWED, by, now
    claim.save(update_fields=["status", "reviewed_by", "reviewed_at"])
    project = claim.project
    stop_clock(project, kind=DeadlineKind.PAYMENT, now=now)
    _start_payment_clock(project, claim, holder_role=Role.SUBDISTRICT_LEADER, now=now)
    record_duty(case_id=project.case_id, person=by, duty=Duty.CHECKED_CLAIM, now=now)
    note_step(project, action="claim.checked", target=claim, by=by, now=now)
    return claim


@transaction.atomic
def pay_claim(*, claim_id: int, by: User, now: datetime | None = None) -> Claim:
    """Approve and pay: one transfer committed → paid, made by the checker, approved by ``by``.
    Raises Refused."""
    now = now or database_now()
    claim = _lock_claim(claim_id)
    require(rules.why_not_pay_claim(claim, by=by))
    project = claim.project
    claim.transfer = pay(
        case_id=project.case_id, amount_fen=claim.amount_fen,
        decision=f"支付申请 {claim.pk} · 发票 {claim.invoice_no}", reference=f"claim-{claim.pk}",
        made_by=claim.reviewed_by, by=by, now=now,
    )  # fmt: skip
    claim.status, claim.approved_by, claim.paid_at = ClaimStatus.PAID, by, now
    claim.save(update_fields=["status", "approved_by", "paid_at", "transfer"])
    stop_clock(project, kind=DeadlineKind.PAYMENT, now=now)
    record_duty(case_id=project.case_id, person=by, duty=Duty.PAID, now=now)
    note_step(
        project, action="claim.paid", target=claim, by=by, now=now, amount_fen=claim.amount_fen,
        transfer=str(claim.transfer_id),
    )  # fmt: skip
    tell(
        project.proposal,
        code="claim_paid",
        now=now,
        to=claim.filed_by,
        amount=yuan_short(claim.amount_fen),
    )
    return claim


@transaction.atomic
def refuse_claim(*, claim_id: int, reason: str, by: User, now: datetime | None = None) -> Claim:
    """Send a claim back with the reason; a corrected one may be filed. Raises Refused."""
    now = now or database_now()
    claim = _lock_claim(claim_id)
    require(rules.why_not_refuse_claim(claim, by=by))
    require(rules.why_not_reason(reason))
    claim.status, claim.reason = ClaimStatus.REFUSED, reason.strip()
    claim.save(update_fields=["status", "reason"])
    stop_clock(claim.project, kind=DeadlineKind.PAYMENT, now=now)
    note_step(claim.project, action="claim.refused", target=claim, by=by, now=now)
    tell(
        claim.project.proposal,
        code="claim_refused",
        now=now,
        to=claim.filed_by,
        reason=claim.reason,
    )
    return claim


def _lock_claim(claim_id: int) -> Claim:
    """The project is locked first, always, then the claim."""
    project = lock_project(Claim.objects.get(pk=claim_id).project_id)
    claim = (
        Claim.objects.select_for_update(of=("self",))
        .select_related("filed_by", "reviewed_by")
        .get(pk=claim_id)
    )
    claim.project = project
    return claim


def _start_payment_clock(
    project: Project, claim: Claim, *, holder_role: str, now: datetime
) -> None:
    """The day of payment counts from the filing, whoever holds the claim."""
    days = project.proposal.round.frozen_rules.payment_days
    start_clock(
        project, kind=DeadlineKind.PAYMENT, holder_role=holder_role,
        due_on=add_working_days(local_day(claim.filed_at), days), now=now,
    )  # fmt: skip
