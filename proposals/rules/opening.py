"""May a community's own books be taken over, and why not."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from mws.accounts.models import User
from mws.accounts.permissions import Permission
from mws.core.refusals import Refusal
from mws.ledger.rules import why_not_two_persons
from mws.ledger.selectors import fund_of
from mws.places.models import Level, Place
from mws.rounds.models import RuleSet
from proposals.models import Contract, OpeningList


def why_not_bring(community: Place, *, year: int, document_no: str, by: User) -> Refusal | None:
    """By a finance officer, once a year, where no books are kept here yet."""
    if community.level != Level.COMMUNITY:
        return Refusal("not_community", _("The books of one community are taken over at a time."))
    if not by.may(Permission.FUND_ALLOCATE, community):
        return Refusal("not_finance", _("Only finance officers bring the books of a community."))
    if not document_no.strip():
        return Refusal("no_document", _("Write the number of the document."))
    if OpeningList.objects.filter(community=community, year=year).exists():
        return Refusal(
            "brought_already", _("The books of this year were brought already: look below.")
        )
    return why_not_empty(community, year)


def why_not_empty(community: Place, year: int) -> Refusal | None:
    """Opening entries are the first of their books; the year's rules have to be there."""
    fund = fund_of(community, year)
    if fund is not None and fund.entries:
        return Refusal(
            "books_exist", _("The books of this year have entries already: nothing is taken over.")
        )
    if rule_set_of(community, year) is None:
        return Refusal("no_rules", _("Enter the district's rules for this year first."))
    return None


def why_not_take(opening: OpeningList, *, by: User, numbers: set[str]) -> Refusal | None:
    """By the leader, who is not the one who brought the list. ``numbers``: of its contracts."""
    if not by.may(Permission.FUND_CONFIRM, opening.community):
        return Refusal("not_leader", _("Only the leader takes over the books."))
    if opening.taken_at is not None:
        return Refusal("taken_already", _("These books are taken over already."))
    if Contract.objects.filter(number__in=numbers).exists():
        return Refusal("number_taken", _("A contract number of the list is used already."))
    return why_not_two_persons(opening.entered_by, by) or why_not_empty(
        opening.community, opening.year
    )


def why_not_withdraw(opening: OpeningList, *, by: User) -> Refusal | None:
    """A list that is not taken over may be taken back and brought anew."""
    if not by.may(Permission.FUND_ALLOCATE, opening.community):
        return Refusal("not_finance", _("Only finance officers bring the books of a community."))
    if opening.taken_at is not None:
        return Refusal("taken_already", _("These books are taken over already."))
    return None


def rule_set_of(community: Place, year: int) -> RuleSet | None:
    """The rules of the community's district for a year."""
    return RuleSet.objects.filter(
        district__code__in=community.ancestor_codes, year=year, is_imported=False
    ).first()
