"""会议纪要: what the secretary adds, what is signed, and what may still be said about it."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from mws.core.append_only import AppendOnlyModel
from voting.models.council import Meeting


class MinutesText(models.Model):
    """What the secretary adds to the facts, until the minutes are signed: clean HTML."""

    meeting = models.OneToOneField(Meeting, models.PROTECT, related_name="minutes_text")
    body = models.TextField(blank=True)
    written_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    written_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"text of {self.meeting_id}"


class Minutes(AppendOnlyModel):
    """会议纪要: the facts of the meeting as canonical JSON, hashed and signed; then immutable."""

    meeting = models.OneToOneField(Meeting, models.PROTECT, related_name="minutes")
    facts = models.JSONField()
    remarks = models.TextField(blank=True)
    sha256 = models.CharField(max_length=64)
    signed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    signed_at = models.DateTimeField()

    class Meta:
        verbose_name = _("minutes")
        verbose_name_plural = _("minutes")

    def __str__(self) -> str:
        return f"minutes of {self.meeting_id}"


class SignedAs(models.TextChoices):
    SCRUTINEER = "scrutineer", _("Scrutineer")
    TELLER = "teller", _("Teller")


class MinutesSignature(AppendOnlyModel):
    """A counter has read the signed text and puts their name under it."""

    minutes = models.ForeignKey(Minutes, models.PROTECT, related_name="signatures")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    signed_as = models.CharField(max_length=10, choices=SignedAs)
    signed_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="voting_minutessignature_once", fields=["minutes", "signed_as"]
            ),
            models.CheckConstraint(
                name="voting_minutessignature_as_valid", condition=Q(signed_as__in=SignedAs.values)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person_id} as {self.signed_as}"


class MinutesApproval(AppendOnlyModel):
    """The next meeting has heard the minutes and approved them."""

    minutes = models.OneToOneField(Minutes, models.PROTECT, related_name="approval")
    meeting = models.ForeignKey(Meeting, models.PROTECT, related_name="approvals")
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    approved_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.minutes_id} approved"


class MinutesAnnex(AppendOnlyModel):
    """更正附件: what was wrong in signed minutes; they themselves stay as they are."""

    minutes = models.ForeignKey(Minutes, models.PROTECT, related_name="annexes")
    number = models.PositiveSmallIntegerField()
    text = models.TextField()
    sha256 = models.CharField(max_length=64)
    written_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    written_at = models.DateTimeField()

    class Meta:
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(
                name="voting_minutesannex_number_once", fields=["minutes", "number"]
            ),
            models.CheckConstraint(name="voting_minutesannex_says_something",
                                   condition=~Q(text="")),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"annex {self.number}"


class MinutesRedaction(AppendOnlyModel):
    """A passage that the public version leaves out, and why; the signed text keeps it.

    It may be named before the signature, so that nothing private is ever public.
    """

    meeting = models.ForeignKey(Meeting, models.PROTECT, related_name="redactions")
    passage = models.CharField(max_length=200)
    ground = models.CharField(max_length=80)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    made_at = models.DateTimeField()

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(
                name="voting_minutesredaction_once", fields=["meeting", "passage"]
            ),
            models.CheckConstraint(
                name="voting_minutesredaction_complete",
                condition=~Q(passage="") & ~Q(ground=""),
            ),
        ]

    def __str__(self) -> str:
        return self.ground
