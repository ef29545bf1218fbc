"""What is printed and carried away: papers, voting sheets, minutes, the batch, the calendar."""

import re
from io import BytesIO

from django.test import TestCase
from django.urls import reverse
from pypdf import PdfReader

from tests.cast import NOW
from tests.voting.council.room import Room
from voting.council import services
from voting.council.calendar_file import calendar_file


class PaperTests(TestCase):
    @classmethod
    def setUpTestData(cls):
        cls.room = Room()
        cls.meeting = cls.room.opened(present=6)
        motion = cls.room.moved(cls.meeting, condition="先公示")
        cls.room.vote(motion, yes=6)
        services.declare_result(motion_id=motion.pk, by=cls.room.chair, now=NOW)

    def get(self, name, pk=None):
        return self.client.get(reverse(f"voting:{name}", args=[pk or self.meeting.pk]))

    def test_each_project_has_its_paper_and_its_voting_sheet(self):
        for name in ("meeting_papers", "sheets"):
            page = self.get(name).content.decode()
            self.assertEqual(len(re.findall("<article", page)), 3, name)
        sheet = self.get("sheets").content.decode()
        for word in ("议事员7", "路灯修复 2", "30,000"):
            self.assertIn(word, sheet)

    def test_as_pdf_in_chinese(self):
        for name in ("papers_pdf", "sheets_pdf"):
            answer = self.get(name)
            self.assertEqual(answer["Content-Type"], "application/pdf")
            pages = PdfReader(BytesIO(answer.content)).pages
            self.assertEqual(len(pages), 3)
            self.assertIn("路灯修复", pages[1].extract_text())

    def test_the_batch_lists_what_passed_with_its_papers(self):
        page = self.get("round_batch", self.room.round.pk)
        self.assertContains(page, "路灯修复 1")
        self.assertNotContains(page, "路灯修复 2")
        self.assertContains(page, reverse("voting:minutes", args=[self.meeting.pk]))
        self.assertEqual(self.get("batch_pdf", self.room.round.pk).status_code, 200)

    def test_a_project_more_costs_the_batch_no_more_queries(self):
        url = reverse("voting:round_batch", args=[self.room.round.pk])
        with self.assertNumQueries(8):
            self.client.get(url)
        motion = self.room.moved(self.meeting, position=2)
        self.room.vote(motion, yes=6)
        services.declare_result(motion_id=motion.pk, by=self.room.chair, now=NOW)
        with self.assertNumQueries(8):
            self.client.get(url)

    def test_the_calendar_file_says_when_and_where(self):
        answer = self.get("meeting_calendar")
        text = answer.content.decode()
        self.assertIn("DTSTART:20260617T020000Z", text)
        self.assertTrue(all(len(line.encode()) <= 75 for line in text.split("\r\n")))
        unfolded = text.replace("\r\n ", "")
        self.assertIn("LOCATION:议事厅", unfolded)
        self.assertIn("路灯修复 3", unfolded)
        self.meeting.location = "议事厅; 二楼, 东"
        self.assertIn("议事厅\\; 二楼\\, 东", calendar_file(self.meeting, "x").replace("\r\n ", ""))
