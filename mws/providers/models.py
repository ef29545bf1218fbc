"""Providers: firms and social organisations that carry projects out (public register)."""

from __future__ import annotations

from datetime import date

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _


class ProviderKind(models.TextChoices):
    COMPANY = "company", _("Company")
    SOCIAL_ORGANISATION = "social_org", _("Social organisation")


class Grade(models.TextChoices):
    """评估等级 of a social organisation."""

    NONE = "", _("Not graded")
    A1 = "1A", "1A"
    A2 = "2A", "2A"
    A3 = "3A", "3A"
    A4 = "4A", "4A"
    A5 = "5A", "5A"


class Supplier(models.Model):
    """实施方: one legal person, found by its unified social credit code."""

    credit_code = models.CharField(max_length=18, unique=True)
    name = models.CharField(max_length=80)
    kind = models.CharField(max_length=12, choices=ProviderKind)
    registered_on = models.DateField()
    specialty = models.CharField(max_length=80, blank=True)
    grade = models.CharField(max_length=2, choices=Grade, blank=True)
    is_demo = models.BooleanField(default=False, editable=False)

    class Meta:
        ordering = ["name"]
        constraints = [
            models.CheckConstraint(
                name="providers_supplier_kind_valid", condition=Q(kind__in=ProviderKind.values)
            ),
            models.CheckConstraint(
                name="providers_supplier_grade_valid", condition=Q(grade__in=Grade.values)
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Representative(models.Model):
    """经办人: a person who acts for a provider, from and to (both days included). Without it the
    role of a supplier opens nobody's projects."""

    supplier = models.ForeignKey(Supplier, models.PROTECT, related_name="representatives")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="represents")
    starts_on = models.DateField()
    ends_on = models.DateField(null=True)
    named_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )
    named_at = models.DateTimeField()

    class Meta:
        ordering = ["supplier", "starts_on", "id"]
        constraints = [
            models.CheckConstraint(
                name="providers_representative_ends_after_start",
                condition=Q(ends_on=None) | Q(ends_on__gte=F("starts_on")),
            ),
            models.CheckConstraint(
                name="providers_representative_not_named_by_self",
                condition=Q(named_by=None) | ~Q(named_by=F("person")),
            ),
            models.UniqueConstraint(
                name="providers_representative_open_once",
                fields=["supplier", "person"],
                condition=Q(ends_on=None),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person_id} for {self.supplier_id}"

    @staticmethod
    def in_force(day: date) -> Q:
        return Q(starts_on__lte=day) & (Q(ends_on=None) | Q(ends_on__gte=day))


class Training(models.Model):
    """培训: a training in planning and carrying out projects that the provider passed."""

    supplier = models.ForeignKey(Supplier, models.PROTECT, related_name="trainings")
    title = models.CharField(max_length=80)
    passed_on = models.DateField()
    certificate_no = models.CharField(max_length=40)
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )
    recorded_at = models.DateTimeField()

    class Meta:
        ordering = ["-passed_on", "-id"]
        constraints = [
            models.UniqueConstraint(
                name="providers_training_certificate_once", fields=["supplier", "certificate_no"]
            )
        ]

    def __str__(self) -> str:
        return self.title


class Breach(models.Model):
    """失信记录: a breach of contract or of the law; it closes the gate for some time."""

    supplier = models.ForeignKey(Supplier, models.PROTECT, related_name="breaches")
    happened_on = models.DateField()
    text = models.CharField(max_length=200)
    document_no = models.CharField(max_length=60)
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )
    recorded_at = models.DateTimeField()

    class Meta:
        ordering = ["-happened_on", "-id"]
        constraints = [
            models.UniqueConstraint(
                name="providers_breach_document_once", fields=["supplier", "document_no"]
            )
        ]

    def __str__(self) -> str:
        return self.document_no


class PriceMode(models.TextChoices):
    """收费模式 of a service, seen by who takes part."""

    FREE = "free", _("Free of charge")
    LOW = "low", _("At a low charge")
    FULL = "full", _("At the full charge")


class ServiceItem(models.Model):
    """项目库: a service that a provider offers, ready to be proposed by a community."""

    supplier = models.ForeignKey(Supplier, models.PROTECT, related_name="items")
    title = models.CharField(max_length=40)
    need = models.CharField(max_length=300)
    content = models.CharField(max_length=600)
    audience = models.CharField(max_length=80)
    sessions = models.PositiveSmallIntegerField()
    heads = models.PositiveSmallIntegerField()
    session_price_fen = models.BigIntegerField()
    mode = models.CharField(max_length=4, choices=PriceMode, default=PriceMode.FREE)
    fee_fen = models.BigIntegerField(default=0)
    offered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )
    offered_at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["title", "id"]
        constraints = [
            models.CheckConstraint(
                name="providers_serviceitem_mode_valid", condition=Q(mode__in=PriceMode.values)
            ),
            models.CheckConstraint(
                name="providers_serviceitem_amounts_positive",
                condition=Q(sessions__gt=0, heads__gt=0, session_price_fen__gt=0),
            ),
            models.CheckConstraint(
                name="providers_serviceitem_fee_fits_mode",
                condition=Q(mode="free", fee_fen=0) | (~Q(mode="free") & Q(fee_fen__gt=0)),
            ),
            models.UniqueConstraint(
                name="providers_serviceitem_offered_once",
                fields=["supplier", "title"],
                condition=Q(withdrawn_at=None),
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def total_fen(self) -> int:
        """All sessions together, paid from the fund."""
        return self.sessions * self.session_price_fen
