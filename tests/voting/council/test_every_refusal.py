"""The refusals of the council, pressed on a page: the answer says why, nothing has changed."""

from django.contrib.messages import get_messages
from django.test import TestCase
from django.urls import reverse

from mws.accounts.permissions import Role
from mws.ledger.services import reserve
from tests.cast import NOW, make_officer
from tests.voting.council.room import Room
from voting.council import services
from voting.models import CouncilSeat, CouncilVote, Motion


class EveryRefusalTests(TestCase):
    @classmethod
    def setUpTestData(cls):
        cls.room = Room()
        cls.meeting = cls.room.opened(present=6)
        cls.item = cls.meeting.agenda.get(position=1)

    def press(self, who, deed, pk, **data):
        self.client.force_login(who)
        answer = self.client.post(reverse(f"voting:{deed}", args=[pk]), data)
        return " ".join(str(each) for each in get_messages(answer.wsgi_request))

    def vote(self, who, motion, value="yes"):
        before = CouncilVote.objects.count()
        said = self.press(who, "vote_cast", motion.pk, value=value)
        self.assertEqual(CouncilVote.objects.count(), before)
        return said

    def test_no_quorum(self):
        for row in list(self.meeting.roster.all())[:2]:
            services.mark_departure(attendance_id=row.pk, by=self.room.chair, now=NOW)
        said = self.press(self.room.chair, "motion_move", self.item.pk, amount_fen="1000")
        self.assertIn("5", said)
        self.assertFalse(Motion.objects.exists())

    def test_a_recused_member_votes(self):
        services.record_recusal(
            item_id=self.item.pk, ground="kin", by=self.room.members[0], now=NOW
        )
        self.assertIn("回避", self.vote(self.room.members[0], self.room.moved(self.meeting)))

    def test_a_vote_after_the_result(self):
        motion = self.room.moved(self.meeting)
        self.room.vote(motion, yes=6)
        services.declare_result(motion_id=motion.pk, by=self.room.chair, now=NOW)
        self.assertTrue(self.vote(self.room.members[0], motion, value="no"))

    def test_a_member_of_another_community(self):
        other = make_officer(
            "elsewhere", "塘朗议事员", Role.COUNCIL_MEMBER, self.room.cast.other_community
        )
        CouncilSeat.objects.create(
            place=self.room.cast.other_community, number=1, kind="resident", member=other,
            starts_on=NOW.date(),
        )  # fmt: skip
        motion = self.room.moved(self.meeting)
        self.assertTrue(self.vote(other, motion))
        chair = make_officer(
            "otherchair", "塘朗主持", Role.COUNCIL_CHAIR, self.room.cast.other_community
        )
        for name, pk, data in [
            ("motion_declare", motion.pk, {}), ("item_defer", self.item.pk, {"reason": "x"}),
            ("meeting_close", self.meeting.pk, {"reason": "x"}),
            ("guest_note", self.meeting.pk, {"name": "x"}),
            ("speech_note", self.item.pk, {"on_behalf_of": self.room.members[0].pk}),
            ("presenter_name", self.item.pk, {"presenter": "x"}),
            ("vote_key", motion.pk, {"value": "no", "on_behalf_of": self.room.members[0].pk}),
        ]:  # fmt: skip
            with self.subTest(name=name):
                self.assertIn("只有本议事会的", self.press(chair, name, pk, **data))
        self.assertEqual(Motion.objects.get().state, "open")

    def test_a_motion_above_what_is_available_is_refused_with_the_figure(self):
        reserve(
            case_id=self.room.files[2].case_id, community=self.room.cast.community, year=2026,
            amount_fen=99_200_000, decision="x", reference="x", by=None, now=NOW,
        )  # fmt: skip
        said = self.press(self.room.chair, "motion_move", self.item.pk, amount_fen="9000")
        self.assertIn("8,000", said)
        self.assertFalse(Motion.objects.exists())

    def test_the_minutes_edited_after_the_signature(self):
        services.close_meeting(
            meeting_id=self.meeting.pk, reason="散会", by=self.room.chair, now=NOW
        )
        minutes = services.sign_minutes(meeting_id=self.meeting.pk, by=self.room.chair, now=NOW)
        said = self.press(self.room.secretary, "minutes_write", self.meeting.pk, body="改")
        self.assertTrue(said)
        minutes.refresh_from_db()
        self.assertEqual(minutes.remarks, "")

    def test_a_chair_without_a_seat_votes(self):
        self.assertTrue(self.vote(self.room.chair, self.room.moved(self.meeting)))
