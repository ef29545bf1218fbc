"""Writing, signing, approving and correcting the minutes, and keeping private what is private."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from mws.accounts.models import User
from mws.core.refusals import Refusal
from voting.council.rules.meetings import why_not_run
from voting.models import Meeting, MeetingState, Minutes, MinutesText

SIGNED = Refusal("signed_already", _("These minutes are signed. What is signed is not changed."))


def why_not_write_minutes(meeting: Meeting, *, is_signed: bool, by: User) -> Refusal | None:
    """The secretary or the chair, from the opening to the signature."""
    if refusal := why_not_run(meeting.place, by=by):
        return refusal
    if meeting.state == MeetingState.CALLED:
        return Refusal("not_begun", _("Minutes are written once the meeting has begun."))
    return SIGNED if is_signed else None


def why_not_sign_minutes(
    meeting: Meeting, *, is_signed: bool, text: MinutesText | None, read: str, by: User
) -> Refusal | None:
    """Signed by the chair who led; after that nobody changes them. ``read``: the digest of what
    the chair has read, "" where it is signed as it stands."""
    if meeting.state != MeetingState.CLOSED:
        return Refusal("not_closed", _("Minutes are signed once the meeting is closed."))
    if is_signed:
        return SIGNED
    if meeting.chair_id != by.pk:
        return Refusal("not_chair", _("The chair who led this meeting signs its minutes."))
    if read and read != stamp_of(text):
        return Refusal(
            "text_changed", _("The secretary has changed the text meanwhile. Read it once more.")
        )
    return None


def stamp_of(text: MinutesText | None) -> str:
    """Which state of the text somebody has read."""
    return text.written_at.isoformat() if text else "none"


def why_not_countersign(
    minutes: Minutes, *, signed_as: str, is_signed: bool, by: User
) -> Refusal | None:
    """The two who watched and made the count, each once."""
    named = {
        "scrutineer": minutes.meeting.scrutineer_id, "teller": minutes.meeting.teller_id,
    }  # fmt: skip
    if named.get(signed_as) is None or named[signed_as] != by.pk:
        return Refusal("not_counter", _("The members who counted in this meeting sign here."))
    if is_signed:
        return Refusal("signed_once", _("You have signed these minutes already."))
    return None


def why_not_approve_minutes(
    minutes: Minutes, *, at: Meeting, has_quorum: bool, is_approved: bool, by: User
) -> Refusal | None:
    """In a later meeting of the same council, in session and with a quorum."""
    if refusal := why_not_run(at.place, by=by):
        return refusal
    if at.state != MeetingState.OPEN:
        return Refusal("not_in_session", _("The meeting is not in session."))
    if minutes.meeting.place_id != at.place_id or minutes.meeting.scheduled_at >= at.scheduled_at:
        return Refusal("not_later", _("A later meeting of the same council approves minutes."))
    if is_approved:
        return Refusal("approved_already", _("These minutes are approved already."))
    if not has_quorum:
        return Refusal("no_quorum", _("Without a quorum the council approves nothing."))
    return None


def why_not_add_annex(minutes: Minutes, *, text: str, by: User) -> Refusal | None:
    if refusal := why_not_run(minutes.meeting.place, by=by):
        return refusal
    if not text.strip():
        return Refusal("text_missing", _("Write what was wrong and what is right."))
    return None


def why_not_redact_minutes(
    meeting: Meeting, *, passage: str, ground: str, is_found: bool, is_made: bool, by: User
) -> Refusal | None:
    if refusal := why_not_run(meeting.place, by=by):
        return refusal
    if meeting.state != MeetingState.CLOSED:
        return Refusal("not_closed", _("Minutes are signed once the meeting is closed."))
    if len(passage.strip()) < 2:
        return Refusal("too_short", _("Give two characters at least."))
    if not ground.strip():
        return Refusal("reason_missing", _("Give the reason: the residents will read it."))
    if not is_found:
        return Refusal("not_found", _("These words do not stand in the minutes."))
    if is_made:
        return Refusal("redacted_already", _("These words are left out already."))
    return None
