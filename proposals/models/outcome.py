"""Acceptance by a group, settlement, and what people thought of it."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from mws.files.models import Attachment
from proposals.models.project import Project


class AcceptanceResult(models.TextChoices):
    PASSED = "passed", _("Passed")
    RECTIFY = "rectify", _("To be put right")
    FAILED = "failed", _("Failed")


class Capacity(models.TextChoices):
    SUBDISTRICT = "subdistrict", _("Sub-district")
    COMMITTEE = "committee", _("Residents' committee")
    COUNCIL = "council", _("Council")
    RESIDENT = "resident", _("Residents' representative")
    PROPOSER = "proposer", _("Proposer")
    SUPERVISION = "supervision", _("Site supervision")


class Acceptance(models.Model):
    """验收: held by a group; passed, to be put right by a day, or failed for good.

    ``provider``: who spoke for the provider, without a voice; ``signed_form``: the paper that all
    have signed."""

    project = models.ForeignKey(Project, models.PROTECT, related_name="acceptances")
    held_on = models.DateField()
    result = models.CharField(max_length=8, choices=AcceptanceResult)
    findings = models.TextField()
    rectify_by = models.DateField(null=True)
    provider = models.CharField(max_length=40, blank=True)
    signed_form = models.ForeignKey(Attachment, models.PROTECT, null=True, related_name="+")
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField()

    class Meta:
        ordering = ["recorded_at", "id"]
        constraints = [
            models.CheckConstraint(
                name="proposals_acceptance_result_valid",
                condition=Q(result__in=AcceptanceResult.values),
            ),
            models.CheckConstraint(
                name="proposals_acceptance_rectify_by_paired",
                condition=Q(result__in=["passed", "failed"], rectify_by=None)
                | Q(result="rectify", rectify_by__isnull=False),
            ),
            models.UniqueConstraint(
                name="proposals_acceptance_passed_once",
                fields=["project"],
                condition=Q(result="passed"),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.result} #{self.project_id}"


class AcceptanceCheck(models.Model):
    """逐项核对: one line of the check list, what was agreed and what was found."""

    acceptance = models.ForeignKey(Acceptance, models.PROTECT, related_name="checks")
    position = models.PositiveSmallIntegerField()
    item = models.CharField(max_length=60)
    agreed = models.CharField(max_length=120)
    found = models.CharField(max_length=120)
    is_right = models.BooleanField()

    class Meta:
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(
                name="proposals_acceptancecheck_once", fields=["acceptance", "position"]
            ),
            models.CheckConstraint(name="proposals_acceptancecheck_found", condition=~Q(found="")),
        ]

    def __str__(self) -> str:
        return self.item


class AcceptanceMember(models.Model):
    """One member of the group; outside members have a name and no account."""

    acceptance = models.ForeignKey(Acceptance, models.PROTECT, related_name="members")
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )
    name = models.CharField(max_length=40)
    capacity = models.CharField(max_length=12, choices=Capacity)
    agrees = models.BooleanField()
    remark = models.CharField(max_length=200, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="proposals_acceptancemember_capacity_valid",
                condition=Q(capacity__in=Capacity.values),
            ),
            models.UniqueConstraint(
                name="proposals_acceptancemember_once", fields=["acceptance", "name"]
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Settlement(models.Model):
    """结算: submitted, audited down, the rest released in the same transaction."""

    project = models.OneToOneField(Project, models.PROTECT, related_name="settlement")
    submitted_fen = models.BigIntegerField()
    audited_fen = models.BigIntegerField()
    document_no = models.CharField(max_length=60)
    settled_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    settled_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="proposals_settlement_audited_within_submitted",
                condition=Q(audited_fen__gt=0, audited_fen__lte=F("submitted_fen")),
            )
        ]

    def __str__(self) -> str:
        return self.document_no

    @property
    def cut_fen(self) -> int:
        """核减: what the audit took off."""
        return self.submitted_fen - self.audited_fen
