"""Where a person lives, as the community's office has verified it."""

from __future__ import annotations

from datetime import date

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from mws.accounts.documents import DocumentType, age_on
from mws.accounts.models.proofs import ProofKind
from mws.core.secrets import EncryptedTextField
from mws.files.models import Attachment
from mws.places.models import Place


class ResidencyStatus(models.TextChoices):
    CLAIMED = "claimed", _("Waiting for verification")
    CHECKED = "checked", _("Waiting for a second person")
    VERIFIED = "verified", _("Verified")
    REFUSED = "refused", _("Refused")
    ENDED = "ended", _("Ended")


class ResidencyBasis(models.TextChoices):
    HUKOU = "hukou", _("Household registration")
    RESIDENCE = "residence", _("Lives here")


class ResidencyWay(models.TextChoices):
    COUNTER = "counter", _("Document shown at the counter")
    PROOF = "proof", _("Uploaded proof")
    ROLL = "roll", _("Found on the community's roll")


WAITING = (ResidencyStatus.CLAIMED, ResidencyStatus.CHECKED)


class Residency(models.Model):
    """居住: at most one verified home per person; it opens proposing and voting there.

    ``checked_by`` is the first of two, where the district's rules ask for a second person;
    ``decided_by`` then confirms, and until then the residency counts for nothing. ``since`` and
    ``until`` are the first and the last day; nobody has two homes on one day.

    ``born_on`` is the least that ages can be judged by on the day: the date of birth, encrypted,
    and only of those who were under 18 when they were checked; empty means 18 or over. It goes
    when they turn 18 (``forget_birth_dates``). A year alone would not do for the birthday itself,
    and the day on which somebody turns 18 is a birth date by another name.
    """

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
    born_on = EncryptedTextField(blank=True, default="")
    until = models.DateField(null=True, editable=False)  # of an ended home: its last day
    way = models.CharField(
        max_length=10, choices=ResidencyWay, default=ResidencyWay.COUNTER, editable=False
    )
    proof = models.ForeignKey(ProofKind, models.PROTECT, null=True, related_name="+")
    proof_file = models.OneToOneField(Attachment, models.PROTECT, null=True, related_name="+")
    checked_at = models.DateTimeField(null=True, editable=False)
    checked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="checked_residencies"
    )

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
                condition=Q(status__in=WAITING, decided_at=None)
                | (~Q(status__in=WAITING) & Q(decided_at__isnull=False)),
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
            models.CheckConstraint(
                name="accounts_residency_until_when_ended",
                condition=Q(until=None) | Q(status=ResidencyStatus.ENDED),
            ),
            models.CheckConstraint(
                name="accounts_residency_until_after_since",
                condition=Q(until=None) | Q(since=None) | Q(until__gte=models.F("since")),
            ),
            models.CheckConstraint(
                name="accounts_residency_way_valid", condition=Q(way__in=ResidencyWay.values)
            ),
            models.CheckConstraint(
                name="accounts_residency_uploaded_proof_named",
                condition=Q(way=ResidencyWay.ROLL)
                | Q(way=ResidencyWay.COUNTER, proof_file=None)
                | Q(way=ResidencyWay.PROOF, proof_file__isnull=False, proof__isnull=False),
            ),
            models.CheckConstraint(
                name="accounts_residency_checked_by_somebody",
                condition=Q(checked_at=None, checked_by=None)
                | Q(checked_at__isnull=False, checked_by__isnull=False),
            ),
            models.CheckConstraint(
                name="accounts_residency_checked_before_second",
                condition=~Q(status=ResidencyStatus.CHECKED) | Q(checked_by__isnull=False),
            ),
            models.CheckConstraint(
                name="accounts_residency_two_persons",
                condition=~Q(status=ResidencyStatus.VERIFIED)
                | Q(checked_by=None)
                | Q(decided_by__isnull=False) & ~Q(decided_by=models.F("checked_by")),
            ),
            models.CheckConstraint(
                name="accounts_residency_not_checked_by_self",
                condition=Q(checked_by=None) | ~Q(checked_by=models.F("user")),
            ),
        ]
        indexes = [models.Index(fields=["place", "status"], name="accounts_residency_roll")]

    def __str__(self) -> str:
        return f"{self.user_id} @ {self.place_id}"

    @property
    def birth_date(self) -> date | None:
        """None: 18 or over."""
        return date.fromisoformat(self.born_on) if self.born_on else None

    def is_of_age(self, years: int, day: date) -> bool:
        """Whether the person has that many full years on that day."""
        return self.birth_date is None or age_on(self.birth_date, day) >= years


class IdentityDocument(models.Model):
    """证件: that a document was used, never its number. One document serves one person, whatever
    becomes of the home it was shown for: who moves keeps the row, and opens no second account."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="documents")
    type = models.CharField(max_length=12, choices=DocumentType)
    digest = models.CharField(max_length=64)
    checked_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="accounts_document_type_valid", condition=Q(type__in=DocumentType.values)
            ),
            models.UniqueConstraint(name="accounts_document_once", fields=["digest"]),
        ]

    def __str__(self) -> str:
        return f"{self.type} of {self.user_id}"


class GuardianConsent(models.Model):
    """监护人同意: under 14 nobody is verified without it (个人信息保护法 art. 31)."""

    residency = models.OneToOneField(Residency, models.CASCADE, related_name="consent")
    guardian_name = EncryptedTextField()
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"consent for {self.residency_id}"
