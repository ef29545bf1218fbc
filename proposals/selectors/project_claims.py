"""One claim as those see it who check or pay it: the figures, and what they may do."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from mws.accounts.models import User
from mws.accounts.permissions import Permission
from mws.core.refusals import Refusal
from proposals.models import Claim
from proposals.rules.delivery_claims import (
    DECIDERS,
    limit_fen,
    why_not_pay_claim,
    why_not_refuse_claim,
    why_not_review_claim,
)


@dataclass(frozen=True)
class ClaimPage:
    """``sums`` and what is left after it in fen; once it is paid, nothing is reckoned any more. A
    step that is not this person's office is neither offered nor refused."""

    claim: Claim
    facts: list[tuple[str, Any]]
    sums: list[tuple[str, int]]
    left_fen: int | None  # None once the claim is decided
    may_check: bool
    may_pay: bool
    why_not_check: Refusal | None
    why_not_pay: Refusal | None
    why_not_refuse: Refusal | None


def claims_with_case() -> QuerySet[Claim]:
    """Claims with what their page and their rules read, in one query."""
    return Claim.objects.select_related(
        "project__proposal__round", "project__community", "project__account",
        "project__supplier", "filed_by", "reviewed_by", "approved_by",
    )  # fmt: skip


def claim_page(claim: Claim, *, user: User) -> ClaimPage:
    project = claim.project
    limit, paid = limit_fen(project), project.account.paid_fen
    is_open = claim.status in DECIDERS
    permission = DECIDERS[claim.status][0] if is_open else None
    holds = permission is not None and user.may(permission, project.community)
    return ClaimPage(
        claim=claim,
        facts=_facts(claim),
        sums=[
            (_("Contract"), project.contract_fen or 0),
            *([(_("May be paid up to now"), limit)] if is_open else []),
            (_("Paid so far"), paid),
            (_("This claim"), claim.amount_fen),
        ],
        left_fen=limit - paid - claim.amount_fen if is_open else None,
        may_check=holds and permission == Permission.CLAIM_REVIEW,
        may_pay=holds and permission == Permission.PAYMENT_APPROVE,
        why_not_check=why_not_review_claim(claim, by=user),
        why_not_pay=why_not_pay_claim(claim, by=user),
        why_not_refuse=why_not_refuse_claim(claim, by=user),
    )


def _facts(claim: Claim) -> list[tuple[str, Any]]:
    return [
        (_("Provider"), claim.project.supplier),
        (_("Kind of payment"), claim.get_kind_display()),
        (_("Invoice number"), claim.invoice_no),
        (_("Filed by"), claim.filed_by),
        (_("Checked by"), claim.reviewed_by),
        (_("Approved by"), claim.approved_by),
        (_("Reason of the refusal"), claim.reason),
    ]
