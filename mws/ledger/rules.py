"""May this money move, and why not; the refusal names the figures."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from mws.accounts.models import User
from mws.accounts.permissions import Permission
from mws.core.money import format_yuan
from mws.core.refusals import Refusal
from mws.ledger.models import (
    PAIRS,
    Account,
    AllocationOrder,
    Bucket,
    Fund,
    Kind,
    Line,
    Source,
    Transfer,
    YearClose,
)
from mws.places.models import Level, Place

BETWEEN_FUNDS = (*PAIRS, *PAIRS.values())


def why_not_move(
    fund: Fund, account: Account | None, *, origin: str, amount_fen: int
) -> Refusal | None:
    """The common part of every movement: a positive sum that is really there, in an open year."""
    if amount_fen <= 0:
        return Refusal("not_positive", _("The sum must be above zero."))
    if fund.closed_at is not None:
        return Refusal(
            "fund_closed",
            _("The books of %(year)s are closed: book it in a later year.") % {"year": fund.year},
        )
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


def why_not_begin_fund(place: Place, year: int) -> Refusal | None:
    """No fund begins in a year whose books are closed, nor in one before it: it could not be
    closed any more, and would hold up every later year."""
    closed = YearClose.objects.filter(
        place__code__in=[*place.ancestor_codes, place.code], year__gte=year,
        closed_at__isnull=False,
    ).order_by("-year")  # fmt: skip
    latest = closed.first()
    if latest is None:
        return None
    return Refusal(
        "year_closed",
        _("The books of %(year)s are closed: book it in a later year.") % {"year": latest.year},
    )


def why_not_two_persons(made_by: User | None, approved_by: User | None) -> Refusal | None:
    if made_by is None or approved_by is None:
        return Refusal("two_persons", _("This needs one person to prepare and one to approve."))
    if made_by.pk == approved_by.pk:
        return Refusal("same_person", _("Nobody approves what they prepared. Ask a colleague."))
    return None


def why_not_reverse(transfer: Transfer) -> Refusal | None:
    if transfer.kind == Kind.REVERSE:
        return Refusal("is_reversal", _("A reversal is not reversed; post the movement anew."))
    if transfer.kind in BETWEEN_FUNDS:
        return Refusal(
            "between_funds", _("What went from one fund to another is sent back, not reversed.")
        )
    if hasattr(transfer, "reversed_by"):
        return Refusal("reversed_already", _("This movement has been reversed already."))
    return None


def why_not_rehome(account: Account, fund: Fund) -> Refusal | None:
    """An account goes on in a later year of its community, once nothing is held in the earlier."""
    was = account.fund
    is_later = was.community_id == fund.community_id and was.year < fund.year
    if is_later and was.purse == fund.purse and not (account.reserved_fen or account.committed_fen):
        return None
    return Refusal(
        "other_fund",
        _("This case has its money in the fund of %(place)s, %(year)s.")
        % {"place": was.community.name, "year": was.year},
    )


def why_not_enter_allocation(
    community: Place, *, year: int, document_no: str, by: User, line: str = Line.BASE,
    source: str = Source.DISTRICT, giver: Place | None = None,
) -> Refusal | None:  # fmt: skip
    """By a finance officer; each line of a document once for a community's year."""
    if refusal := why_not_line(community, line=line, source=source, giver=giver):
        return refusal
    if not by.may(Permission.FUND_ALLOCATE, community):
        return Refusal("not_finance", _("Only finance officers enter allocations."))
    if giver is not None and not by.may(Permission.FUND_ALLOCATE, giver):
        return Refusal("not_finance", _("Only finance officers enter allocations."))
    if not document_no.strip():
        return Refusal("no_document", _("Write the number of the document."))
    if refusal := why_not_begin_fund(community, year):
        return refusal
    same = AllocationOrder.objects.filter(
        community=community, year=year, document_no=document_no, line=line, source=source,
        withdrawn_at=None,
    )  # fmt: skip
    if same.exists():
        return Refusal("entered_already", _("This document is entered for this community already."))
    return None


def why_not_line(place: Place, *, line: str, source: str, giver: Place | None) -> Refusal | None:
    """Whether such a line can be: who receives, from whose budget, out of whose fund."""
    if (line == Line.CO_FUNDING) != (source == Source.SOCIAL):
        return Refusal(
            "mixed_money", _("Co-funding is social money and nothing else: keep the two apart.")
        )
    if place.level not in (Level.COMMUNITY, Level.SUBDISTRICT):
        return Refusal(
            "not_community", _("Money is allocated to a community, or to a sub-district's pool.")
        )
    if place.level == Level.SUBDISTRICT and line not in (Line.POOL, Line.RECOVERY):
        return Refusal("only_pool", _("A sub-district has its pool only: choose that line."))
    if giver is None:
        return None
    pair = {place.parent_id, giver.parent_id} & {place.pk, giver.pk}
    if line != Line.POOL or not pair:
        return Refusal(
            "no_way", _("Money moves between a sub-district's pool and its own communities only.")
        )
    return None


def nothing_waits() -> Refusal:
    """Of a document that was confirmed already, or is none of this person's."""
    return Refusal("nothing_waits", _("No line of this document waits for you."))


def why_not_confirm_allocation(order: AllocationOrder, *, by: User) -> Refusal | None:
    if not by.may(Permission.FUND_CONFIRM, order.community):
        return Refusal("not_leader", _("Only the leader confirms allocations."))
    return _why_not_waiting(order) or why_not_two_persons(order.entered_by, by)


def why_not_withdraw_allocation(order: AllocationOrder, *, by: User) -> Refusal | None:
    """By those who enter and those who confirm, as long as nothing is booked."""
    place = order.community
    if not (by.may(Permission.FUND_ALLOCATE, place) or by.may(Permission.FUND_CONFIRM, place)):
        return Refusal("not_finance", _("Only finance officers enter allocations."))
    return _why_not_waiting(order)


def _why_not_waiting(order: AllocationOrder) -> Refusal | None:
    if order.transfer_id is not None:
        return Refusal("confirmed_already", _("This allocation has been booked already."))
    if order.withdrawn_at is not None:
        return Refusal("withdrawn", _("This allocation has been taken back."))
    return None
