"""Whom a clerk may enter at the counter, and whose number may be kept for them."""

from __future__ import annotations

from django.utils.translation import gettext as _

from mws.accounts.models import PHONE_SEATS, Residency, ResidencyStatus, User
from mws.accounts.permissions import Permission
from mws.accounts.selectors import people_with_phone
from mws.core.refusals import Refusal
from mws.places.models import Level, Place


def why_not_enter(place: Place, *, name: str, estate: Place | None, by: User) -> Refusal | None:
    """A clerk of the community enters people who live there."""
    if place.level != Level.COMMUNITY or not by.may(Permission.RESIDENCY_VERIFY, place):
        return Refusal("not_clerk", _("You enter people for your own community only."))
    if not name.strip():
        return Refusal("no_name", _("Enter the person's name."))
    if estate is not None and not (estate.level == Level.ESTATE and place.contains(estate)):
        return Refusal("estate_elsewhere", _("Choose an estate of this community."))
    return None


def why_not_give_phone(phone: str, place: Place) -> Refusal | None:
    """A number serves at most two people, both checked in the same community."""
    holders = list(people_with_phone(phone))
    if len(holders) >= len(PHONE_SEATS):
        return Refusal(
            "phone_full",
            _("This number serves two people already. Enter another one, or none."),
        )
    here = {ResidencyStatus.CHECKED, ResidencyStatus.VERIFIED}
    if any(
        not holder.residencies.filter(place=place, status__in=here).exists() for holder in holders
    ):
        return Refusal(
            "phone_of_another",
            _("Somebody who is not verified in this community uses this number. If it is this "
              "person, let them claim their home with it first; else enter another number."),
        )  # fmt: skip
    return None


def why_not_renumber(residency: Residency, *, by: User) -> Refusal | None:
    """The office gives a number to whom it entered, until they come in themselves."""
    if not by.may(Permission.RESIDENCY_VERIFY, residency.place):
        return Refusal("not_clerk", _("The office that entered somebody keeps their number."))
    if residency.status not in (ResidencyStatus.CHECKED, ResidencyStatus.VERIFIED):
        return Refusal("not_here", _("This person is not verified here."))
    if not residency.user.is_only_entered:
        return Refusal(
            "comes_in_alone",
            _("This person signs in themselves, and changes the number on their own page."),
        )
    return None


def why_not_be(person: User, phone: str) -> Refusal | None:
    """Whether this person is one of those whom the number serves."""
    if not people_with_phone(phone).filter(pk=person.pk, is_active=True).exists():
        return Refusal("not_of_this_number", _("This number is not kept for that person."))
    return None
