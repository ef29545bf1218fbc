"""What the three forms leave behind on their way: sessions of a service, counted goods, assets,
warranties; and the spans in which a project stood still."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from mws.files.models import Attachment
from proposals.models.choices import ProjectStatus
from proposals.models.project import Project


class ServiceSession(models.Model):
    """场次: planned with a day and a number of people; held with those who came, a sign-in sheet
    and a photograph; or called off with the reason."""

    project = models.ForeignKey(Project, models.PROTECT, related_name="sessions")
    title = models.CharField(max_length=60)
    planned_on = models.DateField()
    planned_heads = models.PositiveSmallIntegerField()
    held_on = models.DateField(null=True)
    heads = models.PositiveSmallIntegerField(null=True)
    sign_in_sheet = models.ForeignKey(Attachment, models.PROTECT, null=True, related_name="+")
    photograph = models.ForeignKey(Attachment, models.PROTECT, null=True, related_name="+")
    called_off = models.CharField(max_length=200, blank=True)
    reported_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )
    reported_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["planned_on", "id"]
        constraints = [
            models.CheckConstraint(
                name="proposals_servicesession_planned_heads_positive",
                condition=Q(planned_heads__gt=0),
            ),
            models.UniqueConstraint(
                name="proposals_servicesession_planned_once",
                fields=["project", "title", "planned_on"],
            ),
            models.CheckConstraint(
                name="proposals_servicesession_held_with_evidence",
                condition=Q(held_on=None, heads=None, sign_in_sheet=None, photograph=None)
                | Q(held_on__isnull=False, heads__isnull=False, sign_in_sheet__isnull=False,
                    photograph__isnull=False, reported_by__isnull=False, called_off=""),
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return self.title

    @property
    def is_open(self) -> bool:
        return self.held_on is None and not self.called_off


class GoodsCount(models.Model):
    """到货清点: one line of the specification, delivered, counted and tested."""

    project = models.ForeignKey(Project, models.PROTECT, related_name="counts")
    name = models.CharField(max_length=60)
    specification = models.CharField(max_length=120)
    agreed = models.DecimalField(max_digits=10, decimal_places=2)
    delivered_on = models.DateField(null=True)
    counted = models.DecimalField(max_digits=10, decimal_places=2, null=True)
    is_tested = models.BooleanField(default=False)
    counted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )
    counted_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(
                name="proposals_goodscount_agreed_positive", condition=Q(agreed__gt=0)
            ),
            models.CheckConstraint(
                name="proposals_goodscount_counted_paired",
                condition=Q(delivered_on=None, counted=None, is_tested=False, counted_by=None)
                | Q(delivered_on__isnull=False, counted__gte=0, counted_by__isnull=False),
            ),
            models.UniqueConstraint(
                name="proposals_goodscount_line_once", fields=["project", "name", "specification"]
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def is_complete(self) -> bool:
        return self.counted is not None and self.counted >= self.agreed and self.is_tested


class Condition(models.TextChoices):
    GOOD = "good", _("In good order")
    DAMAGED = "damaged", _("Damaged")
    GONE = "gone", _("Written off")


class Asset(models.Model):
    """资产登记: what a project left in the community, where it stands and who keeps it."""

    project = models.ForeignKey(Project, models.PROTECT, related_name="assets")
    name = models.CharField(max_length=60)
    model_no = models.CharField(max_length=60, blank=True)
    serial_no = models.CharField(max_length=60, blank=True)
    quantity = models.DecimalField(max_digits=10, decimal_places=2)
    kept_at = models.CharField(max_length=120)
    keeper = models.CharField(max_length=60)
    condition = models.CharField(max_length=8, choices=Condition, default=Condition.GOOD)
    registered_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    registered_at = models.DateTimeField()

    class Meta:
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(
                name="proposals_asset_condition_valid", condition=Q(condition__in=Condition.values)
            ),
            models.CheckConstraint(
                name="proposals_asset_quantity_positive", condition=Q(quantity__gt=0)
            ),
            models.CheckConstraint(
                name="proposals_asset_kept_somewhere", condition=~Q(kept_at="") & ~Q(keeper="")
            ),
            models.UniqueConstraint(
                name="proposals_asset_serial_once",
                fields=["project", "serial_no"],
                condition=~Q(serial_no=""),
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Warranty(models.Model):
    """质保期: until when the provider mends defects; the community is told before it ends."""

    project = models.OneToOneField(Project, models.PROTECT, related_name="warranty")
    starts_on = models.DateField()
    ends_on = models.DateField()
    remind_on = models.DateField()
    reminded_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="proposals_warranty_in_order",
                condition=Q(ends_on__gt=F("starts_on"), remind_on__lte=F("ends_on")),
            )
        ]
        indexes = [
            models.Index(
                fields=["remind_on"], name="proposals_warranty_due",
                condition=Q(reminded_at=None),
            )
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"until {self.ends_on}"


class Standstill(models.Model):
    """暂停: a project stands still, its clocks with it, from a status to which it comes back."""

    project = models.ForeignKey(Project, models.PROTECT, related_name="standstills")
    was = models.CharField(max_length=14, choices=ProjectStatus)
    reason = models.CharField(max_length=200)
    started_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    started_at = models.DateTimeField()
    ended_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )
    ended_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["started_at", "id"]
        constraints = [
            models.CheckConstraint(
                name="proposals_standstill_explained", condition=~Q(reason="")
            ),
            models.CheckConstraint(
                name="proposals_standstill_ended_paired",
                condition=Q(ended_at=None, ended_by=None)
                | Q(ended_at__gte=F("started_at"), ended_by__isnull=False),
            ),
            models.UniqueConstraint(
                name="proposals_standstill_one_open", fields=["project"],
                condition=Q(ended_at=None),
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return self.reason
