"""Motions and votes by name: open, counted in integers on the frozen roster."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from voting.models.council import AgendaItem


class MotionState(models.TextChoices):
    OPEN = "open", _("Open for voting")
    PASSED = "passed", _("Passed")
    REJECTED = "rejected", _("Rejected")
    DEFERRED = "deferred", _("Deferred")
    WITHDRAWN = "withdrawn", _("Withdrawn before the vote")


class MotionKind(models.TextChoices):
    PASS = "pass", _("Pass the project")
    AMEND = "amend", _("Amend")
    DEFER = "defer", _("Defer")
    REJECT = "reject", _("Reject the project")
    WAITLIST = "waitlist", _("Put on the waitlist")
    PACKAGE = "package", _("Vote on several at once")


class Motion(models.Model):
    """动议: one question on one project. Figures are frozen when the result is declared.

    ``amount_fen`` is the sum that is passed, or to which the motion before the council is amended;
    for the other kinds it is what the project asks for. ``package``: the motion with which this
    one was voted on at once.
    """

    item = models.ForeignKey(AgendaItem, models.PROTECT, related_name="motions")
    kind = models.CharField(max_length=8, choices=MotionKind, default=MotionKind.PASS)
    proposed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )
    package = models.ForeignKey("self", models.PROTECT, null=True, related_name="+")
    amount_fen = models.BigIntegerField()
    condition = models.CharField(max_length=200, blank=True)
    state = models.CharField(max_length=10, choices=MotionState, default=MotionState.OPEN)
    moved_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    moved_at = models.DateTimeField()
    declared_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )
    declared_at = models.DateTimeField(null=True)
    seated = models.PositiveSmallIntegerField(null=True)
    present = models.PositiveSmallIntegerField(null=True)
    recused = models.PositiveSmallIntegerField(null=True)
    base = models.PositiveSmallIntegerField(null=True)
    yes = models.PositiveSmallIntegerField(null=True)
    no = models.PositiveSmallIntegerField(null=True)
    abstain = models.PositiveSmallIntegerField(null=True)
    reason = models.TextField(blank=True)

    class Meta:
        ordering = ["moved_at", "id"]
        constraints = [
            models.CheckConstraint(
                name="voting_motion_state_valid", condition=Q(state__in=MotionState.values)
            ),
            models.CheckConstraint(
                name="voting_motion_kind_valid", condition=Q(kind__in=MotionKind.values)
            ),
            models.CheckConstraint(
                name="voting_motion_amount_positive", condition=Q(amount_fen__gt=0)
            ),
            models.CheckConstraint(
                name="voting_motion_figures_when_declared",
                condition=Q(state="open", declared_at=None)
                | (
                    ~Q(state="open")
                    & Q(
                        declared_at__isnull=False, declared_by__isnull=False,
                        seated__isnull=False, present__isnull=False, recused__isnull=False,
                        base__isnull=False,
                        yes__isnull=False, no__isnull=False, abstain__isnull=False,
                    )
                ),
            ),
            models.CheckConstraint(
                name="voting_motion_votes_within_present",
                condition=Q(state="open")
                | Q(present__gte=F("yes") + F("no") + F("abstain") + F("recused"),
                    base__gte=F("yes") + F("no"),
                    seated__gte=F("present")),
            ),
            models.CheckConstraint(
                name="voting_motion_no_has_reason",
                condition=~Q(state__in=["rejected", "deferred", "withdrawn"]) | ~Q(reason=""),
            ),
            models.UniqueConstraint(
                name="voting_motion_one_open_per_item",
                fields=["item"],
                condition=Q(state="open"),
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"motion on {self.item_id}"


class RecusalGround(models.TextChoices):
    PROPOSER = "proposer", _("Own proposal")
    KIN = "kin", _("Close relative")
    SUPPLIER = "supplier", _("Stake in a supplier")
    ESTATE = "estate", _("Own estate or property company")


class Recusal(models.Model):
    """回避: declared before the vote; counts for quorum, not in the vote base."""

    item = models.ForeignKey(AgendaItem, models.PROTECT, related_name="recusals")
    member = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    ground = models.CharField(max_length=10, choices=RecusalGround)
    recorded_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(name="voting_recusal_once", fields=["item", "member"]),
            models.CheckConstraint(
                name="voting_recusal_ground_valid", condition=Q(ground__in=RecusalGround.values)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.member_id} recused"


class VoteValue(models.TextChoices):
    YES = "yes", _("In favour")
    NO = "no", _("Against")
    ABSTAIN = "abstain", _("Abstain")


class CouncilVote(models.Model):
    """One member's vote on one motion; a changed vote keeps the old row, superseded."""

    motion = models.ForeignKey(Motion, models.PROTECT, related_name="votes")
    member = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    value = models.CharField(max_length=8, choices=VoteValue)
    reason = models.CharField(max_length=200, blank=True)
    cast_at = models.DateTimeField()
    keyed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )
    superseded_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["cast_at", "id"]
        constraints = [
            models.UniqueConstraint(
                name="voting_councilvote_one_live",
                fields=["motion", "member"],
                condition=Q(superseded_at=None),
            ),
            models.CheckConstraint(
                name="voting_councilvote_value_valid", condition=Q(value__in=VoteValue.values)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.member_id}: {self.value}"
