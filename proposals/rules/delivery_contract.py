"""May a contract be recorded, and on these terms?"""

from __future__ import annotations

from datetime import date

from django.utils.translation import gettext_lazy as _

from mws.accounts.models import User
from mws.accounts.permissions import Permission
from mws.core.refusals import Refusal
from mws.core.wording import yuan_words
from mws.providers.models import Supplier
from mws.providers.rules import why_not_engage
from proposals.models import Contract, Duty, Project
from proposals.rules.delivery import why_not_in_office


def why_not_sign_contract(project: Project, *, by: User) -> Refusal | None:
    if refusal := why_not_in_office(project, Permission.CONTRACT_SIGN, by=by, duty=Duty.CONTRACTED):
        return refusal
    if project.status != Project.Status.PROCURING:
        return Refusal("not_procuring", _("There is a contract already, or the project has ended."))
    return None


def why_not_contract_terms(
    project: Project,
    *,
    supplier: Supplier,
    number: str,
    amount_fen: int,
    signed_on: date,
    starts_on: date,
    ends_on: date,
    today: date,
) -> Refusal | None:
    """Within the approved sum, with a provider that passes the gate, in an order of days."""
    if amount_fen <= 0:
        return Refusal("no_amount", _("Enter the sum of the contract."))
    if amount_fen > project.approved_fen:
        return Refusal(
            "above_approved",
            _("The contract (%(amount)s) is above what was approved (%(approved)s).")
            % {"amount": yuan_words(amount_fen), "approved": yuan_words(project.approved_fen)},
        )
    if not number.strip():
        return Refusal("no_number", _("Enter the number of the contract."))
    if Contract.objects.filter(number=number.strip()).exists():
        return Refusal("number_taken", _("There is a contract with this number already."))
    if signed_on > today:
        return Refusal("signed_in_future", _("The day of signing cannot lie in the future."))
    if ends_on < starts_on:
        return Refusal("ends_before_start", _("The works cannot end before they start."))
    return why_not_engage(supplier, on=signed_on)
