"""出席: who came, who left, and why somebody is absent. The roll itself is frozen at opening."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from mws.accounts.models import User
from mws.audit import services as audit
from mws.core.clock import database_now
from mws.core.refusals import require
from voting.council import rules
from voting.council.services.locks import lock_meeting
from voting.models import Attendance


@transaction.atomic
def mark_arrival(*, attendance_id: int, by: User, now: datetime | None = None) -> Attendance:
    """The member is in the room from now; a member who left may come back."""
    now = now or database_now()
    row = lock_row(attendance_id)
    require(rules.why_not_mark_arrival(row, by=by))
    enter(row, by=by, now=now)
    return row


def enter(row: Attendance, *, by: User, now: datetime) -> None:
    """In the room from now; the first arrival is the one that is kept."""
    row.arrived_at, row.left_at, row.absence_reason = row.arrived_at or now, None, ""
    row.save(update_fields=["arrived_at", "left_at", "absence_reason"])
    _record("meeting.member_arrived", row, by, now)


@transaction.atomic
def mark_departure(*, attendance_id: int, by: User, now: datetime | None = None) -> Attendance:
    """The member leaves the room; from this moment the quorum counts one less."""
    now = now or database_now()
    row = lock_row(attendance_id)
    require(rules.why_not_mark_departure(row, by=by))
    row.left_at = now
    row.save(update_fields=["left_at"])
    _record("meeting.member_left", row, by, now)
    return row


@transaction.atomic
def note_absence(
    *, attendance_id: int, reason: str, by: User, now: datetime | None = None
) -> Attendance:
    """Why a member is not in the room, for the minutes."""
    now = now or database_now()
    row = lock_row(attendance_id)
    require(rules.why_not_mark_arrival(row, by=by))
    row.absence_reason = reason.strip()
    row.save(update_fields=["absence_reason"])
    _record("meeting.absence_noted", row, by, now)
    return row


def lock_row(attendance_id: int) -> Attendance:
    """A row of the roll, read after its meeting was locked."""
    meeting = lock_meeting(roster=attendance_id)
    row = Attendance.objects.select_related("seat").get(pk=attendance_id)
    row.meeting = meeting
    return row


def _record(action: str, row: Attendance, by: User, now: datetime) -> None:
    audit.record(
        action, target=row.meeting, by=by, effective_at=now, place_path=row.meeting.place.path,
        person=row.member_id,
    )  # fmt: skip
