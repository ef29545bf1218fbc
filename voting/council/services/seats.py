"""议事会席位: a term begins or ends, and the member's role with it."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Q

from mws.accounts.models import MembershipQuerySet, User
from mws.accounts.permissions import Role
from mws.accounts.services.memberships import close_membership, open_membership
from mws.audit import services as audit
from mws.core.clock import database_now, local_day
from mws.core.refusals import require
from mws.places.models import Place
from voting.council import rules
from voting.models import CouncilScheme, CouncilSeat, SchemeSeats, SeatBasis


@transaction.atomic
def appoint_seat(
    *, place_id: int, number: int, kind: str, member: User, starts_on: date | None = None,
    ends_on: date | None = None, basis: str = SeatBasis.ELECTED, document: str = "",
    by: User | None, now: datetime | None = None,
) -> CouncilSeat:  # fmt: skip
    """A member takes a seat, first and last day included, and may vote in the council."""
    now = now or database_now()
    starts_on = starts_on or local_day(now)
    place = Place.objects.select_for_update().get(pk=place_id)
    require(
        rules.why_not_appoint_seat(
            place,
            number=number,
            kind=kind,
            member=member,
            starts_on=starts_on,
            ends_on=ends_on,
            by=by,
        )
    )
    seat = CouncilSeat.objects.create(
        place=place, number=number, kind=kind, member=member, starts_on=starts_on, ends_on=ends_on,
        basis=basis, document=document.strip(),
    )  # fmt: skip
    _give_role(member, place, starts_on, ends_on, by=by, now=now)
    audit.record(
        "council.seat_appointed", target=seat, by=by, effective_at=now, place_path=place.path,
        number=number, kind=kind, person=member.pk, starts_on=starts_on,
    )  # fmt: skip
    return seat


@transaction.atomic
def end_seat(
    *, seat_id: int, ends_on: date | None = None, by: User | None, now: datetime | None = None
) -> CouncilSeat:
    """The term ends with ``ends_on`` (default: today); the role in the council with it."""
    now = now or database_now()
    ends_on = ends_on or local_day(now)
    seat = _lock_seat(seat_id)
    require(rules.why_not_end_seat(seat, ends_on=ends_on, by=by))
    seat.ends_on = ends_on
    seat.save(update_fields=["ends_on"])
    for person in filter(None, (seat.member, seat.substitute)):
        _end_role(person, seat.place, ends_on, by=by, now=now)
    audit.record(
        "council.seat_ended", target=seat, by=by, effective_at=now, place_path=seat.place.path,
        number=seat.number, person=seat.member_id, ends_on=ends_on,
    )  # fmt: skip
    return seat


@transaction.atomic
def publish_scheme(
    *, place_id: int, seats: dict[str, int], document: str, allows_substitutes: bool = False,
    adopted_on: date | None = None, by: User | None, now: datetime | None = None,
) -> CouncilScheme:  # fmt: skip
    """组成方案: how many seats of each kind, from this day on. Of one day there is one scheme."""
    now = now or database_now()
    adopted_on = adopted_on or local_day(now)
    place = Place.objects.select_for_update().get(pk=place_id)
    require(rules.why_not_publish_scheme(place, seats=seats, document=document, by=by))
    scheme, _is_new = CouncilScheme.objects.update_or_create(
        place=place, adopted_on=adopted_on,
        defaults={"document": document.strip(), "allows_substitutes": allows_substitutes},
    )  # fmt: skip
    scheme.lines.all().delete()
    SchemeSeats.objects.bulk_create(
        SchemeSeats(scheme=scheme, kind=kind, seats=number)
        for kind, number in seats.items()
        if number
    )
    audit.record(
        "council.scheme_published", target=scheme, by=by, effective_at=now, place_path=place.path,
        adopted_on=adopted_on, seats=dict(seats),
    )  # fmt: skip
    return scheme


@transaction.atomic
def swear_in(
    *, seat_id: int, on: date | None = None, by: User, now: datetime | None = None
) -> CouncilSeat:
    """宣誓: the member has promised to keep the rules of the council."""
    now = now or database_now()
    on = on or local_day(now)
    seat = _lock_seat(seat_id)
    require(rules.why_not_swear_in(seat, on=on, today=local_day(now), by=by))
    seat.sworn_on = on
    seat.save(update_fields=["sworn_on"])
    _note("council.sworn_in", seat, by, now, on=on)
    return seat


@transaction.atomic
def name_substitute(
    *, seat_id: int, substitute: User | None, by: User, now: datetime | None = None
) -> CouncilSeat:
    """Who may sit in the member's place, or nobody; where the scheme allows it."""
    now = now or database_now()
    seat = _lock_seat(seat_id)
    scheme = CouncilScheme.objects.filter(place=seat.place).first()
    sits = Q(member=substitute) | Q(substitute=substitute)
    seats = CouncilSeat.objects.filter(sits, place=seat.place).exclude(pk=seat.pk)
    require(
        rules.why_not_name_substitute(
            seat, substitute, by=by, has_seat=seats.seated_from(local_day(now)).exists(),
            is_allowed=scheme is not None and scheme.allows_substitutes,
        )
    )  # fmt: skip
    if seat.substitute is not None:
        _end_role(seat.substitute, seat.place, local_day(now) - timedelta(days=1), by=by, now=now)
    if substitute is not None:
        _give_role(substitute, seat.place, local_day(now), seat.ends_on, by=by, now=now)
    seat.substitute = substitute
    seat.save(update_fields=["substitute"])
    _note("council.substitute_named", seat, by, now, person=substitute and substitute.pk)
    return seat


def _lock_seat(seat_id: int) -> CouncilSeat:
    rows = CouncilSeat.objects.select_for_update(of=("self",)).select_related(
        "place", "member", "substitute"
    )
    return rows.get(pk=seat_id)


def _note(action: str, seat: CouncilSeat, by: User, now: datetime, **facts: Any) -> None:
    audit.record(
        action, target=seat, by=by, effective_at=now, place_path=seat.place.path,
        number=seat.number, **facts,
    )  # fmt: skip


def _give_role(
    person: User, place: Place, starts_on: date, ends_on: date | None, *, by: User | None,
    now: datetime,
) -> None:  # fmt: skip
    """Whoever may vote in the council holds its role, and with it a second factor."""
    if not _roles(person, place).in_force(starts_on).exists():
        open_membership(
            user=person, role=Role.COUNCIL_MEMBER, place=place, reason="居民议事会席位",
            starts_on=starts_on, ends_on=ends_on, by=by, now=now,
        )  # fmt: skip


def _end_role(
    person: User, place: Place, last_day: date, *, by: User | None, now: datetime
) -> None:
    for role in _roles(person, place).in_force(last_day + timedelta(days=1)):
        close_membership(
            membership=role,
            last_day=max(last_day, role.starts_on),
            reason="居民议事会席位任期结束",
            by=by,
            now=now,
        )


def _roles(member: User, place: Place) -> MembershipQuerySet:
    return member.memberships.filter(role=Role.COUNCIL_MEMBER, place=place)
