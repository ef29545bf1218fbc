"""May a contract be recorded, and on these terms?"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext_lazy as _

from mws.accounts.models import User
from mws.accounts.permissions import Permission
from mws.core.clock import local_day
from mws.core.money import split_largest_remainder
from mws.core.refusals import Refusal
from mws.core.wording import yuan_words
from mws.providers.models import Supplier
from mws.providers.rules import why_not_engage
from proposals.models import Contract, Duty, Project
from proposals.rules.delivery import why_not_in_office
from proposals.rules.delivery_procurement import why_not_unsplit


@dataclass(frozen=True)
class Terms:
    """What was signed; of a package, its whole sum."""

    supplier: Supplier
    number: str
    amount_fen: int
    signed_on: date
    starts_on: date
    ends_on: date
    splitting_reason: str = ""


def why_not_sign_contract(project: Project, *, by: User) -> Refusal | None:
    if refusal := why_not_in_office(project, Permission.CONTRACT_SIGN, by=by, duty=Duty.CONTRACTED):
        return refusal
    if project.status != Project.Status.PROCURING:
        return Refusal("not_procuring", _("There is a contract already, or the project has ended."))
    if project.procurement_id is None:
        return Refusal(
            "not_procured", _("Record first how the provider was found: quotations, panel, call.")
        )
    return None


def why_not_contract_terms(
    projects: Sequence[Project], terms: Terms, *, today: date
) -> Refusal | None:
    """With the chosen provider, within its offer and the approved sum, in an order of days."""
    if refusal := _why_not_sum(projects, terms):
        return refusal
    number = terms.number.strip()
    if not number:
        return Refusal("no_number", _("Enter the number of the contract."))
    if Contract.objects.filter(number__in=contract_numbers(number, len(projects))).exists():
        return Refusal("number_taken", _("There is a contract with this number already."))
    if terms.signed_on > today:
        return Refusal("signed_in_future", _("The day of signing cannot lie in the future."))
    if any(terms.signed_on < local_day(project.opened_at) for project in projects):
        return Refusal(
            "signed_before_approval", _("No contract is signed before the project is approved.")
        )
    if terms.ends_on < terms.starts_on:
        return Refusal("ends_before_start", _("The works cannot end before they start."))
    rules = projects[0].proposal.round.frozen_rules
    return why_not_engage(terms.supplier, on=terms.signed_on, rules=rules) or _why_not_split(
        projects, terms
    )


def shares_of(projects: Sequence[Project], amount_fen: int) -> list[int]:
    """A contract's sum shared out by what was approved, to the fen; none above its own."""
    return split_largest_remainder(amount_fen, [project.approved_fen for project in projects])


def contract_numbers(number: str, count: int) -> list[str]:
    """A contract's number; of a package, one for each share."""
    if count == 1:
        return [number]
    return [f"{number}/{position}" for position in range(1, count + 1)]


def _why_not_split(projects: Sequence[Project], terms: Terms) -> Refusal | None:
    """Each community is weighed by all that it gets with this contract."""
    here: dict[int, list[tuple[Project, int]]] = {}
    for project, fen in zip(projects, shares_of(projects, terms.amount_fen), strict=True):
        here.setdefault(project.community_id, []).append((project, fen))
    found = (
        why_not_unsplit(
            [project for project, _fen in rows], terms.supplier, sum(fen for _p, fen in rows),
            on=terms.signed_on, reason=terms.splitting_reason,
        )
        for rows in here.values()
    )  # fmt: skip
    return next(filter(None, found), None)


def _why_not_sum(projects: Sequence[Project], terms: Terms) -> Refusal | None:
    approved_fen = sum(project.approved_fen for project in projects)
    if terms.amount_fen <= 0:
        return Refusal("no_amount", _("Enter the sum of the contract."))
    if terms.amount_fen > approved_fen:
        return Refusal(
            "above_approved",
            _("The contract (%(amount)s) is above what was approved (%(approved)s).")
            % {"amount": yuan_words(terms.amount_fen), "approved": yuan_words(approved_fen)},
        )
    if min(shares_of(projects, terms.amount_fen)) <= 0:
        return Refusal("share_of_nothing", _("Shared out, a project of the package gets nothing."))
    procurement = projects[0].procurement
    if procurement is None or procurement.chosen_id != terms.supplier.pk:
        return Refusal(
            "not_the_chosen", _("Another provider was chosen: the contract is signed with them.")
        )
    if procurement.approved_fen != approved_fen:
        return Refusal(
            "package_changed",
            _("The package is no longer what it was when the provider was chosen: choose anew."),
        )
    if terms.amount_fen > procurement.chosen_fen:
        return Refusal(
            "above_offer",
            _("The provider was chosen for %(offer)s: the contract cannot be about more.")
            % {"offer": yuan_words(procurement.chosen_fen)},
        )
    return None
