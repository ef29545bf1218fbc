"""What residents do around a proposal: support it, sign it together, argue, ask, follow."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from proposals.models.proposal import Proposal

LONGEST = 500  # characters of an argument, a question or an answer


def _person(related_name: str = "+", **options: Any) -> models.ForeignKey:
    return models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name=related_name, **options
    )


class Support(models.Model):
    """附议: one verified resident stands behind a proposal, once."""

    proposal = models.ForeignKey(Proposal, models.PROTECT, related_name="supports")
    person = _person("supports")
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(name="proposals_support_once", fields=["proposal", "person"])
        ]

    def __str__(self) -> str:
        return f"{self.person_id} supports {self.proposal_id}"


class Difference(models.Model):
    """我的不同: why a proposer keeps to his own idea although a similar one is there already."""

    proposal = models.ForeignKey(Proposal, models.PROTECT, related_name="differences")
    other = models.ForeignKey(Proposal, models.PROTECT, related_name="+")
    reason = models.CharField(max_length=300)

    class Meta:
        constraints = [
            models.UniqueConstraint(name="proposals_difference_once", fields=["proposal", "other"]),
            models.CheckConstraint(name="proposals_difference_written", condition=~Q(reason="")),
            models.CheckConstraint(
                name="proposals_difference_of_two", condition=~Q(proposal=F("other"))
            ),
        ]

    def __str__(self) -> str:
        return f"{self.proposal_id} is not {self.other_id}"


class CoProposer(models.Model):
    """联名人: invited by the proposer; signs with them after saying yes."""

    proposal = models.ForeignKey(Proposal, models.PROTECT, related_name="co_proposers")
    person = _person("invitations")
    invited_at = models.DateTimeField()
    accepted = models.BooleanField(null=True)
    answered_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="proposals_coproposer_once", fields=["proposal", "person"]
            ),
            models.CheckConstraint(
                name="proposals_coproposer_answered_paired",
                condition=Q(accepted=None, answered_at=None)
                | Q(accepted__isnull=False, answered_at__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person_id} signs {self.proposal_id}"


class Follow(models.Model):
    """关注: is told of every step of a case."""

    proposal = models.ForeignKey(Proposal, models.PROTECT, related_name="follows")
    person = _person("follows")

    class Meta:
        constraints = [
            models.UniqueConstraint(name="proposals_follow_once", fields=["proposal", "person"])
        ]

    def __str__(self) -> str:
        return f"{self.person_id} follows {self.proposal_id}"


class ContributionKind(models.TextChoices):
    FOR = "for", _("Reasons for it")
    WORRY = "worry", _("What worries me")
    QUESTION = "question", _("Question to the office")


class Contribution(models.Model):
    """留言: a reason for a proposal, a worry about it, or a question to the community's office.

    The office owes a question its answer by ``due_on``. A moderator may hide any of them; the
    reason then takes its place.
    """

    proposal = models.ForeignKey(Proposal, models.PROTECT, related_name="contributions")
    kind = models.CharField(max_length=8, choices=ContributionKind)
    author = _person()
    text = models.CharField(max_length=LONGEST)
    at = models.DateTimeField()
    due_on = models.DateField(null=True)
    answer = models.CharField(max_length=LONGEST, blank=True)
    answered_at = models.DateTimeField(null=True)
    answered_by = _person(null=True)
    hidden_at = models.DateTimeField(null=True)
    hidden_by = _person(null=True)
    hidden_reason = models.CharField(max_length=200, blank=True)

    class Meta:
        ordering = ["at", "pk"]
        constraints = [
            models.CheckConstraint(
                name="proposals_contribution_kind_valid",
                condition=Q(kind__in=ContributionKind.values),
            ),
            models.CheckConstraint(
                name="proposals_contribution_only_questions_are_due",
                condition=Q(kind="question", due_on__isnull=False)
                | (~Q(kind="question") & Q(due_on=None, answered_at=None)),
            ),
            models.CheckConstraint(
                name="proposals_contribution_answered_paired",
                condition=Q(answer="", answered_at=None, answered_by=None)
                | (~Q(answer="") & Q(answered_at__isnull=False, answered_by__isnull=False)),
            ),
            models.CheckConstraint(
                name="proposals_contribution_hidden_with_reason",
                condition=Q(hidden_at=None, hidden_by=None, hidden_reason="")
                | (Q(hidden_at__isnull=False, hidden_by__isnull=False) & ~Q(hidden_reason="")),
            ),
        ]

    def __str__(self) -> str:
        return self.text[:40]


class ReportGround(models.TextChoices):
    INSULT = "insult", _("Insults or threatens somebody")
    PRIVATE = "private", _("Gives away personal data")
    FALSE = "false", _("Says something untrue")
    ADVERT = "advert", _("Advertises something")
    OFF_TOPIC = "off_topic", _("Has nothing to do with the proposal")


class Report(models.Model):
    """A resident's report of a contribution; it waits until a moderator decides."""

    contribution = models.ForeignKey(Contribution, models.PROTECT, related_name="reports")
    ground = models.CharField(max_length=10, choices=ReportGround)
    by = _person()
    at = models.DateTimeField()
    upheld = models.BooleanField(null=True)
    decided_at = models.DateTimeField(null=True)
    decided_by = _person(null=True)

    class Meta:
        ordering = ["at", "pk"]
        constraints = [
            models.CheckConstraint(
                name="proposals_report_ground_valid",
                condition=Q(ground__in=ReportGround.values),
            ),
            models.CheckConstraint(
                name="proposals_report_decided_paired",
                condition=Q(upheld=None, decided_at=None, decided_by=None)
                | Q(upheld__isnull=False, decided_at__isnull=False, decided_by__isnull=False),
            ),
            models.UniqueConstraint(name="proposals_report_once", fields=["by", "contribution"]),
            models.CheckConstraint(
                name="proposals_report_not_decided_by_reporter",
                condition=Q(decided_by=None) | ~Q(decided_by=models.F("by")),
            ),
        ]

    def __str__(self) -> str:
        return f"report {self.pk}: {self.ground}"
