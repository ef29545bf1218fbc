"""Writes to the public register of providers and to the library of services."""

from __future__ import annotations

from datetime import date, datetime
from functools import partial

from django.db import transaction
from stdnum.cn import uscc

from mws.accounts.models import User
from mws.audit.services import record
from mws.core.clock import database_now, local_day
from mws.core.collisions import ask_again
from mws.core.refusals import require
from mws.providers import rules
from mws.providers.models import Breach, Representative, ServiceItem, Supplier, Training


@transaction.atomic
def register_supplier(
    *,
    credit_code: str,
    name: str,
    kind: str,
    registered_on: date,
    specialty: str = "",
    grade: str = "",
    is_demo: bool = False,
    by: User | None,
    now: datetime | None = None,
) -> Supplier:
    """Enter a provider by its unified social credit code; ``by`` is None for seeds and imports."""
    now = now or database_now()
    why_not = partial(
        rules.why_not_register_supplier, credit_code, registered_on, by=by, today=local_day(now)
    )
    require(why_not())
    with ask_again(why_not):
        supplier = Supplier.objects.create(
            credit_code=uscc.compact(credit_code), name=name.strip(), kind=kind, grade=grade,
            registered_on=registered_on, specialty=specialty.strip(), is_demo=is_demo,
        )  # fmt: skip
    record("supplier.registered", target=supplier, by=by, effective_at=now, kind=kind)
    return supplier


@transaction.atomic
def name_representative(
    *, supplier_id: int, person: User | None, by: User | None, now: datetime | None = None
) -> Representative:
    """Let a person act for a provider from today on. Raises Refused."""
    now = now or database_now()
    supplier = lock_supplier(supplier_id=supplier_id)
    require(rules.why_not_represent(supplier, person, by=by))
    row = Representative.objects.create(
        supplier=supplier, person=person, starts_on=local_day(now), named_by=by, named_at=now
    )
    record("supplier.represented", target=row, by=by, effective_at=now, supplier=supplier.pk)
    return row


@transaction.atomic
def end_representative(
    *, representative_id: int, by: User, now: datetime | None = None
) -> Representative:
    """Today is the last day on which the person acts for the provider. Raises Refused."""
    now = now or database_now()
    row = Representative.objects.select_for_update().get(pk=representative_id)
    require(rules.why_not_keep_register(by=by))
    if row.ends_on is None:
        row.ends_on = local_day(now)
        row.save(update_fields=["ends_on"])
        record("supplier.represented_no_more", target=row, by=by, effective_at=now,
               supplier=row.supplier_id)  # fmt: skip
    return row


@transaction.atomic
def record_training(
    *, supplier_id: int, title: str, passed_on: date, certificate_no: str, by: User | None,
    now: datetime | None = None,
) -> Training:  # fmt: skip
    """A training that the provider passed; a certificate that stands already is not entered twice.
    Raises Refused."""
    now = now or database_now()
    supplier = lock_supplier(supplier_id=supplier_id)
    require(rules.why_not_note(certificate_no, title, passed_on, by=by, today=local_day(now)))
    row, is_new = Training.objects.get_or_create(
        supplier=supplier, certificate_no=certificate_no.strip(),
        defaults={"title": title.strip(), "passed_on": passed_on, "recorded_by": by,
                  "recorded_at": now},
    )  # fmt: skip
    if is_new:
        record("supplier.trained", target=row, by=by, effective_at=now, supplier=supplier.pk)
    return row


@transaction.atomic
def record_breach(
    *, supplier_id: int, text: str, happened_on: date, document_no: str, by: User | None,
    now: datetime | None = None,
) -> Breach:  # fmt: skip
    """A breach, public from now on; a document that stands already is not entered twice.
    Raises Refused."""
    now = now or database_now()
    supplier = lock_supplier(supplier_id=supplier_id)
    require(rules.why_not_note(document_no, text, happened_on, by=by, today=local_day(now)))
    row, is_new = Breach.objects.get_or_create(
        supplier=supplier, document_no=document_no.strip(),
        defaults={"text": text.strip(), "happened_on": happened_on, "recorded_by": by,
                  "recorded_at": now},
    )  # fmt: skip
    if is_new:
        record("supplier.breached", target=row, by=by, effective_at=now, supplier=supplier.pk)
    return row


@transaction.atomic
def offer_item(
    *,
    supplier_id: int,
    title: str,
    need: str,
    content: str,
    audience: str,
    sessions: int,
    heads: int,
    session_price_fen: int,
    mode: str,
    fee_fen: int = 0,
    by: User | None,
    now: datetime | None = None,
) -> ServiceItem:
    """Put a service into the library. Raises Refused."""
    now = now or database_now()
    supplier = lock_supplier(supplier_id=supplier_id)
    sums = {"sessions": sessions, "heads": heads, "session_price_fen": session_price_fen,
            "mode": mode, "fee_fen": fee_fen}  # fmt: skip
    require(
        rules.why_not_offer_item(supplier, title=title, by=by, today=local_day(now), **sums)  # type: ignore[arg-type]
    )
    item = ServiceItem.objects.create(
        supplier=supplier, title=title.strip(), need=need.strip(), content=content.strip(),
        audience=audience.strip(), offered_by=by, offered_at=now, **sums,
    )  # fmt: skip
    record("library.offered", target=item, by=by, effective_at=now, supplier=supplier.pk)
    return item


@transaction.atomic
def withdraw_item(*, item_id: int, by: User, now: datetime | None = None) -> ServiceItem:
    """Take a service out of the library; proposals that grew from it stay. Raises Refused."""
    now = now or database_now()
    item = ServiceItem.objects.select_for_update().get(pk=item_id)
    require(rules.why_not_withdraw_item(item, by=by, today=local_day(now)))
    item.withdrawn_at = now
    item.save(update_fields=["withdrawn_at"])
    record("library.withdrawn", target=item, by=by, effective_at=now, supplier=item.supplier_id)
    return item


def lock_supplier(*, supplier_id: int) -> Supplier:
    """The provider's row, locked: one thing about a provider is written after the other."""
    return Supplier.objects.select_for_update().get(pk=supplier_id)
