"""The hall: one meeting as everybody sees it at this moment, on the wall, on a phone, in the roll.

Built from the meeting that ``selectors.meeting_with_all`` has read; it adds the roll and the fund.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cached_property

from django.utils.translation import gettext as _

from mws.core.money import Balances
from mws.ledger.selectors import balances_of_place
from mws.rounds.majorities import VotingRules
from voting.council import wording
from voting.council.figures import Figures, figures_of, roll_of, sum_of
from voting.models import (
    AgendaItem,
    Attendance,
    Meeting,
    MeetingState,
    Motion,
    MotionKind,
    MotionState,
    Speech,
    VoteValue,
)

NameRow = tuple[str, str, str, str]  # name, seat, code, word
TallyRow = tuple[str, str, int]  # code, word, count


@dataclass(frozen=True)
class Hall:
    """``motion``: the open one, else the one declared last; ``item``: its project, else the next
    without a decision; both None where there is no such thing."""

    meeting: Meeting
    agenda: Sequence[AgendaItem]
    roll: Sequence[Attendance]
    rules: VotingRules
    item: AgendaItem | None
    motion: Motion | None
    balances: Balances

    @cached_property
    def figures(self) -> Figures | None:
        """None while there is no roll."""
        if not self.roll:
            return None
        item = self.item or self.agenda[0]
        return figures_of(item, self.motion, self.roll, self.rules)

    @property
    def is_voting(self) -> bool:
        return self.motion is not None and self.motion.state == MotionState.OPEN

    @property
    def is_in_session(self) -> bool:
        return self.meeting.state == MeetingState.OPEN

    @property
    def stamp(self) -> str:
        """Changes whenever other forms belong on the page: a motion opens or ends, members come."""
        decided = sum(bool(item.outcome) for item in self.agenda)
        motion = f"{self.motion.pk}{self.motion.state}" if self.motion else ""
        return f"{self.meeting.state}-{motion}-{decided}"

    @cached_property
    def title(self) -> str:
        """The motion, large; without one, what the meeting is doing."""
        if self.motion is not None:
            return wording.motion_words(self.motion, len(self.together), self.sum_fen)
        if self.item is not None and self.is_in_session:
            return str(self.item.proposal.title)
        return {
            MeetingState.CALLED: _("The meeting has not begun"),
            MeetingState.OPEN: _("The agenda is done"),
            MeetingState.CLOSED: _("The meeting is closed"),
        }[MeetingState(self.meeting.state)]

    @property
    def say(self) -> str:
        if self.motion is None or self.figures is None:
            return ""
        return wording.standing_words(self.figures.count, self.figures.standing, self.motion.state)

    @property
    def validity(self) -> str:
        return wording.validity_words(self.figures.standing) if self.figures else ""

    @property
    def quorum(self) -> str:
        if self.figures is None:
            return ""
        return wording.quorum_words(self.figures.count, self.figures.standing, self.rules.quorum)

    @property
    def base(self) -> str:
        if self.motion is None or self.figures is None:
            return ""
        return wording.base_words(self.figures.count, self.figures.standing)

    @property
    def needed(self) -> str:
        return wording.needed_words(self.figures.standing) if self.base else ""

    @cached_property
    def names(self) -> list[NameRow]:
        """The roll by name with what each member did; for `components/votes_by_name.html`."""
        return [self._name_row(row) for row in self.roll]

    def _name_row(self, row: Attendance) -> NameRow:
        seat = str(row.seat.get_kind_display())
        if row.stands_for is not None:
            seat = _("%(seat)s · for %(name)s") % {"seat": seat, "name": row.stands_for}
        if row.member_id == self.meeting.chair_id:
            seat = _("%(seat)s · chair") % {"seat": seat}
        code, word = self._vote_of(row)
        return str(row.member), seat, code, word

    def _vote_of(self, row: Attendance) -> tuple[str, str]:
        if not row.is_present:
            return "absent", _("Left the room") if row.arrived_at else _("Absent")
        if self.figures is not None and row.member_id in self.figures.recused:
            return "recused", _("Recused")
        if self.motion is None or self.figures is None:
            return "yes", _("Present")
        vote = self.figures.votes.get(row.member_id)
        if vote is not None:
            return vote.value, str(VoteValue(vote.value).label)
        return "waiting", _("Waiting") if self.is_voting else _("No vote")

    @property
    def tally(self) -> list[TallyRow]:
        """For `components/tally.html`; without a motion, who is in the room."""
        if self.figures is None:
            return []
        count = self.figures.count
        if self.motion is None:
            return [
                ("yes", _("Present"), count.present),
                ("waiting", _("Absent"), count.seated - count.present),
            ]
        return [
            ("yes", str(VoteValue.YES.label), count.yes),
            ("no", str(VoteValue.NO.label), count.no),
            ("abstain", str(VoteValue.ABSTAIN.label), count.abstain),
            ("recused", _("Recused"), count.recused),
            ("waiting", _("Waiting") if self.is_voting else _("No vote"), count.waiting),
        ]

    @cached_property
    def together(self) -> list[AgendaItem]:
        """The projects on which the motion is voted at once; its own alone where there is no
        package."""
        if self.motion is None or self.motion.kind != MotionKind.PASS:
            return []
        if self.motion.package_id is None:
            return [self.motion.item]
        return [item for item in self.agenda if item.package_id == self.motion.package_id]

    @property
    def after_fen(self) -> int | None:
        """What the open motion would reserve; None when nothing of the kind is voted on."""
        return self.sum_fen if self.is_voting and self.together else None

    @property
    def sum_fen(self) -> int:
        """What the motion passes in all: its own sum, and what the others of its package stand
        at."""
        if self.motion is None:
            return 0
        others = [item for item in self.together if item.pk != self.motion.item_id]
        return self.motion.amount_fen + sum(sum_of(item) for item in others)

    @cached_property
    def speeches(self) -> list[Speech]:
        """Who has the word, then who waits for it, on the project before the council; after a
        result that is the next one."""
        item = self.item if self.is_voting else next_item(self.agenda)
        if item is None or not self.is_in_session:
            return []
        running = [each for each in item.speeches.all() if each.ended_at is None]
        return sorted(running, key=lambda each: (each.started_at is None, each.asked_at))

    @property
    def speaker(self) -> Speech | None:
        return next((each for each in self.speeches if each.started_at), None)

    @property
    def waiting_speakers(self) -> list[Speech]:
        return [each for each in self.speeches if not each.started_at]

    @property
    def floor_until(self) -> datetime | None:
        """When the speaker's time is over; None without a limit."""
        minutes = self.meeting.round.frozen_rules.speech_minutes
        if self.speaker is None or self.speaker.started_at is None or not minutes:
            return None
        return self.speaker.started_at + timedelta(minutes=minutes)


def hall_of(meeting: Meeting) -> Hall:
    """Two queries beside the meeting: the roll and the fund."""
    agenda = list(meeting.agenda.all())
    motion = _motion_shown(agenda) if meeting.state == MeetingState.OPEN else None
    return Hall(
        meeting=meeting,
        agenda=agenda,
        roll=roll_of(meeting),
        rules=VotingRules.of(meeting.round.frozen_rules),
        item=motion.item if motion else next_item(agenda),
        motion=motion,
        balances=balances_of_place(meeting.place, meeting.round.year),
    )


def next_item(agenda: Sequence[AgendaItem]) -> AgendaItem | None:
    """The first project without a decision."""
    return next((item for item in agenda if not item.outcome), None)


def _motion_shown(agenda: Sequence[AgendaItem]) -> Motion | None:
    """The open motion; else the one declared last, until the next is moved."""
    motions = [motion for item in agenda for motion in item.motions.all()]
    declared = [each for each in motions if each.state not in _NOT_SHOWN]
    return next(
        (each for each in motions if each.state == MotionState.OPEN),
        max(declared, key=lambda each: each.declared_at, default=None),
    )


_NOT_SHOWN = (MotionState.OPEN, MotionState.WITHDRAWN)
