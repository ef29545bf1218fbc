"""提案: what a resident asks for, and what it would cost, line by line."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _

from mws.places.models import CommunityPlan, Place
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
        """Public files, one's own, those one is asked to sign, and those of places where one
        holds an office."""
        if not user.is_authenticated:
            return self.public()
        asked = user.invitations.exclude(accepted=False).values("proposal")
        visible = PUBLIC | Q(author=user) | Q(entered_by=user) | Q(pk__in=asked)
        for hat in user.offices:
            visible |= Q(community__path__startswith=hat.place.path) & ~Q(submitted_at=None)
        return self.filter(visible)


class Proposal(models.Model):
    """One idea for one community in one round; ``case_id`` is its name in every other room.

    What was never submitted may still lack its category, its theme and its title.
    """

    Status = ProposalStatus

    case_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    receipt_no = models.CharField(max_length=40, unique=True, null=True, editable=False)
    round = models.ForeignKey(Round, models.PROTECT, related_name="proposals")
    community = models.ForeignKey(Place, models.PROTECT, related_name="proposals")
    status = models.CharField(max_length=12, choices=ProposalStatus, default=ProposalStatus.DRAFT)
    title = models.CharField(_("title of the project"), max_length=200)
    category = models.CharField(_("category"), max_length=10, choices=Category, blank=True)
    theme = models.CharField(_("theme"), max_length=12, choices=Theme, blank=True)
    origin = models.CharField(max_length=12, choices=Origin, default=Origin.RESIDENT)
    channel = models.CharField(max_length=8, choices=Channel, default=Channel.WEB)
    author = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="proposals")
    entered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )
    problem = models.TextField(_("what is wrong"), blank=True)
    # One of the community's estates, or the community itself: all of it. None: only in words.
    area = models.ForeignKey(Place, models.PROTECT, null=True, related_name="+")
    location = models.CharField(_("where"), max_length=120, blank=True)
    # A pin on the community's plan, in thousandths of its width and height, and a point on earth.
    plan = models.ForeignKey(CommunityPlan, models.PROTECT, null=True, related_name="+")
    pin_x = models.PositiveSmallIntegerField(null=True)
    pin_y = models.PositiveSmallIntegerField(null=True)
    latitude = models.DecimalField(max_digits=8, decimal_places=6, null=True)
    longitude = models.DecimalField(max_digits=9, decimal_places=6, null=True)
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
    # Annotated where the page of a case is read.
    has_merged: bool
    support_count: int

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
                name="proposals_proposal_category_valid",
                condition=Q(category__in=Category.values) | Q(category="", submitted_at=None),
            ),
            models.CheckConstraint(
                name="proposals_proposal_theme_valid",
                condition=Q(theme__in=Theme.values) | Q(theme="", submitted_at=None),
            ),
            models.CheckConstraint(
                name="proposals_proposal_titled", condition=~Q(title="") | Q(submitted_at=None)
            ),
            models.CheckConstraint(
                name="proposals_proposal_beneficiary_group_valid",
                condition=Q(beneficiary_group__in=BeneficiaryGroup.values),
            ),
            models.CheckConstraint(
                name="proposals_proposal_channel_tells_who_entered",
                condition=Q(channel__in=[Channel.WEB, Channel.IMPORT], entered_by=None)
                | Q(channel__in=Channel.assisted(), entered_by__isnull=False),
            ),
            models.CheckConstraint(
                name="proposals_proposal_entered_by_another",
                condition=Q(entered_by=None) | ~Q(entered_by=F("author")),
            ),
            models.CheckConstraint(
                name="proposals_proposal_pin_on_a_plan",
                condition=Q(plan=None, pin_x=None, pin_y=None)
                | Q(
                    plan__isnull=False,
                    pin_x__isnull=False,
                    pin_y__isnull=False,
                    pin_x__range=(0, 1000),
                    pin_y__range=(0, 1000),
                ),
            ),
            models.CheckConstraint(
                name="proposals_proposal_coordinates_paired",
                condition=Q(latitude=None, longitude=None)
                | Q(
                    latitude__isnull=False,
                    longitude__isnull=False,
                    latitude__range=(-90, 90),
                    longitude__range=(-180, 180),
                ),
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
            models.Index(fields=["-submitted_at", "-id", "status"], name="proposals_newest"),
            models.Index(fields=["author"], name="proposals_author"),
            models.Index(Coalesce("selected_fen", "requested_fen"), name="proposals_cost"),
        ]

    def __str__(self) -> str:
        return self.title

    def is_by(self, user: User) -> bool:
        return self.author_id == user.pk

    @property
    def has_proposer(self) -> bool:
        """Whether somebody proposed it. What came with a community's own books is the community's;
        its ``author`` is the officer who brought the list, and no more than that."""
        return self.origin != Origin.OPENING

    @property
    def where(self) -> str:
        """The place in words, its estate first."""
        estate = self.area.name if self.area and self.area_id != self.community_id else ""
        return self.location if estate in self.location else f"{estate} · {self.location}"

    @property
    def coordinates(self) -> str:
        """The point on earth as maps take it, if one was given."""
        return f"{self.latitude}, {self.longitude}" if self.latitude is not None else ""

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
