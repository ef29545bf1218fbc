from uuid import uuid4

from django.test import TestCase

from mws.audit.models import AuditEvent
from mws.core.refusals import Refused
from mws.ledger.models import Fund
from mws.ledger.services import reserve
from mws.rounds.models import Round
from proposals.models import CouncilDecision, Proposal, ProposalStatus
from tests.cast import NOW
from tests.voting.council.room import Room
from voting.council import services
from voting.models import AgendaItem, ItemOutcome, Motion, MotionState


class DeclareResultTests(TestCase):
    @classmethod
    def setUpTestData(cls):
        cls.room = Room()

    def declare(self, motion, **fields):
        values = {"reason": "", "by": self.room.chair, "now": NOW} | fields
        return services.declare_result(motion_id=motion.pk, **values)

    def assert_refused(self, code, motion, **fields):
        with self.assertRaises(Refused) as caught:
            self.declare(motion, **fields)
        self.assertEqual(caught.exception.code, code)
        motion.refresh_from_db()
        self.assertIn(motion.declared_at, (None, NOW))

    def test_a_passed_motion_reserves_the_money_and_selects_the_file(self):
        meeting = self.room.opened(present=6)
        motion = self.room.moved(meeting, amount_fen=900_000, condition="先做公示牌")
        self.room.vote(motion, yes=4, no=1, abstain=1)
        before = Fund.objects.get(pk=self.room.fund.pk).balances

        motion = self.declare(motion)

        self.assertEqual(motion.state, MotionState.PASSED)
        figures = [motion.seated, motion.present, motion.recused, motion.base]
        self.assertEqual(figures, [7, 6, 0, 6])
        self.assertEqual([motion.yes, motion.no, motion.abstain], [4, 1, 1])
        after = Fund.objects.get(pk=self.room.fund.pk).balances
        self.assertEqual(before.available - after.available, 900_000)
        self.assertEqual(after.reserved, 900_000)
        item = AgendaItem.objects.get(pk=motion.item_id)
        self.assertEqual((item.outcome, item.decided_at), (ItemOutcome.PASSED, NOW))
        proposal = Proposal.objects.get(pk=item.proposal_id)
        self.assertEqual(proposal.status, ProposalStatus.SELECTED)
        self.assertEqual(proposal.selected_fen, 900_000)
        decision = CouncilDecision.objects.get(proposal=proposal)
        self.assertEqual((decision.yes, decision.present, decision.seated), (4, 6, 7))
        self.assertEqual(decision.meeting_url, f"/council/meetings/{meeting.pk}/")
        event = AuditEvent.objects.get(action="motion.declared")
        self.assertEqual(event.case_id, proposal.case_id)
        self.assertEqual(event.facts["result"], "passed")

    def test_a_tie_is_rejected_with_its_reason(self):
        motion = self.room.moved(self.room.opened(present=6))
        self.room.vote(motion, yes=3, no=3)
        self.assert_refused("reason_missing", motion)
        motion = self.declare(motion, reason="物业应当承担")
        self.assertEqual(motion.state, MotionState.REJECTED)
        item = AgendaItem.objects.select_related("proposal").get(pk=motion.item_id)
        self.assertEqual((item.outcome, item.reason), (ItemOutcome.REJECTED, "物业应当承担"))
        self.assertEqual(item.proposal.status, ProposalStatus.REJECTED)
        self.assertEqual(Fund.objects.get(pk=self.room.fund.pk).reserved_fen, 0)

    def test_who_and_when(self):
        motion = self.room.moved(self.room.opened(present=7))
        for who in (self.room.members[0], self.room.cast.leader, self.room.cast.stranger):
            self.assert_refused("not_permitted", motion, by=who)
        self.room.vote(motion, yes=3)
        self.assert_refused("votes_missing", motion)
        self.room.vote(motion, yes=4)
        self.declare(motion)
        self.assert_refused("not_open", motion)

    def test_what_can_no_longer_pass_may_be_declared_while_votes_are_out(self):
        motion = self.room.moved(self.room.opened(present=7))
        self.room.vote(motion, no=4)
        self.assertEqual(self.declare(motion, reason="不需要").state, MotionState.REJECTED)

    def test_a_quorum_that_was_lost_forbids_any_result(self):
        meeting = self.room.opened(present=5)
        motion = self.room.moved(meeting)
        self.room.vote(motion, yes=5)
        row = self.room.row(meeting, self.room.members[4])
        services.mark_departure(attendance_id=row.pk, by=self.room.chair, now=NOW)
        self.assert_refused("no_quorum", motion)
        services.mark_arrival(attendance_id=row.pk, by=self.room.chair, now=NOW)
        self.assertEqual(self.declare(motion).yes, 5)

    def test_the_vote_of_one_who_left_is_kept_and_not_counted(self):
        meeting = self.room.opened(present=7)
        motion = self.room.moved(meeting)
        self.room.vote(motion, yes=4, no=3)
        row = self.room.row(meeting, self.room.members[0])
        services.mark_departure(attendance_id=row.pk, by=self.room.chair, now=NOW)
        motion = self.declare(motion, reason="反对多")
        self.assertEqual((motion.yes, motion.no, motion.present), (3, 3, 6))
        self.assertEqual(motion.state, MotionState.REJECTED)
        self.assertEqual(motion.votes.count(), 7)

    def test_passed_while_the_money_went_elsewhere_waits_for_money(self):
        motion = self.room.moved(self.room.opened(present=7))
        self.room.vote(motion, yes=7)
        reserve(
            case_id=uuid4(), community=self.room.cast.community, year=2026, amount_fen=99_500_000,
            decision="motion:0", reference="another round", by=None, now=NOW,
        )  # fmt: skip
        self.declare(motion)
        item = AgendaItem.objects.select_related("proposal").get(pk=motion.item_id)
        self.assertEqual(item.outcome, ItemOutcome.WAITLISTED)
        self.assertEqual(item.proposal.status, ProposalStatus.WAITLISTED)
        self.assertEqual(item.proposal.waitlist_rank, 1)
        self.assertEqual(Motion.objects.get(pk=motion.pk).state, MotionState.PASSED)

    def test_when_all_is_decided_the_round_is(self):
        meeting = self.room.opened(present=7)
        for position in (1, 2, 3):
            motion = self.room.moved(meeting, position=position)
            self.room.vote(motion, yes=7)
            self.declare(motion)
        self.assertIsNone(Round.objects.get(pk=self.room.round.pk).decided_at)
        services.close_meeting(meeting_id=meeting.pk, by=self.room.chair, now=NOW)
        self.assertEqual(Round.objects.get(pk=self.room.round.pk).decided_at, NOW)
