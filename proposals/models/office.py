"""What the community office keeps beside its decisions: defects, duplicates, estimates, the
answers of the desks it asked, and the appeals against what it decided."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from mws.core.append_only import AppendOnlyModel
from mws.places.models import Place
from mws.rounds.models import Desk
from proposals.models.decisions import Screening
from proposals.models.proposal import Proposal


class DefectPart(models.TextChoices):
    """The parts of the form on which something may be missing."""

    PROBLEM = "problem", _("What is wrong")
    LOCATION = "location", _("Where")
    SOLUTION = "solution", _("What should be done")
    COSTS = "costs", _("Cost lines")
    BENEFICIARIES = "beneficiaries", _("Who benefits")
    UPKEEP = "upkeep", _("Ownership and upkeep")
    EVIDENCE = "evidence", _("Photographs and documents")
    OTHER = "other", _("Something else")


class Defect(models.Model):
    """补正事项: one line of the only list of defects that a proposer receives."""

    screening = models.ForeignKey(Screening, models.PROTECT, related_name="defects")
    part = models.CharField(max_length=14, choices=DefectPart)
    text = models.CharField(max_length=300)

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(name="proposals_defect_once", fields=["screening", "part"]),
            models.CheckConstraint(
                name="proposals_defect_part_valid", condition=Q(part__in=DefectPart.values)
            ),
            models.CheckConstraint(name="proposals_defect_written", condition=~Q(text="")),
        ]

    def __str__(self) -> str:
        return f"{self.part}: {self.text}"


class ReasonUse(models.TextChoices):
    """The decisions for which reasons are kept ready."""

    RETURN = "return", _("Return for completion")
    REFUSE = "refuse", _("Do not admit")
    MERGE = "merge", _("Merge into another case")


class ReasonTemplate(models.Model):
    """常用理由: a reason kept ready for a kind of decision, for a place and all below it; without
    a place, for everybody."""

    use = models.CharField(_("for which decision"), max_length=8, choices=ReasonUse)
    part = models.CharField(_("part of the form"), max_length=14, choices=DefectPart, blank=True)
    text = models.CharField(_("reason"), max_length=300)
    place = models.ForeignKey(Place, models.PROTECT, null=True, related_name="reason_templates")
    added_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )
    closed_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["use", "part", "id"]
        constraints = [
            models.CheckConstraint(
                name="proposals_reasontemplate_use_valid", condition=Q(use__in=ReasonUse.values)
            ),
            models.CheckConstraint(
                name="proposals_reasontemplate_part_of_returns",
                condition=Q(use="return", part__in=DefectPart.values)
                | (~Q(use="return") & Q(part="")),
            ),
            models.CheckConstraint(name="proposals_reasontemplate_written", condition=~Q(text="")),
        ]

    def __str__(self) -> str:
        return self.text


class Verdict(models.TextChoices):
    MERGE = "merge", _("The same: to be merged")
    LINK = "link", _("Related: link the two")
    KEEP = "keep", _("Different: keep both")


class Duplicate(models.Model):
    """查重结果: a similar case that was found at intake, and what the clerk made of it."""

    screening = models.ForeignKey(Screening, models.PROTECT, related_name="duplicates")
    other = models.ForeignKey(Proposal, models.PROTECT, related_name="likened")
    percent = models.PositiveSmallIntegerField()
    verdict = models.CharField(max_length=5, choices=Verdict)
    reason = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ["-percent", "id"]
        constraints = [
            models.UniqueConstraint(name="proposals_duplicate_once", fields=["screening", "other"]),
            models.CheckConstraint(
                name="proposals_duplicate_verdict_valid", condition=Q(verdict__in=Verdict.values)
            ),
            models.CheckConstraint(
                name="proposals_duplicate_kept_with_reason",
                condition=~Q(verdict=Verdict.KEEP) | ~Q(reason=""),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.verdict} #{self.other_id}"


class Estimate(AppendOnlyModel):
    """造价核定: the office's estimate, from what to what, why and by whom."""

    proposal = models.ForeignKey(Proposal, models.PROTECT, related_name="estimates")
    before_fen = models.BigIntegerField()
    after_fen = models.BigIntegerField()
    reason = models.CharField(max_length=300, blank=True)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    made_at = models.DateTimeField()

    class Meta:
        ordering = ["made_at", "id"]
        constraints = [
            models.CheckConstraint(
                name="proposals_estimate_positive",
                condition=Q(before_fen__gt=0, after_fen__gt=0),
            ),
            models.CheckConstraint(
                name="proposals_estimate_change_explained",
                condition=Q(before_fen=F("after_fen")) | ~Q(reason=""),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.before_fen} → {self.after_fen}"


class Opinion(models.TextChoices):
    AGREED = "agreed", _("Nothing against it")
    CONDITIONS = "conditions", _("Only with conditions")
    AGAINST = "against", _("Against it")


class DeskTask(models.Model):
    """协办事项: a question to one desk. Unanswered it stays a question: silence is no consent."""

    proposal = models.ForeignKey(Proposal, models.PROTECT, related_name="desk_tasks")
    desk = models.ForeignKey(Desk, models.PROTECT, related_name="tasks")
    question = models.CharField(max_length=300)
    is_required = models.BooleanField(default=True)
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    opinion = models.CharField(max_length=10, choices=Opinion, blank=True)
    answer = models.TextField(blank=True)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )
    answered_at = models.DateTimeField(null=True)
    waived_reason = models.CharField(max_length=300, blank=True)
    waived_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )
    waived_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["asked_at", "id"]
        constraints = [
            models.CheckConstraint(
                name="proposals_desktask_question_written", condition=~Q(question="")
            ),
            models.CheckConstraint(
                name="proposals_desktask_answer_complete",
                condition=Q(opinion="", answer="", answered_by=None, answered_at=None)
                | (
                    Q(opinion__in=Opinion.values, answered_by__isnull=False)
                    & Q(answered_at__isnull=False)
                    & ~Q(answer="")
                ),
            ),
            models.CheckConstraint(
                name="proposals_desktask_waiver_complete",
                condition=Q(waived_reason="", waived_by=None, waived_at=None)
                | (
                    Q(waived_by__isnull=False, waived_at__isnull=False, answered_at=None)
                    & ~Q(waived_reason="")
                ),
            ),
            models.CheckConstraint(
                name="proposals_desktask_answered_by_another",
                condition=Q(answered_by=None) | ~Q(answered_by=F("asked_by")),
            ),
            models.UniqueConstraint(
                name="proposals_desktask_one_open",
                fields=["proposal", "desk"],
                condition=Q(answered_at=None, waived_at=None),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.desk_id} on #{self.proposal_id}"

    @property
    def is_open(self) -> bool:
        return self.answered_at is None and self.waived_at is None


class Appeal(models.Model):
    """申诉: the proposer's one appeal against a refusal; decided by somebody else, published."""

    screening = models.OneToOneField(Screening, models.PROTECT, related_name="appeal")
    against = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    text = models.TextField()
    filed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    filed_at = models.DateTimeField()
    is_upheld = models.BooleanField(null=True)
    answer = models.TextField(blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )
    decided_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["filed_at", "id"]
        constraints = [
            models.CheckConstraint(name="proposals_appeal_written", condition=~Q(text="")),
            models.CheckConstraint(
                name="proposals_appeal_decision_complete",
                condition=Q(is_upheld=None, answer="", decided_by=None, decided_at=None)
                | (
                    Q(is_upheld__isnull=False, decided_by__isnull=False)
                    & Q(decided_at__isnull=False)
                    & ~Q(answer="")
                ),
            ),
            models.CheckConstraint(
                name="proposals_appeal_decided_by_another",
                condition=Q(decided_by=None)
                | (~Q(decided_by=F("against")) & ~Q(decided_by=F("filed_by"))),
            ),
        ]

    def __str__(self) -> str:
        return f"appeal #{self.screening_id}"
