"""A council of seven in community A, with money, a round at its council stage and three files."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from mws.accounts.models import User
from mws.rounds.models import Stage
from proposals.models import CaseDuty, Duty, Proposal, ProposalStatus
from tests.cast import NOW, Cast
from voting.council import services
from voting.models import Attendance, CouncilSeat, Meeting, Motion, SeatKind

CALLED = NOW - timedelta(days=4)


class Room:
    """The cast with its council; every step goes through the services."""

    def __init__(self, *, members: int = 7, files: int = 3, **round_fields: Any) -> None:
        self.cast = Cast()
        self.fund = self.cast.fund()
        self.round = self.cast.round(stage=Stage.COUNCIL, **round_fields)
        self.members = [*self.cast.members, *make_members(members - 7)][:members]
        for number, member in enumerate(self.members, 1):
            CouncilSeat.objects.create(
                place=self.cast.community, number=number, kind=SeatKind.RESIDENT, member=member,
                starts_on=CALLED.date(),
            )  # fmt: skip
        self.files = [self.file(n) for n in range(1, files + 1)]

    @property
    def chair(self) -> User:
        return self.cast.chair

    @property
    def secretary(self) -> User:
        return self.cast.council_secretary

    def file(self, number: int, **fields: Any) -> Proposal:
        """A screened file of Lin's, ready for the agenda."""
        values = {
            "round": self.round, "community": self.cast.community, "author": self.cast.lin,
            "status": ProposalStatus.SHORTLISTED, "title": f"路灯修复 {number}",
            "category": "works", "theme": "facilities", "requested_fen": number * 1_000_000,
            "receipt_no": f"MWS-2026-TY-LZ-{number}", "created_at": CALLED, "submitted_at": CALLED,
            "status_since": CALLED, "beneficiary_count": 100,
        } | fields  # fmt: skip
        proposal = Proposal.objects.create(**values)
        CaseDuty.objects.create(
            case_id=proposal.case_id, person=proposal.author, duty=Duty.PROPOSED, done_at=CALLED
        )
        return proposal

    def called(self, *files: Proposal) -> Meeting:
        return services.call_meeting(
            round_id=self.round.pk, scheduled_at=NOW, location="议事厅",
            proposal_ids=[file.pk for file in files or self.files], by=self.secretary, now=CALLED,
        )  # fmt: skip

    def opened(self, *files: Proposal, present: int | None = None) -> Meeting:
        """In session, with the first ``present`` members of the roll in the room."""
        meeting = services.open_meeting(
            meeting_id=self.called(*files).pk, by=self.secretary, chair=self.chair, now=NOW
        )
        for row in list(meeting.roster.order_by("seat__number"))[:present]:
            services.mark_arrival(attendance_id=row.pk, by=self.secretary, now=NOW)
        return meeting

    def moved(self, meeting: Meeting, *, position: int = 1, **fields: Any) -> Motion:
        item = meeting.agenda.get(position=position)
        values = {"amount_fen": item.proposal.requested_fen, "by": self.chair, "now": NOW} | fields
        return services.move_motion(item_id=item.pk, **values)

    def vote(self, motion: Motion, *, yes: int = 0, no: int = 0, abstain: int = 0) -> None:
        """The members vote in the order of their seats."""
        values = ["yes"] * yes + ["no"] * no + ["abstain"] * abstain
        for member, value in zip(self.members, values, strict=False):
            services.cast_vote(motion_id=motion.pk, value=value, by=member, now=NOW)

    def row(self, meeting: Meeting, member: User) -> Attendance:
        return meeting.roster.get(member=member)


def make_members(count: int) -> list[User]:
    return User.objects.bulk_create(
        User(username=f"extra{n}", display_name=f"增补{n}") for n in range(count)
    )
