"""May a meeting be typed in afterwards, from the sheets that were filled in by hand."""

from __future__ import annotations

from datetime import datetime

from django.utils.translation import gettext_lazy as _

from mws.accounts.models import User
from mws.core.refusals import Refusal
from voting.council.rules.meetings import LEAD, why_not_run
from voting.models import Meeting, MeetingState


def why_not_key_meeting(
    meeting: Meeting, *, opened_at: datetime, closed_at: datetime, by: User, now: datetime
) -> Refusal | None:
    """A meeting that was called and held, but not in the system: all of it or nothing."""
    if refusal := why_not_begin_keying(meeting, by=by, now=now):
        return refusal
    if opened_at < meeting.scheduled_at - LEAD:
        return Refusal("before_call", _("It cannot have begun before it was called for."))
    if not opened_at < closed_at <= now:
        return Refusal("not_held_yet", _("The meeting ended after it began, and before now."))
    return None


def why_not_begin_keying(meeting: Meeting, *, by: User, now: datetime) -> Refusal | None:
    if refusal := why_not_run(meeting.place, by=by):
        return refusal
    if meeting.state != MeetingState.CALLED:
        return Refusal("held_here", _("This meeting has been held in the system already."))
    if now < meeting.scheduled_at:
        return Refusal("not_held_yet", _("The meeting ended after it began, and before now."))
    return None
