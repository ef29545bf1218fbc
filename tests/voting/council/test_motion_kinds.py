"""Amend, defer, reject, wait for money, vote on several at once; ties; the waitlist."""

from datetime import timedelta
from uuid import uuid4

from django.test import TestCase

from mws.audit.models import AuditEvent
from mws.core.refusals import Refused
from mws.ledger.models import Fund
from mws.ledger.services import reserve
from mws.rounds.models import Round
from proposals.models import CaseDuty, Duty, Proposal, ProposalStatus
from tests.cast import NOW
from tests.voting.council.room import Room
from voting.council import services
from voting.council.services.waitlist import ranked
from voting.models import AgendaItem, CouncilVote, Motion, MotionState


class KindTestCase(TestCase):
    @classmethod
    def setUpTestData(cls):
        cls.room = Room()
        cls.meeting = cls.room.opened(present=7)
        cls.item = cls.meeting.agenda.get(position=1)

    def move(self, kind, **fields):
        values = {"item_id": self.item.pk, "by": self.room.chair, "kind": kind} | fields
        return services.move_motion(now=NOW, **values)

    def decide(self, motion, reason="", **votes):
        self.room.vote(motion, **(votes or {"yes": 7}))
        return services.declare_result(
            motion_id=motion.pk, reason=reason, by=self.room.chair, now=NOW
        )

    def refused(self, code, deed, **fields):
        with self.assertRaises(Refused) as caught:
            deed(**fields)
        self.assertEqual(caught.exception.code, code, caught.exception)

    def status(self, number=1):
        return Proposal.objects.get(pk=self.room.files[number - 1].pk).status


class AmendmentTests(KindTestCase):
    def test_the_project_is_then_put_to_the_vote_as_amended(self):
        amendment = self.move(
            "amend", amount_fen=800_000, condition="先修北门", proposed_by=self.room.members[2]
        )
        self.decide(amendment)
        self.assertEqual(amendment.proposed_by, self.room.members[2])
        self.assertEqual(self.status(), ProposalStatus.ON_AGENDA)
        self.refused("not_as_amended", self.move, kind="pass", amount_fen=1_000_000)
        motion = self.decide(self.move("pass"))
        self.assertEqual(motion.amount_fen, 800_000)
        self.assertEqual(Fund.objects.get(pk=self.room.fund.pk).reserved_fen, 800_000)

    def test_an_amendment_that_fails_changes_nothing_and_needs_no_reason(self):
        motion = self.decide(self.move("amend", amount_fen=800_000), no=7)
        self.assertEqual((motion.state, bool(motion.reason)), (MotionState.REJECTED, True))
        self.assertEqual(self.move("pass").amount_fen, 1_000_000)

    def test_refusals(self):
        reserve(
            case_id=uuid4(), community=self.room.cast.community, year=2026, amount_fen=99_500_000,
            decision="motion:0", reference="another round", by=None, now=NOW,
        )  # fmt: skip
        self.refused("above_available", self.move, kind="amend", amount_fen=600_000)
        self.refused("above_cap", self.move, kind="amend", amount_fen=60_000_000)
        self.refused("not_positive", self.move, kind="amend", amount_fen=-1)
        services.mark_departure(
            attendance_id=self.room.row(self.meeting, self.room.members[6]).pk,
            by=self.room.chair, now=NOW,
        )  # fmt: skip
        for who in (self.room.members[6], self.room.cast.lin):
            self.refused("mover_absent", self.move, kind="amend", amount_fen=1, proposed_by=who)


class OtherKindTests(KindTestCase):
    def test_deferred_by_a_vote(self):
        motion = self.move("defer")
        self.refused("reason_missing", self.decide, motion=motion)
        self.decide(motion, reason="等物业答复")
        self.assertEqual(self.status(), ProposalStatus.DEFERRED)

    def test_a_motion_to_defer_that_fails_leaves_the_project_before_the_council(self):
        self.decide(self.move("defer"), no=7)
        self.assertEqual(self.status(), ProposalStatus.ON_AGENDA)
        self.decide(self.move("pass"))
        self.assertEqual(self.status(), ProposalStatus.SELECTED)

    def test_rejected_by_a_vote(self):
        self.decide(self.move("reject"), reason="物业职责")
        self.assertEqual(self.status(), ProposalStatus.REJECTED)
        self.assertEqual(AgendaItem.objects.get(pk=self.item.pk).reason, "物业职责")

    def test_the_waitlist_is_for_want_of_money_only(self):
        self.refused("money_suffices", self.move, kind="waitlist")
        Proposal.objects.filter(pk=self.room.files[0].pk).update(requested_fen=200_000_000)
        self.decide(self.move("waitlist"))
        self.assertEqual(self.status(), ProposalStatus.WAITLISTED)


class TieTests(KindTestCase):
    def rule(self, key, value):
        rules = dict(Round.objects.get(pk=self.room.round.pk).rules)
        rules[key] = {"value": value, "basis": "测试"}
        Round.objects.filter(pk=self.room.round.pk).update(rules=rules)

    def test_a_tie_defers_where_the_rules_say_so(self):
        self.rule("tie", "deferred")
        motion = self.move("pass")
        self.refused("reason_missing", self.decide, motion=motion, yes=3, no=3, abstain=1)
        motion = services.declare_result(
            motion_id=motion.pk, reason="票数相等", by=self.room.chair, now=NOW
        )
        self.assertEqual(motion.state, MotionState.DEFERRED)
        self.assertEqual(self.status(), ProposalStatus.DEFERRED)

    def test_a_tie_fails_where_they_do_not(self):
        self.decide(self.move("pass"), reason="票数相等", yes=3, no=3, abstain=1)
        self.assertEqual(self.status(), ProposalStatus.REJECTED)

    def test_abstentions_left_out_make_the_base_smaller(self):
        self.rule("abstention", "left_out")
        motion = self.decide(self.move("pass"), yes=3, no=2, abstain=2)
        self.assertEqual((motion.state, motion.base), (MotionState.PASSED, 5))


class PackageTests(KindTestCase):
    def package(self, *positions):
        items = self.meeting.agenda.filter(position__in=positions or (1, 2, 3))
        return services.move_package(
            item_ids=[item.pk for item in items], by=self.room.chair, now=NOW
        )

    def test_one_vote_decides_all_and_reserves_the_sum_of_all(self):
        self.decide(self.package())
        motion = self.decide(self.move("pass"), yes=6, no=1)
        for number in (1, 2, 3):
            self.assertEqual(self.status(number), ProposalStatus.SELECTED)
        self.assertEqual(Fund.objects.get(pk=self.room.fund.pk).reserved_fen, 6_000_000)
        passed = Motion.objects.filter(kind="pass")
        self.assertEqual({(m.state, m.yes, m.no) for m in passed}, {("passed", 6, 1)})
        self.assertEqual(CouncilVote.objects.filter(motion__kind="pass").count(), 21)
        self.assertEqual(CaseDuty.objects.filter(duty=Duty.VOTED).count(), 21)
        events = AuditEvent.objects.filter(action="motion.declared", facts__together=motion.pk)
        self.assertEqual(events.count(), 2)

    def test_without_the_resolution_nothing_is_bound(self):
        self.decide(self.package(), no=7)
        self.decide(self.move("pass"))
        self.assertEqual(self.status(2), ProposalStatus.ON_AGENDA)

    def test_refusals(self):
        self.refused("too_few", services.move_package, item_ids=[self.item.pk], by=self.room.chair)
        services.record_recusal(
            item_id=self.item.pk, ground="kin", by=self.room.members[0], now=NOW
        )
        self.refused("someone_recused", self.package)
        self.package(2, 3)
        self.refused("motion_open", self.move, kind="pass")

    def test_all_together_above_the_money_is_refused_with_the_figure(self):
        Proposal.objects.filter(pk=self.room.files[2].pk).update(requested_fen=98_000_000)
        self.decide(self.package())
        self.refused("above_available", self.move, kind="pass")

    def test_nobody_votes_on_a_package_with_their_own_project(self):
        self.decide(self.package())
        CaseDuty.objects.create(
            case_id=self.room.files[1].case_id, person=self.room.members[3],
            duty=Duty.PROPOSED, done_at=NOW,
        )  # fmt: skip
        motion = self.move("pass")
        self.refused(
            "own_case", services.cast_vote, motion_id=motion.pk, value="yes",
            by=self.room.members[3],
        )  # fmt: skip

    def test_a_recusal_must_wait_until_the_package_is_gone(self):
        self.decide(self.package())
        self.refused(
            "in_package", services.record_recusal, item_id=self.item.pk, ground="kin",
            by=self.room.members[0],
        )  # fmt: skip


class WaitlistOrderTests(KindTestCase):
    def test_ranks_follow_the_rule_when_the_meeting_closes(self):
        Proposal.objects.update(requested_fen=200_000_000)
        for position, yes in ((1, 4), (2, 7), (3, 6)):
            item = self.meeting.agenda.get(position=position)
            motion = self.move("waitlist", item_id=item.pk)
            self.decide(motion, yes=yes, no=7 - yes)
        services.close_meeting(meeting_id=self.meeting.pk, by=self.room.chair, now=NOW)
        ranks = {
            number: Proposal.objects.get(pk=file.pk).waitlist_rank
            for number, file in enumerate(self.room.files, 1)
        }
        self.assertEqual(ranks, {1: 3, 2: 1, 3: 2})

    def test_the_waitlist_lapses_with_the_year(self):
        Proposal.objects.filter(pk=self.room.files[0].pk).update(
            status=ProposalStatus.WAITLISTED, waitlist_rank=1
        )
        self.refused(
            "waitlist_over", services.call_meeting, round_id=self.room.round.pk,
            scheduled_at=NOW + timedelta(days=300), location="议事厅", by=self.room.chair,
            proposal_ids=[self.room.files[0].pk], now=NOW + timedelta(days=290),
        )  # fmt: skip

    def test_the_three_orders(self):
        items = list(self.meeting.agenda.select_related("proposal"))
        served = {1: 10, 2: 1000, 3: 500}
        for item in items:
            item.proposal.beneficiary_count = served[item.position]
            item.proposal.requested_fen = 100
        votes = {
            item.pk: Motion(yes=yes, base=7) for item, yes in zip(items, (7, 4, 7), strict=True)
        }
        for order, expected in [
            ("votes", [3, 1, 2]),
            ("benefit", [2, 3, 1]),
            ("agenda", [1, 2, 3]),
        ]:
            with self.subTest(order=order):
                found = [item.position for item in ranked(items, votes, order)]
                self.assertEqual(found, expected)


class PostponeTests(TestCase):
    def test_a_later_day_is_announced_with_the_same_notice(self):
        room = Room()
        meeting = room.called()
        later = NOW + timedelta(days=7)
        for code, fields in [
            ("not_permitted", {"by": room.members[0]}),
            ("not_later", {"scheduled_at": NOW - timedelta(hours=1)}),
            ("reason_missing", {"reason": " "}),
            ("notice_too_short", {"scheduled_at": NOW + timedelta(hours=1)}),
        ]:
            values = {"scheduled_at": later, "reason": "台风", "by": room.chair} | fields
            with self.subTest(code=code), self.assertRaises(Refused) as caught:
                services.postpone_meeting(meeting_id=meeting.pk, now=NOW, **values)
            self.assertEqual(caught.exception.code, code)
        moved = services.postpone_meeting(
            meeting_id=meeting.pk, scheduled_at=later, reason="台风", by=room.chair, now=NOW
        )
        self.assertEqual((moved.scheduled_at, moved.postponed_from), (later, NOW))
        services.open_meeting(meeting_id=meeting.pk, by=room.chair, now=later)
        with self.assertRaises(Refused) as caught:
            services.postpone_meeting(
                meeting_id=meeting.pk, scheduled_at=later + timedelta(days=9), reason="x",
                by=room.chair, now=later,
            )  # fmt: skip
        self.assertEqual(caught.exception.code, "begun_already")
