"""Writes to the public register of providers."""

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
from mws.providers.models import Supplier


@transaction.atomic
def register_supplier(
    *,
    credit_code: str,
    name: str,
    kind: str,
    registered_on: date,
    specialty: str = "",
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
            credit_code=uscc.compact(credit_code), name=name.strip(), kind=kind,
            registered_on=registered_on, specialty=specialty.strip(), is_demo=is_demo,
        )  # fmt: skip
    record("supplier.registered", target=supplier, by=by, effective_at=now, kind=kind)
    return supplier
