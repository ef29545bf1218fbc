"""居民议事会: meetings, who was present when, the agenda and who spoke on it."""

from __future__ import annotations

from datetime import date

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from mws.places.models import Place
from mws.rounds.models import Round
from proposals.models import Proposal
from voting.models.seats import CouncilSeat


class MeetingState(models.TextChoices):
    CALLED = "called", _("Called")
    OPEN = "open", _("In session")
    CLOSED = "closed", _("Ended")


class Meeting(models.Model):
    """议事会会议. ``seated`` is frozen when the meeting is opened; it is the base of quorum.

    ``scrutineer`` (监票) watches the count and ``teller`` (计票) makes it; both sign the minutes.
    ``keyed_by``: typed in afterwards from the paper sheets, because the phones failed.
    """

    place = models.ForeignKey(Place, models.PROTECT, related_name="meetings")
    round = models.ForeignKey(Round, models.PROTECT, related_name="meetings")
    number = models.PositiveSmallIntegerField()
    state = models.CharField(max_length=8, choices=MeetingState, default=MeetingState.CALLED)
    scheduled_at = models.DateTimeField()
    location = models.CharField(max_length=80)
    called_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    called_at = models.DateTimeField()
    chair = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    opened_at = models.DateTimeField(null=True)
    closed_at = models.DateTimeField(null=True)
    seated = models.PositiveSmallIntegerField(null=True)
    scrutineer = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )
    teller = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )
    postponed_from = models.DateTimeField(null=True)
    postpone_reason = models.CharField(max_length=200, blank=True)
    keyed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )
    keyed_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-scheduled_at"]
        constraints = [
            models.CheckConstraint(
                name="voting_meeting_keyed_paired",
                condition=Q(keyed_at=None, keyed_by=None)
                | Q(keyed_at__isnull=False, keyed_by__isnull=False),
            ),
            models.CheckConstraint(
                name="voting_meeting_postponed_with_reason",
                condition=Q(postponed_from=None) | ~Q(postpone_reason=""),
            ),
            models.CheckConstraint(
                name="voting_meeting_two_counters",
                condition=Q(scrutineer=None) | Q(teller=None) | ~Q(scrutineer=F("teller")),
            ),
            models.CheckConstraint(
                name="voting_meeting_state_valid", condition=Q(state__in=MeetingState.values)
            ),
            models.UniqueConstraint(name="voting_meeting_number_once", fields=["round", "number"]),
            models.CheckConstraint(
                name="voting_meeting_opened_facts",
                condition=Q(state="called", opened_at=None, seated=None)
                | (
                    ~Q(state="called")
                    & Q(opened_at__isnull=False, seated__isnull=False, seated__gt=0)
                ),
            ),
            models.CheckConstraint(
                name="voting_meeting_closed_at_paired",
                condition=Q(state="closed", closed_at__isnull=False)
                | (~Q(state="closed") & Q(closed_at=None)),
            ),
        ]

    def __str__(self) -> str:
        return f"meeting {self.round_id}/{self.number}"


class Attendance(models.Model):
    """出席: one row per seat of the frozen roster; present while arrived and not left.

    ``stands_for``: the member in whose place a substitute sits.
    """

    meeting = models.ForeignKey(Meeting, models.PROTECT, related_name="roster")
    member = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="attendances")
    seat = models.ForeignKey(CouncilSeat, models.PROTECT, related_name="+")
    stands_for = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )
    arrived_at = models.DateTimeField(null=True)
    left_at = models.DateTimeField(null=True)
    absence_reason = models.CharField(max_length=80, blank=True)

    class Meta:
        ordering = ["seat__number"]
        constraints = [
            models.UniqueConstraint(name="voting_attendance_once", fields=["meeting", "member"]),
            models.CheckConstraint(
                name="voting_attendance_left_after_arrival",
                condition=Q(left_at=None)
                | Q(arrived_at__isnull=False, left_at__gte=F("arrived_at")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.member_id} at {self.meeting_id}"

    @property
    def is_present(self) -> bool:
        return self.arrived_at is not None and self.left_at is None


class ItemOutcome(models.TextChoices):
    PASSED = "passed", _("Passed")
    REJECTED = "rejected", _("Rejected")
    DEFERRED = "deferred", _("Deferred")
    WAITLISTED = "waitlisted", _("Put on the waitlist")


class AgendaItem(models.Model):
    """议题: one project before the council, and what became of it; empty until decided."""

    meeting = models.ForeignKey(Meeting, models.PROTECT, related_name="agenda")
    position = models.PositiveSmallIntegerField()
    proposal = models.ForeignKey(Proposal, models.PROTECT, related_name="agenda_items")
    support = models.PositiveIntegerField(null=True)
    is_advised = models.BooleanField(null=True)
    presenter = models.CharField(max_length=60, blank=True)
    package = models.ForeignKey("voting.Motion", models.PROTECT, null=True, related_name="packaged")
    outcome = models.CharField(max_length=10, choices=ItemOutcome, blank=True)
    reason = models.TextField(blank=True)
    decided_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["position"]
        constraints = [
            models.CheckConstraint(
                name="voting_agendaitem_outcome_paired",
                condition=Q(outcome="", decided_at=None)
                | Q(outcome__in=ItemOutcome.values, decided_at__isnull=False),
            ),
            models.CheckConstraint(
                name="voting_agendaitem_no_has_reason",
                condition=Q(outcome__in=["", "passed"]) | ~Q(reason=""),
            ),
            models.UniqueConstraint(
                name="voting_agendaitem_position_once", fields=["meeting", "position"]
            ),
            models.UniqueConstraint(
                name="voting_agendaitem_proposal_once", fields=["meeting", "proposal"]
            ),
        ]

    def __str__(self) -> str:
        return f"item {self.position}"

    @property
    def waits_until(self) -> date:
        """The last day on the waitlist: it lapses with the year's fund."""
        return date(self.meeting.round.year, 12, 31)


class Speech(models.Model):
    """发言: asked for, begun, ended. One that ended without a beginning was withdrawn.

    ``words``: what was asked or said, as the secretary notes it for the minutes.
    """

    item = models.ForeignKey(AgendaItem, models.PROTECT, related_name="speeches")
    member = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    started_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    words = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ["asked_at", "id"]
        constraints = [
            models.UniqueConstraint(
                name="voting_speech_one_waiting",
                fields=["item", "member"],
                condition=Q(ended_at=None),
            ),
            models.UniqueConstraint(
                name="voting_speech_one_floor",
                fields=["item"],
                condition=Q(started_at__isnull=False, ended_at=None),
            ),
            models.CheckConstraint(
                name="voting_speech_in_order",
                condition=(Q(started_at=None) | Q(started_at__gte=F("asked_at")))
                & (Q(ended_at=None) | Q(started_at=None) | Q(ended_at__gte=F("started_at"))),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.member_id} on {self.item_id}"


class Observer(models.Model):
    """列席、旁听: invited beforehand, or come of their own accord; without a vote."""

    meeting = models.ForeignKey(Meeting, models.PROTECT, related_name="observers")
    name = models.CharField(max_length=40)
    organisation = models.CharField(max_length=60, blank=True)
    is_invited = models.BooleanField()
    is_present = models.BooleanField()

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(
                name="voting_observer_once", fields=["meeting", "name", "organisation"]
            ),
            models.CheckConstraint(
                name="voting_observer_invited_or_present",
                condition=Q(is_invited=True) | Q(is_present=True),
            ),
        ]

    def __str__(self) -> str:
        return self.name
