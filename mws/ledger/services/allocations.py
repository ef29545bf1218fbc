"""Allocation orders: one officer enters the document, another confirms it, then it is booked."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from functools import partial
from typing import Any

from django.db import transaction

from mws.accounts.models import User
from mws.audit.services import record
from mws.core.clock import database_now
from mws.core.collisions import ask_again
from mws.core.refusals import Refused, require
from mws.core.table_faults import Fault
from mws.ledger import rules
from mws.ledger.allocation_lists import ListedAllocation
from mws.ledger.models import AllocationOrder, Line, Purse, Source, Transfer
from mws.ledger.services.between_funds import move
from mws.ledger.services.movements import allocate, return_money
from mws.places.models import Place


@transaction.atomic
def enter_allocation(
    *, community: Place, year: int, amount_fen: int, document_no: str, by: User,
    line: str = Line.BASE, source: str = Source.DISTRICT, giver: Place | None = None,
    purpose: str = "", now: datetime | None = None,
) -> AllocationOrder:  # fmt: skip
    """Enter a line of a document: money given, moved from ``giver``'s fund, or taken back. Nothing
    is booked before the confirmation."""
    terms: dict[str, Any] = {"line": line, "source": source, "giver": giver}
    why_not = partial(
        rules.why_not_enter_allocation, community, year=year, document_no=document_no, by=by,
        **terms,
    )  # fmt: skip
    require(why_not())
    now = now or database_now()
    with ask_again(why_not):
        order = AllocationOrder.objects.create(
            community=community, year=year, amount_fen=amount_fen, document_no=document_no,
            purpose=purpose, entered_by=by, entered_at=now, **terms,
        )  # fmt: skip
    record(
        "allocation.entered", target=order, by=by, effective_at=now, place_path=community.path,
        year=year, amount_fen=amount_fen,
    )  # fmt: skip
    return order


@transaction.atomic
def confirm_allocation(*, order_id: int, by: User, now: datetime | None = None) -> AllocationOrder:
    """Confirm another officer's entry and book it."""
    order = _lock(order_id)
    require(rules.why_not_confirm_allocation(order, by=by))
    order.transfer = _book(order, by=by, now=now)
    order.confirmed_by = by
    order.save(update_fields=["transfer", "confirmed_by"])
    return order


@transaction.atomic
def withdraw_allocation(*, order_id: int, by: User, now: datetime | None = None) -> AllocationOrder:
    """Take back a line that nobody has confirmed; it stays on record, and the same line of the
    document may be entered anew. Raises Refused."""
    now = now or database_now()
    order = _lock(order_id)
    require(rules.why_not_withdraw_allocation(order, by=by))
    order.withdrawn_by, order.withdrawn_at = by, now
    order.save(update_fields=["withdrawn_by", "withdrawn_at"])
    record(
        "allocation.withdrawn", target=order, by=by, effective_at=now,
        place_path=order.community.path, year=order.year, amount_fen=order.amount_fen,
    )  # fmt: skip
    return order


def _lock(order_id: int) -> AllocationOrder:
    return (
        AllocationOrder.objects.select_for_update(of=("self",))
        .select_related("community", "entered_by", "giver")
        .get(pk=order_id)
    )


def _book(order: AllocationOrder, *, by: User, now: datetime | None) -> Transfer:
    """The movement that the order stands for."""
    common: dict[str, Any] = {
        "year": order.year, "amount_fen": order.amount_fen, "document_no": order.document_no,
        "reference": f"allocation-order-{order.pk}", "made_by": order.entered_by, "by": by,
        "now": now,
    }  # fmt: skip
    if order.giver is not None:
        return move(giver=order.giver, taker=order.community, **common)
    if order.line == Line.RECOVERY:
        return return_money(community=order.community, **common)
    purse = Purse.SOCIAL if order.source == Source.SOCIAL else Purse.FISCAL
    return allocate(community=order.community, purse=purse, **common)


def enter_allocations(
    *, rows: Iterable[ListedAllocation], by: User, is_trial: bool = False,
    now: datetime | None = None,
) -> list[Fault]:  # fmt: skip
    """A list of lines: all of them or none. Returns what is wrong, line by line; empty means that
    all are entered (in a trial: that they could be)."""
    now = now or database_now()
    faults = []
    with transaction.atomic():
        for row in rows:
            try:
                enter_allocation(by=by, now=now, **row.facts)
            except Refused as refused:
                faults.append(Fault(row.line, "refused", "", str(refused.refusal.message)))
        if faults or is_trial:
            transaction.set_rollback(True)
    return faults


@transaction.atomic
def confirm_document(*, document_no: str, year: int, by: User, now: datetime | None = None) -> int:
    """Confirm every waiting line of one document that lies in this person's hands; how many."""
    waiting = AllocationOrder.objects.waiting().filter(document_no=document_no, year=year)
    orders = list(waiting.select_related("community", "entered_by").order_by("pk"))
    mine = [order for order in orders if rules.why_not_confirm_allocation(order, by=by) is None]
    require(None if mine else rules.nothing_waits())
    for order in mine:
        confirm_allocation(order_id=order.pk, by=by, now=now)
    return len(mine)
