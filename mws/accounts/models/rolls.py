"""The list of its residents that a community brings, to match claims against."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from mws.accounts.documents import DocumentType
from mws.accounts.models.proofs import ResidencyBasis
from mws.core.secrets import EncryptedTextField
from mws.places.models import Place


class RollState(models.TextChoices):
    READING = "reading", _("Being read")
    FAULTY = "faulty", _("Has faults")
    READY = "ready", _("Read, not yet in force")
    IN_FORCE = "in_force", _("In force")
    REPLACED = "replaced", _("Replaced")
    DISCARDED = "discarded", _("Discarded")


class ResidentRoll(models.Model):
    """居民名册: one version of it. Its lines count only while it is in force; every other state
    is a draft or history, so nothing is ever half imported."""

    place = models.ForeignKey(Place, models.PROTECT, related_name="resident_rolls")
    version = models.PositiveIntegerField()
    state = models.CharField(max_length=10, choices=RollState, default=RollState.READING)
    sha256 = models.CharField(max_length=64)
    size = models.PositiveBigIntegerField()
    sealed_file = models.CharField(max_length=100, blank=True)  # encrypted, until it is read
    line_count = models.PositiveIntegerField(default=0)
    fault_count = models.PositiveIntegerField(default=0)
    faults = models.JSONField(default=list)  # the first ones: line, code, column
    brought_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    brought_at = models.DateTimeField()
    progress_at = models.DateTimeField()
    in_force_at = models.DateTimeField(null=True)
    put_in_force_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="accounts_roll_state_valid", condition=Q(state__in=RollState.values)
            ),
            models.UniqueConstraint(name="accounts_roll_version_once", fields=["place", "version"]),
            models.UniqueConstraint(
                name="accounts_roll_in_force_once",
                fields=["place"],
                condition=Q(state=RollState.IN_FORCE),
            ),
            models.CheckConstraint(
                name="accounts_roll_in_force_without_faults",
                condition=~Q(state__in=[RollState.READY, RollState.IN_FORCE, RollState.REPLACED])
                | Q(fault_count=0),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.place_id} v{self.version}"


class RollLine(models.Model):
    """One resident of a list, as keyed hashes: nobody can read a name or number out of it."""

    roll = models.ForeignKey(ResidentRoll, models.CASCADE, related_name="lines")
    number = models.PositiveIntegerField()
    type = models.CharField(max_length=12, choices=DocumentType)
    digest = models.CharField(max_length=64)
    name_hash = models.CharField(max_length=64)
    phone_lookup = models.CharField(max_length=64, blank=True)
    basis = models.CharField(max_length=12, choices=ResidencyBasis)
    born_on = EncryptedTextField(blank=True, default="")  # of minors only, as in Residency

    class Meta:
        constraints = [
            models.UniqueConstraint(name="accounts_rollline_once", fields=["roll", "digest"])
        ]
        indexes = [models.Index(fields=["roll", "phone_lookup"], name="accounts_rollline_phone")]

    def __str__(self) -> str:
        return f"{self.roll_id}:{self.number}"
