"""The council meetings of the closed year: one per community and batch, votes by name."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from datetime import timedelta
from itertools import count

from mws.accounts.models import User
from mws.accounts.permissions import Role
from mws.demo.plan import BATCH_DAYS
from mws.demo.seeding.closed.rows import Case, Rows
from mws.rounds.models import Round
from proposals.models import CouncilDecision, CouncilResult
from voting.council.services import sign_minutes
from voting.models import (
    AgendaItem,
    Attendance,
    CouncilSeat,
    CouncilVote,
    ItemOutcome,
    Meeting,
    MinutesSignature,
    Motion,
    MotionState,
    SignedAs,
)


def hold_councils(rows: Rows, cases: list[Case]) -> None:
    """One meeting per community and batch; every project gets its motion and its votes."""
    meetings: dict[int, Meeting] = {}
    seats = {seat.member_id: seat for seat in CouncilSeat.objects.all()}
    positions: dict[int, Iterator[int]] = defaultdict(lambda: count(1))
    for case in cases:
        round = case.proposal.round
        if round.pk not in meetings:
            meetings[round.pk] = _meeting(rows, case, round, seats)
        item = rows.add(
            AgendaItem(
                meeting=meetings[round.pk], position=next(positions[round.pk]),
                proposal=case.proposal, outcome=ItemOutcome.PASSED,
                decided_at=case.plan.selected_at,
            )
        )  # fmt: skip
        case.motion = _motion(rows, case, item)


def _meeting(rows: Rows, case: Case, round: Round, seats: dict[int, CouncilSeat]) -> Meeting:
    day, office = BATCH_DAYS[round.batch - 1], case.office
    meeting = rows.add(
        Meeting(
            place=office.place,
            round=round,
            number=round.batch,
            state="closed",
            scheduled_at=day,
            location=f"{office.place.name}议事厅",
            called_by=office[Role.COUNCIL_SECRETARY],
            called_at=day - timedelta(days=5),
            chair=office[Role.COUNCIL_CHAIR],
            opened_at=day,
            closed_at=day + timedelta(hours=9),
            seated=len(office.council),
            scrutineer=office.council[1],
            teller=office.council[2],
        )
    )
    absent = round.pk % 3
    for number, member in enumerate(office.council):
        rows.add(
            Attendance(
                meeting=meeting,
                member=member,
                seat=seats[member.pk],
                arrived_at=None if number >= len(office.council) - absent else day,
                absence_reason="请假" if number >= len(office.council) - absent else "",
            )
        )
    return meeting


def _motion(rows: Rows, case: Case, item: AgendaItem) -> Motion:
    office, plan = case.office, case.plan
    motion = rows.add(
        Motion(
            item=item,
            amount_fen=plan.amount_fen,
            moved_by=office[Role.COUNCIL_SECRETARY],
            moved_at=plan.selected_at,
        )
    )
    no, abstain = split_against(case)
    present = present_members(case)
    values = ["yes"] * (present - no - abstain) + ["no"] * no + ["abstain"] * abstain
    for member, value in zip(office.council, values, strict=False):
        rows.add(CouncilVote(motion=motion, member=member, value=value, cast_at=plan.selected_at))
    return motion


def declare_results(cases: list[Case]) -> None:
    """Every motion passed; its figures are frozen, and the case keeps the decision."""
    decisions = []
    for case in cases:
        motion, plan = case.motion, case.plan
        motion.state, motion.declared_at = MotionState.PASSED, plan.selected_at
        motion.declared_by = case.office[Role.COUNCIL_CHAIR]
        motion.seated, motion.recused = len(case.office.council), 0
        motion.present = motion.base = present_members(case)
        motion.no, motion.abstain = split_against(case)
        motion.yes = motion.present - motion.no - motion.abstain
        motion.save()
        decisions.append(
            CouncilDecision(
                proposal=case.proposal,
                result=CouncilResult.SELECTED,
                amount_fen=plan.amount_fen,
                yes=motion.yes,
                no=motion.no,
                abstain=motion.abstain,
                present=motion.present,
                seated=motion.seated,
                decided_at=plan.selected_at,
            )
        )
    CouncilDecision.objects.bulk_create(decisions, batch_size=500)


def sign_all_minutes(cases: list[Case]) -> None:
    """The chair of each meeting signs on the day after, and the two who counted with the chair."""
    chairs = {case.motion.item.meeting: case.office[Role.COUNCIL_CHAIR] for case in cases}
    signatures = []
    for meeting, chair in chairs.items():
        now = meeting.scheduled_at + timedelta(days=1)
        minutes = sign_minutes(meeting_id=meeting.pk, by=chair, now=now)
        signatures += [
            MinutesSignature(minutes=minutes, person=person, signed_as=signed_as, signed_at=now)
            for signed_as, person in counters_of(meeting)
        ]
    MinutesSignature.objects.bulk_create(signatures, batch_size=500)


def counters_of(meeting: Meeting) -> list[tuple[str, User]]:
    """Who watched and who made the count."""
    return [(SignedAs.SCRUTINEER, meeting.scrutineer), (SignedAs.TELLER, meeting.teller)]


def present_members(case: Case) -> int:
    return len(case.office.council) - case.proposal.round_id % 3


def split_against(case: Case) -> tuple[int, int]:
    """How many said no, and how many abstained: never enough to fail."""
    against = case.plan.amount_fen % 4
    return against // 2, against - against // 2
