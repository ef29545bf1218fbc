"""May the negative list and the desks be changed, and why not. ``by=None``: imports and seeds."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from mws.accounts.models import User
from mws.accounts.permissions import Permission
from mws.core.refusals import Refusal
from mws.places.models import Level, Place
from mws.rounds.models import Clause, Desk, DeskSeat, RuleSet
from mws.rounds.rules import why_not_edit_rules


def why_not_add_clause(
    rule_set: RuleSet, *, code: str, text: str, legal_basis: str, by: User
) -> Refusal | None:
    if refusal := why_not_edit_rules(rule_set.district, by=by):
        return refusal
    if not (code and text):
        return Refusal("no_text", _("Give the clause a number and its words."))
    if not legal_basis:
        return Refusal("no_legal_basis", _("Name the legal basis of this clause."))
    if rule_set.clauses.filter(code=code, ended_at=None).exists():
        return Refusal("code_taken", _("There is a clause of this number. End it first."))
    return None


def why_not_end_clause(clause: Clause, rule_set: RuleSet, *, by: User) -> Refusal | None:
    if refusal := why_not_edit_rules(rule_set.district, by=by):
        return refusal
    if clause.ended_at is not None:
        return Refusal("ended_already", _("This clause has been taken off the list already."))
    return None


def why_not_edit_desks(place: Place, *, by: User | None) -> Refusal | None:
    if by is not None and not by.may(Permission.MEMBERSHIP_GRANT, place):
        return Refusal("not_district_officer", _("Only the district's officers arrange desks."))
    return None


def why_not_open_desk(place: Place, *, name: str, task: str, by: User | None) -> Refusal | None:
    if refusal := why_not_edit_desks(place, by=by):
        return refusal
    if place.level not in (Level.SUBDISTRICT, Level.COMMUNITY):
        return Refusal("wrong_level", _("A desk belongs to a sub-district or a community."))
    if not (name and task):
        return Refusal("no_name", _("Say what the desk is called and what it is asked about."))
    if place.desks.filter(name=name, closed_at=None).exists():
        return Refusal("name_taken", _("There is a desk of this name here."))
    return None


def why_not_close_desk(desk: Desk, *, by: User) -> Refusal | None:
    if refusal := why_not_edit_desks(desk.place, by=by):
        return refusal
    if desk.closed_at is not None:
        return Refusal("closed_already", _("This desk is closed already."))
    return None


def why_not_seat(desk: Desk, person: User, *, by: User | None) -> Refusal | None:
    if refusal := why_not_edit_desks(desk.place, by=by):
        return refusal
    if desk.closed_at is not None:
        return Refusal("closed_already", _("This desk is closed already."))
    if desk.seats.filter(person=person, ends_on=None).exists():
        return Refusal("seated_already", _("This person answers for this desk already."))
    return None


def why_not_end_seat(seat: DeskSeat, desk: Desk, *, by: User) -> Refusal | None:
    if refusal := why_not_edit_desks(desk.place, by=by):
        return refusal
    if seat.ends_on is not None:
        return Refusal("ended_already", _("This has ended already."))
    return None
