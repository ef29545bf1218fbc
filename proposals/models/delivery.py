"""Contract, milestones, progress with photographs, and claims for payment."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from mws.files.models import Attachment
from mws.ledger.models import Transfer
from mws.providers.models import Supplier
from proposals.models.project import Project


class Contract(models.Model):
    """合同: one per project for now; its sum never exceeds what was approved."""

    project = models.OneToOneField(Project, models.PROTECT, related_name="contract")
    number = models.CharField(max_length=60, unique=True)
    supplier = models.ForeignKey(Supplier, models.PROTECT, related_name="contracts")
    amount_fen = models.BigIntegerField()
    signed_on = models.DateField()
    starts_on = models.DateField()
    ends_on = models.DateField()
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="proposals_contract_amount_positive", condition=Q(amount_fen__gt=0)
            ),
            models.CheckConstraint(
                name="proposals_contract_ends_after_start",
                condition=Q(ends_on__gte=F("starts_on")),
            ),
        ]

    def __str__(self) -> str:
        return self.number


class Milestone(models.Model):
    project = models.ForeignKey(Project, models.PROTECT, related_name="milestones")
    title = models.CharField(max_length=60)
    due_on = models.DateField()
    done_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["due_on", "id"]

    def __str__(self) -> str:
        return self.title


class ProgressEntry(models.Model):
    """进度: what was done, how far, with a photograph that has a caption and alternative text."""

    project = models.ForeignKey(Project, models.PROTECT, related_name="progress")
    reported_at = models.DateTimeField()
    reported_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    percent = models.PositiveSmallIntegerField()
    text = models.TextField()
    photograph = models.ForeignKey(Attachment, models.PROTECT, null=True, related_name="+")

    class Meta:
        ordering = ["-reported_at", "-id"]
        constraints = [
            models.CheckConstraint(
                name="proposals_progress_percent_in_range", condition=Q(percent__lte=100)
            )
        ]

    def __str__(self) -> str:
        return f"{self.percent} % #{self.project_id}"


class ClaimKind(models.TextChoices):
    ADVANCE = "advance", _("Advance")
    PROGRESS = "progress", _("Progress payment")
    SETTLEMENT = "settlement", _("Final payment")


class ClaimStatus(models.TextChoices):
    FILED = "filed", _("Filed")
    REVIEWED = "reviewed", _("Checked")
    PAID = "paid", _("Paid")
    REFUSED = "refused", _("Refused")


class Claim(models.Model):
    """支付申请: filed, checked and approved by three persons; paying posts one transfer."""

    project = models.ForeignKey(Project, models.PROTECT, related_name="claims")
    kind = models.CharField(max_length=10, choices=ClaimKind)
    amount_fen = models.BigIntegerField()
    invoice_no = models.CharField(max_length=40)
    status = models.CharField(max_length=8, choices=ClaimStatus, default=ClaimStatus.FILED)
    filed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    filed_at = models.DateTimeField()
    reviewed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )
    reviewed_at = models.DateTimeField(null=True)
    approved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )
    paid_at = models.DateTimeField(null=True)
    transfer = models.OneToOneField(Transfer, models.PROTECT, null=True, related_name="claim")
    reason = models.CharField(max_length=200, blank=True)

    class Meta:
        ordering = ["filed_at", "id"]
        constraints = [
            models.CheckConstraint(
                name="proposals_claim_kind_valid", condition=Q(kind__in=ClaimKind.values)
            ),
            models.CheckConstraint(
                name="proposals_claim_amount_positive", condition=Q(amount_fen__gt=0)
            ),
            models.UniqueConstraint(
                name="proposals_claim_invoice_once", fields=["project", "invoice_no"]
            ),
            models.CheckConstraint(
                name="proposals_claim_three_persons",
                condition=(Q(reviewed_by=None) | ~Q(reviewed_by=F("filed_by")))
                & (
                    Q(approved_by=None)
                    | (~Q(approved_by=F("filed_by")) & ~Q(approved_by=F("reviewed_by")))
                ),
            ),
            models.CheckConstraint(
                name="proposals_claim_status_facts",
                condition=Q(status="filed", reviewed_by=None, transfer=None)
                | Q(status="reviewed", reviewed_by__isnull=False,
                    reviewed_at__isnull=False, transfer=None)
                | Q(status="paid", reviewed_by__isnull=False, approved_by__isnull=False,
                    paid_at__isnull=False, transfer__isnull=False)
                | (Q(status="refused", transfer=None) & ~Q(reason="")),
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.kind} {self.amount_fen}"
