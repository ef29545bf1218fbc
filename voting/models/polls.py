"""居民投票: one vote of one round, its frozen items, and its result."""

from __future__ import annotations

import uuid
from datetime import datetime

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from mws.core.append_only import AppendOnlyModel
from mws.rounds.models import Round
from proposals.models import Proposal


class PollState(models.TextChoices):
    DRAFT = "draft", _("In preparation")
    FROZEN = "frozen", _("Frozen, not yet open")
    OPEN = "open", _("Open")
    CLOSING = "closing", _("Closing")
    RECONCILING = "reconciling", _("Paper ballots being reconciled")
    SEALED = "sealed", _("Counted and sealed")
    CERTIFIED = "certified", _("Certified")

    @classmethod
    def counted(cls) -> tuple[str, ...]:
        """States after the seal: box and key are gone, the result stands."""
        return (cls.SEALED, cls.CERTIFIED)


class Poll(models.Model):
    """One residents' vote. Items, costs, budget and rule are frozen with their digest.

    ``is_rehearsing``: ballots are cast to try it out, before it opens, and are wiped then.
    ``forgotten_at``: from then on nothing in the store can tell whose ballot one was.
    """

    State = PollState

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    round = models.OneToOneField(Round, models.PROTECT, related_name="poll")
    state = models.CharField(max_length=12, choices=PollState, default=PollState.DRAFT)
    opens_at = models.DateTimeField()
    closes_at = models.DateTimeField()
    choices_max = models.PositiveSmallIntegerField()
    budget_fen = models.BigIntegerField()
    rule = models.JSONField(default=dict)
    items_sha256 = models.CharField(max_length=64, blank=True)
    tie_seed_sha256 = models.CharField(max_length=64, blank=True)
    tie_seed = models.CharField(max_length=64, blank=True)
    is_imported = models.BooleanField(default=False)
    roll_size = models.PositiveIntegerField(default=0)
    residents = models.PositiveIntegerField(default=0)
    roll_root_sha256 = models.CharField(max_length=64, blank=True)
    is_rehearsing = models.BooleanField(default=False)
    frozen_at = models.DateTimeField(null=True)
    reminded_at = models.DateTimeField(null=True)
    sealed_at = models.DateTimeField(null=True)
    forgotten_at = models.DateTimeField(null=True)
    ballot_count = models.PositiveIntegerField(null=True)
    root_sha256 = models.CharField(max_length=64, blank=True)
    proposed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )
    certified_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )
    certified_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="voting_poll_state_valid", condition=Q(state__in=PollState.values)
            ),
            models.CheckConstraint(
                name="voting_poll_closes_after_opening", condition=Q(closes_at__gt=F("opens_at"))
            ),
            models.CheckConstraint(
                name="voting_poll_budget_and_choices_positive",
                condition=Q(budget_fen__gt=0, choices_max__gte=1),
            ),
            models.CheckConstraint(
                name="voting_poll_rehearsed_before_open",
                condition=Q(is_rehearsing=False) | Q(state="frozen"),
            ),
            models.CheckConstraint(
                name="voting_poll_forgotten_after_seal",
                condition=Q(forgotten_at=None) | Q(state__in=["sealed", "certified"]),
            ),
            models.CheckConstraint(
                name="voting_poll_frozen_before_open",
                condition=Q(state="draft", frozen_at=None)
                | (
                    ~Q(state="draft")
                    & Q(frozen_at__isnull=False)
                    & ~Q(items_sha256="")
                    & ~Q(tie_seed_sha256="")
                ),
            ),
            models.CheckConstraint(
                name="voting_poll_sealed_facts",
                condition=(~Q(state__in=["sealed", "certified"]) & Q(sealed_at=None))
                | Q(state__in=["sealed", "certified"], sealed_at__isnull=False,
                    ballot_count__isnull=False),
            ),
            models.CheckConstraint(
                name="voting_poll_certified_by_two",
                condition=(~Q(state="certified") & Q(certified_at=None))
                | Q(state="certified", certified_at__isnull=False, proposed_by__isnull=False,
                    certified_by__isnull=False) & ~Q(certified_by=F("proposed_by")),
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"poll of {self.round_id}"

    @property
    def label(self) -> str:
        """The vote's public name in ballot lines: community code, year, batch."""
        label = f"{self.round.community.code}-{self.round.year}-{self.round.batch}"
        return f"{label}-rehearsal" if self.is_rehearsing else label

    @property
    def is_counted(self) -> bool:
        return self.state in PollState.counted()

    @property
    def awaits_count(self) -> bool:
        """All ballots are in their order; the count takes long and is not done yet."""
        closed = (PollState.CLOSING, PollState.RECONCILING)
        return self.state in closed and bool(self.root_sha256)

    @property
    def takes_papers(self) -> bool:
        return self.state == PollState.RECONCILING and not self.root_sha256

    @property
    def is_certified(self) -> bool:
        return self.state == PollState.CERTIFIED

    def takes_ballots(self, now: datetime) -> bool:
        """Half-open: opens_at ≤ now < closes_at, judged by the database clock; or a rehearsal."""
        if self.is_rehearsing:
            return now < self.opens_at
        return self.state == PollState.OPEN and self.opens_at <= now < self.closes_at


class PollItem(AppendOnlyModel):
    """One project on the ballot, as frozen: number, title, cost. Written at the freeze, never
    changed after it. A cost of 0 marks what an imported source had withdrawn."""

    poll = models.ForeignKey(Poll, models.PROTECT, related_name="items")
    proposal = models.ForeignKey(Proposal, models.PROTECT, related_name="poll_items")
    code = models.CharField(max_length=40)
    number = models.PositiveSmallIntegerField()
    title = models.CharField(max_length=200)
    cost_fen = models.BigIntegerField()
    official_selected = models.BooleanField(null=True)

    class Meta:
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(name="voting_pollitem_code_once", fields=["poll", "code"]),
            models.UniqueConstraint(name="voting_pollitem_number_once", fields=["poll", "number"]),
            models.UniqueConstraint(
                name="voting_pollitem_proposal_once", fields=["poll", "proposal"]
            ),
            models.CheckConstraint(
                name="voting_pollitem_cost_not_negative", condition=Q(cost_fen__gte=0)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.title}"


class PollResult(AppendOnlyModel):
    """结果: what the rule made of the ballots for one item, and why (stable code and figures).

    ``short_by_fen``: the money that was missing. ``short_by_votes``: further votes that would have
    sufficed, None where no number would. ``rank`` 0: it took no part.
    """

    item = models.OneToOneField(PollItem, models.PROTECT, related_name="result")
    support = models.PositiveIntegerField()
    rank = models.PositiveIntegerField()
    is_selected = models.BooleanField()
    reason = models.CharField(max_length=24)
    left_before_fen = models.BigIntegerField()
    short_by_fen = models.BigIntegerField(default=0)
    short_by_votes = models.PositiveIntegerField(null=True)

    class Meta:
        ordering = ["rank"]
        constraints = [
            models.CheckConstraint(
                name="voting_pollresult_shortfall_not_negative", condition=Q(short_by_fen__gte=0)
            )
        ]

    def __str__(self) -> str:
        return f"{self.support} for {self.item_id}"
