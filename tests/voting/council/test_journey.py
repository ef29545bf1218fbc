"""A meeting of four projects by its pages: chair, secretary, five members and the wall.

Three pass, one of them as amended, one is rejected, one member is recused; the minutes say all of
it on paper and the fund ends right. tests/browser/test_council.py does it by hand.
"""

from io import BytesIO

from django.test import TestCase
from django.urls import reverse
from pypdf import PdfReader

from mws.core.clock import database_now
from mws.ledger.models import Fund
from tests.client import SignedInClient
from tests.voting.council.room import Room
from voting.models import AgendaItem, ItemOutcome, Meeting, Motion


class JourneyTests(TestCase):
    @classmethod
    def setUpTestData(cls):
        cls.room = Room(files=4)
        cls.meeting = cls.room.called()
        Meeting.objects.update(scheduled_at=database_now())

    def setUp(self):
        self.chair, self.secretary = self.of(self.room.chair), self.of(self.room.secretary)
        self.phones = [self.of(member) for member in self.room.members[:5]]

    def of(self, person):
        client = SignedInClient()
        client.force_login(person)
        client.get(reverse("voting:meeting", args=[self.meeting.pk]))
        return client

    def press(self, who, deed, pk, **data):
        answer = who.post(reverse(f"voting:{deed}", args=[pk]), data)
        self.assertEqual(answer.status_code, 302, answer.content.decode()[-2000:])

    def wall(self):
        page = self.client.get(reverse("voting:screen_live", args=[self.meeting.pk]))
        return {code: count for code, _word, count in page.context["hall"].tally}

    def vote(self, *values):
        motion = Motion.objects.get(state="open")
        for phone, value in zip(self.phones, values, strict=True):
            if value:
                self.press(phone, "vote_cast", motion.pk, value=value)
        return motion

    def test_four_projects_one_amendment_one_recusal(self):
        self.opened()
        one, two, three, four = AgendaItem.objects.order_by("position")
        self.press(self.secretary, "motion_move", one.pk, amount_fen="10000")
        motion = self.vote("yes", "yes", "yes", "yes", "no")
        shown = {"yes": 4, "no": 1, "abstain": 0, "recused": 0, "waiting": 0}
        self.assertEqual(self.wall(), shown)
        self.press(self.chair, "motion_declare", motion.pk)
        self.amended(two)
        self.press(self.secretary, "motion_move", three.pk, amount_fen="30000", condition="分两期")
        self.press(self.chair, "motion_declare", self.vote(*["yes"] * 5).pk)
        self.press(self.phones[4], "recusal_own", four.pk, ground="estate")
        self.press(self.secretary, "motion_move", four.pk, amount_fen="40000")
        motion = self.vote("no", "no", "no", "abstain", "")
        self.assertEqual(self.wall()["recused"], 1)
        self.press(self.chair, "motion_declare", motion.pk, reason="应先由物业承担")
        self.signed()
        self.assert_minutes()
        fund = Fund.objects.get(pk=self.room.fund.pk)
        self.assertEqual(fund.reserved_fen, 1_000_000 + 1_500_000 + 3_000_000)
        self.assertEqual(fund.available_fen, 100_000_000 - 5_500_000)

    def opened(self):
        self.press(self.secretary, "meeting_open", self.meeting.pk, chair=self.room.chair.pk)
        rows = list(self.meeting.roster.order_by("seat__number"))
        for row in rows[:5]:
            self.press(self.secretary, "member_arrive", row.pk)
        self.press(self.secretary, "member_absent", rows[6].pk, reason="出差")
        self.press(
            self.secretary, "guest_note", self.meeting.pk, name="赵代表", organisation="人大"
        )
        self.press(
            self.secretary, "counters_name", self.meeting.pk,
            scrutineer=self.room.members[0].pk, teller=self.room.members[1].pk,
        )  # fmt: skip

    def amended(self, item):
        self.press(self.phones[2], "speech_ask", item.pk)
        speech = item.speeches.get()
        self.press(self.chair, "speech_begin", speech.pk)
        self.press(self.secretary, "speech_end", speech.pk, words="能否先做北侧")
        self.press(self.secretary, "presenter_name", item.pk, presenter="社区工作站周敏")
        self.press(
            self.secretary, "motion_other", item.pk, kind="amend", amount_fen="15000",
            condition="先做北侧", proposed_by=self.room.members[2].pk,
        )  # fmt: skip
        self.press(self.chair, "motion_declare", self.vote(*["yes"] * 5).pk)
        self.press(self.secretary, "motion_move", item.pk, amount_fen="15000")
        self.press(self.chair, "motion_declare", self.vote(*["yes"] * 5).pk)

    def signed(self):
        self.press(
            self.secretary, "minutes_write", self.meeting.pk, body="问：质保几年？答：两年。"
        )
        self.press(self.chair, "meeting_close", self.meeting.pk)
        self.press(self.chair, "minutes_sign", self.meeting.pk)
        for phone, capacity in zip(self.phones, ("scrutineer", "teller"), strict=False):
            self.press(phone, "minutes_countersign", self.meeting.pk, signed_as=capacity)

    def assert_minutes(self):
        answer = self.client.get(reverse("voting:minutes_pdf", args=[self.meeting.pk]))
        pages = PdfReader(BytesIO(answer.content)).pages
        words = "".join(page.extract_text() for page in pages).replace("\n", "")
        for said in (
            "会议有效", "出差", "赵代表", "社区工作站周敏", "能否先做北侧", "修改为15,000 元",
            "提出人：议事员3", "先做北侧", "分两期", "议事员5", "回避", "应先由物业承担",
            "质保几年", "监票人", "计票人", "公示", str(ItemOutcome.REJECTED.label),
        ):  # fmt: skip
            self.assertIn(said.replace(" ", ""), words.replace(" ", ""), said)
