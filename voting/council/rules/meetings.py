"""Calling, opening, attending, closing a meeting, and signing what it did."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date, datetime, timedelta

from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from mws.accounts.models import User
from mws.accounts.permissions import Permission, Role
from mws.core.clock import local_day
from mws.core.refusals import Refusal
from mws.core.wording import day, day_and_time
from mws.places.models import Place
from mws.rounds.models import PollRole, Round, RoundState, Stage
from proposals.models import Proposal, ProposalStatus
from voting.models import Attendance, Meeting, MeetingState

# How long before the announced hour the chair may open: time for the roll, not for a surprise.
LEAD = timedelta(minutes=30)


def why_not_run(place: Place, *, by: User) -> Refusal | None:
    """Whether someone leads this council's meetings. An office higher up does not help."""
    if by.is_authenticated and by.may(Permission.MEETING_RUN, place):
        return None
    return Refusal(
        "not_permitted", _("Only the chair or the secretary of this council may do this.")
    )


def why_not_call_meeting(
    round: Round, proposals: Sequence[Proposal], *,
    scheduled_at: datetime, seats: int, certified: Collection[int] | None, by: User, now: datetime,
) -> Refusal | None:  # fmt: skip
    """``certified``: the ids on the certified list of the residents' vote, None before that."""
    if refusal := why_not_run(round.community, by=by):
        return refusal
    if round.state != RoundState.OPEN:
        return Refusal("round_not_open", _("This round is not open."))
    if not seats:
        return Refusal(
            "no_seats", _("This community has no council yet. Its members must be appointed first.")
        )
    return (
        why_not_then(round, scheduled_at, now)
        or _why_not_before_the_residents(round, proposals, certified)
        or _why_not_these(round, proposals)
        or _why_not_from_waitlist(round, proposals, now)
    )


def _why_not_from_waitlist(
    round: Round, proposals: Sequence[Proposal], now: datetime
) -> Refusal | None:
    """The waitlist lapses with the year's fund."""
    ends_on = date(round.year, 12, 31)
    if local_day(now) <= ends_on:
        return None
    for proposal in proposals:
        if proposal.status == ProposalStatus.WAITLISTED:
            return Refusal(
                "waitlist_over",
                _("“%(title)s” was on the waitlist until %(day)s. It can be proposed anew.")
                % {"title": proposal.title, "day": day(ends_on)},
            )
    return None


def why_not_then(round: Round, scheduled_at: datetime, now: datetime) -> Refusal | None:
    earliest = local_day(now) + timedelta(days=round.frozen_rules.meeting_notice_days)
    if local_day(scheduled_at) < earliest:
        return Refusal(
            "notice_too_short",
            _("A meeting is called %(days)s days ahead. The earliest day is %(day)s.")
            % {"days": round.frozen_rules.meeting_notice_days, "day": day(earliest)},
        )
    stage = round.windows.get(Stage.COUNCIL)
    if stage and scheduled_at < stage.starts_at:
        return Refusal(
            "before_council_stage",
            _("The council decides from %(day)s. Choose a later day.")
            % {"day": day(stage.starts_at)},
        )
    return None


def _why_not_before_the_residents(
    round: Round, proposals: Sequence[Proposal], certified: Collection[int] | None
) -> Refusal | None:
    if round.poll_role == PollRole.NONE:
        return None
    if certified is None:
        return Refusal(
            "poll_not_certified",
            _("The residents' vote comes first. Call the meeting once its result is certified."),
        )
    if round.poll_role != PollRole.BINDING:
        return None
    for proposal in proposals:
        if proposal.pk not in certified:
            return Refusal(
                "not_on_certified_list",
                _("“%(title)s” is not on the list that the residents chose.")
                % {"title": proposal.title},
            )
    return None


def _why_not_these(round: Round, proposals: Sequence[Proposal]) -> Refusal | None:
    if not proposals:
        return Refusal("empty_agenda", _("Choose at least one project for the agenda."))
    for proposal in proposals:
        if proposal.round_id != round.pk:
            return Refusal(
                "other_round",
                _("“%(title)s” belongs to another round.") % {"title": proposal.title},
            )
        if proposal.status not in ProposalStatus.for_agenda():
            return Refusal(
                "not_for_agenda",
                _("“%(title)s” cannot be put on the agenda now: %(status)s.")
                % {"title": proposal.title, "status": proposal.get_status_display()},
            )
    return None


def why_not_open_meeting(
    meeting: Meeting, *, seats: int, chair: User, by: User, now: datetime
) -> Refusal | None:
    if refusal := why_not_run(meeting.place, by=by):
        return refusal
    if meeting.state != MeetingState.CALLED:
        return Refusal("opened_already", _("This meeting has been opened already."))
    if now < meeting.scheduled_at - LEAD:
        return Refusal(
            "too_early",
            _("The meeting is called for %(time)s. It can be opened half an hour before.")
            % {"time": day_and_time(meeting.scheduled_at)},
        )
    if not seats:
        return Refusal("no_seats", _("No seat of this council is filled today."))
    if not chair.holds(Role.COUNCIL_CHAIR, meeting.place):
        return Refusal(
            "not_chair", _("The meeting is led by the council's chair. Name the chair who leads.")
        )
    return None


def _why_not_in_session(meeting: Meeting, *, by: User) -> Refusal | None:
    if refusal := why_not_run(meeting.place, by=by):
        return refusal
    if meeting.state != MeetingState.OPEN:
        return Refusal("not_in_session", _("The meeting is not in session."))
    return None


def why_not_mark_arrival(attendance: Attendance, *, by: User) -> Refusal | None:
    if refusal := _why_not_in_session(attendance.meeting, by=by):
        return refusal
    if attendance.is_present:
        return Refusal("present_already", _("This member is marked as present already."))
    return None


def why_not_mark_departure(attendance: Attendance, *, by: User) -> Refusal | None:
    if refusal := _why_not_in_session(attendance.meeting, by=by):
        return refusal
    if not attendance.is_present:
        return Refusal("not_present", _("This member is not in the room."))
    return None


def why_not_close_meeting(
    meeting: Meeting, *, has_open_motion: bool, undecided: int, reason: str, by: User
) -> Refusal | None:
    if refusal := _why_not_in_session(meeting, by=by):
        return refusal
    if has_open_motion:
        return Refusal(
            "motion_open", _("A motion is being voted on. Declare its result or defer it first.")
        )
    if undecided and not reason.strip():
        return Refusal(
            "reason_missing",
            ngettext_lazy(
                "%(count)s project is not decided. Say why it is deferred.",
                "%(count)s projects are not decided. Say why they are deferred.",
                undecided,
            )
            % {"count": undecided},
        )
    return None
