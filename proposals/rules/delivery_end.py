"""How a project ends: settled, evaluated, closed; or terminated."""

from __future__ import annotations

from datetime import date

from django.utils.translation import gettext_lazy as _

from mws.accounts.models import User
from mws.accounts.permissions import Permission
from mws.core.refusals import Refusal
from mws.core.wording import yuan_words
from proposals.models import Category, Duty, Project, Wave
from proposals.rules.delivery import why_not_in_office
from proposals.rules.delivery_claims import has_open_claim
from proposals.rules.delivery_survey import survey_ends_on
from proposals.rules.payment_shares import retained_fen

Status = Project.Status
TERMINABLE = (
    Status.PROCURING, Status.CONTRACTED, Status.IN_PROGRESS, Status.CHANGE_PENDING,
    Status.SUSPENDED, Status.COMPLETED, Status.RECTIFYING,
)  # fmt: skip


def why_not_settle(project: Project, *, by: User) -> Refusal | None:
    if refusal := why_not_in_office(project, Permission.SETTLEMENT_AUDIT, by=by, duty=Duty.SETTLED):
        return refusal
    if project.status != Status.ACCEPTED:
        return Refusal("not_accepted", _("Only accepted works are settled."))
    if has_open_claim(project):
        return Refusal("claim_open", _("A claim is still open: decide on it first."))
    return None


def why_not_settlement_terms(
    project: Project, *, submitted_fen: int, audited_fen: int, document_no: str
) -> Refusal | None:
    """Paid so far ≤ audited ≤ submitted ≤ contract."""
    contract_fen, paid_fen = project.contract_fen or 0, project.account.paid_fen
    if not document_no.strip():
        return Refusal("no_document", _("Enter the number of the settlement document."))
    if audited_fen <= 0:
        return Refusal("no_amount", _("Enter the audited sum."))
    if submitted_fen > contract_fen:
        return Refusal(
            "above_contract",
            _("The contract is about %(contract)s: no more can be submitted.")
            % {"contract": yuan_words(contract_fen)},
        )
    if audited_fen > submitted_fen:
        return Refusal("above_submitted", _("The audited sum cannot be above the submitted one."))
    if audited_fen < paid_fen:
        return Refusal(
            "below_paid",
            _("%(paid)s are paid already: the audited sum cannot be below that.")
            % {"paid": yuan_words(paid_fen)},
        )
    return None


def why_not_close(project: Project, *, by: User, today: date) -> Refusal | None:
    """Settled, everything paid, and the residents asked: the survey is over, or enough answered."""
    if refusal := why_not_in_office(project, Permission.CONTRACT_SIGN, by=by):
        return refusal
    if project.status not in (Status.SETTLED, Status.EVALUATED):
        return Refusal("not_settled", _("Only settled projects are closed."))
    unpaid = project.account.committed_fen
    if unpaid > retained_fen(project, today):
        return Refusal(
            "not_all_paid", _("%(unpaid)s are not yet paid.") % {"unpaid": yuan_words(unpaid)}
        )
    if has_open_claim(project):
        return Refusal("claim_open", _("A claim is still open: decide on it first."))
    if project.proposal.category == Category.GOODS and not project.assets.exists():
        return Refusal("no_asset", _("Register what was bought first: its place and who keeps it."))
    return _why_not_asked(project, today) if project.status == Status.SETTLED else None


def why_not_terminate(project: Project, *, by: User) -> Refusal | None:
    """Before acceptance only: accepted work is owed its settlement."""
    if refusal := why_not_in_office(project, Permission.APPROVAL_DECIDE, by=by):
        return refusal
    if project.status not in TERMINABLE:
        return Refusal(
            "too_late", _("Accepted works are settled and paid; they can no longer be terminated.")
        )
    if has_open_claim(project):
        return Refusal("claim_open", _("A claim is still open: decide on it first."))
    return None


def _why_not_asked(project: Project, today: date) -> Refusal | None:
    last_day = survey_ends_on(project)
    minimum = project.proposal.round.frozen_rules.survey_minimum
    if (
        last_day is None
        or today > last_day
        or project.answers.filter(wave=Wave.FIRST).count() >= minimum
    ):
        return None
    return Refusal(
        "survey_running",
        _("The survey runs until %(day)s, or until %(minimum)s residents have answered.")
        % {"day": last_day.isoformat(), "minimum": minimum},
    )
