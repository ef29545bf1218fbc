"""Who signs in."""

from __future__ import annotations

import re
from functools import cached_property
from typing import TYPE_CHECKING, Any

from django.contrib.auth.models import AbstractUser
from django.db import models
from django.db.models import Q
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from mws.accounts.models.residencies import ResidencyStatus
from mws.accounts.permissions import OUTSIDE_OFFICES, ROLE_PERMISSIONS, Permission, Role
from mws.core.clock import database_now, local_day
from mws.core.secrets import EncryptedTextField, SealedEmailField, keyed_hash
from mws.places.models import Place

if TYPE_CHECKING:
    from mws.accounts.models.memberships import Membership
    from mws.accounts.models.residencies import Residency


PHONE_SEATS = (1, 2)
NAMELESS = r"^u[0-9a-f]{12}$"  # the user names that sign-up by number and the counter make
FINDS_BY_PHONE = Q(phone_verified=True) | Q(phone_given_at__isnull=False)


class User(AbstractUser):
    """A person. ``display_name`` is what others see; the phone is readable by the server alone.

    A number finds its person once a code has shown it (``phone_verified``), or from the day it was
    given at the counter (``phone_given_at``). Two people of a household may share one: each has a
    seat at it.
    """

    display_name = models.CharField(_("name"), max_length=40, blank=True)
    email = SealedEmailField(_("email address"), blank=True)
    phone = EncryptedTextField(_("mobile number"), null=True, blank=True)
    phone_lookup = models.CharField(max_length=64, null=True, editable=False, db_index=True)
    phone_verified = models.BooleanField(default=False, editable=False)
    phone_given_at = models.DateTimeField(null=True, editable=False)
    phone_seat = models.PositiveSmallIntegerField(default=1, editable=False)
    is_demo = models.BooleanField(default=False, editable=False)
    # Counted up, it ends all sessions of the person at once (see get_session_auth_hash).
    session_generation = models.PositiveIntegerField(default=0, editable=False)
    erased_at = models.DateTimeField(null=True, editable=False)  # 已注销
    prefers_elder = models.BooleanField(default=False, editable=False)  # 长者模式 on every device

    class Meta(AbstractUser.Meta):
        swappable = "AUTH_USER_MODEL"
        constraints = [
            models.UniqueConstraint(
                name="accounts_user_phone_seat_once",
                fields=["phone_lookup", "phone_seat"],
                condition=FINDS_BY_PHONE,
            ),
            models.CheckConstraint(
                name="accounts_user_two_to_a_phone", condition=Q(phone_seat__in=PHONE_SEATS)
            ),
            models.CheckConstraint(
                name="accounts_user_verified_phone_present",
                condition=~FINDS_BY_PHONE | Q(phone_lookup__isnull=False),
            ),
            models.CheckConstraint(
                name="accounts_user_erased_is_empty",
                condition=Q(erased_at=None)
                | Q(is_active=False, display_name="", email="", phone=None, phone_lookup=None),
            ),
        ]

    def __str__(self) -> str:
        if self.erased_at:
            return gettext("Former resident")
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
    def needs_second_factor(self) -> bool:
        """Whoever holds a role today, whichever it is; and whoever Django's or Wagtail's own
        flags would let in somewhere."""
        return bool(self.hats) or self.is_staff or self.is_superuser

    def _get_session_auth_hash(self, secret: Any = None) -> str:
        """What a session must carry to count as this person's: Django asks at every request."""
        text = f"{self.password}|{self.session_generation}"
        return salted_hmac("mws.session", text, secret=secret, algorithm="sha256").hexdigest()

    @property
    def verified_phone(self) -> str:
        """The number, once it was shown to be this person's."""
        return self.phone if self.phone and self.phone_verified else ""

    @property
    def has_desk(self) -> bool:
        """Whether a role held today gives this person something to decide or to read."""
        return any(ROLE_PERMISSIONS[hat.role] for hat in self.hats)

    @property
    def is_editor(self) -> bool:
        """Whether this person words pages and messages; an editor is no budget officer."""
        return any(hat.role == Role.EDITOR for hat in self.hats)

    @property
    def is_only_entered(self) -> bool:
        """Whether the office made this account and nobody has been in yet."""
        return (
            not self.phone_verified
            and self.last_login is None
            and re.match(NAMELESS, self.username) is not None
        )

    @cached_property
    def residencies_now(self) -> list[Residency]:
        """Those that have not ended, with their places and proofs; one query per request."""
        found = self.residencies.exclude(status=ResidencyStatus.ENDED)
        return list(found.select_related("place", "proof", "proof_file"))

    @property
    def verified_residency(self) -> Residency | None:
        """The one that stands."""
        standing = (r for r in self.residencies_now if r.status == ResidencyStatus.VERIFIED)
        return next(standing, None)

    @property
    def home(self) -> Place | None:
        """The community of the verified residency, if any."""
        return self.verified_residency.place if self.verified_residency else None

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
