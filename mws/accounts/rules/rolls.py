"""Who brings a community's roll, who puts it in force, and who may be looked up on it."""

from __future__ import annotations

from django.utils.translation import gettext as _

from mws.accounts.models import (
    Residency,
    ResidencyStatus,
    ResidencyWay,
    ResidentRoll,
    RollState,
    User,
)
from mws.accounts.models.rolls import OPEN
from mws.accounts.permissions import Permission
from mws.accounts.terms import terms_of
from mws.core.refusals import Refusal
from mws.places.models import Level, Place


def why_not_keep_roll(place: Place, *, by: User) -> Refusal | None:
    """The office that verifies residencies keeps the roll they are compared with."""
    if place.level != Level.COMMUNITY:
        return Refusal("not_community", _("Communities keep a roll of residents, nobody else."))
    if not by.may(Permission.RESIDENCY_VERIFY, place):
        return Refusal("not_clerk", _("The office of the community keeps its roll of residents."))
    return None


def why_not_import_roll(place: Place, *, by: User) -> Refusal | None:
    """One list at a time: the last one is put in force or discarded first."""
    if refusal := why_not_keep_roll(place, by=by):
        return refusal
    if ResidentRoll.objects.filter(place=place, state__in=OPEN).exists():
        return Refusal(
            "roll_open", _("A list is waiting already. Put it in force or discard it first.")
        )
    return None


def why_not_put_in_force(roll: ResidentRoll, *, by: User) -> Refusal | None:
    if refusal := why_not_keep_roll(roll.place, by=by):
        return refusal
    if roll.state == RollState.READING:
        return Refusal("roll_being_read", _("The list is still being read."))
    if roll.state != RollState.READY:
        return Refusal("roll_not_ready", _("This list has been decided about already."))
    return None


def why_not_discard_roll(roll: ResidentRoll, *, by: User) -> Refusal | None:
    """Reading may be broken off; what is in force ends only with the next one."""
    if refusal := why_not_keep_roll(roll.place, by=by):
        return refusal
    if roll.state not in OPEN:
        return Refusal("roll_not_open", _("This list has been decided about already."))
    return None


def why_not_match(residency: Residency, *, by: User) -> Refusal | None:
    """One is looked up for one's own claim, while it waits, where the community has a roll."""
    if residency.user_id != by.pk:
        return Refusal("not_claimant", _("People are looked up for their own claim only."))
    if residency.status != ResidencyStatus.CLAIMED:
        return Refusal("not_waiting", _("This claim has been decided already."))
    if terms_of(residency.place).asks_second(ResidencyWay.ROLL):
        return Refusal(
            "asks_second", _("Here two people of the office look at every claim, yours as well.")
        )
    if not ResidentRoll.objects.filter(place=residency.place, state=RollState.IN_FORCE).exists():
        return Refusal(
            "no_roll",
            _("This community keeps no list to compare with. Its office verifies your claim."),
        )
    return None
