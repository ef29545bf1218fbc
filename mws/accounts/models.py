"""People: who signs in, where they live, which roles they hold and until when."""

from __future__ import annotations

from datetime import date
from functools import cached_property

from django.conf import settings
from django.contrib.auth.models import AbstractUser
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from mws.accounts.permissions import OUTSIDE_OFFICES, ROLE_PERMISSIONS, Permission, Role
from mws.core.clock import database_now, local_day
from mws.core.secrets import EncryptedTextField, keyed_hash
from mws.places.models import Place


class User(AbstractUser):
    """A person. ``display_name`` is what others see; the phone is readable by the server alone."""

    display_name = models.CharField(_("name"), max_length=40, blank=True)
    phone = EncryptedTextField(_("mobile number"), null=True, blank=True)
    phone_lookup = models.CharField(max_length=64, null=True, editable=False, db_index=True)
    phone_verified = models.BooleanField(default=False, editable=False)
    is_demo = models.BooleanField(default=False, editable=False)
    prefers_elder = models.BooleanField(default=False, editable=False)  # 长者模式 on every device

    class Meta(AbstractUser.Meta):
        swappable = "AUTH_USER_MODEL"
        constraints = [
            models.UniqueConstraint(
                name="accounts_user_verified_phone_once",
                fields=["phone_lookup"],
                condition=Q(phone_verified=True),
            ),
            models.CheckConstraint(
                name="accounts_user_verified_phone_present",
                condition=Q(phone_verified=False) | Q(phone_lookup__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return self.display_name or self.username

    @staticmethod
    def lookup_of(phone: str) -> str:
        """The keyed hash by which a number (+86…) is found."""
        return keyed_hash("phone", phone)

    @cached_property
    def hats(self) -> list[Membership]:
        """Memberships in force today; one query per request."""
        today = local_day(database_now())
        return list(self.memberships.in_force(today).select_related("place"))

    @property
    def verified_phone(self) -> str:
        """The number, once it was shown to be this person's."""
        return self.phone if self.phone and self.phone_verified else ""

    @property
    def has_desk(self) -> bool:
        """Whether a role held today gives this person something to decide or to read."""
        return any(ROLE_PERMISSIONS[hat.role] for hat in self.hats)

    @cached_property
    def home(self) -> Place | None:
        """The community of the verified residency, if any; one query per request."""
        residency = (
            self.residencies.filter(status=ResidencyStatus.VERIFIED).select_related("place").first()
        )
        return residency.place if residency else None

    def may(self, permission: Permission, place: Place) -> bool:
        """Whether a role held today, here or above, carries the permission. No other way in:
        ``is_staff`` and ``is_superuser`` count for nothing."""
        return any(
            permission in ROLE_PERMISSIONS[hat.role] and hat.place.contains(place)
            for hat in self.hats
        )

    @property
    def offices(self) -> list[Membership]:
        """The hats that let one read the files of a place before they are public."""
        return [hat for hat in self.hats if hat.role not in OUTSIDE_OFFICES]

    def holds(self, role: Role, place: Place) -> bool:
        return any(hat.role == role and hat.place.contains(place) for hat in self.hats)


class MembershipQuerySet(models.QuerySet):
    def in_force(self, day: date) -> MembershipQuerySet:
        return self.not_over(day).filter(starts_on__lte=day)

    def not_over(self, day: date) -> MembershipQuerySet:
        """In force on that day, or to begin later."""
        return self.filter(Q(ends_on=None) | Q(ends_on__gte=day))


class Membership(models.Model):
    """任职: one person, one role, one place, from and to (both days included)."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="memberships")
    role = models.CharField(max_length=24, choices=Role)
    place = models.ForeignKey(Place, models.PROTECT, related_name="memberships")
    starts_on = models.DateField()
    ends_on = models.DateField(null=True, blank=True)
    reason = models.CharField(max_length=200)
    granted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="granted_memberships"
    )
    granted_at = models.DateTimeField()
    ended_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="ended_memberships"
    )
    end_reason = models.CharField(max_length=200, blank=True)

    objects = MembershipQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="accounts_membership_role_valid", condition=Q(role__in=Role.values)
            ),
            models.CheckConstraint(
                name="accounts_membership_ends_after_start",
                condition=Q(ends_on=None) | Q(ends_on__gte=models.F("starts_on")),
            ),
            models.UniqueConstraint(
                name="accounts_membership_open_once",
                fields=["user", "role", "place"],
                condition=Q(ends_on=None),
            ),
            models.CheckConstraint(
                name="accounts_membership_not_granted_to_self",
                condition=Q(granted_by=None) | ~Q(granted_by=models.F("user")),
            ),
            models.CheckConstraint(
                name="accounts_membership_ended_on_a_day",
                condition=Q(ended_by=None, end_reason="") | Q(ends_on__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user_id} {self.role} @ {self.place_id}"


class ResidencyStatus(models.TextChoices):
    CLAIMED = "claimed", _("Waiting for verification")
    VERIFIED = "verified", _("Verified")
    REFUSED = "refused", _("Refused")
    ENDED = "ended", _("Ended")


class ResidencyBasis(models.TextChoices):
    HUKOU = "hukou", _("Household registration")
    RESIDENCE = "residence", _("Lives here")


class Residency(models.Model):
    """居住: at most one verified home per person; it opens proposing and voting there."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="residencies")
    place = models.ForeignKey(Place, models.PROTECT, related_name="residencies")
    basis = models.CharField(max_length=12, choices=ResidencyBasis)
    since = models.DateField(null=True, blank=True)
    status = models.CharField(
        max_length=10, choices=ResidencyStatus, default=ResidencyStatus.CLAIMED
    )
    claimed_at = models.DateTimeField()
    decided_at = models.DateTimeField(null=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="decided_residencies"
    )
    reason = models.CharField(max_length=200, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="accounts_residency_status_valid",
                condition=Q(status__in=ResidencyStatus.values),
            ),
            models.CheckConstraint(
                name="accounts_residency_basis_valid",
                condition=Q(basis__in=ResidencyBasis.values),
            ),
            models.CheckConstraint(
                name="accounts_residency_decided_unless_claimed",
                condition=Q(status=ResidencyStatus.CLAIMED, decided_at=None)
                | (~Q(status=ResidencyStatus.CLAIMED) & Q(decided_at__isnull=False)),
            ),
            models.UniqueConstraint(
                name="accounts_residency_verified_once",
                fields=["user"],
                condition=Q(status=ResidencyStatus.VERIFIED),
            ),
            models.CheckConstraint(
                name="accounts_residency_not_decided_by_self",
                condition=Q(decided_by=None) | ~Q(decided_by=models.F("user")),
            ),
        ]
        indexes = [models.Index(fields=["place", "status"], name="accounts_residency_roll")]

    def __str__(self) -> str:
        return f"{self.user_id} @ {self.place_id}"
