"""付款: what is handed to the finance system, and what the bank confirms."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from mws.places.models import Place


class PaymentFile(models.Model):
    """付款清单: approved claims that went to the finance system together."""

    place = models.ForeignKey(Place, models.PROTECT, related_name="payment_files")
    number = models.PositiveIntegerField()
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    made_at = models.DateTimeField()

    class Meta:
        ordering = ["-made_at", "-id"]
        constraints = [
            models.UniqueConstraint(
                name="proposals_paymentfile_number_once", fields=["place", "number"]
            )
        ]

    def __str__(self) -> str:
        return f"{self.place_id}/{self.number}"


class Unmatched(models.TextChoices):
    """Why a line of the bank belongs to no payment of ours."""

    UNKNOWN = "unknown", _("No approved payment has this number")
    AMOUNT = "amount", _("The sum is another one")
    PAID_ALREADY = "paid_already", _("This payment is confirmed already")
    FAILED = "failed", _("The bank did not carry it out")


class BankLine(models.Model):
    """银行回单: one line of the bank's list; matched to a payment, or listed with what is wrong."""

    bank_no = models.CharField(max_length=60)
    place = models.ForeignKey(Place, models.PROTECT, related_name="bank_lines")
    reference = models.CharField(max_length=40)
    amount_fen = models.BigIntegerField()
    paid_on = models.DateField()
    is_done = models.BooleanField()
    problem = models.CharField(max_length=12, choices=Unmatched, blank=True)
    settled_note = models.CharField(max_length=200, blank=True)
    imported_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    imported_at = models.DateTimeField()

    class Meta:
        ordering = ["-imported_at", "id"]
        constraints = [
            models.UniqueConstraint(
                name="proposals_bankline_number_once", fields=["place", "bank_no"]
            ),
            models.CheckConstraint(
                name="proposals_bankline_amount_positive", condition=Q(amount_fen__gt=0)
            ),
            models.CheckConstraint(
                name="proposals_bankline_problem_valid",
                condition=Q(problem="") | Q(problem__in=Unmatched.values),
            ),
            models.CheckConstraint(name="proposals_bankline_numbered", condition=~Q(bank_no="")),
        ]

    def __str__(self) -> str:
        return self.bank_no

    @property
    def waits(self) -> bool:
        """Not matched, not put aside, and not a second payment of one that is paid."""
        return (
            bool(self.problem)
            and self.problem != Unmatched.PAID_ALREADY
            and (not self.settled_note)
        )
