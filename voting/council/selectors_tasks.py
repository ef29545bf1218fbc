"""What the council asks of a person, for the desk."""

from __future__ import annotations

from datetime import datetime

from django.db.models import Count as CountRows
from django.db.models import Exists, F, Min, OuterRef, Q
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from mws.accounts.models import User
from mws.accounts.permissions import Permission, Role, roles_with
from mws.core.clock import local_day
from mws.core.tasks import DeskTask
from mws.rounds.models import Round, RoundState, Stage
from proposals.models import HandoverCase, Proposal, ProposalStatus
from voting.models import CouncilSeat, CouncilVote, Meeting, MeetingState, Motion, MotionState


def desk_tasks(user: User, now: datetime) -> list[DeskTask]:
    """What the council asks of this person: to call, open, lead or close a meeting, to sign its
    minutes, to come, to vote, to send what is confirmed (six queries at most)."""
    places = [hat.place_id for hat in user.hats if hat.role in _LEADERS]
    sends = [hat.place_id for hat in user.hats if hat.role in roles_with(Permission.BATCH_SEND)]
    return [
        *(_tasks_of_leader(user, places, now) if places else ()),
        *(_meetings_to_call(places, now) if places else ()),
        *(_batches_to_send(sends) if sends else ()),
        *_tasks_of_member(user),
    ]


def _batches_to_send(places: list[int]) -> list[DeskTask]:
    """Rounds with decisions that are confirmed and not with the sub-district yet."""
    sent = HandoverCase.objects.filter(
        proposal=OuterRef("pk"), handover__sent_at__gte=OuterRef("status_since")
    )
    waiting = Proposal.objects.filter(
        ~Exists(sent), status=ProposalStatus.IN_REVIEW, community__in=places
    )
    rows = waiting.values("round", "round__year", "round__batch", "community__name")
    tasks = []
    found = rows.annotate(n=CountRows("pk"), since=Min("status_since"))
    for row in found.order_by("round"):
        files = ngettext("%(n)s decision is confirmed", "%(n)s decisions are confirmed", row["n"])
        tasks.append(
            DeskTask(
                kind="batch", label=_("Send to the sub-district"), title=files % {"n": row["n"]},
                place_name=row["community__name"], due_on=local_day(row["since"]),
                url=reverse("voting:round_batch", args=[row["round"]]),
                round=(row["round__year"], row["round__batch"]),
            )
        )  # fmt: skip
    return tasks


def _meetings_to_call(places: list[int], now: datetime) -> list[DeskTask]:
    """Rounds at their council stage with files that wait for a meeting; due when the stage ends."""
    waiting = [each for each in ProposalStatus.for_agenda() if each != ProposalStatus.WAITLISTED]
    rounds = Round.objects.filter(
        community__in=places, state=RoundState.OPEN, decided_at=None,
        stages__stage=Stage.COUNCIL, stages__starts_at__lte=now,
    ).annotate(
        ends_at=F("stages__ends_at"),
        files=CountRows("proposals", filter=Q(proposals__status__in=waiting)),
    )  # fmt: skip
    today = local_day(now)
    tasks = []
    for round in rounds.filter(files__gt=0).select_related("community"):
        due = local_day(round.ends_at)
        files = ngettext("%(n)s project waits", "%(n)s projects wait", round.files)
        tasks.append(
            DeskTask(
                kind="meeting", label=_("Call a meeting"), title=files % {"n": round.files},
                place_name=round.community.name, due_on=due, days_late=max((today - due).days, 0),
                url=reverse("voting:meeting_call", args=[round.pk]),
            )
        )  # fmt: skip
    return tasks


def _tasks_of_leader(user: User, places: list[int], now: datetime) -> list[DeskTask]:
    today = local_day(now)
    meetings = (
        Meeting.objects.filter(place__in=places)
        .filter(~Q(state=MeetingState.CLOSED) | Q(minutes=None))
        .select_related("place")
    )
    tasks = []
    for meeting in meetings:
        if meeting.state == MeetingState.CLOSED and meeting.chair_id != user.pk:
            continue
        due = local_day(meeting.closed_at or meeting.scheduled_at)
        tasks.append(
            DeskTask(
                kind="meeting", label=_LEADER_WORDS[MeetingState(meeting.state)](),
                title=_title(meeting), place_name=meeting.place.name,
                url=reverse("voting:meeting", args=[meeting.pk]), due_on=due,
                days_late=max((today - due).days, 0),
            )
        )  # fmt: skip
    return tasks


_LEADERS = (Role.COUNCIL_CHAIR, Role.COUNCIL_SECRETARY)
_LEADER_WORDS = {
    MeetingState.CALLED: lambda: _("Open the meeting"),
    MeetingState.OPEN: lambda: _("Lead the meeting"),
    MeetingState.CLOSED: lambda: _("Sign the minutes"),
}


def _tasks_of_member(user: User) -> list[DeskTask]:
    """Meetings to come to and motions to vote on; only for people who have a seat."""
    if not any(hat.role in (Role.COUNCIL_MEMBER, Role.COUNCIL_CHAIR) for hat in user.hats):
        return []
    waiting = (
        Motion.objects.filter(
            state=MotionState.OPEN, item__meeting__roster__member=user,
            item__meeting__roster__arrived_at__isnull=False,
            item__meeting__roster__left_at=None,
        )
        .exclude(pk__in=CouncilVote.objects.filter(member=user).values("motion"))
        .exclude(item__recusals__member=user)
        .select_related("item__proposal", "item__meeting__place")
    )  # fmt: skip
    seats = CouncilSeat.objects.filter(member=user, ends_on=None).values("place")
    called = Meeting.objects.filter(state=MeetingState.CALLED, place__in=seats)
    return [
        *(
            DeskTask(
                kind="vote", label=_("Vote now"), title=motion.item.proposal.title,
                place_name=motion.item.meeting.place.name,
                url=reverse("voting:meeting", args=[motion.item.meeting_id]),
                due_on=local_day(motion.moved_at),
            )
            for motion in waiting
        ),
        *(
            DeskTask(
                kind="meeting", label=_("Come to the meeting"), title=_title(meeting),
                place_name=meeting.place.name, url=reverse("voting:meeting", args=[meeting.pk]),
                due_on=local_day(meeting.scheduled_at),
            )
            for meeting in called.select_related("place")
        ),
    ]  # fmt: skip


def _title(meeting: Meeting) -> str:
    return _("Council meeting no. %(number)s") % {"number": meeting.number}
