"""居民名册: the list of its residents that a community brings, to match claims against."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from mws.accounts.documents import DocumentType
from mws.accounts.models.residencies import ResidencyBasis
from mws.core.secrets import EncryptedTextField
from mws.places.models import Place


class RollState(models.TextChoices):
    READING = "reading", _("Being read")
    FAULTY = "faulty", _("Has faults")
    READY = "ready", _("Read, not yet in force")
    IN_FORCE = "in_force", _("In force")
    REPLACED = "replaced", _("Replaced")
    DISCARDED = "discarded", _("Discarded")


OPEN = (RollState.READING, RollState.READY)  # somebody has still to do something about it
NUMBERED = (RollState.IN_FORCE, RollState.REPLACED)


class ResidentRoll(models.Model):
    """One version of a community's roll. Its lines count only while it is in force; every other
    state is a draft or history, so nothing is ever half imported.

    ``sealed_file`` is the encrypted upload in the private storage, until it is read. ``sample``
    shows the clerk the first lines, masked, until the roll is decided about. ``progress_at`` moves
    with every batch: whoever reads holds the roll by it.
    """

    place = models.ForeignKey(Place, models.PROTECT, related_name="resident_rolls")
    version = models.PositiveIntegerField(null=True)
    state = models.CharField(max_length=10, choices=RollState, default=RollState.READING)
    sha256 = models.CharField(max_length=64)
    size = models.PositiveBigIntegerField()  # bytes
    sealed_file = models.CharField(max_length=100, blank=True)
    tries = models.PositiveSmallIntegerField(default=0)
    total = models.PositiveIntegerField(null=True)  # lines to come, where the file says so
    line_count = models.PositiveIntegerField(default=0)
    phone_count = models.PositiveIntegerField(default=0)
    fault_count = models.PositiveIntegerField(default=0)
    faults = models.JSONField(default=list)
    columns = models.JSONField(default=dict)  # {"used": {column: heading}, "unused": [heading]}
    sample = EncryptedTextField(blank=True, default="")
    brought_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    brought_at = models.DateTimeField()
    progress_at = models.DateTimeField()
    decided_at = models.DateTimeField(null=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="accounts_residentroll_state_valid", condition=Q(state__in=RollState.values)
            ),
            models.CheckConstraint(
                name="accounts_residentroll_version_when_in_force",
                condition=Q(state__in=NUMBERED, version__isnull=False)
                | (~Q(state__in=NUMBERED) & Q(version=None)),
            ),
            models.UniqueConstraint(
                name="accounts_residentroll_version_once", fields=["place", "version"]
            ),
            models.UniqueConstraint(
                name="accounts_residentroll_in_force_once",
                fields=["place"],
                condition=Q(state=RollState.IN_FORCE),
            ),
            models.UniqueConstraint(
                name="accounts_residentroll_open_once",
                fields=["place"],
                condition=Q(state__in=OPEN),
            ),
            models.CheckConstraint(
                name="accounts_residentroll_without_faults",
                condition=~Q(state__in=[RollState.READY, *NUMBERED])
                | Q(fault_count=0, line_count__gt=0),
            ),
            models.CheckConstraint(
                name="accounts_residentroll_file_only_until_read",
                condition=Q(state=RollState.READING) | Q(sealed_file=""),
            ),
            models.CheckConstraint(
                name="accounts_residentroll_sample_only_until_decided",
                condition=Q(state__in=OPEN) | Q(sample=""),
            ),
            models.CheckConstraint(
                name="accounts_residentroll_decided_by_somebody",
                condition=Q(decided_at__isnull=False) | Q(decided_by=None),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.place_id} v{self.version or '-'}"


class RollLine(models.Model):
    """One resident of a roll, as keyed hashes: nobody can read a name or a number out of it.
    ``of_age``: 18 or over on the day of reading; no date of birth is kept."""

    roll = models.ForeignKey(ResidentRoll, models.CASCADE, related_name="lines", db_index=False)
    line = models.PositiveIntegerField()
    type = models.CharField(max_length=12, choices=DocumentType)
    digest = models.CharField(max_length=64)
    name_hash = models.CharField(max_length=64)
    phone_lookup = models.CharField(max_length=64, blank=True)
    basis = models.CharField(max_length=12, choices=ResidencyBasis, blank=True)
    since = models.DateField(null=True)
    of_age = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(name="accounts_rollline_once", fields=["roll", "digest"])
        ]
        indexes = [
            models.Index(
                name="accounts_rollline_phone",
                fields=["roll", "phone_lookup"],
                condition=~Q(phone_lookup=""),
            )
        ]

    def __str__(self) -> str:
        return f"{self.roll_id}:{self.line}"
