"""Roles: who gave which to whom, for which place, from when to when."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from django.db import transaction

from mws.accounts import rules
from mws.accounts.models import Membership, User
from mws.accounts.permissions import Role
from mws.accounts.services.sessions import end_sessions
from mws.audit import services as audit
from mws.core.clock import database_now, local_day
from mws.core.refusals import require
from mws.notifications import services as notifications
from mws.places.models import Place

END_IS_NEAR = timedelta(days=30)


@transaction.atomic
def grant_membership(
    *,
    user_id: int,
    role: Role | str,
    place_id: int,
    reason: str,
    starts_on: date | None = None,
    ends_on: date | None = None,
    by: User,
    now: datetime | None = None,
) -> Membership:
    """Give a person a role in a place, from today or a later day, both days included."""
    now = now or database_now()
    user = User.objects.select_for_update().get(pk=user_id)
    place = Place.objects.get(pk=place_id)
    starts_on = starts_on or local_day(now)
    require(
        rules.why_not_grant(
            user, role, place, reason=reason, starts_on=starts_on, ends_on=ends_on, by=by
        )
    )
    return open_membership(
        user=user, role=role, place=place, reason=reason, starts_on=starts_on, ends_on=ends_on,
        by=by, now=now,
    )  # fmt: skip


@transaction.atomic
def open_membership(
    *,
    user: User,
    role: Role | str,
    place: Place,
    reason: str,
    starts_on: date,
    ends_on: date | None = None,
    by: User | None,
    now: datetime,
) -> Membership:
    """Enter a role whose giver was asked for the right elsewhere: the founding of the site, a
    seat in the council. Everything else goes through ``grant_membership``."""
    membership = Membership.objects.create(
        user=user, role=role, place=place, reason=reason.strip(), starts_on=starts_on,
        ends_on=ends_on, granted_by=by, granted_at=now,
    )  # fmt: skip
    _forget_hats(user)
    audit.record(
        "membership.granted", target=membership, by=by, effective_at=now, place_path=place.path,
        person=user.pk, role=str(role), starts_on=starts_on, ends_on=ends_on,
    )  # fmt: skip
    notifications.queue(
        "membership_granted", to=user, now=now,
        context={
            "role": Role(role).label, "place": place.name, "starts_on": starts_on,
        },
    )  # fmt: skip
    return membership


@transaction.atomic
def end_membership(
    *,
    membership_id: int,
    reason: str,
    last_day: date | None = None,
    by: User,
    now: datetime | None = None,
) -> Membership:
    """Let a role end with ``last_day`` (default: today), which still counts."""
    now = now or database_now()
    membership = (
        Membership.objects.select_for_update(of=("self",))
        .select_related("place", "user")
        .get(pk=membership_id)
    )
    today = local_day(now)
    last_day = last_day or today
    require(rules.why_not_end(membership, last_day=last_day, reason=reason, today=today, by=by))
    return close_membership(membership=membership, last_day=last_day, reason=reason, by=by, now=now)


@transaction.atomic
def close_membership(
    *, membership: Membership, last_day: date, reason: str, by: User | None, now: datetime
) -> Membership:
    """Enter the end of a role when the right to end it was asked elsewhere (a council seat)."""
    membership.ends_on, membership.ended_by = last_day, by
    membership.end_reason = reason.strip()
    membership.end_told_at = now if last_day <= local_day(now) + END_IS_NEAR else None
    membership.save(update_fields=["ends_on", "ended_by", "end_reason", "end_told_at"])
    _forget_hats(membership.user)
    audit.record(
        "membership.ended", target=membership, by=by, effective_at=now,
        place_path=membership.place.path, person=membership.user_id, role=membership.role,
        ends_on=last_day,
    )  # fmt: skip
    notifications.queue(
        "membership_ended", to=membership.user, now=now,
        context={
            "role": Role(membership.role).label, "place": membership.place.name,
            "ends_on": last_day,
        },
    )  # fmt: skip
    return membership


def _forget_hats(user: User) -> None:
    """The same object may be asked again in this request; who is signed in signs in anew, with
    what the role asks for."""
    user.__dict__.pop("hats", None)
    end_sessions(user=user)
