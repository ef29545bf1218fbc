"""时限: who holds a file, since when, until when, and when its clock stood still."""

from __future__ import annotations

from datetime import date

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from mws.accounts.permissions import Role
from mws.places.models import Place
from mws.rounds.models.office import Desk


class DeadlineKind(models.TextChoices):
    INTAKE = "intake", _("Intake decision")
    SUPPLEMENT = "supplement", _("Completion by the proposer")
    SCREENING = "screening", _("Screening")
    TASK = "task", _("Answer of a desk")
    APPEAL = "appeal", _("Decision on an appeal")
    SHORTLIST = "shortlist", _("Shortlisting")
    COUNCIL = "council", _("Council decision")
    NOTICE = "notice", _("Posting of the public notice")
    OBJECTION = "objection", _("Answer to an objection")
    APPROVAL = "approval", _("Sub-district approval")
    CONTRACT = "contract", _("Contract")
    DELIVERY = "delivery", _("Completion of the works")
    REPORT = "report", _("Monthly report")
    CHANGE = "change", _("Decision on a change")
    ACCEPTANCE = "acceptance", _("Acceptance")
    PAYMENT = "payment", _("Payment")
    SETTLEMENT = "settlement", _("Settlement")
    EVALUATION = "evaluation", _("Satisfaction survey")
    QUESTION = "question", _("Answer to a question")


class ClockState(models.TextChoices):
    """The colour of a clock; done clocks say whether they kept the limit."""

    GREEN = "green", _("In time")
    AMBER = "amber", _("Due soon")
    RED = "red", _("Overdue")
    PAUSED = "paused", _("Standing still")
    KEPT = "kept", _("Done in time")
    MISSED = "missed", _("Done late")


class DeadlineQuerySet(models.QuerySet):
    def running(self) -> DeadlineQuerySet:
        """Not done yet; a clock that stands still runs in this sense too."""
        return self.filter(done_at=None)

    def ticking(self) -> DeadlineQuerySet:
        return self.running().filter(paused_at=None)

    def late_on(self, day: date) -> DeadlineQuerySet:
        return self.ticking().filter(due_on__lt=day)

    def amber_on_day(self, day: date) -> DeadlineQuerySet:
        """Due soon, or late already."""
        return self.ticking().filter(amber_on__lte=day)


class Deadline(models.Model):
    """时限: who holds a file, since when, and by the end of which day they owe the next step.

    The holder is a role at a place, or one person (the proposer), or a desk. A file that passes on
    within its limit ends one row and begins another: the rows of a case are its history.
    """

    case_id = models.UUIDField(db_index=True)
    kind = models.CharField(max_length=12, choices=DeadlineKind)
    place = models.ForeignKey(Place, models.PROTECT, related_name="deadlines")
    holder_role = models.CharField(max_length=24, choices=Role, blank=True)
    holder = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="deadlines"
    )
    desk = models.ForeignKey(Desk, models.PROTECT, null=True, related_name="deadlines")
    working_days = models.PositiveSmallIntegerField()
    started_at = models.DateTimeField()
    amber_on = models.DateField()
    due_on = models.DateField()
    paused_at = models.DateTimeField(null=True)
    done_at = models.DateTimeField(null=True)
    reminded_at = models.DateTimeField(null=True)
    escalated_at = models.DateTimeField(null=True)

    objects = DeadlineQuerySet.as_manager()

    class Meta:
        ordering = ["due_on", "id"]
        constraints = [
            models.CheckConstraint(
                name="rounds_deadline_kind_valid", condition=Q(kind__in=DeadlineKind.values)
            ),
            models.CheckConstraint(
                name="rounds_deadline_one_holder",
                condition=Q(holder_role__in=Role.values, holder=None, desk=None)
                | Q(holder_role="", holder__isnull=False, desk=None)
                | Q(holder_role="", holder=None, desk__isnull=False),
            ),
            models.CheckConstraint(
                name="rounds_deadline_amber_before_due",
                condition=Q(amber_on__lte=F("due_on")),
            ),
            models.CheckConstraint(
                name="rounds_deadline_paused_only_running",
                condition=Q(paused_at=None) | Q(done_at=None),
            ),
            models.UniqueConstraint(
                name="rounds_deadline_one_running_per_kind",
                fields=["case_id", "kind"],
                condition=Q(done_at=None, desk=None),
            ),
            models.UniqueConstraint(
                name="rounds_deadline_one_running_per_desk",
                fields=["case_id", "desk"],
                condition=Q(done_at=None, desk__isnull=False),
            ),
        ]
        indexes = [
            models.Index(
                fields=["place", "due_on"], name="rounds_deadline_queue", condition=Q(done_at=None)
            )
        ]

    def __str__(self) -> str:
        return f"{self.kind} by {self.due_on}"

    @property
    def holder_words(self) -> str:
        """Who owes the step; persons are named by what they are on the case."""
        if self.desk is not None:
            return self.desk.name
        if self.holder_id is not None:
            return str(_("the proposer"))
        if self.holder_role == Role.SUPPLIER:
            return str(_("the provider"))
        return f"{self.place.name} {Role(self.holder_role).label}"

    def state_on(self, today: date) -> str:
        """The colour on a day that has come; for a clock that is done, the last one."""
        if self.paused_at is not None:
            return ClockState.PAUSED
        if today > self.due_on:
            return ClockState.RED
        return ClockState.AMBER if today >= self.amber_on else ClockState.GREEN


class PauseReason(models.TextChoices):
    WITH_PROPOSER = "with_proposer", _("Returned to the proposer")
    EXPERT = "expert", _("Waiting for an expert opinion")
    EMERGENCY = "emergency", _("Emergency or force majeure")
    OTHER = "other", _("Another reason")


class Pause(models.Model):
    """暂停: a span in which a clock stood still, and why. The due day moves by its working days."""

    deadline = models.ForeignKey(Deadline, models.PROTECT, related_name="pauses")
    reason = models.CharField(max_length=16, choices=PauseReason)
    note = models.CharField(max_length=200, blank=True)
    started_at = models.DateTimeField()
    started_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    ended_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["started_at", "id"]
        constraints = [
            models.CheckConstraint(
                name="rounds_pause_reason_valid", condition=Q(reason__in=PauseReason.values)
            ),
            models.CheckConstraint(
                name="rounds_pause_explained",
                condition=Q(reason=PauseReason.WITH_PROPOSER) | ~Q(note=""),
            ),
            models.CheckConstraint(
                name="rounds_pause_ends_after_start",
                condition=Q(ended_at=None) | Q(ended_at__gte=F("started_at")),
            ),
            models.UniqueConstraint(
                name="rounds_pause_one_open", fields=["deadline"], condition=Q(ended_at=None)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.reason} #{self.deadline_id}"
