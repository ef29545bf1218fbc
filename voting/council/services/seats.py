"""议事会席位: a term begins or ends, and the member's role with it."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from django.db import transaction

from mws.accounts.models import MembershipQuerySet, User
from mws.accounts.permissions import Role
from mws.accounts.services.memberships import close_membership, open_membership
from mws.audit import services as audit
from mws.core.clock import database_now, local_day
from mws.core.refusals import require
from mws.places.models import Place
from voting.council import rules
from voting.models import CouncilSeat


@transaction.atomic
def appoint_seat(
    *, place_id: int, number: int, kind: str, member: User, starts_on: date | None = None,
    ends_on: date | None = None, by: User | None, now: datetime | None = None,
) -> CouncilSeat:  # fmt: skip
    """A member takes a seat, first and last day included, and may vote in the council."""
    now = now or database_now()
    starts_on = starts_on or local_day(now)
    place = Place.objects.select_for_update().get(pk=place_id)
    require(
        rules.why_not_appoint_seat(
            place, number=number, member=member, starts_on=starts_on, ends_on=ends_on, by=by
        )
    )
    seat = CouncilSeat.objects.create(
        place=place, number=number, kind=kind, member=member, starts_on=starts_on, ends_on=ends_on
    )
    if not _roles(member, place).in_force(starts_on).exists():
        open_membership(
            user=member, role=Role.COUNCIL_MEMBER, place=place, reason="居民议事会席位",
            starts_on=starts_on, ends_on=ends_on, by=by, now=now,
        )  # fmt: skip
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
    seat = (
        CouncilSeat.objects.select_for_update(of=("self",))
        .select_related("place", "member")
        .get(pk=seat_id)
    )
    require(rules.why_not_end_seat(seat, ends_on=ends_on, by=by))
    seat.ends_on = ends_on
    seat.save(update_fields=["ends_on"])
    for role in _roles(seat.member, seat.place).in_force(ends_on + timedelta(days=1)):
        close_membership(
            membership=role, last_day=ends_on, reason="居民议事会席位任期结束", by=by, now=now
        )
    audit.record(
        "council.seat_ended", target=seat, by=by, effective_at=now, place_path=seat.place.path,
        number=seat.number, person=seat.member_id, ends_on=ends_on,
    )  # fmt: skip
    return seat


def _roles(member: User, place: Place) -> MembershipQuerySet:
    return member.memberships.filter(role=Role.COUNCIL_MEMBER, place=place)
