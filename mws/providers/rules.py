"""May a provider be registered, or engaged, and why not."""

from __future__ import annotations

from datetime import date

from django.utils.translation import gettext_lazy as _
from stdnum.cn import uscc

from mws.accounts.models import User
from mws.accounts.permissions import ROLE_PERMISSIONS, Permission
from mws.core.refusals import Refusal
from mws.providers.models import Supplier


def why_not_register_supplier(
    credit_code: str, registered_on: date, *, by: User | None, today: date
) -> Refusal | None:
    """``by`` is None for seeds and imports. The code is checked with its own check digit."""
    if by is not None and not _signs_contracts(by):
        return Refusal(
            "not_contract_officer",
            _("Providers are registered by those who sign contracts: ask the sub-district."),
        )
    if not uscc.is_valid(credit_code):
        return Refusal(
            "credit_code_invalid",
            _("This is no unified social credit code: 18 characters, the last one a check digit."),
        )
    if Supplier.objects.filter(credit_code=uscc.compact(credit_code)).exists():
        return Refusal(
            "registered_already", _("This provider is registered already: choose it in the list.")
        )
    if registered_on > today:
        return Refusal(
            "registered_in_future", _("The day of registration cannot lie in the future.")
        )
    return None


def why_not_engage(supplier: Supplier, *, on: date) -> Refusal | None:
    """A provider must have existed for a year on the day of the contract."""
    if a_year_after(supplier.registered_on) > on:
        return Refusal(
            "supplier_too_young",
            _("This provider has been registered for less than one year: choose another."),
        )
    return None


def a_year_after(day: date) -> date:
    """The same day next year; 1 March after 29 February."""
    try:
        return day.replace(year=day.year + 1)
    except ValueError:
        return date(day.year + 1, 3, 1)


def _signs_contracts(person: User) -> bool:
    return any(Permission.CONTRACT_SIGN in ROLE_PERMISSIONS[hat.role] for hat in person.hats)
