"""采购/遴选: by which route a provider was found, who bid, and who was chosen."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from mws.places.models import Place
from mws.providers.models import Supplier
from proposals.models.choices import Category


class Route(models.TextChoices):
    """From the lightest to the strictest; the rules of the round say from which sum on."""

    DIRECT = "direct", _("Direct award with a note on the price")
    QUOTES = "quotes", _("Comparison of quotations")
    PANEL = "panel", _("Selection by a panel of the sub-district")
    OPEN = "open", _("Open call or draw from the list")
    PURCHASE = "purchase", _("Government procurement")
    TENDER = "tender", _("Tender")


class Procurement(models.Model):
    """How the provider of one project, or of a package of several, was found. ``document_no``: the
    panel's record, the call, the procurement or the tender; ``note``: why this provider."""

    place = models.ForeignKey(Place, models.PROTECT, related_name="procurements")
    category = models.CharField(max_length=10, choices=Category)
    route = models.CharField(max_length=8, choices=Route)
    approved_fen = models.BigIntegerField()
    chosen = models.ForeignKey(Supplier, models.PROTECT, related_name="+")
    chosen_fen = models.BigIntegerField()
    note = models.CharField(max_length=300)
    document_no = models.CharField(max_length=60, blank=True)
    panel = models.CharField(max_length=200, blank=True)
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField()

    class Meta:
        ordering = ["recorded_at", "id"]
        constraints = [
            models.CheckConstraint(
                name="proposals_procurement_route_valid", condition=Q(route__in=Route.values)
            ),
            models.CheckConstraint(
                name="proposals_procurement_chosen_within_approved",
                condition=Q(chosen_fen__gt=0, chosen_fen__lte=models.F("approved_fen")),
            ),
            models.CheckConstraint(name="proposals_procurement_explained", condition=~Q(note="")),
            models.CheckConstraint(
                name="proposals_procurement_documented",
                condition=Q(route__in=[Route.DIRECT, Route.QUOTES]) | ~Q(document_no=""),
            ),
            models.CheckConstraint(
                name="proposals_procurement_panel_named",
                condition=~Q(route=Route.PANEL) | ~Q(panel=""),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.route} {self.approved_fen}"

    @property
    def panel_names(self) -> list[str]:
        return self.panel.split("、") if self.panel else []


class Quotation(models.Model):
    """报价: what one provider asked for."""

    procurement = models.ForeignKey(Procurement, models.PROTECT, related_name="quotations")
    supplier = models.ForeignKey(Supplier, models.PROTECT, related_name="quotations")
    amount_fen = models.BigIntegerField()
    received_on = models.DateField()

    class Meta:
        ordering = ["amount_fen", "id"]
        constraints = [
            models.CheckConstraint(
                name="proposals_quotation_amount_positive", condition=Q(amount_fen__gt=0)
            ),
            models.UniqueConstraint(
                name="proposals_quotation_once", fields=["procurement", "supplier"]
            ),
        ]

    def __str__(self) -> str:
        return f"{self.supplier_id} {self.amount_fen}"
