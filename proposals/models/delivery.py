"""Contract, milestones, progress with photographs, and claims for payment."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from mws.files.models import Attachment
from mws.ledger.models import Transfer
from mws.places.models import CommunityPlan
from mws.places.plans import DrawnPlan
from mws.providers.models import Supplier
from proposals.models.payments import PaymentFile
from proposals.models.project import Project


class Contract(models.Model):
    """合同: one per project, of a package each its share; its sum never exceeds what was approved.
    ``splitting_reason``: why there is one more with the same provider (拆分提示)."""

    project = models.OneToOneField(Project, models.PROTECT, related_name="contract")
    number = models.CharField(max_length=60, unique=True)
    supplier = models.ForeignKey(Supplier, models.PROTECT, related_name="contracts")
    amount_fen = models.BigIntegerField()
    signed_on = models.DateField()
    starts_on = models.DateField()
    ends_on = models.DateField()
    has_hidden_works = models.BooleanField(default=False)
    splitting_reason = models.CharField(max_length=200, blank=True)
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


class EntryKind(models.TextChoices):
    REPORT = "report", _("Report")
    HANDOVER = "handover", _("Site handed over")
    HIDDEN = "hidden", _("Hidden works")
    CLOSING = "closing", _("Closing report")


class ProgressEntry(models.Model):
    """进度: what was done, how far, with a photograph that has a caption and alternative text."""

    project = models.ForeignKey(Project, models.PROTECT, related_name="progress")
    reported_at = models.DateTimeField()
    reported_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    kind = models.CharField(max_length=8, choices=EntryKind, default=EntryKind.REPORT)
    percent = models.PositiveSmallIntegerField()
    text = models.TextField()
    photograph = models.ForeignKey(Attachment, models.PROTECT, null=True, related_name="+")
    # A pin on the community's plan, in thousandths of its width and height, as proposals have it.
    plan = models.ForeignKey(CommunityPlan, models.PROTECT, null=True, related_name="+")
    pin_x = models.PositiveSmallIntegerField(null=True)
    pin_y = models.PositiveSmallIntegerField(null=True)

    class Meta:
        ordering = ["-reported_at", "-id"]
        constraints = [
            models.CheckConstraint(
                name="proposals_progress_percent_in_range", condition=Q(percent__lte=100)
            ),
            models.CheckConstraint(
                name="proposals_progress_kind_valid", condition=Q(kind__in=EntryKind.values)
            ),
            models.CheckConstraint(
                name="proposals_progress_pin_on_a_plan",
                condition=Q(plan=None, pin_x=None, pin_y=None)
                | Q(
                    plan__isnull=False,
                    pin_x__isnull=False,
                    pin_x__range=(0, 1000),
                    pin_y__isnull=False,
                    pin_y__range=(0, 1000),
                ),
            ),
            models.CheckConstraint(
                name="proposals_progress_hidden_works_photographed",
                condition=~Q(kind="hidden") | Q(photograph__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.percent} % #{self.project_id}"

    @property
    def at(self) -> tuple[int, int] | None:
        """Where on its plan the report comes from."""
        if self.pin_x is None or self.pin_y is None:
            return None
        return (self.pin_x, self.pin_y)

    @property
    def square(self) -> str:
        """The square of the plan, by letter and number; empty where none was named."""
        return DrawnPlan(self.plan).square_at(self.at) if self.plan and self.at else ""


class ClaimKind(models.TextChoices):
    ADVANCE = "advance", _("Advance")
    PROGRESS = "progress", _("Progress payment")
    SETTLEMENT = "settlement", _("Final payment")
    RETENTION = "retention", _("Retention money")


class ClaimStatus(models.TextChoices):
    FILED = "filed", _("Filed")
    REVIEWED = "reviewed", _("Checked")
    APPROVED = "approved", _("Approved, not yet paid")
    PAID = "paid", _("Paid")
    REFUSED = "refused", _("Refused")


class Claim(models.Model):
    """支付申请: filed, checked and approved by three persons; what the bank confirms as paid posts
    one transfer. ``paid_at`` is when that was booked, ``bank_no`` the number of the bank."""

    project = models.ForeignKey(Project, models.PROTECT, related_name="claims")
    kind = models.CharField(max_length=10, choices=ClaimKind)
    amount_fen = models.BigIntegerField()
    invoice_no = models.CharField(max_length=40)
    invoice = models.ForeignKey(Attachment, models.PROTECT, null=True, related_name="+")
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
    approved_at = models.DateTimeField(null=True)
    payment_file = models.ForeignKey(PaymentFile, models.PROTECT, null=True, related_name="claims")
    bank_no = models.CharField(max_length=60, blank=True)
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
                    reviewed_at__isnull=False, approved_by=None, transfer=None)
                | Q(status="approved", reviewed_by__isnull=False, approved_by__isnull=False,
                    approved_at__isnull=False, transfer=None)
                | Q(status="paid", reviewed_by__isnull=False, approved_by__isnull=False,
                    paid_at__isnull=False, transfer__isnull=False)
                | (Q(status="refused", transfer=None) & ~Q(reason="")),
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.kind} {self.amount_fen}"

    @property
    def reference(self) -> str:
        """付款编号: what the finance system and the bank call this payment."""
        return f"MWSZF{self.pk:09d}"
