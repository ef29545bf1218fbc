"""居民议事会: seats, meetings, who was present when, agenda, minutes."""

from __future__ import annotations

from datetime import date

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from mws.core.append_only import AppendOnlyModel
from mws.places.models import Place
from mws.rounds.models import Round
from proposals.models import Proposal


class SeatKind(models.TextChoices):
    PARTY = "party", _("Community party committee")
    COMMITTEE = "committee", _("Residents' committee")
    DEPUTY = "deputy", _("People's congress deputy")
    ENTERPRISE = "enterprise", _("Enterprise or property management")
    RESIDENT = "resident", _("Resident")


class CouncilSeatQuerySet(models.QuerySet):
    def seated_on(self, day: date) -> CouncilSeatQuerySet:
        return self.filter(Q(ends_on=None) | Q(ends_on__gte=day), starts_on__lte=day)

    def seated_from(self, day: date) -> CouncilSeatQuerySet:
        """Terms that touch this day or a later one."""
        return self.filter(Q(ends_on=None) | Q(ends_on__gte=day))


class CouncilSeat(models.Model):
    """议事会席位: one member's term. A vacant seat has no row and does not count."""

    place = models.ForeignKey(Place, models.PROTECT, related_name="council_seats")
    number = models.PositiveSmallIntegerField()
    kind = models.CharField(max_length=10, choices=SeatKind)
    member = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="council_seats"
    )
    starts_on = models.DateField()
    ends_on = models.DateField(null=True, blank=True)

    objects = CouncilSeatQuerySet.as_manager()

    class Meta:
        ordering = ["number"]
        constraints = [
            models.CheckConstraint(
                name="voting_councilseat_kind_valid", condition=Q(kind__in=SeatKind.values)
            ),
            models.UniqueConstraint(
                name="voting_councilseat_one_open_term",
                fields=["place", "number"],
                condition=Q(ends_on=None),
            ),
            models.UniqueConstraint(
                name="voting_councilseat_one_seat_per_member",
                fields=["place", "member"],
                condition=Q(ends_on=None),
            ),
        ]

    def __str__(self) -> str:
        return f"seat {self.number}"


class MeetingState(models.TextChoices):
    CALLED = "called", _("Called")
    OPEN = "open", _("In session")
    CLOSED = "closed", _("Ended")


class Meeting(models.Model):
    """议事会会议. ``seated`` is frozen when the meeting is opened; it is the base of quorum."""

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

    class Meta:
        ordering = ["-scheduled_at"]
        constraints = [
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
    """出席: one row per member of the frozen roster; present while arrived and not left."""

    meeting = models.ForeignKey(Meeting, models.PROTECT, related_name="roster")
    member = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="attendances")
    seat = models.ForeignKey(CouncilSeat, models.PROTECT, related_name="+")
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


class Minutes(AppendOnlyModel):
    """会议纪要: the facts of the meeting as canonical JSON, hashed and signed; then immutable."""

    meeting = models.OneToOneField(Meeting, models.PROTECT, related_name="minutes")
    facts = models.JSONField()
    remarks = models.TextField(blank=True)
    sha256 = models.CharField(max_length=64)
    signed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    signed_at = models.DateTimeField()

    class Meta:
        verbose_name = _("minutes")
        verbose_name_plural = _("minutes")

    def __str__(self) -> str:
        return f"minutes of {self.meeting_id}"
