"""Recusal, motion, vote, result: who may, when, and with which figures.

Each rule takes the facts it judges; the same facts stand on the page, so that the reason a person
reads before acting is the one the service gives.
"""

from __future__ import annotations

from collections.abc import Sequence

from django.utils.translation import gettext_lazy as _

from mws.accounts.models import User
from mws.core.refusals import Refusal
from mws.core.wording import yuan_words
from mws.rounds.majorities import Count, Standing
from voting.council.rules.meetings import why_not_run
from voting.models import (
    AgendaItem,
    Attendance,
    CouncilVote,
    MeetingState,
    Motion,
    MotionKind,
    MotionState,
)

NO_SEAT = Refusal(
    "no_seat", _("Only members on this meeting's roll vote. An office gives no vote.")
)


def _why_not_handle(item: AgendaItem, *, by: User) -> Refusal | None:
    """What every act on an agenda item needs: a leader, an open meeting, an open question."""
    if refusal := why_not_run(item.meeting.place, by=by):
        return refusal
    return why_not_open_question(item)


def why_not_open_question(item: AgendaItem) -> Refusal | None:
    if item.meeting.state != MeetingState.OPEN:
        return Refusal("not_in_session", _("The meeting is not in session."))
    if item.outcome:
        return Refusal("decided_already", _("This project has been decided in this meeting."))
    return None


def _why_no_quorum(standing: Standing, count: Count) -> Refusal | None:
    if standing.has_quorum:
        return None
    return Refusal(
        "no_quorum",
        _("%(present)s of %(seated)s members are present, %(least)s are needed.")
        % {"present": count.present, "seated": count.seated, "least": standing.quorum_least},
    )


def why_not_record_recusal(
    item: AgendaItem, attendance: Attendance | None, *, is_recused: bool, votes: int, by: User
) -> Refusal | None:
    """By the member, or by a leader for the member; before the first vote on the project."""
    if attendance is None:
        return NO_SEAT
    if attendance.member_id != by.pk and (refusal := why_not_run(item.meeting.place, by=by)):
        return refusal
    if refusal := why_not_open_question(item):
        return refusal
    if is_recused:
        return Refusal("recused_already", _("This recusal is on record already."))
    if item.package_id is not None:
        return Refusal(
            "in_package", _("These projects are being voted on together. Separate them first.")
        )
    if votes:
        return Refusal(
            "vote_begun", _("The vote has begun. A recusal is recorded before the first vote.")
        )
    return None


def why_not_move_motion(
    item: AgendaItem, *, kind: str, amount_fen: int, available_fen: int, cap_fen: int,
    amendment: Motion | None, mover: Attendance | None, standing: Standing, count: Count,
    has_open_motion: bool, by: User,
) -> Refusal | None:  # fmt: skip
    """Amounts in fen; ``cap_fen`` 0 means that the form has no cap. ``mover``: the member whose
    motion it is, None for the agenda's own; ``amendment``: the one the council has passed."""
    if refusal := _why_not_handle(item, by=by):
        return refusal
    if has_open_motion:
        return Refusal("motion_open", _("One motion at a time. Declare the open one first."))
    if refusal := _why_no_quorum(standing, count):
        return refusal
    if mover is not None and not mover.is_present:
        return Refusal("mover_absent", _("Only a member in the room can bring a motion."))
    if kind == MotionKind.WAITLIST:
        return _why_not_wait(item, available_fen)
    if kind in (MotionKind.PASS, MotionKind.AMEND):
        return _why_not_this_sum(
            kind, amount_fen, available_fen=available_fen, cap_fen=cap_fen, amendment=amendment
        )
    return None


def _why_not_this_sum(
    kind: str, amount_fen: int, *, available_fen: int, cap_fen: int, amendment: Motion | None
) -> Refusal | None:
    if amount_fen <= 0:
        return Refusal("not_positive", _("The sum must be above zero."))
    if kind == MotionKind.PASS and amendment is not None and amount_fen != amendment.amount_fen:
        return Refusal(
            "not_as_amended",
            _("The council has amended the sum to %(sum)s. Put that to the vote, or amend again.")
            % {"sum": yuan_words(amendment.amount_fen)},
        )
    if cap_fen and amount_fen > cap_fen:
        return Refusal(
            "above_cap",
            _("The sum is above the cap of %(cap)s for this form.") % {"cap": yuan_words(cap_fen)},
        )
    return why_not_afford(amount_fen, available_fen)


def why_not_afford(amount_fen: int, available_fen: int) -> Refusal | None:
    if amount_fen > available_fen:
        return Refusal(
            "above_available",
            _("Only %(available)s are available. Lower the sum or put it on the waitlist.")
            % {"available": yuan_words(available_fen)},
        )
    return None


def _why_not_wait(item: AgendaItem, available_fen: int) -> Refusal | None:
    if item.proposal.requested_fen > available_fen:
        return None
    return Refusal(
        "money_suffices",
        _("%(available)s are available, which is enough. Let the council vote.")
        % {"available": yuan_words(available_fen)},
    )


def why_not_package(items: Sequence[AgendaItem], *, recused: bool) -> Refusal | None:
    """Several projects in one vote: all of this meeting, all undecided, none with a recusal."""
    if len(items) < 2:
        return Refusal("too_few", _("A vote on several projects needs two of them at least."))
    for item in items:
        if refusal := why_not_open_question(item):
            return refusal
        if item.meeting_id != items[0].meeting_id:
            return Refusal("other_meeting", _("This project is on another meeting's agenda."))
        if item.package_id is not None:
            return Refusal("packaged_already", _("These projects are being voted on together."))
    if recused:
        return Refusal(
            "someone_recused",
            _("A member is recused from one of these projects. Vote on it separately."),
        )
    return None


def why_not_withdraw_motion(motion: Motion, *, votes: int, reason: str, by: User) -> Refusal | None:
    if refusal := why_not_run(motion.item.meeting.place, by=by):
        return refusal
    if motion.state != MotionState.OPEN:
        return Refusal("not_open", _("This motion is not open for voting."))
    if votes:
        return Refusal("vote_begun", _("The vote has begun. It ends with a result."))
    return _why_no_reason(reason)


def why_not_cast_vote(
    motion: Motion, attendance: Attendance | None, *,
    is_recused: bool, is_own_case: bool, previous: CouncilVote | None, by: User,
) -> Refusal | None:  # fmt: skip
    """``attendance``: the voter's row on the frozen roll. Staff, chair and superuser without a
    seat have none. ``is_own_case``: the voter proposed the project or entered it."""
    if attendance is None:
        return NO_SEAT
    is_keyed = attendance.member_id != by.pk
    if is_keyed and (refusal := why_not_run(motion.item.meeting.place, by=by)):
        return refusal
    if motion.state != MotionState.OPEN:
        return Refusal("not_open", _("This motion is not open for voting."))
    if not attendance.is_present:
        return Refusal("not_present", _("Only members in the room vote. Ask for the roll call."))
    if is_recused:
        return Refusal("recused", _("Recused from this project: no vote on it."))
    if is_own_case:
        return Refusal("own_case", _("Nobody votes on their own proposal. Record the recusal."))
    if is_keyed and previous is not None and previous.keyed_by_id is None:
        return Refusal(
            "voted_themselves", _("The member has voted in person; only they can change it.")
        )
    return None


def why_not_declare_result(
    motion: Motion, *, standing: Standing, count: Count, reason: str, by: User
) -> Refusal | None:
    """Not before every vote that could change the result is in."""
    if refusal := why_not_run(motion.item.meeting.place, by=by):
        return refusal
    if motion.state != MotionState.OPEN:
        return Refusal("not_open", _("This motion is not open for voting."))
    if refusal := _why_no_quorum(standing, count):
        return refusal
    if not standing.is_settled:
        return Refusal(
            "votes_missing",
            _("%(count)s members in the room have not voted, and their votes can decide it.")
            % {"count": count.waiting},
        )
    return _why_no_reason(reason) if needs_reason(motion, standing) else None


def needs_reason(motion: Motion, standing: Standing) -> bool:
    """Where the result goes against a project, its proposer and the residents read why."""
    if motion.kind == MotionKind.PASS:
        return not standing.is_passed
    return standing.is_passed and motion.kind in (MotionKind.DEFER, MotionKind.REJECT)


def why_not_defer_item(item: AgendaItem, *, reason: str, by: User) -> Refusal | None:
    return _why_not_handle(item, by=by) or _why_no_reason(reason)


def why_not_waitlist_item(
    item: AgendaItem, *, available_fen: int, has_open_motion: bool, reason: str, by: User
) -> Refusal | None:
    """备选库: only for want of money; otherwise the council votes."""
    if refusal := _why_not_handle(item, by=by):
        return refusal
    if has_open_motion:
        return Refusal("motion_open", _("One motion at a time. Declare the open one first."))
    return _why_not_wait(item, available_fen) or _why_no_reason(reason)


def _why_no_reason(reason: str) -> Refusal | None:
    if reason.strip():
        return None
    return Refusal("reason_missing", _("Give the reason: the residents will read it."))
