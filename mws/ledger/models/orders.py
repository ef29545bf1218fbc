"""What two persons book from a document: money given, moved or taken back; the year's end."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from mws.core.append_only import AppendOnlyModel
from mws.ledger.models.books import Fund, Transfer
from mws.places.models import Place


class Line(models.TextChoices):
    """额度类别: what a line of the allocation is for; ``recovery`` takes money back."""

    BASE = "base", _("Base allocation")
    POOL = "pool", _("Sub-district pool")
    INCENTIVE = "incentive", _("Incentive")
    ADJUSTMENT = "adjustment", _("Adjustment")
    CO_FUNDING = "co_funding", _("Co-funding")
    RECOVERY = "recovery", _("Taken back")


class Source(models.TextChoices):
    """资金来源: whose budget the money comes from."""

    CITY = "city", _("City budget")
    DISTRICT = "district", _("District budget")
    SUBDISTRICT = "subdistrict", _("Sub-district budget")
    SOCIAL = "social", _("Social money")


class AllocationOrderQuerySet(models.QuerySet):
    def waiting(self) -> AllocationOrderQuerySet:
        """Entered, and neither booked nor taken back."""
        return self.filter(transfer=None, withdrawn_at=None)


class AllocationOrder(models.Model):
    """额度下达: entered from a document by one officer, confirmed by another, then booked; or taken
    back before it is.

    ``giver`` is the place from whose fund the money comes; none: it comes from the treasury.
    """

    community = models.ForeignKey(Place, models.PROTECT, related_name="allocation_orders")
    year = models.PositiveSmallIntegerField()
    line = models.CharField(max_length=10, choices=Line, default=Line.BASE)
    source = models.CharField(max_length=11, choices=Source, default=Source.DISTRICT)
    giver = models.ForeignKey(Place, models.PROTECT, null=True, related_name="+")
    amount_fen = models.BigIntegerField()
    document_no = models.CharField(max_length=100)
    purpose = models.CharField(max_length=80, blank=True)
    entered_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    entered_at = models.DateTimeField()
    confirmed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )
    transfer = models.OneToOneField(
        Transfer, models.PROTECT, null=True, related_name="allocation_order"
    )
    withdrawn_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )
    withdrawn_at = models.DateTimeField(null=True)

    objects = AllocationOrderQuerySet.as_manager()

    class Meta:
        ordering = ["-entered_at", "-id"]
        constraints = [
            models.CheckConstraint(
                name="ledger_allocationorder_amount_positive", condition=Q(amount_fen__gt=0)
            ),
            models.CheckConstraint(
                name="ledger_allocationorder_line_valid", condition=Q(line__in=Line.values)
            ),
            models.CheckConstraint(
                name="ledger_allocationorder_source_valid", condition=Q(source__in=Source.values)
            ),
            models.CheckConstraint(
                name="ledger_allocationorder_co_funding_is_social",
                condition=Q(line=Line.CO_FUNDING, source=Source.SOCIAL)
                | ~(Q(line=Line.CO_FUNDING) | Q(source=Source.SOCIAL)),
            ),
            models.CheckConstraint(
                name="ledger_allocationorder_giver_is_another",
                condition=Q(giver=None) | (Q(line=Line.POOL) & ~Q(giver=F("community"))),
            ),
            models.UniqueConstraint(
                name="ledger_allocationorder_document_once",
                fields=["community", "year", "document_no", "line", "source"],
                condition=Q(withdrawn_at=None),
            ),
            models.CheckConstraint(
                name="ledger_allocationorder_withdrawn_unbooked",
                condition=Q(withdrawn_at=None, withdrawn_by=None)
                | Q(withdrawn_at__isnull=False, withdrawn_by__isnull=False, transfer=None),
            ),
            models.CheckConstraint(
                name="ledger_allocationorder_two_persons",
                condition=Q(confirmed_by=None, transfer=None)
                | (
                    Q(confirmed_by__isnull=False, transfer__isnull=False)
                    & ~Q(confirmed_by=F("entered_by"))
                ),
            ),
        ]

    def __str__(self) -> str:
        return self.document_no


class YearClose(models.Model):
    """年终结账: one sub-district's books of one year; prepared by one person, closed by another, or
    taken back before it is."""

    place = models.ForeignKey(Place, models.PROTECT, related_name="year_closes")
    year = models.PositiveSmallIntegerField()
    document_no = models.CharField(max_length=100)
    prepared_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    prepared_at = models.DateTimeField()
    closed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )
    closed_at = models.DateTimeField(null=True)
    withdrawn_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )
    withdrawn_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-year", "place", "-prepared_at"]
        constraints = [
            models.UniqueConstraint(
                name="ledger_yearclose_once",
                fields=["place", "year"],
                condition=Q(withdrawn_at=None),
            ),
            models.CheckConstraint(
                name="ledger_yearclose_withdrawn_unclosed",
                condition=Q(withdrawn_at=None, withdrawn_by=None)
                | Q(withdrawn_at__isnull=False, withdrawn_by__isnull=False, closed_at=None),
            ),
            models.CheckConstraint(
                name="ledger_yearclose_document_named", condition=~Q(document_no="")
            ),
            models.CheckConstraint(
                name="ledger_yearclose_two_persons",
                condition=Q(closed_by=None, closed_at=None)
                | (
                    Q(closed_by__isnull=False, closed_at__isnull=False)
                    & ~Q(closed_by=F("prepared_by"))
                ),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.place_id} {self.year}"


class ClosingLine(AppendOnlyModel):
    """One fund in the closing report, in fen. ``released``: reservations that had not become
    commitments; ``returned``: what else was not committed, and what was taken back before."""

    close = models.ForeignKey(YearClose, models.PROTECT, related_name="lines")
    fund = models.OneToOneField(Fund, models.PROTECT, related_name="closing_line")
    allocated_fen = models.BigIntegerField()
    carried_fen = models.BigIntegerField()
    spent_fen = models.BigIntegerField()
    released_fen = models.BigIntegerField()
    returned_fen = models.BigIntegerField()

    class Meta:
        ordering = ["fund__community__path", "fund__purse"]
        constraints = [
            models.CheckConstraint(
                name="ledger_closingline_adds_up",
                condition=Q(
                    allocated_fen=F("carried_fen")
                    + F("spent_fen")
                    + F("released_fen")
                    + F("returned_fen")
                ),
            ),
            *(
                models.CheckConstraint(
                    name=f"ledger_closingline_{name}_not_negative",
                    condition=Q(**{f"{name}_fen__gte": 0}),
                )
                for name in ("allocated", "carried", "spent", "released", "returned")
            ),
        ]

    def __str__(self) -> str:
        return f"fund {self.fund_id} closed"
