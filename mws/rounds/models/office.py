"""What the offices of a district work with: the negative list, and the desks that are asked."""

from __future__ import annotations

from datetime import date

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Length

from mws.places.models import Place
from mws.rounds.models.rounds import Round, RuleSet


class ClauseQuerySet(models.QuerySet):
    def of_round(self, round: Round) -> ClauseQuerySet:
        """The list as it stood when the round opened, in the order of its numbers: later changes
        are for later rounds."""
        return (
            self.filter(rule_set=round.rule_set_id, added_at__lte=round.opened_at)
            .exclude(ended_at__lte=round.opened_at)
            .order_by(Length("code"), "code", "id")
        )


class Clause(models.Model):
    """负面清单条款: a ground on which a proposal is not admitted. Ended, never rewritten."""

    rule_set = models.ForeignKey(RuleSet, models.CASCADE, related_name="clauses")
    code = models.CharField(max_length=12)
    text = models.CharField(max_length=200)
    legal_basis = models.CharField(max_length=200)
    added_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    objects = ClauseQuerySet.as_manager()

    class Meta:
        ordering = ["code", "id"]
        constraints = [
            models.UniqueConstraint(
                name="rounds_clause_code_once",
                fields=["rule_set", "code"],
                condition=Q(ended_at=None),
            ),
            models.CheckConstraint(
                name="rounds_clause_written",
                condition=~Q(code="") & ~Q(text="") & ~Q(legal_basis=""),
            ),
            models.CheckConstraint(
                name="rounds_clause_ends_after_start",
                condition=Q(ended_at=None) | Q(ended_at__gte=F("added_at")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.text}"


class Desk(models.Model):
    """协办单位: an office or body that is asked about files of its place: works, money, estate."""

    place = models.ForeignKey(Place, models.PROTECT, related_name="desks")
    name = models.CharField(max_length=40)
    task = models.CharField(max_length=120)
    closed_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["place__path", "id"]
        constraints = [
            models.UniqueConstraint(
                name="rounds_desk_name_once",
                fields=["place", "name"],
                condition=Q(closed_at=None),
            ),
            models.CheckConstraint(name="rounds_desk_written", condition=~Q(name="") & ~Q(task="")),
        ]

    def __str__(self) -> str:
        return self.name


class DeskSeatQuerySet(models.QuerySet):
    def in_force(self, day: date) -> DeskSeatQuerySet:
        return self.filter(starts_on__lte=day).exclude(ends_on__lt=day)


class DeskSeat(models.Model):
    """Who answers at a desk, from and to."""

    desk = models.ForeignKey(Desk, models.PROTECT, related_name="seats")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="desk_seats")
    starts_on = models.DateField()
    ends_on = models.DateField(null=True)

    objects = DeskSeatQuerySet.as_manager()

    class Meta:
        ordering = ["desk", "starts_on", "id"]
        constraints = [
            models.UniqueConstraint(
                name="rounds_deskseat_once", fields=["desk", "person"], condition=Q(ends_on=None)
            ),
            models.CheckConstraint(
                name="rounds_deskseat_ends_after_start",
                condition=Q(ends_on=None) | Q(ends_on__gte=F("starts_on")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person_id} at {self.desk_id}"
