"""Providers: firms and social organisations that carry projects out (public register)."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class ProviderKind(models.TextChoices):
    COMPANY = "company", _("Company")
    SOCIAL_ORGANISATION = "social_org", _("Social organisation")


class Supplier(models.Model):
    """实施方: one legal person, found by its unified social credit code."""

    credit_code = models.CharField(max_length=18, unique=True)
    name = models.CharField(max_length=80)
    kind = models.CharField(max_length=12, choices=ProviderKind)
    registered_on = models.DateField()
    specialty = models.CharField(max_length=80, blank=True)
    is_demo = models.BooleanField(default=False, editable=False)

    class Meta:
        ordering = ["name"]
        constraints = [
            models.CheckConstraint(
                name="providers_supplier_kind_valid", condition=Q(kind__in=ProviderKind.values)
            ),
        ]

    def __str__(self) -> str:
        return self.name
