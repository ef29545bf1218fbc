"""One claim as those see it who check or pay it: the figures, and what they may do."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from mws.accounts.models import User
from mws.accounts.permissions import Permission
from mws.core.clock import local_day
from mws.core.refusals import Refusal
from mws.files.rules import why_not_see
from proposals.models import Claim
from proposals.models.delivery import ClaimStatus
from proposals.rules.delivery_claims import (
    DECIDERS,
    OPEN,
    why_not_approve_claim,
    why_not_refuse_claim,
    why_not_review_claim,
)
from proposals.rules.files import HANDLES_CLAIMS
from proposals.rules.payment_shares import limit_of, retained_fen
from proposals.rules.payments import why_not_handle_payments


@dataclass(frozen=True)
class ClaimPage:
    """``sums`` and what is left after it in fen; once it is paid, nothing is reckoned any more. A
    step that is not this person's office is neither offered nor refused."""

    claim: Claim
    facts: list[tuple[str, Any]]
    sums: list[tuple[str, int]]
    left_fen: int | None  # None once the claim is decided
    may_check: bool
    may_approve: bool
    may_confirm: bool
    shows_invoice: bool
    latest_on: date  # by which the law wants a small firm to be paid
    why_not_check: Refusal | None
    why_not_approve: Refusal | None
    why_not_refuse: Refusal | None


def claims_with_case() -> QuerySet[Claim]:
    """Claims with what their page and their rules read, in one query."""
    return Claim.objects.select_related(
        "project__proposal__round", "project__community__parent", "project__account",
        "project__supplier", "filed_by", "reviewed_by", "approved_by", "invoice",
    )  # fmt: skip


def claim_page(claim: Claim, *, user: User) -> ClaimPage:
    project = claim.project
    limit, paid = limit_of(project, claim.kind), project.account.paid_fen
    is_open = claim.status in OPEN
    kept = retained_fen(project)
    permission = DECIDERS[claim.status][0] if claim.status in DECIDERS else None
    holds = permission is not None and user.may(permission, project.community)
    return ClaimPage(
        claim=claim,
        facts=_facts(
            claim, handles=any(user.may(each, project.community) for each in HANDLES_CLAIMS)
        ),
        sums=[
            (_("Contract"), project.contract_fen or 0),
            *([(_("May be paid up to now"), limit)] if is_open else []),
            *([(_("Retention money kept back"), kept)] if kept else []),
            (_("Paid so far"), paid),
            (_("This claim"), claim.amount_fen),
        ],
        left_fen=limit - paid - claim.amount_fen if is_open else None,
        may_check=holds and permission == Permission.CLAIM_REVIEW,
        may_approve=holds and permission == Permission.PAYMENT_APPROVE,
        may_confirm=claim.status == ClaimStatus.APPROVED
        and why_not_handle_payments(project.community.parent, by=user) is None,
        latest_on=latest_day(claim),
        shows_invoice=claim.invoice is not None and why_not_see(claim.invoice, by=user) is None,
        why_not_check=why_not_review_claim(claim, by=user),
        why_not_approve=why_not_approve_claim(claim, by=user),
        why_not_refuse=why_not_refuse_claim(claim, by=user),
    )


def latest_day(claim: Claim) -> date:
    """The last day of the legal limit: calendar days from the filing, whoever holds the claim."""
    days = claim.project.proposal.round.frozen_rules.payment_calendar_days
    return local_day(claim.filed_at) + timedelta(days=days)


def _facts(claim: Claim, *, handles: bool) -> list[tuple[str, Any]]:
    """The bank's number is for those who handle the claim."""
    return [
        (_("Provider"), claim.project.supplier),
        (_("Kind of payment"), claim.get_kind_display()),
        (_("Invoice number"), claim.invoice_no),
        (_("Filed by"), claim.filed_by),
        (_("Checked by"), claim.reviewed_by),
        (_("Approved by"), claim.approved_by),
        (_("Payment number"), claim.reference if claim.approved_by else None),
        (_("Number of the bank"), claim.bank_no if handles else ""),
        (_("Reason of the refusal"), claim.reason),
    ]
