"""Who gives a role to whom, and who ends it."""

from __future__ import annotations

from datetime import date, timedelta

from django.utils.translation import gettext as _

from mws.accounts.models import Membership, MembershipQuerySet, User
from mws.accounts.permissions import ROLE_LEVELS, Permission, Role, roles_with, stand_apart
from mws.core.refusals import Refusal
from mws.places.models import Place


def why_not_grant(
    user: User,
    role: Role | str,
    place: Place,
    *,
    reason: str,
    starts_on: date,
    ends_on: date | None,
    by: User,
) -> Refusal | None:
    """A granter holds MEMBERSHIP_GRANT at the place or above it, and never grants to himself."""
    if refusal := _why_not_granter(place, by=by):
        return refusal
    if user.pk == by.pk:
        return Refusal("self", _("Nobody gives a role to himself. Ask another officer."))
    if role not in Role.values or place.level not in ROLE_LEVELS[Role(role)]:
        return Refusal("wrong_level", _("This role does not exist at this kind of place."))
    if not reason.strip():
        return Refusal("no_reason", _("Say why: the decision or document that this rests on."))
    if ends_on and ends_on < starts_on:
        return Refusal("ends_before_start", _("The last day lies before the first."))
    if _has_overlap(user, role, place, starts_on, ends_on):
        return Refusal("already_held", _("This person holds this role here in that time."))
    return why_not_beside(user, role, place, starts_on=starts_on, ends_on=ends_on)


def why_not_beside(
    user: User, role: Role | str, place: Place, *, starts_on: date, ends_on: date | None
) -> Refusal | None:
    """Some roles do not go together with another that the person holds over this place."""
    held = _held_between(user, starts_on, ends_on).select_related("place")
    for hat in held:
        near = hat.place.contains(place) or place.contains(hat.place)
        if near and stand_apart(role, hat.role):
            return Refusal(
                "roles_apart",
                _("This does not go together with a role that the person holds: %(role)s.")
                % {"role": hat.get_role_display()},
            )
    return None


def why_not_end(
    membership: Membership, *, last_day: date, reason: str, today: date, by: User
) -> Refusal | None:
    """A role can end today or later, or with yesterday to take effect at once."""
    if refusal := _why_not_granter(membership.place, by=by):
        return refusal
    if membership.ends_on and membership.ends_on < today:
        return Refusal("already_ended", _("This role has ended already."))
    if not reason.strip():
        return Refusal("no_reason", _("Say why: the decision or document that this rests on."))
    if last_day < today - timedelta(days=1) or last_day < membership.starts_on:
        return Refusal(
            "in_the_past",
            _("What was done in this role stays valid: choose a last day not before yesterday, "
              "and not before the role began."),
        )  # fmt: skip
    if _is_last_granter(membership, today=today):
        return Refusal(
            "last_granter",
            _("This is the last person who can give roles here. Give the role to another "
              "person first."),
        )  # fmt: skip
    return None


def _why_not_granter(place: Place, *, by: User) -> Refusal | None:
    if by.may(Permission.MEMBERSHIP_GRANT, place):
        return None
    return Refusal("not_granter", _("Roles are given by the officers of the district."))


def _has_overlap(
    user: User, role: Role | str, place: Place, starts_on: date, ends_on: date | None
) -> bool:
    held = _held_between(user, starts_on, ends_on)
    return held.filter(role=role, place=place).exists()


def _held_between(user: User, starts_on: date, ends_on: date | None) -> MembershipQuerySet:
    held = user.memberships.not_over(starts_on)
    return held.filter(starts_on__lte=ends_on) if ends_on else held


def _is_last_granter(membership: Membership, *, today: date) -> bool:
    granting = roles_with(Permission.MEMBERSHIP_GRANT)
    if membership.role not in granting:
        return False
    others = Membership.objects.in_force(today).exclude(pk=membership.pk).filter(role__in=granting)
    codes = [*membership.place.ancestor_codes, membership.place.code]
    return not others.filter(place__code__in=codes, ends_on=None).exists()
