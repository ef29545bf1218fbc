"""Where a person lives, as the community's office has verified it."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from mws.places.models import Place


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
