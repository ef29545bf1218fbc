"""Who speaks, who comes in at the door, who watches, who counts; and moving a meeting's day."""

from __future__ import annotations

from datetime import datetime

from django.utils.translation import gettext_lazy as _

from mws.accounts.models import User
from mws.core.refusals import Refusal
from voting.council.rules.meetings import why_not_run, why_not_then
from voting.council.rules.motions import NO_SEAT, why_not_open_question
from voting.models import AgendaItem, Attendance, Meeting, MeetingState, Speech


def why_not_postpone(
    meeting: Meeting, *, scheduled_at: datetime, reason: str, by: User, now: datetime
) -> Refusal | None:
    """A meeting that has not begun; the members are given the same notice once more."""
    if refusal := why_not_run(meeting.place, by=by):
        return refusal
    if meeting.state != MeetingState.CALLED:
        return Refusal("begun_already", _("This meeting has begun. It is not postponed any more."))
    if scheduled_at <= meeting.scheduled_at:
        return Refusal("not_later", _("Choose a later day than the present one."))
    if not reason.strip():
        return Refusal("reason_missing", _("Give the reason: the residents will read it."))
    return why_not_then(meeting.round, scheduled_at, now)


def why_not_prepare(meeting: Meeting, *, by: User) -> Refusal | None:
    """Guests, presenters and counters are named until the meeting is closed."""
    if refusal := why_not_run(meeting.place, by=by):
        return refusal
    if meeting.state == MeetingState.CLOSED:
        return Refusal("closed", _("This meeting is closed."))
    return None


def why_not_name_counters(
    meeting: Meeting, scrutineer: Attendance | None, teller: Attendance | None, *, by: User
) -> Refusal | None:
    """Two different members in the room, neither of them the chair."""
    if refusal := why_not_prepare(meeting, by=by):
        return refusal
    if scrutineer is None or teller is None or not scrutineer.is_present or not teller.is_present:
        return Refusal("not_present", _("Two members who are in the room watch and count."))
    if scrutineer.pk == teller.pk:
        return Refusal("same_person", _("One watches and another counts. Name two members."))
    if meeting.chair_id in (scrutineer.member_id, teller.member_id):
        return Refusal("chair_counts", _("The chair does not count. Name another member."))
    return None


def why_not_check_in(
    meeting: Meeting, attendance: Attendance | None, *, is_fresh: bool
) -> Refusal | None:
    """The member's own arrival; ``is_fresh``: the code at the door was shown just now."""
    if meeting.state != MeetingState.OPEN:
        return Refusal("not_in_session", _("The meeting is not in session."))
    if attendance is None:
        return NO_SEAT
    if attendance.is_present:
        return Refusal("present_already", _("This member is marked as present already."))
    if not is_fresh:
        return Refusal("code_old", _("This code is old. Scan the one that is shown at the door."))
    return None


def why_not_seat_substitute(
    attendance: Attendance, *, is_allowed: bool, is_on_roll: bool, by: User
) -> Refusal | None:
    """``is_allowed``: by the scheme; ``is_on_roll``: the substitute sits in it already."""
    meeting = attendance.meeting
    if refusal := why_not_run(meeting.place, by=by):
        return refusal
    if meeting.state != MeetingState.OPEN:
        return Refusal("not_in_session", _("The meeting is not in session."))
    if not is_allowed:
        return Refusal("no_substitutes", _("The scheme of this council allows no substitutes."))
    if attendance.seat.substitute_id is None:
        return Refusal("none_named", _("No substitute is named for this seat."))
    if attendance.arrived_at is not None:
        return Refusal("came_already", _("The member has come. Nobody sits in their place."))
    if is_on_roll:
        return Refusal("seated_already", _("The substitute is on this meeting's roll already."))
    return None


def why_not_ask_to_speak(
    item: AgendaItem, attendance: Attendance | None, *, is_waiting: bool, by: User
) -> Refusal | None:
    if attendance is None:
        return NO_SEAT
    if attendance.member_id != by.pk and (refusal := why_not_run(item.meeting.place, by=by)):
        return refusal
    if refusal := why_not_open_question(item):
        return refusal
    if not attendance.is_present:
        return Refusal("not_present", _("Only members in the room speak. Ask for the roll call."))
    if is_waiting:
        return Refusal("waiting_already", _("You are on the list of speakers already."))
    return None


def why_not_give_floor(speech: Speech, *, by: User) -> Refusal | None:
    if refusal := why_not_run(speech.item.meeting.place, by=by):
        return refusal
    if speech.started_at is not None or speech.ended_at is not None:
        return Refusal("not_waiting", _("This member is not waiting to speak."))
    return why_not_open_question(speech.item)


def why_not_end_speech(speech: Speech, *, by: User) -> Refusal | None:
    """By a leader; a member takes back a word that was not given yet, or ends their own."""
    if speech.member_id != by.pk and (refusal := why_not_run(speech.item.meeting.place, by=by)):
        return refusal
    if speech.ended_at is not None:
        return Refusal("ended_already", _("This speech has ended."))
    return None
