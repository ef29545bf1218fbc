"""项目: an approved proposal on its way to finished work."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from mws.ledger.models import Account
from mws.places.models import Place
from mws.providers.models import Supplier
from proposals.models.choices import ProjectStatus
from proposals.models.procurement import Procurement
from proposals.models.proposal import Proposal


class ProjectQuerySet(models.QuerySet):
    def visible_to(self, user: Any) -> ProjectQuerySet:
        """Projects are public from their first day."""
        return self

    def with_case(self) -> ProjectQuerySet:
        return self.select_related("proposal", "community", "account", "supplier")


class Project(models.Model):
    """One approved proposal; its money is ``account``, its record hangs below it."""

    Status = ProjectStatus

    proposal = models.OneToOneField(Proposal, models.PROTECT, related_name="project")
    community = models.ForeignKey(Place, models.PROTECT, related_name="projects")
    year = models.PositiveSmallIntegerField()
    account = models.OneToOneField(Account, models.PROTECT, related_name="project")
    status = models.CharField(max_length=14, choices=ProjectStatus, default=ProjectStatus.PROCURING)
    approved_fen = models.BigIntegerField()
    contract_fen = models.BigIntegerField(null=True, editable=False)
    settled_fen = models.BigIntegerField(null=True, editable=False)
    procurement = models.ForeignKey(
        Procurement, models.PROTECT, null=True, editable=False, related_name="projects"
    )
    supplier = models.ForeignKey(Supplier, models.PROTECT, null=True, related_name="projects")
    responsible = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )
    opened_at = models.DateTimeField()
    completed_at = models.DateTimeField(null=True, editable=False)
    accepted_at = models.DateTimeField(null=True, editable=False)
    settled_at = models.DateTimeField(null=True, editable=False)
    closed_at = models.DateTimeField(null=True, editable=False)
    status_since = models.DateTimeField(editable=False)
    # From books that were taken over: days that they do not give stay unknown.
    is_taken_over = models.BooleanField(default=False, editable=False)
    end_reason = models.CharField(max_length=300, blank=True, editable=False)

    objects = ProjectQuerySet.as_manager()

    class Meta:
        verbose_name = _("project")
        verbose_name_plural = _("projects")
        ordering = ["-opened_at", "-id"]
        constraints = [
            models.CheckConstraint(
                name="proposals_project_status_valid", condition=Q(status__in=ProjectStatus.values)
            ),
            models.CheckConstraint(
                name="proposals_project_approved_positive", condition=Q(approved_fen__gt=0)
            ),
            models.CheckConstraint(
                name="proposals_project_contract_within_approved",
                condition=Q(contract_fen=None)
                | Q(contract_fen__gt=0, contract_fen__lte=F("approved_fen")),
            ),
            models.CheckConstraint(
                name="proposals_project_settled_within_contract",
                condition=Q(settled_fen=None)
                | Q(contract_fen__isnull=False, settled_fen__gt=0,
                    settled_fen__lte=F("contract_fen")),
            ),
            models.CheckConstraint(
                name="proposals_project_settled_at_paired",
                condition=Q(settled_fen=None, settled_at=None)
                | Q(settled_fen__isnull=False, settled_at__isnull=False)
                | Q(settled_fen__isnull=False, is_taken_over=True),
            ),
            models.CheckConstraint(
                name="proposals_project_closed_at_paired",
                condition=Q(status="closed", closed_at__isnull=False)
                | Q(status="closed", is_taken_over=True)
                | (~Q(status="closed") & Q(closed_at=None)),
            ),
            models.CheckConstraint(
                name="proposals_project_termination_has_reason",
                condition=(Q(status="terminated") & ~Q(end_reason=""))
                | (~Q(status="terminated") & Q(end_reason="")),
            ),
            models.CheckConstraint(
                name="proposals_project_contract_from_contracted",
                condition=Q(status__in=["procuring", "terminated"])
                | Q(contract_fen__isnull=False, supplier__isnull=False),
            ),
        ]  # fmt: skip
        indexes = [
            models.Index(fields=["year", "status", "community"], name="proposals_project_year"),
            models.Index(fields=["community", "year"], name="proposals_project_community"),
        ]

    def __str__(self) -> str:
        return f"project of #{self.proposal_id}"

    @property
    def case_id(self) -> UUID:
        return self.proposal.case_id

    @property
    def stands_as_taken_over(self) -> bool:
        """Nothing was done here since: its status has the day of the books, or none."""
        return self.is_taken_over and self.status_since == self.opened_at
