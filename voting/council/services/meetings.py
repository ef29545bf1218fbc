"""Calling a meeting, opening it on a frozen roll, closing it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from mws.accounts.models import User
from mws.audit import services as audit
from mws.core.clock import database_now, local_day
from mws.core.refusals import require
from mws.notifications import services as notifications
from mws.rounds.models import PollRole, Round
from mws.rounds.rules import why_not_move_dates
from mws.rounds.services import mark_round_decided
from proposals.models import Proposal, ProposalStatus
from proposals.services import council_steps
from voting.council import rules
from voting.council.figures import certified_list, own_cases
from voting.council.services.items import defer_undecided, url_of
from voting.council.services.locks import lock_meeting
from voting.council.services.waitlist import order_waitlist
from voting.models import (
    AgendaItem,
    Attendance,
    CouncilSeat,
    Meeting,
    MeetingState,
    Motion,
    MotionState,
    Recusal,
    RecusalGround,
    Speech,
)
from voting.models.seats import CouncilSeatQuerySet
from voting.polls.selectors.support import supports_of


@transaction.atomic
def call_meeting(
    *, round_id: int, scheduled_at: datetime, location: str, proposal_ids: Sequence[int],
    by: User, now: datetime | None = None,
) -> Meeting:  # fmt: skip
    """Post the meeting with its agenda and tell every member. ``proposal_ids`` in their order.

    Beside each project stands what the residents' certified vote made of it, where there was one.
    """
    now = now or database_now()
    round = (
        Round.objects.select_for_update(of=("self",)).select_related("community").get(pk=round_id)
    )
    found = Proposal.objects.in_bulk(set(proposal_ids))
    proposals = [found[pk] for pk in dict.fromkeys(proposal_ids) if pk in found]
    seats = list(_seats_on(round.community_id, now).select_related("member"))
    require(
        rules.why_not_call_meeting(
            round, proposals, scheduled_at=scheduled_at, seats=len(seats),
            certified=certified_list(round), by=by, now=now,
        )
    )  # fmt: skip
    meeting = Meeting.objects.create(
        place=round.community, round=round, number=_next_number(round), scheduled_at=scheduled_at,
        location=location.strip(), called_by=by, called_at=now,
    )  # fmt: skip
    _write_agenda(meeting, proposals, by=by, now=now)
    audit.record(
        "meeting.called", target=meeting, by=by, effective_at=now, place_path=round.community.path,
        number=meeting.number, items=len(proposals), scheduled_at=scheduled_at.isoformat(),
    )  # fmt: skip
    _tell("meeting_called", meeting, [seat.member for seat in seats], now)
    return meeting


@transaction.atomic
def postpone_meeting(
    *, meeting_id: int, scheduled_at: datetime, reason: str, by: User,
    now: datetime | None = None,
) -> Meeting:  # fmt: skip
    """A later day for a meeting that has not begun; its agenda stays, its members are told."""
    now = now or database_now()
    meeting = lock_meeting(pk=meeting_id)
    require(
        rules.why_not_postpone(meeting, scheduled_at=scheduled_at, reason=reason, by=by, now=now)
    )
    meeting.postponed_from = meeting.postponed_from or meeting.scheduled_at
    meeting.scheduled_at, meeting.postpone_reason = scheduled_at, reason.strip()
    meeting.save(update_fields=["scheduled_at", "postponed_from", "postpone_reason"])
    audit.record(
        "meeting.postponed", target=meeting, by=by, effective_at=now,
        place_path=meeting.place.path, scheduled_at=scheduled_at.isoformat(),
    )  # fmt: skip
    seats = _seats_on(meeting.place_id, now).select_related("member")
    _tell("meeting_postponed", meeting, [seat.member for seat in seats], now)
    return meeting


def _seats_on(place_id: int, now: datetime) -> CouncilSeatQuerySet:
    return CouncilSeat.objects.filter(place=place_id).seated_on(local_day(now))


def _next_number(round: Round) -> int:
    return (round.meetings.aggregate(last=Max("number"))["last"] or 0) + 1


def _write_agenda(
    meeting: Meeting, proposals: Sequence[Proposal], *, by: User, now: datetime
) -> None:
    supports = supports_of(meeting.round)
    items = []
    for position, proposal in enumerate(proposals, 1):
        support, is_advised = supports.get(proposal.pk, (None, None))
        items.append(
            AgendaItem(
                meeting=meeting, position=position, proposal=proposal,
                support=support, is_advised=is_advised,
            )
        )  # fmt: skip
    AgendaItem.objects.bulk_create(items)
    for proposal in sorted(proposals, key=lambda each: each.pk):
        council_steps.put_on_agenda(proposal_id=proposal.pk, by=by, now=now)


def _tell(code: str, meeting: Meeting, members: Sequence[User], now: datetime) -> None:
    at = timezone.localtime(meeting.scheduled_at)
    for member in members:
        notifications.queue(
            code, to=member, url=url_of(meeting), now=now,
            context={"place": meeting.place.name, "location": meeting.location,
                     "day": at.date(), "time": f"{at:%H:%M}"},
        )  # fmt: skip


@transaction.atomic
def open_meeting(
    *, meeting_id: int, by: User, chair: User | None = None, now: datetime | None = None
) -> Meeting:
    """Freeze the roll: one row for every seat filled today. It is the base of the quorum.

    ``chair`` leads (default: ``by``). Members who proposed a project on the agenda, or entered
    it, are recused from it at once.
    """
    now = now or database_now()
    chair = chair or by
    meeting = lock_meeting(pk=meeting_id)
    seats = list(_seats_on(meeting.place_id, now))
    require(rules.why_not_open_meeting(meeting, seats=len(seats), chair=chair, by=by, now=now))
    meeting.state, meeting.opened_at = MeetingState.OPEN, now
    meeting.chair, meeting.seated = chair, len(seats)
    meeting.save(update_fields=["state", "opened_at", "chair", "seated"])
    Attendance.objects.bulk_create(
        Attendance(meeting=meeting, member_id=seat.member_id, seat=seat) for seat in seats
    )
    recused = recuse_from_own_cases(meeting, [seat.member_id for seat in seats], now)
    audit.record(
        "meeting.opened", target=meeting, by=by, effective_at=now, place_path=meeting.place.path,
        seated=meeting.seated, chair=chair.pk, recused=recused,
    )  # fmt: skip
    return meeting


def recuse_from_own_cases(meeting: Meeting, members: Sequence[int], now: datetime) -> int:
    """Members who proposed or entered a project of the agenda do not vote on it."""
    items = {item.proposal.case_id: item for item in meeting.agenda.select_related("proposal")}
    recusals = [
        Recusal(
            item=items[case_id], member_id=member, ground=RecusalGround.PROPOSER, recorded_at=now
        )
        for case_id, member in sorted(own_cases(items, members), key=lambda pair: pair[1])
    ]
    return len(Recusal.objects.bulk_create(recusals))


@transaction.atomic
def close_meeting(
    *, meeting_id: int, reason: str = "", by: User, now: datetime | None = None
) -> Meeting:
    """End the meeting. What was not decided is deferred for ``reason``; if nothing of the round
    waits for the council any more, its decisions are final."""
    now = now or database_now()
    meeting = lock_meeting(pk=meeting_id)
    undecided = list(meeting.agenda.filter(outcome="").select_related("proposal"))
    has_open = Motion.objects.filter(item__meeting=meeting, state=MotionState.OPEN).exists()
    require(
        rules.why_not_close_meeting(
            meeting, has_open_motion=has_open, undecided=len(undecided), reason=reason, by=by
        )
    )
    defer_undecided(meeting, undecided, reason=reason.strip(), by=by, now=now)
    order_waitlist(meeting, by=by, now=now)
    Speech.objects.filter(item__meeting=meeting, ended_at=None).update(ended_at=now)
    meeting.state, meeting.closed_at = MeetingState.CLOSED, now
    meeting.save(update_fields=["state", "closed_at"])
    audit.record(
        "meeting.closed", target=meeting, by=by, effective_at=now, place_path=meeting.place.path,
        deferred=len(undecided),
    )  # fmt: skip
    if _is_final(meeting.round):
        mark_round_decided(round_id=meeting.round_id, by=by, now=now)
    return meeting


@transaction.atomic
def move_meeting(*, meeting_id: int, by_time: timedelta, by: User | None) -> Meeting:
    """Shift a meeting that has not begun (demonstration only: hours move, never the clock).
    Raises Refused elsewhere."""
    require(why_not_move_dates())
    meeting = lock_meeting(pk=meeting_id)
    if meeting.state == MeetingState.CALLED:
        meeting.scheduled_at += by_time
        meeting.save(update_fields=["scheduled_at"])
        audit.record(
            "meeting.moved", target=meeting, by=by, place_path=meeting.place.path,
            scheduled_at=meeting.scheduled_at.isoformat(),
        )  # fmt: skip
    return meeting


def _is_final(round: Round) -> bool:
    """Nothing waits for the council: no meeting is called or open, no file could be taken up.

    Where the residents' vote binds, only its certified list can be taken up. The waitlist waits
    for money, not for the council.
    """
    if round.meetings.exclude(state=MeetingState.CLOSED).exists():
        return False
    waiting = round.proposals.filter(
        status__in=[*ProposalStatus.for_agenda(), ProposalStatus.ON_AGENDA]
    ).exclude(status=ProposalStatus.WAITLISTED)
    if round.poll_role == PollRole.BINDING:
        waiting = waiting.filter(pk__in=certified_list(round) or ())
    return not waiting.exists()
