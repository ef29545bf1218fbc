"""What the residents' council decided on a case: the council writes it, every page reads it."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from proposals.models.proposal import Proposal


class CouncilResult(models.TextChoices):
    SELECTED = "selected", _("Passed")
    REJECTED = "rejected", _("Not passed")
    DEFERRED = "deferred", _("Deferred")
    WAITLISTED = "waitlisted", _("Put on the waitlist")


class CouncilDecision(models.Model):
    """议决: the result of one item of one meeting. The votes by name stand at ``meeting_url``.

    ``seated`` is 0 where nothing was put to the vote (a deferral for want of a quorum)."""

    proposal = models.ForeignKey(Proposal, models.PROTECT, related_name="council_decisions")
    result = models.CharField(max_length=10, choices=CouncilResult)
    amount_fen = models.BigIntegerField(null=True)
    yes = models.PositiveSmallIntegerField(default=0)
    no = models.PositiveSmallIntegerField(default=0)
    abstain = models.PositiveSmallIntegerField(default=0)
    recused = models.PositiveSmallIntegerField(default=0)
    present = models.PositiveSmallIntegerField(default=0)
    seated = models.PositiveSmallIntegerField(default=0)
    reason = models.TextField(blank=True)
    meeting_url = models.CharField(max_length=200, blank=True)
    decided_at = models.DateTimeField()

    class Meta:
        ordering = ["decided_at", "id"]
        constraints = [
            models.CheckConstraint(
                name="proposals_councildecision_result_valid",
                condition=Q(result__in=CouncilResult.values),
            ),
            models.CheckConstraint(
                name="proposals_councildecision_amount_iff_selected",
                condition=Q(result="selected", amount_fen__isnull=False, amount_fen__gt=0)
                | (~Q(result="selected") & Q(amount_fen=None)),
            ),
            models.CheckConstraint(
                name="proposals_councildecision_refusal_has_reason",
                condition=Q(result__in=["selected", "waitlisted"]) | ~Q(reason=""),
            ),
            models.CheckConstraint(
                name="proposals_councildecision_votes_within_present",
                condition=Q(present__gte=F("yes") + F("no") + F("abstain") + F("recused"))
                & Q(present__lte=F("seated")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.result} #{self.proposal_id}"
