"""提案: what a resident asks for, and what it would cost, line by line."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _

from mws.places.models import Place
from mws.rounds.models import PublicNotice, Round
from proposals.models.choices import (
    BeneficiaryGroup,
    Category,
    Channel,
    Origin,
    ProposalStatus,
    Theme,
)

if TYPE_CHECKING:
    from mws.accounts.models import User


PUBLIC = Q(status__in=ProposalStatus.public(), submitted_at__isnull=False)


class ProposalQuerySet(models.QuerySet):
    def public(self) -> ProposalQuerySet:
        """Files everyone may read; a draft that was withdrawn has never been submitted."""
        return self.filter(PUBLIC)

    def visible_to(self, user: Any) -> ProposalQuerySet:
        """Public files, one's own, and those of places where one holds an office."""
        if not user.is_authenticated:
            return self.public()
        visible = PUBLIC | Q(author=user) | Q(entered_by=user)
        for hat in user.offices:
            visible |= Q(community__path__startswith=hat.place.path) & ~Q(submitted_at=None)
        return self.filter(visible)


class Proposal(models.Model):
    """One idea for one community in one round; ``case_id`` is its name in every other room."""

    Status = ProposalStatus

    case_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    receipt_no = models.CharField(max_length=40, unique=True, null=True, editable=False)
    round = models.ForeignKey(Round, models.PROTECT, related_name="proposals")
    community = models.ForeignKey(Place, models.PROTECT, related_name="proposals")
    status = models.CharField(max_length=12, choices=ProposalStatus, default=ProposalStatus.DRAFT)
    title = models.CharField(_("title"), max_length=200)
    category = models.CharField(_("category"), max_length=10, choices=Category)
    theme = models.CharField(_("theme"), max_length=12, choices=Theme)
    origin = models.CharField(max_length=12, choices=Origin, default=Origin.RESIDENT)
    channel = models.CharField(max_length=8, choices=Channel, default=Channel.WEB)
    author = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="proposals")
    entered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )
    problem = models.TextField(_("what is wrong"), blank=True)
    location = models.CharField(_("where"), max_length=120, blank=True)
    solution = models.TextField(_("what should be done"), blank=True)
    beneficiaries = models.CharField(_("who benefits"), max_length=120, blank=True)
    beneficiary_group = models.CharField(
        _("whom it serves"), max_length=10, choices=BeneficiaryGroup,
        default=BeneficiaryGroup.EVERYONE,
    )  # fmt: skip
    beneficiary_count = models.PositiveIntegerField(_("how many people"), default=0)
    upkeep = models.CharField(_("who looks after it"), max_length=120, blank=True)
    requested_fen = models.BigIntegerField(default=0, editable=False)
    selected_fen = models.BigIntegerField(null=True, editable=False)
    waitlist_rank = models.PositiveIntegerField(null=True, editable=False)
    merged_into = models.ForeignKey(
        "self", models.PROTECT, null=True, editable=False, related_name="merged"
    )
    notice = models.ForeignKey(
        PublicNotice, models.PROTECT, null=True, editable=False, related_name="proposals"
    )
    created_at = models.DateTimeField(editable=False)
    submitted_at = models.DateTimeField(null=True, editable=False)
    status_since = models.DateTimeField(editable=False)

    objects = ProposalQuerySet.as_manager()

    class Meta:
        verbose_name = _("proposal")
        verbose_name_plural = _("proposals")
        ordering = ["-submitted_at", "-id"]
        constraints = [
            models.CheckConstraint(
                name="proposals_proposal_status_valid",
                condition=Q(status__in=ProposalStatus.values),
            ),
            models.CheckConstraint(
                name="proposals_proposal_category_valid", condition=Q(category__in=Category.values)
            ),
            models.CheckConstraint(
                name="proposals_proposal_theme_valid", condition=Q(theme__in=Theme.values)
            ),
            models.CheckConstraint(
                name="proposals_proposal_beneficiary_group_valid",
                condition=Q(beneficiary_group__in=BeneficiaryGroup.values),
            ),
            models.CheckConstraint(
                name="proposals_proposal_requested_not_negative",
                condition=Q(requested_fen__gte=0),
            ),
            models.CheckConstraint(
                name="proposals_proposal_submitted_at_set",
                condition=Q(status__in=["draft", "withdrawn"])
                | Q(submitted_at__isnull=False, receipt_no__isnull=False, requested_fen__gt=0),
            ),
            models.CheckConstraint(
                name="proposals_proposal_merged_paired",
                condition=Q(status="merged", merged_into__isnull=False)
                | (~Q(status="merged") & Q(merged_into=None)),
            ),
            models.CheckConstraint(
                name="proposals_proposal_not_merged_into_itself",
                condition=Q(merged_into=None) | ~Q(merged_into=F("id")),
            ),
            models.CheckConstraint(
                name="proposals_proposal_selected_fen_set",
                condition=~Q(
                    status__in=["selected", "on_notice", "objected", "in_review", "approved"]
                )
                | Q(selected_fen__isnull=False, selected_fen__gt=0),
            ),
        ]
        indexes = [
            models.Index(fields=["community", "status"], name="proposals_community_status"),
            models.Index(fields=["round", "status"], name="proposals_round_status"),
            models.Index(fields=["-submitted_at", "-id"], name="proposals_newest"),
            models.Index(fields=["author"], name="proposals_author"),
            models.Index(Coalesce("selected_fen", "requested_fen"), name="proposals_cost"),
        ]

    def __str__(self) -> str:
        return self.title

    def is_by(self, user: User) -> bool:
        return self.author_id == user.pk

    @property
    def is_public(self) -> bool:
        return self.status in ProposalStatus.public() and self.submitted_at is not None


class CostItem(models.Model):
    """One line of the cost: quantity × unit price, rounded half up to the fen."""

    proposal = models.ForeignKey(Proposal, models.CASCADE, related_name="cost_items")
    position = models.PositiveSmallIntegerField()
    name = models.CharField(_("item"), max_length=60)
    unit = models.CharField(_("unit"), max_length=10)
    quantity = models.DecimalField(_("quantity"), max_digits=10, decimal_places=2)
    unit_price_fen = models.BigIntegerField(_("unit price"))
    amount_fen = models.BigIntegerField(editable=False)

    class Meta:
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(
                name="proposals_costitem_position_once", fields=["proposal", "position"]
            ),
            models.CheckConstraint(
                name="proposals_costitem_amounts_positive",
                condition=Q(quantity__gt=0, unit_price_fen__gt=0, amount_fen__gt=0),
            ),
        ]

    def __str__(self) -> str:
        return self.name
