"""支付: a claim is filed, checked and approved by three persons; the bank pays it
(``services.payments``)."""

from __future__ import annotations

from datetime import datetime
from uuid import uuid4

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction

from mws.accounts.models import User
from mws.accounts.permissions import Role
from mws.core.clock import database_now, local_day
from mws.core.refusals import require
from mws.files.models import Attachment, Visibility
from mws.files.services import store_upload
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
    upload: UploadedFile | None = None,
    now: datetime | None = None,
) -> Claim:
    """Ask for payment of an invoice, with the invoice itself (PDF or photograph). One claim of a
    project is open at a time. Raises Refused."""
    now = now or database_now()
    project = lock_project(project_id)
    require(rules.why_not_file_claim(project, by=by))
    require(
        rules.why_not_claim_terms(project, kind=kind, amount_fen=amount_fen, invoice_no=invoice_no)
    )
    claim = Claim.objects.create(
        project=project, kind=kind, amount_fen=amount_fen, invoice_no=invoice_no.strip(),
        invoice=_keep_invoice(upload, by=by), filed_by=by, filed_at=now,
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
    claim = lock_claim(claim_id)
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
def approve_claim(*, claim_id: int, by: User, now: datetime | None = None) -> Claim:
    """The third person approves: the sum is owed (应付) until the bank confirms that it is paid.
    Raises Refused."""
    now = now or database_now()
    claim = lock_claim(claim_id)
    require(rules.why_not_approve_claim(claim, by=by))
    claim.status, claim.approved_by, claim.approved_at = ClaimStatus.APPROVED, by, now
    claim.save(update_fields=["status", "approved_by", "approved_at"])
    project = claim.project
    stop_clock(project, kind=DeadlineKind.PAYMENT, now=now)
    _start_payment_clock(project, claim, holder_role=Role.FINANCE_OFFICER, now=now)
    record_duty(case_id=project.case_id, person=by, duty=Duty.PAID, now=now)
    note_step(
        project, action="claim.approved", target=claim, by=by, now=now, amount_fen=claim.amount_fen
    )
    return claim


@transaction.atomic
def refuse_claim(*, claim_id: int, reason: str, by: User, now: datetime | None = None) -> Claim:
    """Send a claim back with the reason; a corrected one may be filed. Raises Refused."""
    now = now or database_now()
    claim = lock_claim(claim_id)
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


def _keep_invoice(upload: UploadedFile | None, *, by: User) -> Attachment | None:
    """Under a number of its own, not the case's: an invoice bears names and bank accounts, and is
    for those who handle the claim (``rules.files``)."""
    if upload is None:
        return None
    return store_upload(upload=upload, case_id=uuid4(), by=by, photographs=Visibility.RESTRICTED)


def lock_claim(claim_id: int) -> Claim:
    """The project is locked first, always, then the claim."""
    project = lock_project(Claim.objects.get(pk=claim_id).project_id)
    claim = (
        Claim.objects.select_for_update(of=("self",))
        .select_related("filed_by", "reviewed_by", "approved_by")
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
