"""Who may sit in the council, and who may say so."""

from __future__ import annotations

from datetime import date

from django.utils.translation import gettext_lazy as _

from mws.accounts.models import User
from mws.accounts.permissions import Permission, Role
from mws.accounts.rules import why_not_beside
from mws.core.refusals import Refusal
from mws.places.models import Level, Place
from voting.models import CouncilSeat

# The system itself (``by=None``) may: founding, seeding, imports.
MAY_NOT_GRANT = Refusal(
    "not_permitted",
    _("Seats are filled by the community secretary or the district's officers. Ask them to do it."),
)


def why_not_appoint_seat(
    place: Place, *, number: int, member: User, starts_on: date, ends_on: date | None,
    by: User | None,
) -> Refusal | None:  # fmt: skip
    """The seat must be vacant, the member without one and without a role that forbids it."""
    if by is not None and not _may_fill(place, by):
        return MAY_NOT_GRANT
    if by is not None and by.pk == member.pk:
        return Refusal("own_seat", _("Nobody appoints themselves. A colleague must do this."))
    if place.level != Level.COMMUNITY:
        return Refusal("not_community", _("A council belongs to a community."))
    if ends_on is not None and ends_on < starts_on:
        return Refusal("ends_before_start", _("The term ends before it begins. Check the days."))
    running = CouncilSeat.objects.filter(place=place).seated_from(starts_on)
    if running.filter(number=number).exists():
        return Refusal(
            "seat_taken", _("This seat is taken. End the present term first or choose another.")
        )
    if running.filter(member=member).exists():
        return Refusal("seated_already", _("This person has a seat in this council already."))
    return why_not_beside(member, Role.COUNCIL_MEMBER, place, starts_on=starts_on, ends_on=ends_on)


def why_not_end_seat(seat: CouncilSeat, *, ends_on: date, by: User | None) -> Refusal | None:
    if by is not None and not _may_fill(seat.place, by):
        return MAY_NOT_GRANT
    if seat.ends_on is not None and seat.ends_on <= ends_on:
        return Refusal("ended_already", _("This term has ended already."))
    if ends_on < seat.starts_on:
        return Refusal("ends_before_start", _("The term ends before it begins. Check the days."))
    return None


def _may_fill(place: Place, by: User) -> bool:
    return by.may(Permission.POWER_ARRANGE, place) or by.may(Permission.SEAT_RECORD, place)
