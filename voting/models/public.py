"""What the public sees of a vote while and after it runs: turnout, amendments, the package."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from mws.core.append_only import AppendOnlyModel
from voting.models.polls import Poll, PollItem


class TurnoutCount(AppendOnlyModel):
    """How many had voted at a moment, by channel, and a root that binds the box as it was then.

    ``box_root``: over the hashes of slot and leaf; who holds the key can replay it until the seal.
    """

    poll = models.ForeignKey(Poll, models.PROTECT, related_name="turnout")
    at = models.DateTimeField()
    online = models.PositiveIntegerField()
    assisted = models.PositiveIntegerField()
    paper = models.PositiveIntegerField()
    box_root = models.CharField(max_length=64)

    class Meta:
        ordering = ["at"]
        constraints = [
            models.UniqueConstraint(name="voting_turnoutcount_once", fields=["poll", "at"])
        ]

    def __str__(self) -> str:
        return f"{self.online + self.assisted + self.paper} at {self.at:%F %R}"


class AmendmentKind(models.TextChoices):
    WITHDRAW = "withdraw", _("A project is taken off the ballot")
    COST = "cost", _("A cost is corrected")


class PollAmendment(models.Model):
    """修正: one published change of a frozen list, signed by two; ballots cast stand."""

    poll = models.ForeignKey(Poll, models.PROTECT, related_name="amendments")
    item = models.ForeignKey(PollItem, models.PROTECT, related_name="amendments")
    kind = models.CharField(max_length=10, choices=AmendmentKind)
    cost_fen = models.BigIntegerField(default=0)
    reason = models.CharField(max_length=400)
    proposed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    proposed_at = models.DateTimeField()
    confirmed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )
    confirmed_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["proposed_at", "pk"]
        constraints = [
            models.CheckConstraint(
                name="voting_pollamendment_kind_valid",
                condition=Q(kind="withdraw", cost_fen=0) | Q(kind="cost", cost_fen__gt=0),
            ),
            models.CheckConstraint(
                name="voting_pollamendment_reason_given", condition=~Q(reason="")
            ),
            models.CheckConstraint(
                name="voting_pollamendment_signed_by_two",
                condition=Q(confirmed_by=None, confirmed_at=None)
                | Q(confirmed_by__isnull=False, confirmed_at__isnull=False)
                & ~Q(confirmed_by=F("proposed_by")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} of {self.item_id}"


class PollPackage(AppendOnlyModel):
    """A package that was made: for whom, at which state, its digest and where it lies."""

    AUDIENCES = ("public", "auditor")

    poll = models.ForeignKey(Poll, models.PROTECT, related_name="packages")
    audience = models.CharField(max_length=8)
    state = models.CharField(max_length=10)
    mode = models.CharField(max_length=8)
    sha256 = models.CharField(max_length=64)
    size = models.PositiveBigIntegerField()
    name = models.CharField(max_length=120)
    public_key = models.CharField(max_length=64)
    made_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="voting_pollpackage_once", fields=["poll", "audience", "state"]
            ),
            models.CheckConstraint(
                name="voting_pollpackage_public_when_certified",
                condition=Q(audience="auditor", state__in=["sealed", "certified"])
                | Q(audience="public", state="certified"),
            ),
        ]

    def __str__(self) -> str:
        return self.name
