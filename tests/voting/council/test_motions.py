from datetime import timedelta
from uuid import uuid4

from django.test import TestCase

from mws.audit.models import AuditEvent
from mws.core.refusals import Refused
from mws.ledger.services import reserve
from proposals.models import CouncilDecision, ProposalStatus
from tests.cast import NOW
from tests.voting.council.room import Room
from voting.council import services
from voting.models import CouncilVote, ItemOutcome, Motion, MotionState

LATER = NOW + timedelta(minutes=20)


class MotionTestCase(TestCase):
    present = 6

    @classmethod
    def setUpTestData(cls):
        cls.room = Room()
        cls.meeting = cls.room.opened(present=cls.present)
        cls.item = cls.meeting.agenda.get(position=1)

    def assert_refused(self, code, deed, **fields):
        with self.assertRaises(Refused) as caught:
            deed(**fields)
        self.assertEqual(caught.exception.code, code, caught.exception)
        return str(caught.exception.refusal)

    def spend(self, amount_fen):
        """Another round of the same year takes its part of the fund."""
        reserve(
            case_id=uuid4(), community=self.room.cast.community, year=2026, by=None, now=NOW,
            amount_fen=amount_fen, decision="motion:0", reference=f"other-{amount_fen}",
        )  # fmt: skip


class MoveMotionTests(MotionTestCase):
    def move(self, **fields):
        values = {"item_id": self.item.pk, "amount_fen": 900_000, "by": self.room.chair} | fields
        return services.move_motion(now=NOW, **values)

    def test_a_motion_names_a_sum_and_a_condition(self):
        motion = self.move(condition=" 分两期 ")
        self.assertEqual((motion.amount_fen, motion.condition), (900_000, "分两期"))
        self.assertEqual((motion.state, motion.moved_by), (MotionState.OPEN, self.room.chair))
        event = AuditEvent.objects.get(action="motion.moved")
        self.assertEqual(event.facts["amount_fen"], 900_000)

    def test_the_secretary_may_move_as_well(self):
        self.assertEqual(self.move(by=self.room.secretary).moved_by, self.room.secretary)

    def test_refusals(self):
        for code, fields in [
            ("not_permitted", {"by": self.room.members[0]}),
            ("not_permitted", {"by": self.room.cast.officer}),
            ("not_positive", {"amount_fen": 0}),
            ("above_cap", {"amount_fen": 50_000_001}),
        ]:
            with self.subTest(code=code):
                self.assert_refused(code, self.move, **fields)
        self.assertFalse(Motion.objects.exists())

    def test_above_what_is_available_is_refused_with_the_figure(self):
        self.spend(99_500_000)
        said = self.assert_refused("above_available", self.move)
        self.assertIn("5,000", said)
        self.assertEqual(self.move(amount_fen=500_000).amount_fen, 500_000)

    def test_without_a_quorum_nothing_is_moved(self):
        for member in self.room.members[:2]:
            row = self.room.row(self.meeting, member)
            services.mark_departure(attendance_id=row.pk, by=self.room.chair, now=NOW)
        said = self.assert_refused("no_quorum", self.move)
        self.assertIn("5", said)
        row = self.room.row(self.meeting, self.room.members[6])
        services.mark_arrival(attendance_id=row.pk, by=self.room.chair, now=LATER)
        self.move()

    def test_one_motion_at_a_time(self):
        motion = self.move()
        other = self.meeting.agenda.get(position=2)
        self.assert_refused("motion_open", self.move)
        self.assert_refused("motion_open", self.move, item_id=other.pk)
        services.withdraw_motion(
            motion_id=motion.pk, reason="金额有误", by=self.room.chair, now=NOW
        )
        self.move(item_id=other.pk)

    def test_what_is_decided_is_not_moved_again(self):
        services.defer_item(item_id=self.item.pk, reason="再议", by=self.room.chair, now=NOW)
        self.assert_refused("decided_already", self.move)
        services.close_meeting(
            meeting_id=self.meeting.pk, reason="时间", by=self.room.chair, now=NOW
        )
        self.assert_refused("not_in_session", self.move)


class WithdrawMotionTests(MotionTestCase):
    def setUp(self):
        self.motion = self.room.moved(self.meeting)

    def withdraw(self, **fields):
        values = {"motion_id": self.motion.pk, "reason": "金额有误", "by": self.room.chair} | fields
        return services.withdraw_motion(now=NOW, **values)

    def test_before_the_first_vote_with_a_reason(self):
        for code, fields in [
            ("not_permitted", {"by": self.room.members[0]}),
            ("reason_missing", {"reason": ""}),
        ]:
            with self.subTest(code=code):
                self.assert_refused(code, self.withdraw, **fields)
        self.assertEqual(self.withdraw().state, MotionState.WITHDRAWN)
        self.assert_refused("not_open", self.withdraw)
        self.item.refresh_from_db()
        self.assertEqual(self.item.outcome, "")

    def test_not_once_somebody_has_voted(self):
        self.room.vote(self.motion, yes=1)
        self.assert_refused("vote_begun", self.withdraw)


class DeferItemTests(MotionTestCase):
    def defer(self, **fields):
        values = {"item_id": self.item.pk, "reason": "资料不全", "by": self.room.chair} | fields
        return services.defer_item(now=NOW, **values)

    def test_a_project_is_put_off_with_the_reason(self):
        item = self.defer()
        self.assertEqual((item.outcome, item.reason), (ItemOutcome.DEFERRED, "资料不全"))
        decision = CouncilDecision.objects.get()
        self.assertEqual((decision.result, decision.seated), ("deferred", 0))

    def test_an_open_motion_ends_undecided_and_keeps_its_votes(self):
        motion = self.room.moved(self.meeting)
        self.room.vote(motion, yes=2)
        self.defer()
        motion.refresh_from_db()
        self.assertEqual((motion.state, motion.yes), (MotionState.DEFERRED, 2))
        self.assertEqual(CouncilVote.objects.count(), 2)
        self.assertEqual(CouncilDecision.objects.get().yes, 2)

    def test_refusals(self):
        for code, fields in [
            ("not_permitted", {"by": self.room.members[0]}),
            ("reason_missing", {"reason": ""}),
        ]:
            with self.subTest(code=code):
                self.assert_refused(code, self.defer, **fields)
        self.defer()
        self.assert_refused("decided_already", self.defer)


class WaitlistItemTests(MotionTestCase):
    def waitlist(self, **fields):
        values = {"item_id": self.item.pk, "reason": "额度不够", "by": self.room.chair} | fields
        return services.waitlist_item(now=NOW, **values)

    def test_only_for_want_of_money(self):
        self.assert_refused("money_suffices", self.waitlist)
        self.spend(99_500_000)
        for code, fields in [
            ("not_permitted", {"by": self.room.members[0]}),
            ("reason_missing", {"reason": ""}),
        ]:
            with self.subTest(code=code):
                self.assert_refused(code, self.waitlist, **fields)
        item = self.waitlist()
        self.assertEqual(item.outcome, ItemOutcome.WAITLISTED)
        self.assert_refused("decided_already", self.waitlist)

    def test_ranks_follow_one_another(self):
        self.spend(99_500_000)
        for position in (1, 2):
            self.waitlist(item_id=self.meeting.agenda.get(position=position).pk)
        for file, rank in zip(self.room.files, (1, 2), strict=False):
            file.refresh_from_db()
            self.assertEqual((file.status, file.waitlist_rank), (ProposalStatus.WAITLISTED, rank))

    def test_not_while_the_council_votes(self):
        motion = self.room.moved(self.meeting, amount_fen=400_000)
        self.spend(99_500_000)
        self.assert_refused("motion_open", self.waitlist)
        services.withdraw_motion(motion_id=motion.pk, reason="额度", by=self.room.chair, now=NOW)
        self.waitlist()


class RollTests(MotionTestCase):
    def test_arrival_departure_and_return(self):
        row = self.room.row(self.meeting, self.room.members[0])
        services.mark_departure(attendance_id=row.pk, by=self.room.secretary, now=LATER)
        row.refresh_from_db()
        self.assertFalse(row.is_present)
        services.mark_arrival(attendance_id=row.pk, by=self.room.secretary, now=LATER)
        row.refresh_from_db()
        self.assertEqual((row.arrived_at, row.left_at), (NOW, None))
        actions = AuditEvent.objects.filter(action__startswith="meeting.member").count()
        self.assertEqual(actions, 6 + 2)

    def test_the_reason_of_an_absence_is_kept_until_the_member_comes(self):
        row = self.room.row(self.meeting, self.room.members[6])
        services.note_absence(attendance_id=row.pk, reason="出差", by=self.room.chair, now=NOW)
        row.refresh_from_db()
        self.assertEqual(row.absence_reason, "出差")
        services.mark_arrival(attendance_id=row.pk, by=self.room.chair, now=NOW)
        row.refresh_from_db()
        self.assertEqual(row.absence_reason, "")

    def test_refusals(self):
        here = self.room.row(self.meeting, self.room.members[0]).pk
        away = self.room.row(self.meeting, self.room.members[6]).pk
        chair = self.room.chair
        for code, service, row, by in [
            ("not_permitted", services.mark_arrival, away, self.room.members[6]),
            ("not_permitted", services.mark_departure, here, self.room.cast.clerk),
            ("present_already", services.mark_arrival, here, chair),
            ("present_already", services.note_absence, here, chair),
            ("not_present", services.mark_departure, away, chair),
        ]:
            fields = {"attendance_id": row, "by": by, "now": NOW}
            if service is services.note_absence:
                fields["reason"] = "病"
            with self.subTest(code=code):
                self.assert_refused(code, service, **fields)
        services.close_meeting(meeting_id=self.meeting.pk, reason="散会", by=chair, now=NOW)
        self.assert_refused(
            "not_in_session", services.mark_arrival, attendance_id=away, by=chair, now=NOW
        )
