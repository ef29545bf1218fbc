"""What offices decided on a case, and who did which duty on it."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from mws.rounds.models import Clause
from proposals.models.choices import Duty
from proposals.models.proposal import Proposal


class ScreeningStep(models.TextChoices):
    INTAKE = "intake", _("Intake")
    SCREENING = "screening", _("Screening")


class ScreeningResult(models.TextChoices):
    ADMITTED = "admitted", _("Admitted")
    RETURNED = "returned", _("Returned for completion")
    NOT_ADMITTED = "not_admitted", _("Not admitted")
    SCREENED = "screened", _("Screened")
    MERGED = "merged", _("Merged")
    UNDONE = "undone", _("Decision taken back")


class Light(models.TextChoices):
    GREEN = "green", _("Yes")
    AMBER = "amber", _("With conditions")
    RED = "red", _("No")


LIGHTS = ("public_benefit", "legality", "affordability")


class Screening(models.Model):
    """初审: one decision of the community office; the reasons are published.

    A decision that was taken back on its day stays; the row that takes it back (``undone``) points
    at it. A shortlisting writes no row of its own, so what takes it back points at none.
    """

    proposal = models.ForeignKey(Proposal, models.PROTECT, related_name="screenings")
    step = models.CharField(max_length=10, choices=ScreeningStep)
    result = models.CharField(max_length=12, choices=ScreeningResult)
    reason = models.TextField(blank=True)
    clause = models.ForeignKey(Clause, models.PROTECT, null=True, related_name="+")
    public_benefit = models.CharField(max_length=5, choices=Light, blank=True)
    public_benefit_reason = models.CharField(max_length=300, blank=True)
    legality = models.CharField(max_length=5, choices=Light, blank=True)
    legality_reason = models.CharField(max_length=300, blank=True)
    affordability = models.CharField(max_length=5, choices=Light, blank=True)
    affordability_reason = models.CharField(max_length=300, blank=True)
    owner = models.CharField(max_length=120, blank=True)
    upkeep = models.CharField(max_length=120, blank=True)
    compared_count = models.PositiveIntegerField(null=True)
    estimate_fen = models.BigIntegerField(null=True)
    undoes = models.OneToOneField("self", models.PROTECT, null=True, related_name="undone_by")
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    decided_at = models.DateTimeField()

    class Meta:
        ordering = ["decided_at", "id"]
        constraints = [
            models.CheckConstraint(
                name="proposals_screening_only_undone_undoes",
                condition=Q(undoes=None) | Q(result="undone"),
            ),
            models.CheckConstraint(
                name="proposals_screening_step_valid", condition=Q(step__in=ScreeningStep.values)
            ),
            models.CheckConstraint(
                name="proposals_screening_result_valid",
                condition=Q(result__in=ScreeningResult.values),
            ),
            models.CheckConstraint(
                name="proposals_screening_refusal_has_reason",
                condition=Q(result__in=["admitted", "screened"]) | ~Q(reason=""),
            ),
            models.CheckConstraint(
                name="proposals_screening_not_admitted_cites_clause",
                condition=~Q(result="not_admitted") | Q(clause__isnull=False),
            ),
            models.CheckConstraint(
                name="proposals_screening_estimate_positive",
                condition=Q(estimate_fen=None) | Q(estimate_fen__gt=0),
            ),
            models.CheckConstraint(
                name="proposals_screening_lights_set",
                condition=~Q(result="screened")
                | (~Q(public_benefit="") & ~Q(legality="") & ~Q(affordability="")),
            ),
            *(
                models.CheckConstraint(
                    name=f"proposals_screening_{light}_explained",
                    condition=Q(**{f"{light}__in": ["", "green"]}) | ~Q(**{f"{light}_reason": ""}),
                )
                for light in LIGHTS
            ),
            models.CheckConstraint(
                name="proposals_screening_passed_without_red",
                condition=~Q(result="screened")
                | ~(Q(public_benefit="red") | Q(legality="red") | Q(affordability="red")),
            ),
            models.CheckConstraint(
                name="proposals_screening_owner_and_upkeep_known",
                condition=~Q(result="screened") | (~Q(owner="") & ~Q(upkeep="")),
            ),
            models.UniqueConstraint(
                name="proposals_screening_returned_once",
                fields=["proposal"],
                condition=Q(result="returned"),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.result} #{self.proposal_id}"


class Review(models.Model):
    """街道审核意见: what the officer found and proposes to the leader, who is somebody else."""

    proposal = models.ForeignKey(Proposal, models.PROTECT, related_name="reviews")
    amount_fen = models.BigIntegerField()
    note = models.TextField()
    reviewed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    reviewed_at = models.DateTimeField()

    class Meta:
        ordering = ["reviewed_at", "id"]
        constraints = [
            models.CheckConstraint(
                name="proposals_review_amount_positive", condition=Q(amount_fen__gt=0)
            ),
            models.CheckConstraint(name="proposals_review_note_written", condition=~Q(note="")),
        ]

    def __str__(self) -> str:
        return f"review #{self.proposal_id}"


class ApprovalResult(models.TextChoices):
    APPROVED = "approved", _("Approved")
    REFUSED = "refused", _("Refused")
    RETURNED = "returned", _("Returned to the community")


class Approval(models.Model):
    """街道审核: prepared by one officer, decided by another; approving commits the money.
    ``meeting_no``: the party working committee's meeting, for sums above the leader's limit.
    ``clause``: what a refusal or a return rests on, in the words of the round's list that day."""

    proposal = models.ForeignKey(Proposal, models.PROTECT, related_name="approvals")
    result = models.CharField(max_length=10, choices=ApprovalResult)
    amount_fen = models.BigIntegerField(null=True)
    document_no = models.CharField(max_length=60)
    meeting_no = models.CharField(max_length=60, blank=True)
    batch = models.ForeignKey(
        "proposals.ApprovalBatch", models.PROTECT, null=True, related_name="approvals"
    )
    reason = models.TextField(blank=True)
    clause = models.CharField(max_length=220, blank=True)
    prepared_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    decided_at = models.DateTimeField()

    class Meta:
        ordering = ["decided_at", "id"]
        constraints = [
            models.CheckConstraint(
                name="proposals_approval_result_valid",
                condition=Q(result__in=ApprovalResult.values),
            ),
            models.CheckConstraint(
                name="proposals_approval_two_persons",
                condition=~Q(prepared_by=models.F("decided_by")),
            ),
            models.CheckConstraint(
                name="proposals_approval_amount_or_reason",
                condition=Q(result="approved", amount_fen__isnull=False, amount_fen__gt=0)
                | (~Q(result="approved") & Q(amount_fen=None) & ~Q(reason="")),
            ),
            models.CheckConstraint(
                name="proposals_approval_cites_clause",
                condition=Q(result="approved") | ~Q(clause=""),
            ),
            models.UniqueConstraint(
                name="proposals_approval_once",
                fields=["proposal"],
                condition=Q(result="approved"),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.result} #{self.proposal_id}"


class CaseDuty(models.Model):
    """Who did which duty on a case, written by the acting service of any room above."""

    case_id = models.UUIDField(db_index=True)
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="case_duties")
    duty = models.CharField(max_length=16, choices=Duty)
    done_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="proposals_caseduty_once", fields=["case_id", "person", "duty"]
            ),
            models.CheckConstraint(
                name="proposals_caseduty_duty_valid", condition=Q(duty__in=Duty.values)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person_id} {self.duty}"
