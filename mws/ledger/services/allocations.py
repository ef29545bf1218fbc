"""Allocation orders: one officer enters the document, another confirms it, then it is booked."""

from __future__ import annotations

from datetime import datetime
from functools import partial

from django.db import transaction

from mws.accounts.models import User
from mws.audit.services import record
from mws.core.clock import database_now
from mws.core.collisions import ask_again
from mws.core.refusals import require
from mws.ledger import rules
from mws.ledger.models import AllocationOrder
from mws.ledger.services.movements import allocate
from mws.places.models import Place


@transaction.atomic
def enter_allocation(
    *, community: Place, year: int, amount_fen: int, document_no: str, by: User,
    purpose: str = "", now: datetime | None = None,
) -> AllocationOrder:  # fmt: skip
    """Enter an allocation from its document; nothing is booked before the confirmation."""
    why_not = partial(
        rules.why_not_enter_allocation, community, year=year, document_no=document_no, by=by
    )
    require(why_not())
    now = now or database_now()
    with ask_again(why_not):
        order = AllocationOrder.objects.create(
            community=community, year=year, amount_fen=amount_fen, document_no=document_no,
            purpose=purpose, entered_by=by, entered_at=now,
        )  # fmt: skip
    record(
        "allocation.entered", target=order, by=by, effective_at=now, place_path=community.path,
        year=year, amount_fen=amount_fen,
    )  # fmt: skip
    return order


@transaction.atomic
def confirm_allocation(*, order_id: int, by: User, now: datetime | None = None) -> AllocationOrder:
    """Confirm another officer's entry and book it."""
    order = (
        AllocationOrder.objects.select_for_update(of=("self",))
        .select_related("community", "entered_by")
        .get(pk=order_id)
    )
    require(rules.why_not_confirm_allocation(order, by=by))
    order.transfer = allocate(
        community=order.community, year=order.year, amount_fen=order.amount_fen,
        document_no=order.document_no, reference=f"allocation-order-{order.pk}",
        made_by=order.entered_by, by=by, now=now,
    )  # fmt: skip
    order.confirmed_by = by
    order.save(update_fields=["transfer", "confirmed_by"])
    return order
