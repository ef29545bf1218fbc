"""Reading about people."""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import suppress
from datetime import datetime

from allauth.account.models import EmailAddress
from django.core.exceptions import ValidationError
from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from mws.accounts.documents import DocumentType, read_document
from mws.accounts.models import (
    FINDS_BY_PHONE,
    NAMELESS,
    WAITING,
    IdentityDocument,
    Membership,
    Profile,
    ProofKind,
    Residency,
    ResidencyStatus,
    User,
)
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


def people_with_phone(phone: str) -> QuerySet[User]:
    """Whom a number (+86…) finds: at most two of a household, by their seats."""
    found = User.objects.filter(FINDS_BY_PHONE, phone_lookup=User.lookup_of(phone))
    return found.order_by("phone_seat")


def person_with_phone(phone: str) -> User | None:
    """The first person whom this number (+86…) finds, if any."""
    return people_with_phone(phone).first()


def people_with_document(number: str) -> QuerySet[User]:
    """Whom an identity document finds, whatever kind it is: one person at most for each kind."""
    digests = []
    for kind in DocumentType.values:
        with suppress(ValidationError):
            digests.append(read_document(kind, number).digest)
    return User.objects.filter(documents__digest__in=digests).distinct().order_by("pk")


def entered_only(places: Iterable[Place], *, limit: int = 50) -> list[Residency]:
    """Homes of people whom these offices entered and who have never been in, the newest first."""
    homes = Residency.objects.filter(
        place__in=places, status__in=[ResidencyStatus.CHECKED, ResidencyStatus.VERIFIED],
        user__phone_verified=False, user__last_login=None, user__username__regex=NAMELESS,
    )  # fmt: skip
    return list(homes.select_related("user", "place").order_by("-pk")[:limit])


def is_taken(digest: str, *, person: User | None) -> bool:
    """Whether a document serves another account."""
    return IdentityDocument.objects.filter(digest=digest).exclude(user=person).exists()


def proofs_of(place: Place) -> QuerySet[ProofKind]:
    """What the district of a place accepts today, in the order it was entered."""
    return ProofKind.objects.filter(district__code__in=place.ancestor_codes, is_active=True)


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
    order: list[str] = [*WAITING, ResidencyStatus.VERIFIED, ResidencyStatus.REFUSED]
    return min(
        person.residencies_now,
        key=lambda residency: (order.index(residency.status), -residency.pk),
        default=None,
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
    """Claims that this person may decide about, as the first or the second, the oldest first (one
    query beside the hats)."""
    mine = Q(status=ResidencyStatus.CHECKED, checked_by=clerk)
    return list(_claims_at(clerk).exclude(mine).exclude(user=clerk))


def claims_checked(clerk: User) -> list[Residency]:
    """Claims that this person has checked, and that wait for another one (one query)."""
    return list(_claims_at(clerk).filter(status=ResidencyStatus.CHECKED, checked_by=clerk))


def _claims_at(clerk: User) -> QuerySet[Residency]:
    offices = places_where(clerk, Permission.RESIDENCY_VERIFY)
    waiting = Residency.objects.filter(lies_in(offices, "place__path"), status__in=WAITING)
    related = ("user", "place", "proof", "proof_file", "checked_by")
    return waiting.select_related(*related).order_by("claimed_at", "pk")


def desk_tasks(user: User, now: datetime) -> list[DeskTask]:
    """Lines of the desk that come from this room: residencies to verify."""
    return [
        DeskTask(
            kind="residency",
            label=_("Confirm residency") if claim.checked_at else _("Verify residency"),
            title=str(claim.user),
            place_name=claim.place.name,
            url=reverse("accounts:claim", args=[claim.pk]),
        )
        for claim in claims_waiting(user)
    ]
