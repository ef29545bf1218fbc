"""May payments be handed over, and what of the bank's list is theirs."""

from __future__ import annotations

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from mws.accounts.models import User
from mws.accounts.permissions import Permission
from mws.core.refusals import Refusal
from mws.places.models import Level, Place
from proposals.models import BankLine, Claim, Unmatched
from proposals.models.delivery import ClaimStatus


def payable(place: Place) -> QuerySet[Claim]:
    """应付: claims of a place that are approved and not yet paid."""
    return Claim.objects.filter(
        status=ClaimStatus.APPROVED, project__community__path__startswith=place.path
    )


def unmatched(place: Place) -> QuerySet[BankLine]:
    """Lines of the bank that still wait for a payment of ours, or for a word."""
    return BankLine.objects.filter(place=place, settled_note="").exclude(problem="")


def why_not_handle_payments(place: Place, *, by: User) -> Refusal | None:
    """By a finance officer of the sub-district: hand over, confirm, look after the bank's list."""
    if place.level != Level.SUBDISTRICT or not by.may(Permission.CLAIM_REVIEW, place):
        return Refusal("not_finance", _("Payments are the business of the finance officer."))
    return None


def why_not_make_file(place: Place, *, by: User) -> Refusal | None:
    if refusal := why_not_handle_payments(place, by=by):
        return refusal
    if not payable(place).filter(payment_file=None).exists():
        return Refusal("nothing_payable", _("No approved payment waits to be handed over."))
    return None


def why_not_same_line(earlier: BankLine, *, reference: str, amount_fen: int) -> Refusal | None:
    """A line that comes again is harmless; another line under a used number is refused."""
    if (earlier.reference, earlier.amount_fen) == (reference, amount_fen):
        return None
    return Refusal(
        "bank_no_used",
        _("The bank's number %(number)s stands for another payment already.")
        % {"number": earlier.bank_no},
    )


def problem_of(claim: Claim | None, *, amount_fen: int, is_done: bool) -> str:
    """Why the line belongs to no payment that waits; empty where it does."""
    if claim is None or claim.status not in (ClaimStatus.APPROVED, ClaimStatus.PAID):
        return Unmatched.UNKNOWN
    if claim.status == ClaimStatus.PAID:
        return Unmatched.PAID_ALREADY
    if claim.amount_fen != amount_fen:
        return Unmatched.AMOUNT
    return "" if is_done else Unmatched.FAILED


def why_not_settle_line(line: BankLine, *, note: str, by: User) -> Refusal | None:
    """An unmatched line is put aside with a word on what became of it."""
    if refusal := why_not_handle_payments(line.place, by=by):
        return refusal
    if not line.problem or line.settled_note:
        return Refusal("nothing_wrong", _("This line needs nothing more."))
    if not note.strip():
        return Refusal("no_note", _("Write what became of it."))
    return None
