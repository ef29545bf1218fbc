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
    place: Place, *, number: int, kind: str, member: User, starts_on: date, ends_on: date | None,
    by: User | None,
) -> Refusal | None:  # fmt: skip
    """The seat must be vacant and foreseen by the scheme, the member without one and without a
    role that forbids it."""
    if by is not None and not _may_fill(place, by):
        return MAY_NOT_GRANT
    if by is not None and by.pk == member.pk:
        return Refusal("own_seat", _("Nobody appoints themselves. A colleague must do this."))
    if place.level != Level.COMMUNITY:
        return Refusal("not_community", _("A council belongs to a community."))
    if ends_on is not None and ends_on < starts_on:
        return Refusal("ends_before_start", _("The term ends before it begins. Check the days."))
    if refusal := _why_not_foreseen(place, number=number, kind=kind, starts_on=starts_on):
        return refusal
    running = CouncilSeat.objects.filter(place=place).seated_from(starts_on)
    if running.filter(number=number).exists():
        return Refusal(
            "seat_taken", _("This seat is taken. End the present term first or choose another.")
        )
    if running.filter(member=member).exists():
        return Refusal("seated_already", _("This person has a seat in this council already."))
    return why_not_beside(member, Role.COUNCIL_MEMBER, place, starts_on=starts_on, ends_on=ends_on)


def _why_not_foreseen(place: Place, *, number: int, kind: str, starts_on: date) -> Refusal | None:
    """Where a scheme is published, nobody sits beside it."""
    scheme = place.council_schemes.filter(adopted_on__lte=starts_on).first()
    if scheme is None:
        return None
    foreseen = dict(scheme.lines.values_list("kind", "seats"))
    if not 1 <= number <= sum(foreseen.values()):
        return Refusal(
            "not_in_scheme",
            _("The scheme has %(seats)s seats. Choose a number among them.")
            % {"seats": sum(foreseen.values())},
        )
    taken = CouncilSeat.objects.filter(place=place, kind=kind).seated_from(starts_on).count()
    if taken >= foreseen.get(kind, 0):
        return Refusal(
            "kind_full",
            _("The scheme has %(seats)s seats of this kind, and they are filled.")
            % {"seats": foreseen.get(kind, 0)},
        )
    return None


def why_not_publish_scheme(
    place: Place, *, seats: dict[str, int], document: str, by: User | None
) -> Refusal | None:
    if by is not None and not _may_fill(place, by):
        return MAY_NOT_GRANT
    if place.level != Level.COMMUNITY:
        return Refusal("not_community", _("A council belongs to a community."))
    if not any(seats.values()):
        return Refusal("no_seats", _("A council has at least one seat."))
    if not document.strip():
        return Refusal("no_document", _("Write the number of the decision document."))
    return None


def why_not_swear_in(seat: CouncilSeat, *, on: date, today: date, by: User) -> Refusal | None:
    """By who fills seats or who leads the meetings: the oath is taken before the council."""
    if not (_may_fill(seat.place, by) or by.may(Permission.MEETING_RUN, seat.place)):
        return MAY_NOT_GRANT
    if seat.sworn_on is not None:
        return Refusal("sworn_already", _("This member has taken the oath already."))
    if not seat.starts_on <= on <= today:
        return Refusal("not_then", _("The oath is taken in the term, today or on a day before."))
    return None


def why_not_name_substitute(
    seat: CouncilSeat, person: User | None, *, is_allowed: bool, has_seat: bool, by: User
) -> Refusal | None:
    """``is_allowed``: by the scheme; ``has_seat``: the person sits in this council already."""
    if not _may_fill(seat.place, by):
        return MAY_NOT_GRANT
    if person is None:
        return None
    if not is_allowed:
        return Refusal("no_substitutes", _("The scheme of this council allows no substitutes."))
    if has_seat:
        return Refusal("seated_already", _("This person has a seat in this council already."))
    return why_not_beside(
        person, Role.COUNCIL_MEMBER, seat.place, starts_on=seat.starts_on, ends_on=seat.ends_on
    )


def why_not_end_seat(seat: CouncilSeat, *, ends_on: date, by: User | None) -> Refusal | None:
    if by is not None and not _may_fill(seat.place, by):
        return MAY_NOT_GRANT
    if seat.ends_on is not None and seat.ends_on <= ends_on:
        return Refusal("ended_already", _("This term has ended already."))
    if ends_on < seat.starts_on:
        return Refusal("ends_before_start", _("The term ends before it begins. Check the days."))
    return None


def why_not_fill(place: Place, *, by: User) -> Refusal | None:
    """Whether someone fills seats here at all."""
    return None if by.is_authenticated and _may_fill(place, by) else MAY_NOT_GRANT


def _may_fill(place: Place, by: User) -> bool:
    return by.may(Permission.POWER_ARRANGE, place) or by.may(Permission.SEAT_RECORD, place)
