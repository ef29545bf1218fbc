"""May this money move, and why not; the refusal names the figures."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from mws.accounts.models import User
from mws.accounts.permissions import Permission
from mws.core.money import format_yuan
from mws.core.refusals import Refusal
from mws.ledger.models import Account, AllocationOrder, Bucket, Fund, Kind, Transfer
from mws.places.models import Level, Place


def why_not_move(
    fund: Fund, account: Account | None, *, origin: str, amount_fen: int
) -> Refusal | None:
    """The common part of every movement: a positive sum that is really there, in an open year."""
    if amount_fen <= 0:
        return Refusal("not_positive", _("The sum must be above zero."))
    if fund.closed_at is not None:
        return Refusal("fund_closed", _("The books of this year are closed."))
    if origin == Bucket.SOURCE:
        return None
    held = fund if origin in (Bucket.AVAILABLE, Bucket.RETURNED) else account
    left = getattr(held, f"{origin}_fen")
    if amount_fen > left:
        return Refusal(
            f"{origin}_short",
            _("%(asked)s yuan were asked for, but only %(left)s yuan are %(bucket)s.")
            % {
                "asked": format_yuan(amount_fen),
                "left": format_yuan(left),
                "bucket": Bucket(origin).label,
            },
        )
    return None


def why_not_two_persons(made_by: User | None, approved_by: User | None) -> Refusal | None:
    if made_by is None or approved_by is None:
        return Refusal("two_persons", _("This needs one person to prepare and one to approve."))
    if made_by.pk == approved_by.pk:
        return Refusal("same_person", _("Nobody approves what they prepared. Ask a colleague."))
    return None


def why_not_reverse(transfer: Transfer) -> Refusal | None:
    if transfer.kind == Kind.REVERSE:
        return Refusal("is_reversal", _("A reversal is not reversed; post the movement anew."))
    if hasattr(transfer, "reversed_by"):
        return Refusal("reversed_already", _("This movement has been reversed already."))
    return None


def why_not_enter_allocation(
    community: Place, *, year: int, document_no: str, by: User
) -> Refusal | None:
    """By a finance officer, each document once for a community's year."""
    if community.level != Level.COMMUNITY:
        return Refusal("not_community", _("Money is allocated to a community."))
    if not by.may(Permission.FUND_ALLOCATE, community):
        return Refusal("not_finance", _("Only finance officers enter allocations."))
    same = AllocationOrder.objects.filter(community=community, year=year, document_no=document_no)
    if same.exists():
        return Refusal("entered_already", _("This document is entered for this community already."))
    return None


def why_not_confirm_allocation(order: AllocationOrder, *, by: User) -> Refusal | None:
    if not by.may(Permission.FUND_CONFIRM, order.community):
        return Refusal("not_leader", _("Only the leader confirms allocations."))
    if order.transfer_id is not None:
        return Refusal("confirmed_already", _("This allocation has been booked already."))
    return why_not_two_persons(order.entered_by, by)
