"""Reading about people."""

from __future__ import annotations

from datetime import datetime

from allauth.account.models import EmailAddress
from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from mws.accounts.models import Membership, Profile, Residency, ResidencyStatus, User
from mws.accounts.permissions import ROLE_PERMISSIONS, Permission, Role
from mws.core.clock import local_day
from mws.core.tasks import DeskTask
from mws.files.models import Attachment
from mws.files.selectors import attachments_of
from mws.notifications.addresses import Addresses
from mws.places.models import Place


def profile_of(person: User) -> Profile | None:
    """What the person entered once, if anything (one query)."""
    return Profile.objects.filter(user=person).select_related("estate").first()


def vault_of(person: User) -> list[Attachment]:
    """The person's own documents (two queries)."""
    profile = profile_of(person)
    return attachments_of(profile.vault_id) if profile else []


def person_with_phone(phone: str) -> User | None:
    """The person who has verified this number (+86…), if any."""
    return User.objects.filter(phone_lookup=User.lookup_of(phone), phone_verified=True).first()


def addresses_of(person_id: int) -> Addresses:
    """Where messages reach a person: verified addresses only; none for invented persons."""
    person = User.objects.filter(pk=person_id, is_active=True, is_demo=False).first()
    if person is None:
        return Addresses()
    email = EmailAddress.objects.filter(user=person, verified=True, primary=True).first()
    return Addresses(
        sms=person.verified_phone,
        email=email.email if email else "",
    )


def people_named(text: str, *, limit: int = 20) -> list[User]:
    """Persons whose name, user name or e-mail holds the text, or whose number it is exactly."""
    text = text.strip()
    if len(text) < 2:
        return []
    found = User.objects.filter(is_active=True).filter(
        Q(display_name__icontains=text) | Q(username__iexact=text) | Q(email=text)
    )
    return list(found.order_by("display_name", "pk")[:limit])


def holders_of(role: Role | str, place: Place, *, now: datetime) -> QuerySet[User]:
    """Persons who hold a role at a place, or above it, on the day of ``now``."""
    held = Membership.objects.in_force(local_day(now)).filter(
        role=role, place__code__in=[*place.ancestor_codes, place.code]
    )
    return User.objects.filter(pk__in=held.values("user_id"), is_active=True).order_by("pk")


def standing_residency(person: User) -> Residency | None:
    """The claim that waits, else the verified home, else the last refusal."""
    order: list[str] = [
        ResidencyStatus.CLAIMED, ResidencyStatus.VERIFIED, ResidencyStatus.REFUSED,
    ]  # fmt: skip
    found = person.residencies.exclude(status=ResidencyStatus.ENDED).select_related("place")
    return min(
        found, key=lambda residency: (order.index(residency.status), -residency.pk), default=None
    )


def places_where(person: User, permission: Permission) -> list[Place]:
    """The places at which a role held today carries the permission; it counts below them too."""
    return [hat.place for hat in person.hats if permission in ROLE_PERMISSIONS[hat.role]]


def role_for(person: User, permission: Permission, place: Place) -> str:
    """The role by which a person may do something there; empty where none does."""
    return next(
        (
            hat.role
            for hat in person.hats
            if permission in ROLE_PERMISSIONS[hat.role] and hat.place.contains(place)
        ),
        "",
    )


def lies_in(places: list[Place], path: str = "path") -> Q:
    """The condition that a row's place lies in one of these; nothing lies in none."""
    condition = Q(pk__in=[])
    for place in places:
        condition |= Q(**{f"{path}__startswith": place.path})
    return condition


def claims_waiting(clerk: User) -> list[Residency]:
    """Claims that this person may decide about, the oldest first (one query beside the hats)."""
    offices = places_where(clerk, Permission.RESIDENCY_VERIFY)
    waiting = Residency.objects.filter(
        lies_in(offices, "place__path"), status=ResidencyStatus.CLAIMED
    )
    return list(
        waiting.exclude(user=clerk).select_related("user", "place").order_by("claimed_at", "pk")
    )


def desk_tasks(user: User, now: datetime) -> list[DeskTask]:
    """Lines of the desk that come from this room: residencies to verify."""
    return [
        DeskTask(
            kind="residency",
            label=_("Verify residency"),
            title=str(claim.user),
            place_name=claim.place.name,
            url=reverse("accounts:claim", args=[claim.pk]),
        )
        for claim in claims_waiting(user)
    ]
