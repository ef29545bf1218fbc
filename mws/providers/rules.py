"""May a provider be registered, represented or engaged, and why not."""

from __future__ import annotations

from datetime import date

from django.utils.translation import gettext_lazy as _
from stdnum.cn import uscc

from mws.accounts.models import User
from mws.accounts.permissions import ROLE_PERMISSIONS, Permission, Role
from mws.core.clock import months_after
from mws.core.refusals import Refusal
from mws.providers.models import PriceMode, ProviderKind, Representative, ServiceItem, Supplier
from mws.rounds.parameters import RoundRules


def why_not_keep_register(*, by: User | None) -> Refusal | None:
    """The register is kept by those who sign contracts; ``by`` is None for seeds and imports."""
    if by is None or _signs_contracts(by):
        return None
    return Refusal(
        "not_contract_officer",
        _("Providers are registered by those who sign contracts: ask the sub-district."),
    )


def why_not_register_supplier(
    credit_code: str, registered_on: date, *, by: User | None, today: date
) -> Refusal | None:
    """``by`` is None for seeds and imports. The code is checked with its own check digit."""
    if refusal := why_not_keep_register(by=by):
        return refusal
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


def why_not_represent(
    supplier: Supplier, person: User | None, *, by: User | None
) -> Refusal | None:
    """Who acts for a provider holds the role of a supplier, and is not named by themselves."""
    if refusal := why_not_keep_register(by=by):
        return refusal
    if person is None:
        return Refusal("no_such_person", _("No account has this user name."))
    if by is not None and person.pk == by.pk:
        return Refusal("self", _("Nobody names themselves. Ask a colleague."))
    if not any(hat.role == Role.SUPPLIER for hat in person.hats):
        return Refusal(
            "no_supplier_role", _("This person does not hold the role of a supplier yet.")
        )
    if supplier.representatives.filter(person=person, ends_on=None).exists():
        return Refusal("named_already", _("This person acts for the provider already."))
    return None


def represents(person: User, supplier_id: int | None, *, today: date) -> bool:
    """Whether the person acts for this provider today (one query)."""
    if supplier_id is None:
        return False
    mine = Representative.objects.filter(person=person, supplier_id=supplier_id)
    return mine.filter(Representative.in_force(today)).exists()


def why_not_note(document_no: str, text: str, on: date, *, by: User | None, today: date) -> (
    Refusal | None
):  # fmt: skip
    """A training or a breach is entered with its document, after the fact."""
    if refusal := why_not_keep_register(by=by):
        return refusal
    if not document_no.strip():
        return Refusal("no_document", _("Enter the number of the document it rests on."))
    if not text.strip():
        return Refusal("no_text", _("Say in a line what it is about."))
    if on > today:
        return Refusal("in_future", _("The day cannot lie in the future."))
    return None


def why_not_offer_item(
    supplier: Supplier, *, title: str, sessions: int, heads: int, session_price_fen: int,
    mode: str, fee_fen: int, by: User | None, today: date,
) -> Refusal | None:  # fmt: skip
    """Offered by who acts for the provider, or by who keeps the register."""
    if refusal := _why_not_item_of(supplier.pk, by=by, today=today):
        return refusal
    if min(sessions, heads, session_price_fen) <= 0:
        return Refusal("no_amount", _("Sessions, heads and price are each more than nothing."))
    if mode not in PriceMode.values or (mode == PriceMode.FREE) != (fee_fen == 0) or fee_fen < 0:
        return Refusal(
            "fee_and_mode", _("A free service takes no fee; any other says how high it is.")
        )
    if supplier.items.filter(title=title.strip(), withdrawn_at=None).exists():
        return Refusal("offered_already", _("This provider offers a service of that name already."))
    return None


def why_not_withdraw_item(item: ServiceItem, *, by: User, today: date) -> Refusal | None:
    if refusal := _why_not_item_of(item.supplier_id, by=by, today=today):
        return refusal
    if item.withdrawn_at is not None:
        return Refusal("withdrawn_already", _("This service is no longer offered."))
    return None


def why_not_engage(supplier: Supplier, *, on: date, rules: RoundRules) -> Refusal | None:
    """The gate (准入): old enough, no breach of late, trained where the rules ask for it."""
    if months_after(supplier.registered_on, rules.supplier_age_months) > on:
        return Refusal(
            "supplier_too_young",
            _("This provider has been registered for less than %(months)s months: choose another.")
            % {"months": rules.supplier_age_months},
        )
    recent = [b for b in supplier.breaches.all() if _is_recent(b.happened_on, on, rules)]
    if recent:
        return Refusal(
            "supplier_in_breach",
            _("This provider broke its duties on %(day)s (%(document)s): for %(months)s months it "
              "is not engaged.")
            % {"day": recent[0].happened_on.isoformat(), "document": recent[0].document_no,
               "months": rules.breach_months},
        )  # fmt: skip
    trained = any(training.passed_on <= on for training in supplier.trainings.all())
    needs = rules.supplier_training and supplier.kind == ProviderKind.SOCIAL_ORGANISATION
    if needs and not trained:
        return Refusal(
            "supplier_not_trained",
            _("This organisation has not passed a training in carrying out projects yet."),
        )
    return None


def _why_not_item_of(supplier_id: int, *, by: User | None, today: date) -> Refusal | None:
    if by is not None and represents(by, supplier_id, today=today):
        return None
    return why_not_keep_register(by=by)


def _is_recent(happened_on: date, on: date, rules: RoundRules) -> bool:
    return happened_on <= on < months_after(happened_on, rules.breach_months)


def _signs_contracts(person: User) -> bool:
    return any(Permission.CONTRACT_SIGN in ROLE_PERMISSIONS[hat.role] for hat in person.hats)
