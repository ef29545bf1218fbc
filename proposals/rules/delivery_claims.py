"""Claims for payment: filed, checked and approved by three persons, within the contract."""

from __future__ import annotations

from django.db.models import Sum
from django.utils.translation import gettext_lazy as _

from mws.accounts.models import User
from mws.accounts.permissions import Permission
from mws.core.refusals import Refusal
from mws.core.wording import yuan_words
from proposals.models import Claim, Duty, Project
from proposals.models.delivery import ClaimKind, ClaimStatus
from proposals.rules.delivery import why_not_in_office
from proposals.rules.payment_shares import (
    SETTLED,
    limit_of,
    retained_fen,
    retention_is_owed,
)

Status = Project.Status
OPEN = (ClaimStatus.FILED, ClaimStatus.REVIEWED, ClaimStatus.APPROVED)
KINDS: dict[str, tuple[str, ...]] = {
    ClaimKind.ADVANCE: (Status.CONTRACTED, Status.IN_PROGRESS),
    ClaimKind.PROGRESS: (
        Status.IN_PROGRESS, Status.COMPLETED, Status.RECTIFYING, Status.ACCEPTED,
    ),
    ClaimKind.SETTLEMENT: (Status.SETTLED, Status.EVALUATED),
    ClaimKind.RETENTION: SETTLED,
}  # fmt: skip

# Who decides on a claim in this status, and which duty that is.
DECIDERS: dict[str, tuple[Permission, str]] = {
    ClaimStatus.FILED: (Permission.CLAIM_REVIEW, Duty.CHECKED_CLAIM),
    ClaimStatus.REVIEWED: (Permission.PAYMENT_APPROVE, Duty.PAID),
}


def kinds_now(project: Project) -> list[str]:
    """The kinds of payment that may be claimed in the project's present status; retention money
    only once it is owed."""
    kinds = [kind for kind, statuses in KINDS.items() if project.status in statuses]
    if ClaimKind.RETENTION in kinds and not retention_is_owed(project):
        kinds.remove(ClaimKind.RETENTION)
    return kinds


def limit_fen(project: Project) -> int:
    """What may be claimed and paid in all, now: a share of the contract, later the settled sum
    without the retention money; of a project that was ended, what is paid."""
    if project.status in SETTLED:
        return limit_of(project, ClaimKind.SETTLEMENT)
    if project.status == Status.TERMINATED:
        return project.account.paid_fen
    kind = ClaimKind.ADVANCE if project.status == Status.CONTRACTED else ClaimKind.PROGRESS
    return limit_of(project, kind)


def claimed_fen(project: Project) -> int:
    """What is paid, and what is claimed and neither paid nor refused."""
    waiting = project.claims.filter(status__in=OPEN)
    return project.account.paid_fen + (waiting.aggregate(total=Sum("amount_fen"))["total"] or 0)


def has_open_claim(project: Project) -> bool:
    return project.claims.filter(status__in=OPEN).exists()


def why_not_file_claim(project: Project, *, by: User) -> Refusal | None:
    if refusal := why_not_in_office(project, Permission.CLAIM_FILE, by=by, duty=Duty.CLAIMED):
        return refusal
    if not kinds_now(project):
        return Refusal(
            "no_claim_now", _("Payment is claimed between the contract and the end of the project.")
        )
    if has_open_claim(project):
        return Refusal("claim_open", _("The last claim is still open: wait until it is decided."))
    if claimed_fen(project) >= limit_fen(project):
        return _above_limit(project, limit_fen(project))
    return None


def why_not_claim_terms(
    project: Project, *, kind: str, amount_fen: int, invoice_no: str
) -> Refusal | None:
    """Within what may be paid now, of a kind that fits the status, on an invoice of its own."""
    if kind not in kinds_now(project):
        return Refusal("kind_not_now", _("This kind of payment is not possible at this stage."))
    if amount_fen <= 0:
        return Refusal("no_amount", _("Enter the sum that is claimed."))
    if not invoice_no.strip():
        return Refusal("no_invoice", _("Enter the number of the invoice."))
    if invoice_used(project, invoice_no):
        return Refusal("invoice_used", _("This invoice has been claimed already."))
    if claimed_fen(project) + amount_fen > limit_of(project, kind):
        return _above_limit(project, limit_of(project, kind))
    return None


def why_not_review_claim(claim: Claim, *, by: User) -> Refusal | None:
    if refusal := _why_not_decide(claim, ClaimStatus.FILED, by=by):
        return refusal
    if claim.status != ClaimStatus.FILED:
        return Refusal("not_filed", _("This claim has been checked already."))
    if by.pk == claim.filed_by_id:
        return Refusal("same_person", _("You filed this claim: a colleague has to check it."))
    return None


def invoice_used(project: Project, invoice_no: str) -> bool:
    """Whether the invoice is claimed already, for this project or for another of its provider."""
    claims = Claim.objects.filter(invoice_no=invoice_no.strip())
    same = claims.filter(project=project)
    if project.supplier_id is not None:
        same = same | claims.filter(project__supplier=project.supplier).exclude(
            status=ClaimStatus.REFUSED
        )
    return same.exists()


def why_not_approve_claim(claim: Claim, *, by: User) -> Refusal | None:
    """The third person approves; what is paid in all stays within the limit of the day."""
    if refusal := _why_not_decide(claim, ClaimStatus.REVIEWED, by=by):
        return refusal
    if claim.status != ClaimStatus.REVIEWED:
        return Refusal("not_checked", _("Finance has to check a claim before it is paid."))
    if by.pk in (claim.filed_by_id, claim.reviewed_by_id):
        return Refusal(
            "same_person", _("You filed or checked this claim: a third person approves payment.")
        )
    limit = limit_of(claim.project, claim.kind)
    if claim.project.account.paid_fen + claim.amount_fen > limit:
        return _above_limit(claim.project, limit)
    return None


def why_not_refuse_claim(claim: Claim, *, by: User) -> Refusal | None:
    """Finance refuses what it checks, the leader what was checked; approved is approved."""
    if claim.status not in DECIDERS:
        return Refusal("decided", _("This claim has been decided already."))
    if refusal := _why_not_decide(claim, claim.status, by=by):
        return refusal
    if by.pk in (claim.filed_by_id, claim.reviewed_by_id):
        return Refusal("same_person", _("You took part in this claim: a colleague decides on it."))
    return None


def why_not_reason(reason: str) -> Refusal | None:
    """A refusal is owed a reason."""
    return None if reason.strip() else Refusal("no_reason", _("Give the reason."))


def _why_not_decide(claim: Claim, status: str, *, by: User) -> Refusal | None:
    permission, duty = DECIDERS[status]
    return why_not_in_office(claim.project, permission, by=by, duty=duty)


def _above_limit(project: Project, limit: int) -> Refusal:
    words = {"claimed": yuan_words(claimed_fen(project)), "limit": yuan_words(limit)}
    if project.status in SETTLED:
        text = _("At most %(limit)s were settled; %(claimed)s are claimed or paid already.")
        if kept := retained_fen(project):
            text = _(
                "At most %(limit)s now, %(kept)s are kept back as retention money; %(claimed)s "
                "are claimed or paid already."
            )
            words["kept"] = yuan_words(kept)
    else:
        text = _("Until settlement at most %(limit)s; %(claimed)s are claimed or paid already.")
    return Refusal("above_limit", text % words)
