"""One community's year, from an idea to a published outcome, through the services alone.

The way of one yuan: every station is one service; after each the books, the trail and the case
say the same.
"""

from __future__ import annotations

from datetime import date, datetime, timedelta
from decimal import Decimal

from django.test import TestCase

from cms.models import CommunityYearPage, ProjectPage
from mws.audit.chain import faults_in_trail
from mws.audit.selectors import history_of_case
from mws.audit.services import seal_and_deliver
from mws.core.clock import database_now, local_day
from mws.core.money import Balances, split_largest_remainder
from mws.ledger.books import faults_in_books
from mws.ledger.models import Fund
from mws.notifications.models import Message
from mws.providers.models import Supplier
from mws.rounds.models import PollRole, Stage
from mws.rounds.services import move_dates
from proposals.costs import CostLine
from proposals.models import Project, Proposal, ProposalStatus
from proposals.rules.delivery_acceptance import CheckInput, MemberInput, check_list
from proposals.rules.delivery_procurement import Bid, Choice
from proposals.services import (
    acceptance,
    approval,
    approval_checks,
    cases,
    claims,
    contracts,
    notices,
    payments,
    procurement,
    progress,
    satisfaction,
    screening,
    settlement,
)
from tests.cast import Cast, make_resident
from voting.council import services as council
from voting.models import Attendance, CouncilSeat, SeatKind
from voting.polls import services as polls

LAMPS = [
    CostLine("LED 路灯", "盏", Decimal(24), 320_000),
    CostLine("人工", "项", Decimal(1), 50_000),
]
COST_FEN = 24 * 320_000 + 50_000
DAY = timedelta(days=1)


class YearOfACommunityTests(TestCase):
    """The stations follow each other in one test, as they do in life."""

    @classmethod
    def setUpTestData(cls) -> None:
        cls.cast = Cast()
        cls.now = database_now()
        cls.round = cls.cast.round(stage=Stage.CALL, poll_role=PollRole.ADVISORY, now=cls.now)
        cls.cast.fund(100_000_000)
        for number, member in enumerate(cls.cast.members, start=1):
            CouncilSeat.objects.create(
                place=cls.cast.community, number=number, kind=SeatKind.RESIDENT, member=member,
                starts_on=date(2020, 1, 1),
            )  # fmt: skip
        cls.neighbours = [
            make_resident(f"neighbour{n}", f"邻居{n}", cls.cast.community) for n in range(12)
        ]
        cls.bidders = [
            Supplier.objects.create(
                credit_code=f"9144030500000000{n}R", name=f"明路照明{n}", kind="company",
                registered_on=date(2015, 1, 1),
            )
            for n in range(1, 4)
        ]  # fmt: skip
        cls.supplier = cls.bidders[0]

    def test_the_way_of_one_yuan(self) -> None:
        proposal = self.propose_and_screen()
        self.residents_vote(proposal)
        self.council_passes(proposal)
        self.assert_money(reserved=COST_FEN)
        project = self.notice_and_approval(proposal)
        self.assert_money(committed=COST_FEN)
        self.deliver(project)
        self.assert_money(paid=self.settled - self.kept, committed=self.kept)
        self.assert_published(project)
        self.assert_consistent(proposal)

    # --- stations ---------------------------------------------------------------------------

    def propose_and_screen(self) -> Proposal:
        fields = {
            "title": "东区路灯修复", "category": "works", "theme": "facilities",
            "problem": "路灯坏了一半", "location": "东区", "solution": "换灯",
            "beneficiaries": "过路居民", "beneficiary_count": 300, "upkeep": "物业",
        }  # fmt: skip
        draft = cases.create_proposal(
            round_id=self.round.pk, fields=fields, items=LAMPS, by=self.cast.lin
        )
        proposal = cases.submit_proposal(proposal_id=draft.pk, by=self.cast.lin)
        self.assertRegex(proposal.receipt_no, r"^MWS-\d{4}-TY-LZ-\d+$")
        screening.admit_proposal(proposal_id=proposal.pk, by=self.cast.clerk)
        screening.screen_proposal(
            proposal_id=proposal.pk, public_benefit="green", legality="green",
            affordability="green", owner="社区公共部位", upkeep="社区工作站", estimate_fen=COST_FEN,
            estimate_reason="按三家报价", by=self.cast.secretary,
        )  # fmt: skip
        screening.shortlist_proposal(proposal_id=proposal.pk, by=self.cast.secretary)
        return proposal

    def residents_vote(self, proposal: Proposal) -> None:
        self.move_on(Stage.POLL)
        poll = polls.create_poll(
            round_id=self.round.pk, opens_at=self.now - DAY, closes_at=self.now + DAY,
            by=self.cast.secretary, now=self.now - 2 * DAY,
        )  # fmt: skip
        polls.freeze_poll(poll_id=poll.pk, by=self.cast.secretary)
        polls.open_poll(poll_id=poll.pk, by=None)
        code = poll.items.get(proposal=proposal).code
        for voter in [self.cast.wang, *self.neighbours]:
            polls.cast_ballot(poll_id=poll.pk, choices=[code], by=voter)
        polls.move_poll(poll_id=poll.pk, by_time=-3 * DAY, by=None)
        sealed = polls.close_poll(poll_id=poll.pk, by=None)
        polls.forget_ballots(poll_id=poll.pk)
        self.assertEqual(sealed.ballot_count, 13)
        polls.propose_certification(poll_id=poll.pk, by=self.cast.officer)
        polls.certify_poll(poll_id=poll.pk, by=self.cast.leader)

    def council_passes(self, proposal: Proposal) -> None:
        self.move_on(Stage.COUNCIL)
        secretary, chair = self.cast.council_secretary, self.cast.chair
        meeting = council.call_meeting(
            round_id=self.round.pk, scheduled_at=self.now, location="议事厅",
            proposal_ids=[proposal.pk], by=secretary, now=self.now - 5 * DAY,
        )  # fmt: skip
        item = meeting.agenda.get()
        self.assertEqual((item.support, item.is_advised), (13, True))
        council.open_meeting(meeting_id=meeting.pk, by=secretary, chair=chair)
        for row in Attendance.objects.filter(meeting=meeting)[:6]:
            council.mark_arrival(attendance_id=row.pk, by=secretary)
        motion = council.move_motion(item_id=item.pk, amount_fen=COST_FEN, by=secretary)
        for number, member in enumerate(self.cast.members[:6]):
            council.cast_vote(motion_id=motion.pk, value="no" if number == 5 else "yes", by=member)
        declared = council.declare_result(motion_id=motion.pk, by=chair)
        self.assertEqual((declared.state, declared.yes, declared.no), ("passed", 5, 1))
        council.close_meeting(meeting_id=meeting.pk, by=chair)
        council.sign_minutes(meeting_id=meeting.pk, by=chair)

    def notice_and_approval(self, proposal: Proposal) -> Project:
        notice = notices.post_case_notice(proposal_id=proposal.pk, by=self.cast.clerk)
        objection = notices.file_case_objection(
            proposal_id=proposal.pk, text="灯太亮", by=self.cast.wang
        )
        notices.answer_case_objection(
            objection_id=objection.pk, answer="加遮光罩", is_upheld=False, by=self.cast.secretary
        )
        self.assertIsNotNone(notice)
        self.later(15)
        notices.end_due_notices(now=self.now)
        council.send_batch(
            round_id=self.round.pk, proposal_ids=[proposal.pk], by=self.cast.secretary,
            now=self.now,
        )  # fmt: skip
        approval.review_proposal(
            proposal_id=proposal.pk, amount_fen=COST_FEN, note="额度够,不重复",
            by=self.cast.officer, now=self.now,
        )  # fmt: skip
        cast = self.cast
        offices = {"funds": cast.finance, "works": cast.works, "duplicates": cast.officer,
                   "price": cast.officer}  # fmt: skip
        for subject, by in offices.items():
            approval_checks.check_proposal(
                proposal_id=proposal.pk, subject=subject, is_sound=True, by=by, now=self.now
            )
        return approval.approve_proposal(
            proposal_id=proposal.pk, amount_fen=COST_FEN, document_no="桃街批〔2026〕7号",
            by=self.cast.leader, now=self.now,
        )  # fmt: skip

    def choose(self, project: Project, contract_fen: int, now: datetime) -> None:
        bids = [Bid(each, contract_fen + n, local_day(now)) for n, each in enumerate(self.bidders)]
        procurement.record_procurement(
            project_ids=[project.pk], by=self.cast.officer, now=now,
            choice=Choice(
                supplier=self.supplier, amount_fen=contract_fen, note="最低价", bids=bids,
                document_no="评审7", panel=["甲", "乙", "丙"],
            ),
        )  # fmt: skip

    def deliver(self, project: Project) -> None:
        officer, now = self.cast.officer, self.later(10)
        contract_fen, self.settled = COST_FEN - 30_000, COST_FEN - 50_000
        self.choose(project, contract_fen, now)
        contracts.sign_contract(
            project_id=project.pk, supplier=self.supplier, number="HT-7", amount_fen=contract_fen,
            signed_on=local_day(now), starts_on=local_day(now), ends_on=local_day(now + 30 * DAY),
            by=officer, now=now,
        )  # fmt: skip
        progress.report_progress(
            project_id=project.pk, kind="handover", percent=0, text="场地已移交",
            by=self.cast.secretary, now=now,
        )  # fmt: skip
        for percent in (40, 100):
            progress.report_progress(
                project_id=project.pk, percent=percent, text="按图施工", by=self.cast.secretary,
                now=self.later(10),
            )  # fmt: skip
        self.pay(project, "advance", contract_fen * 3 // 10)
        progress.complete_project(project_id=project.pk, by=self.cast.secretary, now=self.later(1))
        acceptance.record_acceptance(
            project_id=project.pk, held_on=local_day(self.now), result="passed", findings="合格",
            members=self.acceptance_group(), provider="张工",
            checks=[CheckInput("", True) for _point in check_list(project)],
            by=self.cast.works, now=self.later(1),
        )  # fmt: skip
        self.rate(project)
        settlement.settle_project(
            project_id=project.pk, submitted_fen=contract_fen, audited_fen=self.settled,
            document_no="结算7", by=self.cast.finance, now=self.later(5),
        )  # fmt: skip
        self.kept = split_largest_remainder(self.settled, (97, 3))[1]
        self.pay(project, "settlement", self.settled - contract_fen * 3 // 10 - self.kept)
        self.later(40)
        settlement.evaluate_project(project_id=project.pk, now=self.now)
        settlement.close_project(project_id=project.pk, by=officer, now=self.now)

    def rate(self, project: Project) -> None:
        for number, neighbour in enumerate(self.neighbours):
            satisfaction.answer_survey(
                project_id=project.pk, by=neighbour, now=self.now,
                scores=dict.fromkeys(("need", "quality", "speed", "openness", "overall"),
                                     5 - number % 2),
            )  # fmt: skip

    def pay(self, project: Project, kind: str, amount_fen: int) -> None:
        claim = claims.file_claim(
            project_id=project.pk, kind=kind, amount_fen=amount_fen, invoice_no=f"FP-{kind}",
            by=self.cast.officer, now=self.now,
        )  # fmt: skip
        claims.review_claim(claim_id=claim.pk, by=self.cast.finance, now=self.now)
        claims.approve_claim(claim_id=claim.pk, by=self.cast.leader, now=self.now)
        payments.confirm_payment(
            claim_id=claim.pk, bank_no=f"B-{kind}", paid_on=local_day(self.now),
            by=self.cast.finance, now=self.now,
        )  # fmt: skip

    def acceptance_group(self) -> list[MemberInput]:
        people = ((self.cast.works, "subdistrict"), (self.cast.wang, "resident"),
                  (self.cast.lin, "proposer"))  # fmt: skip
        return [MemberInput(str(person), capacity, True, person=person)
                for person, capacity in people]  # fmt: skip

    # --- time and checks --------------------------------------------------------------------

    def later(self, days: int) -> datetime:
        self.now += days * DAY
        return self.now

    def move_on(self, stage: Stage) -> None:
        """The dates of the round move, never the clock."""
        self.round.refresh_from_db()
        start = self.round.stages.get(stage=stage).starts_at
        move_dates(round_id=self.round.pk, days=-((start - self.now).days + 1), by=None)

    def assert_money(self, **parts: int) -> None:
        held = sum(parts.values())
        whole = Balances(100_000_000, 100_000_000 - held, 0, 0, 0, 0)
        expected = {name: getattr(whole, name) for name in whole.__dataclass_fields__} | parts
        self.assertEqual(Fund.objects.get().balances, Balances(**expected))
        self.assertEqual(list(faults_in_books()), [])

    def assert_published(self, project: Project) -> None:
        seal_and_deliver()
        project.refresh_from_db()
        self.assertEqual((project.status, project.settled_fen), ("closed", self.settled))
        self.assertTrue(CommunityYearPage.objects.filter(community=project.community).exists())
        page = ProjectPage.objects.filter(project=project).first()
        response = self.client.get(page.url)
        self.assertContains(response, f"{self.settled / 100:,.2f}"[:-3])

    def assert_consistent(self, proposal: Proposal) -> None:
        proposal.refresh_from_db()
        self.assertEqual(proposal.status, ProposalStatus.APPROVED)
        actions = list(history_of_case(proposal.case_id).values_list("action", flat=True))
        for action in (
            "proposal.submitted",
            "proposal.admitted",
            "ledger.reserve",
            "ledger.commit",
            "ledger.pay",
            "ledger.release",
            "project.closed",
        ):
            self.assertIn(action, actions)  # fmt: skip
        self.assertEqual(list(faults_in_trail()), [])
        self.assertTrue(Message.objects.filter(recipient_id=self.cast.lin.pk).exists())
