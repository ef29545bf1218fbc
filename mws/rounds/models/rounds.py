"""The year's frame: rules with their legal basis, rounds and their stages, days that break the
weekly rule."""

from __future__ import annotations

from datetime import datetime
from functools import cached_property

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from mws.places.models import Place
from mws.rounds.parameters import PARAMETERS, RoundRules


class RuleSet(models.Model):
    """规则: a district's settings for one year; copied and frozen into each round that opens."""

    district = models.ForeignKey(Place, models.PROTECT, related_name="rule_sets")
    year = models.PositiveSmallIntegerField()
    name = models.CharField(max_length=80)
    legal_basis = models.CharField(max_length=200)
    is_imported = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="rounds_ruleset_once_a_year",
                fields=["district", "year"],
                condition=Q(is_imported=False),
            )
        ]

    def __str__(self) -> str:
        return self.name


class RuleSetting(models.Model):
    """One value of a rule set, with where it comes from. Keys: ``mws.rounds.parameters``."""

    rule_set = models.ForeignKey(RuleSet, models.CASCADE, related_name="settings")
    key = models.CharField(max_length=40)
    value = models.CharField(max_length=60)
    legal_basis = models.CharField(max_length=200)

    class Meta:
        constraints = [
            models.UniqueConstraint(name="rounds_rulesetting_once", fields=["rule_set", "key"]),
            models.CheckConstraint(
                name="rounds_rulesetting_key_known", condition=Q(key__in=sorted(PARAMETERS))
            ),
        ]

    def __str__(self) -> str:
        return f"{self.key} = {self.value}"


class RoundState(models.TextChoices):
    DRAFT = "draft", _("In preparation")
    OPEN = "open", _("Open")
    CLOSED = "closed", _("Closed")


class RoundOrigin(models.TextChoices):
    LIVE = "live", _("Lived on this site")
    IMPORTED = "imported", _("Imported")


class Stage(models.TextChoices):
    """阶段, in order."""

    CALL = "call", _("Call for proposals")
    SCREENING = "screening", _("Screening")
    POLL = "poll", _("Residents' vote")
    COUNCIL = "council", _("Council")
    NOTICE = "notice", _("Public notice")
    APPROVAL = "approval", _("Approval")
    DELIVERY = "delivery", _("Delivery")


class PollRole(models.TextChoices):
    NONE = "none", _("No residents' vote")
    ADVISORY = "advisory", _("Advises the council")
    BINDING = "binding", _("Binds the council")


class Round(models.Model):
    """年度批次: one community, one year, one batch. The fund belongs to community and year."""

    community = models.ForeignKey(Place, models.PROTECT, related_name="rounds")
    year = models.PositiveSmallIntegerField()
    batch = models.PositiveSmallIntegerField(default=1)
    rule_set = models.ForeignKey(RuleSet, models.PROTECT, related_name="rounds")
    rules = models.JSONField(null=True, editable=False)
    rules_sha256 = models.CharField(max_length=64, blank=True, editable=False)
    poll_role = models.CharField(max_length=10, choices=PollRole, default=PollRole.NONE)
    state = models.CharField(max_length=8, choices=RoundState, default=RoundState.DRAFT)
    origin = models.CharField(max_length=10, choices=RoundOrigin, default=RoundOrigin.LIVE)
    source_name = models.CharField(max_length=160, blank=True)
    source_sha256 = models.CharField(max_length=64, blank=True)
    currency_note = models.CharField(max_length=80, blank=True)
    opened_at = models.DateTimeField(null=True, editable=False)
    opened_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, editable=False, related_name="+"
    )
    decided_at = models.DateTimeField(null=True, editable=False)
    closed_at = models.DateTimeField(null=True, editable=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="rounds_round_once", fields=["community", "year", "batch"]
            ),
            models.CheckConstraint(
                name="rounds_round_state_valid", condition=Q(state__in=RoundState.values)
            ),
            models.CheckConstraint(
                name="rounds_round_poll_role_valid", condition=Q(poll_role__in=PollRole.values)
            ),
            models.CheckConstraint(
                name="rounds_round_origin_valid", condition=Q(origin__in=RoundOrigin.values)
            ),
            models.CheckConstraint(
                name="rounds_round_rules_frozen_when_open",
                condition=Q(state=RoundState.DRAFT, opened_at=None)
                | (
                    ~Q(state=RoundState.DRAFT)
                    & Q(opened_at__isnull=False, rules__isnull=False)
                    & ~Q(rules_sha256="")
                ),
            ),
            models.CheckConstraint(
                name="rounds_round_closed_at_paired",
                condition=Q(state=RoundState.CLOSED, closed_at__isnull=False)
                | (~Q(state=RoundState.CLOSED) & Q(closed_at=None)),
            ),
        ]
        indexes = [models.Index(fields=["year", "state"], name="rounds_round_year_state")]

    def __str__(self) -> str:
        return f"{self.community_id} {self.year}/{self.batch}"

    @cached_property
    def frozen_rules(self) -> RoundRules:
        """The typed view of the frozen copy. Raises ValueError before the round was opened."""
        return RoundRules.from_frozen(self.rules)

    @cached_property
    def windows(self) -> dict[str, RoundStage]:
        """Stages by kind; one query, or none when ``stages`` is prefetched."""
        return {window.stage: window for window in self.stages.all()}

    def stage_on(self, now: datetime) -> str | None:
        """The stage that runs at this moment (the latest begun, of those not yet over)."""
        running = [
            stage for stage in Stage.values if (w := self.windows.get(stage)) and w.contains(now)
        ]
        return running[-1] if running and self.state == RoundState.OPEN else None

    def is_in(self, stage: Stage, now: datetime) -> bool:
        window = self.windows.get(stage)
        return self.state == RoundState.OPEN and window is not None and window.contains(now)

    def accepts_proposals(self, now: datetime) -> bool:
        return self.is_in(Stage.CALL, now)


class RoundStage(models.Model):
    """One stage's half-open window: starts_at ≤ now < ends_at."""

    round = models.ForeignKey(Round, models.CASCADE, related_name="stages")
    stage = models.CharField(max_length=10, choices=Stage)
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()

    class Meta:
        ordering = ["starts_at"]
        constraints = [
            models.UniqueConstraint(name="rounds_roundstage_once", fields=["round", "stage"]),
            models.CheckConstraint(
                name="rounds_roundstage_stage_valid", condition=Q(stage__in=Stage.values)
            ),
            models.CheckConstraint(
                name="rounds_roundstage_ends_after_start", condition=Q(ends_at__gt=F("starts_at"))
            ),
        ]

    def __str__(self) -> str:
        return f"{self.stage} {self.starts_at:%F}–{self.ends_at:%F}"

    def contains(self, now: datetime) -> bool:
        return self.starts_at <= now < self.ends_at


class CalendarDay(models.Model):
    """A day that breaks the weekly rule: a holiday, or a make-up workday (调休)."""

    day = models.DateField(primary_key=True)
    is_working = models.BooleanField()
    name = models.CharField(max_length=40)
    source = models.CharField(max_length=80)

    class Meta:
        ordering = ["day"]

    def __str__(self) -> str:
        return f"{self.day} {self.name}"
