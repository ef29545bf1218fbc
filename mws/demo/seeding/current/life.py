"""One community's round, played day by day through the services that the site itself uses."""

from __future__ import annotations

from datetime import datetime, timedelta
from decimal import Decimal
from itertools import cycle
from random import Random

from mws.accounts.models import User
from mws.accounts.permissions import Role
from mws.demo.data.ideas import IDEAS, SPOTS, Idea
from mws.demo.seeding.base import Office, allocate_in_halves
from mws.demo.seeding.plans import pin_of, seed_plan
from mws.places.models import CommunityPlan
from mws.rounds.models import PollRole, Round, RuleSet, Stage
from mws.rounds.services import create_round, open_round
from proposals.costs import CostLine
from proposals.models import Proposal, ProposalStatus
from proposals.rules.approval_checks import subjects_of
from proposals.selectors.duplicates import duplicates_report
from proposals.services import (
    approval,
    approval_checks,
    cases,
    discussion,
    notices,
    screening,
    support,
)
from voting.council import services as council
from voting.models import Attendance, Meeting, SignedAs

# The days of a round on which its stages begin and end.
STAGE_DAYS: dict[str, tuple[int, int]] = {
    Stage.CALL: (0, 60),
    Stage.SCREENING: (60, 80),
    Stage.POLL: (80, 95),
    Stage.COUNCIL: (95, 110),
    Stage.NOTICE: (110, 125),
    Stage.APPROVAL: (125, 145),
    Stage.DELIVERY: (145, 330),
}
NEIGHBOURS_SAY = (
    ("for", "我家老人天天从那里过，早就该做了。"),
    ("worry", "施工会不会又拖上几个月？"),
    ("question", "以后坏了找谁修？"),
    ("question", "什么时候能做完？"),
)
BASE_ALLOCATION_FEN = 105_400_000
MEETING_DAY = 100


class Life:
    """``day``: on which day of its round the community stands now."""

    def __init__(
        self, office: Office, rule_set: RuleSet, *, day: int, now: datetime,
        poll_role: str = PollRole.NONE, allocation_fen: int = BASE_ALLOCATION_FEN,
    ) -> None:  # fmt: skip
        self.office, self.today, self.now = office, day, now
        self.begin = now - timedelta(days=day)
        self.random = Random(office.place.code)
        self.ideas = list(IDEAS)
        self.random.shuffle(self.ideas)
        self.plan: CommunityPlan | None = None
        if allocation_fen:
            self._allocate(rule_set.year, allocation_fen)
            self.plan = seed_plan(office.place, self.begin)
        self.round = self._open(rule_set, poll_role)

    @property
    def street(self) -> str:
        """The short name that stands in document numbers, as in 桃源."""
        return self.office.place.parent.name.removesuffix("街道")

    def at(self, day: float) -> datetime:
        """The moment that many days into the round, never later than now."""
        return min(self.begin + timedelta(days=day), self.now)

    def _allocate(self, year: int, amount_fen: int) -> None:
        allocate_in_halves(
            self.office, year=year, amount_fen=amount_fen, document_no=f"深财社〔{year}〕9号",
            now=self.begin - timedelta(days=3),
        )  # fmt: skip

    def _open(self, rule_set: RuleSet, poll_role: str) -> Round:
        windows = {
            stage: (self.begin + timedelta(days=first), self.begin + timedelta(days=last))
            for stage, (first, last) in STAGE_DAYS.items()
            if stage != Stage.POLL or poll_role != PollRole.NONE
        }
        leader = self.office[Role.SUBDISTRICT_LEADER]
        created = create_round(
            community=self.office.place, rule_set=rule_set, batch=1, poll_role=poll_role,
            windows=windows, by=leader, now=self.begin - timedelta(days=2),
        )  # fmt: skip
        return open_round(round_id=created.pk, by=leader, now=self.begin - timedelta(days=1))

    # --- from an idea to the shortlist ------------------------------------------------------

    def draft(self, number: int, day: float) -> Proposal:
        """Proposal ``number`` of the community, written by one of its residents."""
        idea = self.ideas[number % len(self.ideas)]
        author = self.office.residents[number % len(self.office.residents)]
        return cases.create_proposal(
            round_id=self.round.pk, fields=self._fields(idea, number), items=cost_lines(idea),
            by=author, now=self.at(day),
        )  # fmt: skip

    def _fields(self, idea: Idea, number: int) -> dict[str, object]:
        spot = SPOTS[(number + self.office.place.pk) % len(SPOTS)]
        pin = pin_of(self.plan, number) if self.plan and number % 4 != 3 else {}
        return pin | {
            "title": idea.title.format(spot=spot),
            "category": idea.category,
            "theme": idea.theme,
            "problem": idea.problem,
            "location": f"{self.office.place.name}{spot}",
            "solution": idea.solution,
            "beneficiaries": idea.beneficiaries,
            "beneficiary_count": self.random.randint(6, 90) * 10,
            "upkeep": "社区工作站与物业共同管护",
        }

    def submit(self, number: int, day: float) -> Proposal:
        proposal = self.draft(number, day)
        return cases.submit_proposal(
            proposal_id=proposal.pk, by=proposal.author, now=self.at(day + 0.1)
        )

    def admit(self, number: int, day: float) -> Proposal:
        proposal = self.submit(number, day)
        report = duplicates_report(proposal, now=self.at(day + 2))
        verdicts = {row.proposal.pk: ("keep", "同类需求，不在同一处。") for row in report.found}
        admitted = screening.admit_proposal(
            proposal_id=proposal.pk, by=self.office[Role.INTAKE_CLERK], verdicts=verdicts,
            now=self.at(day + 2),
        )  # fmt: skip
        if number == 0:
            self._talk(admitted, self.at(day + 3))
        return admitted

    def _talk(self, proposal: Proposal, at: datetime) -> None:
        """Neighbours support the first proposal, argue about it and ask the office."""
        others = [person for person in self.office.residents if person != proposal.author]
        for person in others[:4]:
            support.support_proposal(proposal_id=proposal.pk, by=person, now=at)
        said = [
            discussion.contribute(proposal_id=proposal.pk, kind=kind, text=text, by=person, now=at)
            for (kind, text), person in zip(NEIGHBOURS_SAY, cycle(others), strict=False)
        ]
        discussion.answer_question(
            contribution_id=said[-1].pk, text="立项后约两个月，完工前会在公告栏公布日期。",
            by=self.office[Role.COMMUNITY_SECRETARY], now=at,
        )  # fmt: skip
        discussion.report_contribution(
            contribution_id=said[1].pk, ground="off_topic", by=others[0], now=at
        )

    def screen(self, number: int, day: float) -> Proposal:
        proposal = self.admit(number, day)
        light = "green" if number % 3 else "amber"
        return screening.screen_proposal(
            proposal_id=proposal.pk, public_benefit="green", legality="green",
            affordability=light,
            affordability_reason="" if light == "green" else "单价按近两年同类项目控制",
            owner=f"{self.office.place.name}公共部位", upkeep=proposal.upkeep,
            estimate_fen=proposal.requested_fen, by=self.office[Role.COMMUNITY_SECRETARY],
            reason="现场看过，需求属实，价格与近两年同类项目相当。", now=self.at(day + 8),
        )  # fmt: skip

    def shortlist(self, number: int, day: float) -> Proposal:
        proposal = self.screen(number, day)
        return screening.shortlist_proposal(
            proposal_id=proposal.pk, by=self.office[Role.COMMUNITY_SECRETARY],
            now=self.at(day + 12),
        )  # fmt: skip

    # --- the council ------------------------------------------------------------------------

    def call_meeting(self, proposals: list[Proposal], scheduled_at: datetime) -> Meeting:
        return council.call_meeting(
            round_id=self.round.pk, scheduled_at=scheduled_at,
            location=f"{self.office.place.name}议事厅", proposal_ids=[p.pk for p in proposals],
            by=self.office[Role.COUNCIL_SECRETARY], now=scheduled_at - timedelta(days=5),
        )  # fmt: skip

    def open_meeting(self, meeting: Meeting, now: datetime, absent: int = 2) -> list[User]:
        """Open it, tick the roll and name who counts; returns the members present."""
        council.open_meeting(
            meeting_id=meeting.pk, by=self.office[Role.COUNCIL_SECRETARY],
            chair=self.office[Role.COUNCIL_CHAIR], now=now,
        )  # fmt: skip
        roll = list(Attendance.objects.filter(meeting=meeting).select_related("member"))
        here, away = roll[: len(roll) - absent], roll[len(roll) - absent :]
        secretary = self.office[Role.COUNCIL_SECRETARY]
        for row in here:
            council.mark_arrival(attendance_id=row.pk, by=secretary, now=now)
        for row in away:
            council.note_absence(attendance_id=row.pk, reason="请假", by=secretary, now=now)
        _chair, scrutineer, teller, *_rest = (row.member for row in here)
        council.name_counters(
            meeting_id=meeting.pk, scrutineer=scrutineer, teller=teller, by=secretary, now=now
        )
        return [row.member for row in here]

    def decide(self, meeting: Meeting, number: int, present: list[User], now: datetime,
               against: int = 1) -> None:  # fmt: skip
        """Move, vote by name and declare one item; ``against`` members say no."""
        item = meeting.agenda.all()[number]
        motion = council.move_motion(
            item_id=item.pk, amount_fen=item.proposal.requested_fen,
            by=self.office[Role.COUNCIL_SECRETARY], now=now,
        )  # fmt: skip
        for seat, member in enumerate(present):
            refuses = seat >= len(present) - against
            council.cast_vote(
                motion_id=motion.pk, value="no" if refuses else "yes", by=member, now=now
            )
        failed = 2 * against >= len(present)
        council.declare_result(
            motion_id=motion.pk, by=self.office[Role.COUNCIL_CHAIR], now=now,
            reason="多数议事员认为应先由物业承担。" if failed else "",
        )  # fmt: skip

    def hold_meeting(self, proposals: list[Proposal], *, rejected: int = 0) -> Meeting:
        """A whole meeting: the last ``rejected`` items fail, the others pass; minutes signed."""
        start = self.at(MEETING_DAY)
        meeting = self.call_meeting(proposals, start)
        present = self.open_meeting(meeting, start)
        for number in range(len(proposals)):
            fails = number >= len(proposals) - rejected
            self.decide(
                meeting, number, present, start + timedelta(minutes=20 * (number + 1)),
                against=len(present) - 3 if fails else number % 3,
            )  # fmt: skip
        end = start + timedelta(minutes=20 * (len(proposals) + 2))
        chair = self.office[Role.COUNCIL_CHAIR]
        council.close_meeting(meeting_id=meeting.pk, by=chair, now=end)
        council.sign_minutes(meeting_id=meeting.pk, by=chair, now=end)
        for signed_as, member in zip(SignedAs, present[1:], strict=False):
            council.countersign_minutes(
                meeting_id=meeting.pk, signed_as=signed_as, by=member, now=end
            )
        return meeting

    # --- notice and approval ----------------------------------------------------------------

    def post_notices(self, proposals: list[Proposal], day: float = 103) -> None:
        """Early enough that five working days pass by ``end_notices``, whatever holidays fall."""
        for proposal in proposals:
            notices.post_case_notice(
                proposal_id=proposal.pk, by=self.office[Role.INTAKE_CLERK], now=self.at(day)
            )

    def end_notices(self, day: float = 125) -> None:
        """What ``tick`` does every day; only this community's notices are old enough."""
        notices.end_due_notices(now=self.at(day))

    def send_batch(self, proposals: list[Proposal], day: float = 126) -> None:
        """The confirmed decisions go to the sub-district together, with their papers."""
        council.send_batch(
            round_id=self.round.pk, proposal_ids=[p.pk for p in proposals],
            by=self.office[Role.COMMUNITY_SECRETARY], now=self.at(day),
        )  # fmt: skip

    def review(self, proposal: Proposal, day: float = 128) -> None:
        approval.review_proposal(
            proposal_id=proposal.pk, amount_fen=proposal.requested_fen,
            note="预算有额度，与在建、拟建的政府项目不重复，单价合理。",
            by=self.office[Role.SUBDISTRICT_OFFICER], now=self.at(day),
        )  # fmt: skip

    def check(self, proposal: Proposal, day: float = 129) -> None:
        """Money, works, duplicates and price, each by its own office."""
        offices = {"funds": Role.FINANCE_OFFICER, "works": Role.WORKS_OFFICER}
        for subject in subjects_of(Proposal.objects.get(pk=proposal.pk)):
            approval_checks.check_proposal(
                proposal_id=proposal.pk, subject=subject, is_sound=True,
                by=self.office[offices.get(subject, Role.SUBDISTRICT_OFFICER)], now=self.at(day),
            )  # fmt: skip

    def approve(self, proposal: Proposal, day: float = 131) -> object:
        self.review(proposal, day - 3)
        self.check(proposal, day - 2)
        return approval.approve_proposal(
            proposal_id=proposal.pk, amount_fen=proposal.requested_fen,
            document_no=f"{self.street}民微批〔{self.round.year}〕{proposal.pk}号",
            by=self.office[Role.SUBDISTRICT_LEADER], now=self.at(day),
        )  # fmt: skip

    def passed(self) -> list[Proposal]:
        return list(self.round.proposals.filter(status=ProposalStatus.SELECTED).order_by("pk"))


def cost_lines(idea: Idea) -> list[CostLine]:
    return [
        CostLine(name, unit, Decimal(quantity), yuan * 100)
        for name, unit, quantity, yuan in idea.items
    ]
