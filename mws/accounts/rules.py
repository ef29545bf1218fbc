"""Who may change what about people, and why not. No writes."""

from __future__ import annotations

from datetime import date, timedelta

from django.utils.translation import gettext as _

from mws.accounts.models import Membership, Residency, ResidencyStatus, User
from mws.accounts.permissions import ROLE_LEVELS, Permission, Role, roles_with
from mws.core.refusals import Refusal
from mws.places.models import Level, Place


def why_not_rename(person: User, *, name: str) -> Refusal | None:
    if not name.strip():
        return Refusal("no_name", _("Enter your name."))
    if person.home is not None:
        return Refusal(
            "name_verified",
            _("Your name was checked when your residency was verified. To change it, ask at "
              "your community office."),
        )  # fmt: skip
    return None


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
    held = user.memberships.filter(role=role, place=place).not_over(starts_on)
    if ends_on:
        held = held.filter(starts_on__lte=ends_on)
    return held.exists()


def _is_last_granter(membership: Membership, *, today: date) -> bool:
    granting = roles_with(Permission.MEMBERSHIP_GRANT)
    if membership.role not in granting:
        return False
    others = Membership.objects.in_force(today).exclude(pk=membership.pk).filter(role__in=granting)
    codes = [*membership.place.ancestor_codes, membership.place.code]
    return not others.filter(place__code__in=codes, ends_on=None).exists()


def why_not_claim(person: User, place: Place) -> Refusal | None:
    """One claim at a time; a person who moves claims the new home while the old one stands."""
    if place.level != Level.COMMUNITY:
        return Refusal("not_community", _("Choose the community you live in."))
    standing = person.residencies.filter(
        status__in=[ResidencyStatus.CLAIMED, ResidencyStatus.VERIFIED]
    )
    for residency in standing:
        if residency.status == ResidencyStatus.CLAIMED:
            return Refusal(
                "claim_pending",
                _("You have a claim that waits for the community office. Withdraw it to make "
                  "another."),
            )  # fmt: skip
        if residency.place_id == place.pk:
            return Refusal("already_verified", _("You are verified as living here already."))
    return None


def why_not_withdraw_claim(residency: Residency, *, by: User) -> Refusal | None:
    if residency.user_id != by.pk:
        return Refusal("not_claimant", _("Only the person who made a claim can withdraw it."))
    return _why_not_waiting(residency)


def why_not_verify(residency: Residency, *, by: User) -> Refusal | None:
    """A clerk of that very community decides, and never about himself."""
    if residency.user_id == by.pk:
        return Refusal("own_claim", _("Nobody verifies his own residency. Ask a colleague."))
    if not by.may(Permission.RESIDENCY_VERIFY, residency.place):
        return Refusal(
            "not_clerk", _("The office of the community that was claimed decides about this.")
        )
    return _why_not_waiting(residency)


def why_not_refuse(residency: Residency, *, reason: str, by: User) -> Refusal | None:
    if refusal := why_not_verify(residency, by=by):
        return refusal
    if not reason.strip():
        return Refusal("no_reason", _("Say why, so that the person knows what to bring."))
    return None


def _why_not_waiting(residency: Residency) -> Refusal | None:
    if residency.status != ResidencyStatus.CLAIMED:
        return Refusal("not_waiting", _("This claim has been decided already."))
    return None


def why_not_found() -> Refusal | None:
    """A site is founded once, before anything else is in the database."""
    if User.objects.exists() or Place.objects.exists():
        return Refusal(
            "not_empty",
            _("There are people or places in this database already. Roles are given at the "
              "settings desk."),
        )  # fmt: skip
    return None
