"""May a year's books be closed, and why not."""

from __future__ import annotations

from datetime import date

from django.utils.translation import gettext_lazy as _

from mws.accounts.models import User
from mws.accounts.permissions import Permission
from mws.core.refusals import Refusal
from mws.ledger.models import AllocationOrder, Fund, YearClose
from mws.ledger.rules import why_not_two_persons
from mws.places.models import Level, Place


def why_not_prepare(
    place: Place, *, year: int, document_no: str, by: User, today: date
) -> Refusal | None:
    """By a finance officer of the sub-district, once the year is over and its books are whole."""
    if place.level != Level.SUBDISTRICT:
        return Refusal("not_subdistrict", _("The books are closed sub-district by sub-district."))
    if not by.may(Permission.FUND_ALLOCATE, place):
        return Refusal("not_finance", _("Only finance officers prepare the closing of a year."))
    if today <= date(year, 12, 31):
        return Refusal(
            "year_runs", _("%(year)s is not over: its books close from 1 January.") % {"year": year}
        )
    if YearClose.objects.filter(place=place, year=year, withdrawn_at=None).exists():
        return Refusal("prepared_already", _("This year is closed, or waits to be closed."))
    if not document_no.strip():
        return Refusal("no_document", _("Write the number of the document."))
    return _why_not_whole(place, year)


def why_not_close(close: YearClose, *, by: User) -> Refusal | None:
    """By the leader, who is not the one who prepared it."""
    if not by.may(Permission.FUND_CONFIRM, close.place):
        return Refusal("not_leader", _("Only the leader closes a year."))
    return (
        _why_not_waiting(close)
        or why_not_two_persons(close.prepared_by, by)
        or _why_not_whole(close.place, close.year)
    )


def why_not_take_back_year_close(close: YearClose, *, by: User) -> Refusal | None:
    """By those who prepare and those who close, as long as nothing is booked."""
    place = close.place
    if not (by.may(Permission.FUND_ALLOCATE, place) or by.may(Permission.FUND_CONFIRM, place)):
        return Refusal("not_finance", _("Only finance officers prepare the closing of a year."))
    return _why_not_waiting(close)


def _why_not_waiting(close: YearClose) -> Refusal | None:
    if close.closed_at is not None:
        return Refusal("closed_already", _("This year is closed already."))
    if close.withdrawn_at is not None:
        return Refusal("withdrawn", _("This closing has been taken back."))
    return None


def _why_not_whole(place: Place, year: int) -> Refusal | None:
    below = {"community__path__startswith": place.path}
    if AllocationOrder.objects.waiting().filter(year=year, **below).exists():
        return Refusal(
            "order_waits",
            _("An allocation of this year waits: have it confirmed, or take it back."),
        )
    if Fund.objects.filter(year__lt=year, closed_at=None, allocated_fen__gt=0, **below).exists():
        return Refusal("earlier_open", _("An earlier year is still open: close it first."))
    if not Fund.objects.filter(year=year, closed_at=None, **below).exists():
        return Refusal("no_books", _("There are no open books of this year."))
    return None
