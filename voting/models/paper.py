"""代办与纸质票: one-time codes of the kiosk, and batches of paper keyed twice.

A paper has no name and no number of a person: it was handed out against the roll, lay in an urn,
and is known here by its place in its batch.
"""

from __future__ import annotations

import uuid

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from voting.models.polls import Poll


class KioskCode(models.Model):
    """A one-time code handed over at the counter; gone when the ballot is cast or the vote closes.

    ``code_hmac`` alone is stored. It has no time: the database's clock is asked for ``expires_at``,
    which is rounded to the hour."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    poll = models.ForeignKey(Poll, models.PROTECT, related_name="kiosk_codes")
    resident = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    code_hmac = models.CharField(max_length=64)
    expires_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="voting_kioskcode_one_a_person", fields=["poll", "resident"]
            ),
            models.UniqueConstraint(name="voting_kioskcode_once", fields=["poll", "code_hmac"]),
        ]

    def __str__(self) -> str:
        return "kiosk code"


class BatchState(models.TextChoices):
    OPEN = "open", _("Being keyed")
    RECONCILED = "reconciled", _("Reconciled")
    REVERSED = "reversed", _("Reversed")


class PaperBatch(models.Model):
    """一批纸质票: so many papers out of the urn, keyed by two persons one after the other.

    ``settled_by``: the third person, who last settled a paper on which those two differ."""

    State = BatchState

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    poll = models.ForeignKey(Poll, models.PROTECT, related_name="batches")
    number = models.PositiveSmallIntegerField()
    expected = models.PositiveSmallIntegerField()
    state = models.CharField(max_length=10, choices=BatchState, default=BatchState.OPEN)
    first_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )
    second_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )
    settled_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )
    reversed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )
    reason = models.CharField(max_length=200, blank=True)

    class Meta:
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(
                name="voting_paperbatch_number_once", fields=["poll", "number"]
            ),
            models.CheckConstraint(
                name="voting_paperbatch_expected_valid", condition=Q(expected__gte=1)
            ),
            models.CheckConstraint(
                name="voting_paperbatch_state_valid", condition=Q(state__in=BatchState.values)
            ),
            models.CheckConstraint(
                name="voting_paperbatch_keyed_by_two",
                condition=Q(first_by=None) | Q(second_by=None) | ~Q(first_by=F("second_by")),
            ),
            models.CheckConstraint(
                name="voting_paperbatch_reconciled_by_two",
                condition=~Q(state="reconciled")
                | Q(first_by__isnull=False, second_by__isnull=False),
            ),
            models.CheckConstraint(
                name="voting_paperbatch_settled_by_a_third",
                condition=Q(settled_by=None)
                | ~Q(settled_by=F("first_by")) & ~Q(settled_by=F("second_by")),
            ),
            models.CheckConstraint(
                name="voting_paperbatch_reversed_with_reason",
                condition=~Q(state="reversed") | Q(reversed_by__isnull=False) & ~Q(reason=""),
            ),
        ]

    def __str__(self) -> str:
        return f"batch {self.number}"


class InvalidPaper(models.TextChoices):
    """Why a paper does not count."""

    BLANK = "blank", _("Nothing is ticked")
    TOO_MANY = "too_many", _("Too many are ticked")
    TOO_DEAR = "too_dear", _("The ticks cost more than there is")
    UNCLEAR = "unclear", _("The will is not clear")
    DAMAGED = "damaged", _("Torn or unreadable")
    FOREIGN = "foreign", _("Not a paper of this vote")


class KeyedPaper(models.Model):
    """What one keying (1, 2, or 3 for a difference settled) says of one paper of a batch."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    batch = models.ForeignKey(PaperBatch, models.PROTECT, related_name="papers")
    keying = models.PositiveSmallIntegerField()
    sheet = models.PositiveSmallIntegerField()
    choices = models.TextField(default="[]")
    invalid = models.CharField(max_length=10, choices=InvalidPaper, blank=True)

    class Meta:
        ordering = ["sheet"]
        constraints = [
            models.UniqueConstraint(
                name="voting_keyedpaper_once", fields=["batch", "keying", "sheet"]
            ),
            models.CheckConstraint(
                name="voting_keyedpaper_keying_valid",
                condition=Q(keying__in=[1, 2, 3], sheet__gte=1),
            ),
            models.CheckConstraint(
                name="voting_keyedpaper_valid_or_why_not",
                condition=Q(invalid="") & ~Q(choices="[]")
                | Q(invalid__in=InvalidPaper.values, choices="[]"),
            ),
        ]

    def __str__(self) -> str:
        return f"paper {self.sheet}"

    @property
    def said(self) -> tuple[str, str]:
        """What makes two keyings of a paper the same."""
        return self.choices, self.invalid
