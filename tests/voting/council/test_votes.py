from django.test import TestCase
from django.urls import reverse

from mws.accounts.models import User
from mws.audit.models import AuditEvent
from mws.core.refusals import Refused
from proposals.models import CaseDuty, Duty
from tests.cast import NOW
from tests.voting.council.room import Room
from voting.council import services
from voting.models import CouncilVote, VoteValue


class CastVoteTests(TestCase):
    @classmethod
    def setUpTestData(cls):
        cls.room = Room()
        cls.meeting = cls.room.opened(present=6)
        cls.motion = cls.room.moved(cls.meeting)

    def cast(self, *, by=None, value="yes", **fields):
        by = by or self.room.members[0]
        return services.cast_vote(motion_id=self.motion.pk, value=value, by=by, now=NOW, **fields)

    def assert_refused(self, code, **fields):
        before = CouncilVote.objects.count()
        with self.assertRaises(Refused) as caught:
            self.cast(**fields)
        self.assertEqual(caught.exception.code, code)
        self.assertEqual(CouncilVote.objects.count(), before)

    def test_a_vote_by_name_is_a_vote_a_duty_and_an_event(self):
        vote = self.cast(value="no", reason="太贵")
        self.assertEqual((vote.value, vote.reason, vote.keyed_by), ("no", "太贵", None))
        duty = CaseDuty.objects.get(person=self.room.members[0])
        self.assertEqual((duty.duty, duty.case_id), (Duty.VOTED, self.room.files[0].case_id))
        event = AuditEvent.objects.get(action="vote.cast")
        self.assertEqual((event.facts["value"], event.facts["is_keyed"]), ("no", False))

    def test_a_second_click_changes_nothing(self):
        first = self.cast()
        self.assertEqual(self.cast().pk, first.pk)
        self.assertEqual(CouncilVote.objects.count(), 1)
        self.assertEqual(AuditEvent.objects.filter(action__startswith="vote.").count(), 1)

    def test_a_changed_vote_keeps_both_rows(self):
        first = self.cast()
        second = self.cast(value="abstain")
        first.refresh_from_db()
        self.assertEqual(first.superseded_at, NOW)
        live = CouncilVote.objects.get(superseded_at=None)
        self.assertEqual((live, live.value), (second, VoteValue.ABSTAIN))
        events = AuditEvent.objects.filter(action__startswith="vote.").order_by("id")
        self.assertEqual([each.action for each in events], ["vote.cast", "vote.changed"])

    def test_the_secretary_keys_a_show_of_hands(self):
        vote = self.cast(by=self.room.secretary, on_behalf_of=self.room.members[1])
        self.assertEqual((vote.member, vote.keyed_by), (self.room.members[1], self.room.secretary))
        changed = self.cast(by=self.room.members[1], value="no")
        self.assertIsNone(changed.keyed_by)

    def test_who_may_not(self):
        root = User.objects.create(username="root", is_staff=True, is_superuser=True)
        services.record_recusal(
            item_id=self.motion.item_id, ground="kin", by=self.room.members[4], now=NOW
        )
        self.cast()
        for code, fields in [
            ("no_seat", {"by": self.room.chair}),
            ("no_seat", {"by": self.room.secretary}),
            ("no_seat", {"by": self.room.cast.leader}),
            ("no_seat", {"by": self.room.cast.chen}),
            ("no_seat", {"by": root}),
            ("no_seat", {"by": self.room.secretary, "on_behalf_of": self.room.cast.lin}),
            ("not_permitted", {"by": self.room.members[0], "on_behalf_of": self.room.members[1]}),
            ("not_permitted", {"by": root, "on_behalf_of": self.room.members[1]}),
            ("not_present", {"by": self.room.members[6]}),
            ("recused", {"by": self.room.members[4]}),
            ("recused", {"by": self.room.secretary, "on_behalf_of": self.room.members[4]}),
            ("voted_themselves", {"by": self.room.secretary, "value": "no",
                                  "on_behalf_of": self.room.members[0]}),
        ]:  # fmt: skip
            with self.subTest(code=code, **fields):
                self.assert_refused(code, **fields)

    def test_a_proposer_who_took_a_seat_later_still_does_not_vote(self):
        CaseDuty.objects.create(
            case_id=self.room.files[0].case_id, person=self.room.members[3], duty=Duty.PROPOSED,
            done_at=NOW,
        )  # fmt: skip
        self.assert_refused("own_case", by=self.room.members[3])

    def test_after_the_result_nobody_votes(self):
        self.room.vote(self.motion, yes=6)
        services.declare_result(motion_id=self.motion.pk, by=self.room.chair, now=NOW)
        self.assert_refused("not_open", value="no")

    def test_a_vote_takes_few_queries(self):
        """The page's own session, user, roles, clock and motion included, not above fifteen beside
        the savepoint that a test adds (two)."""
        self.client.force_login(self.room.members[0])
        self.client.get(reverse("voting:meeting", args=[self.meeting.pk]))
        url = reverse("voting:vote_cast", args=[self.motion.pk])
        for queries, value in [(16, "no"), (17, "yes")]:
            with self.subTest(value=value), self.assertNumQueries(queries):
                response = self.client.post(url, {"value": value})
            self.assertRedirects(
                response,
                reverse("voting:meeting", args=[self.meeting.pk]),
                fetch_redirect_response=False,
            )
        self.assertEqual(CouncilVote.objects.count(), 2)


class RecordRecusalTests(TestCase):
    @classmethod
    def setUpTestData(cls):
        cls.room = Room()
        cls.meeting = cls.room.opened(present=6)
        cls.item = cls.meeting.agenda.get(position=1)

    def recuse(self, **fields):
        values = {"item_id": self.item.pk, "ground": "kin", "by": self.room.members[0]} | fields
        return services.record_recusal(now=NOW, **values)

    def test_a_recused_member_counts_for_the_quorum_and_not_in_the_base(self):
        self.recuse()
        self.recuse(by=self.room.secretary, on_behalf_of=self.room.members[1])
        motion = self.room.moved(self.meeting)
        for member in self.room.members[2:5]:
            services.cast_vote(motion_id=motion.pk, value="yes", by=member, now=NOW)
        motion = services.declare_result(motion_id=motion.pk, by=self.room.chair, now=NOW)
        figures = [motion.seated, motion.present, motion.recused, motion.base, motion.yes]
        self.assertEqual(figures, [7, 6, 2, 4, 3])
        self.assertEqual(motion.state, "passed")

    def test_refusals(self):
        self.recuse()
        for code, fields in [
            ("no_seat", {"by": self.room.chair}),
            ("not_permitted", {"by": self.room.members[2], "on_behalf_of": self.room.members[1]}),
            ("recused_already", {}),
        ]:
            with self.subTest(code=code):
                with self.assertRaises(Refused) as caught:
                    self.recuse(**fields)
                self.assertEqual(caught.exception.code, code)

    def test_not_after_the_first_vote_and_not_after_the_decision(self):
        motion = self.room.moved(self.meeting)
        services.cast_vote(motion_id=motion.pk, value="no", by=self.room.members[1], now=NOW)
        with self.assertRaises(Refused) as caught:
            self.recuse()
        self.assertEqual(caught.exception.code, "vote_begun")
        services.defer_item(item_id=self.item.pk, reason="再议", by=self.room.chair, now=NOW)
        with self.assertRaises(Refused) as caught:
            self.recuse()
        self.assertEqual(caught.exception.code, "decided_already")
