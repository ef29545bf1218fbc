"""街道审核: what is checked before a decision, what is decided together, what is changed later."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from mws.places.models import Place
from mws.rounds.models import Round
from proposals.models.project import Project
from proposals.models.proposal import Proposal


class CheckSubject(models.TextChoices):
    """What is looked at side by side, each by its own office."""

    FUNDS = "funds", _("The money is there")
    WORKS = "works", _("It can be built")
    DUPLICATES = "duplicates", _("No government project does the same")
    PRICE = "price", _("The price is reasonable")


class ApprovalCheck(models.Model):
    """并联审核: what one office found; a later check of a subject replaces an earlier one."""

    proposal = models.ForeignKey(Proposal, models.PROTECT, related_name="approval_checks")
    subject = models.CharField(max_length=10, choices=CheckSubject)
    is_sound = models.BooleanField()
    note = models.CharField(max_length=300, blank=True)
    checked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    checked_at = models.DateTimeField()

    class Meta:
        ordering = ["checked_at", "id"]
        constraints = [
            models.CheckConstraint(
                name="proposals_approvalcheck_subject_valid",
                condition=Q(subject__in=CheckSubject.values),
            ),
            models.CheckConstraint(
                name="proposals_approvalcheck_doubt_explained",
                condition=Q(is_sound=True) | ~Q(note=""),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.subject} #{self.proposal_id}"


class ApprovalBatch(models.Model):
    """批次: projects of a sub-district that one document approves together."""

    place = models.ForeignKey(Place, models.PROTECT, related_name="approval_batches")
    year = models.PositiveSmallIntegerField()
    number = models.PositiveSmallIntegerField()
    document_no = models.CharField(max_length=60)
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    decided_at = models.DateTimeField()

    class Meta:
        ordering = ["-year", "-number"]
        constraints = [
            models.UniqueConstraint(
                name="proposals_approvalbatch_number_once", fields=["place", "year", "number"]
            ),
            models.CheckConstraint(
                name="proposals_approvalbatch_document_named", condition=~Q(document_no="")
            ),
        ]

    def __str__(self) -> str:
        return f"{self.year}/{self.number}"


class Handover(models.Model):
    """移交批次: confirmed decisions of one round, sent to the sub-district together with their
    papers. Numbered within the round."""

    round = models.ForeignKey(Round, models.PROTECT, related_name="handovers")
    number = models.PositiveSmallIntegerField()
    sent_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    sent_at = models.DateTimeField()

    class Meta:
        ordering = ["-sent_at", "-id"]
        constraints = [
            models.UniqueConstraint(
                name="proposals_handover_number_once", fields=["round", "number"]
            ),
            models.CheckConstraint(
                name="proposals_handover_number_from_one", condition=Q(number__gt=0)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.round_id}/{self.number}"


class HandoverCase(models.Model):
    """One decision of a batch. A case that came back and was passed anew goes in a later batch."""

    handover = models.ForeignKey(Handover, models.PROTECT, related_name="lines")
    proposal = models.ForeignKey(Proposal, models.PROTECT, related_name="handed_over")

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(
                name="proposals_handovercase_once", fields=["handover", "proposal"]
            ),
        ]

    def __str__(self) -> str:
        return f"{self.handover_id} #{self.proposal_id}"


class ChangeState(models.TextChoices):
    AT_COUNCIL = "at_council", _("Before the council")
    ASKED = "asked", _("Before the sub-district")
    APPROVED = "approved", _("Approved")
    REFUSED = "refused", _("Refused")
    LAPSED = "lapsed", _("Ended with the project")


class PlanChange(models.Model):
    """变更: another sum or another scope for a contracted project. A small one is the
    sub-district's; more, or a new scope, is the council's first."""

    project = models.ForeignKey(Project, models.PROTECT, related_name="plan_changes")
    state = models.CharField(max_length=10, choices=ChangeState)
    was = models.CharField(max_length=14)
    old_total_fen = models.BigIntegerField()
    new_total_fen = models.BigIntegerField()
    is_new_scope = models.BooleanField()
    reason = models.CharField(max_length=300)
    splitting_reason = models.CharField(max_length=200, blank=True)
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    council_minutes = models.CharField(max_length=60, blank=True)
    council_yes = models.PositiveSmallIntegerField(null=True)
    council_no = models.PositiveSmallIntegerField(null=True)
    council_recused = models.PositiveSmallIntegerField(null=True)
    council_present = models.PositiveSmallIntegerField(null=True)
    council_seated = models.PositiveSmallIntegerField(null=True)
    council_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )
    decided_at = models.DateTimeField(null=True)
    document_no = models.CharField(max_length=60, blank=True)
    meeting_no = models.CharField(max_length=60, blank=True)
    answer = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ["asked_at", "id"]
        constraints = [
            models.CheckConstraint(
                name="proposals_planchange_state_valid", condition=Q(state__in=ChangeState.values)
            ),
            models.CheckConstraint(
                name="proposals_planchange_total_positive", condition=Q(new_total_fen__gt=0)
            ),
            models.CheckConstraint(name="proposals_planchange_explained", condition=~Q(reason="")),
            models.CheckConstraint(
                name="proposals_planchange_decided_facts",
                condition=Q(state__in=["at_council", "asked"], decided_by=None, decided_at=None)
                | Q(state="approved", decided_by__isnull=False, decided_at__isnull=False)
                & ~Q(document_no="")
                & ~Q(decided_by=F("asked_by"))
                | Q(
                    state__in=["refused", "lapsed"],
                    decided_by__isnull=False,
                    decided_at__isnull=False,
                )
                & ~Q(answer=""),
            ),
            models.CheckConstraint(
                name="proposals_planchange_new_scope_by_council",
                condition=Q(is_new_scope=False)
                | Q(state__in=["at_council", "refused", "lapsed"])
                | ~Q(council_minutes=""),
            ),
            models.CheckConstraint(
                name="proposals_planchange_council_by_another",
                condition=Q(council_by=None, council_minutes="")
                | Q(council_by__isnull=False)
                & ~Q(council_minutes="")
                & ~Q(council_by=F("asked_by"))
                & (~Q(state="approved") | ~Q(council_by=F("decided_by"))),
            ),
            models.CheckConstraint(
                name="proposals_planchange_votes_within_seats",
                condition=Q(council_yes=None)
                | Q(
                    council_yes__lte=F("council_present") - F("council_no") - F("council_recused"),
                    council_present__lte=F("council_seated"),
                ),
            ),
            models.UniqueConstraint(
                name="proposals_planchange_one_open",
                fields=["project"],
                condition=Q(state__in=["at_council", "asked"]),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.state} #{self.project_id}"

    @property
    def delta_fen(self) -> int:
        return self.new_total_fen - self.old_total_fen
