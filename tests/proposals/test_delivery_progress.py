from functools import partial
from io import BytesIO

from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, transaction
from django.test import TestCase
from django.urls import reverse
from PIL import Image

from mws.core.refusals import Refused
from mws.core.wording import yuan_words
from mws.files.models import Attachment
from mws.notifications.models import Message
from mws.places.services import draw_plan
from mws.rounds.models import Deadline
from proposals.models import Milestone, ProgressEntry, Project
from proposals.rules.delivery_progress import why_not_complete, why_not_report_progress
from tests.cast import NOW, Cast
from tests.places.test_plans import drawing
from tests.proposals.delivery import TODAY, Delivery, later


def photograph(name: str = "亮灯.jpg") -> SimpleUploadedFile:
    picture = BytesIO()
    Image.new("RGB", (640, 400), "#14574a").save(picture, "JPEG")
    return SimpleUploadedFile(name, picture.getvalue(), "image/jpeg")


class ReportProgressTests(TestCase):
    @classmethod
    def setUpTestData(cls) -> None:
        cls.cast = Cast()
        cls.delivery = Delivery(cls.cast)
        cls.project = cls.delivery.sign(cls.delivery.project(), milestones=[("亮灯", TODAY)])

    def test_the_first_report_starts_the_works(self):
        project = self.delivery.report(self.project, 30)
        self.assertEqual("in_progress", project.status)
        self.assertEqual(30, project.progress.get(kind="report").percent)

    def test_a_photograph_is_kept_with_its_caption_and_is_public(self):
        self.delivery.report(
            self.project, 30, photograph=photograph(), caption="亮灯当晚", alt_text="两盏路灯亮着"
        )
        picture = Attachment.objects.get(case_id=self.project.case_id)
        self.assertEqual(
            ("亮灯当晚", "两盏路灯亮着", "public"),
            (picture.caption, picture.alt_text, picture.visibility),
        )
        self.assertEqual(picture, ProgressEntry.objects.get(kind="report").photograph)

    def test_a_report_may_say_from_which_square_of_the_plan_it_comes(self):
        self.delivery.hand_over(self.project)
        report = partial(self.delivery.report, self.project, 30)
        with self.assertRaises(Refused) as caught:
            report(square="C2")
        self.assertEqual("no_such_square", caught.exception.code)
        plan = draw_plan(
            place_id=self.cast.community.pk, upload=drawing(), metres_across=800, by=None, now=NOW
        )
        with self.assertRaises(Refused):
            report(square="Z9")
        report(square="C2")
        entry = self.project.progress.get(kind="report")
        self.assertEqual((plan.pk, (312, 250), "C2"), (entry.plan_id, entry.at, entry.square))
        self.client.force_login(self.delivery.builder)
        form = self.client.get(reverse("proposals:project_progress", args=[self.project.pk]))
        self.assertContains(form, 'name="square"')
        page = self.client.get(reverse("proposals:detail", args=[self.project.proposal_id]))
        self.assertContains(page, 'class="pin"')
        self.assertContains(page, "C2")
        for wrong in ({"pin_x": None}, {"pin_y": 1001}, {"plan": None}):
            with self.subTest(wrong), self.assertRaises(IntegrityError), transaction.atomic():
                ProgressEntry.objects.filter(pk=entry.pk).update(**wrong)

    def test_the_page_leads_to_the_statement_and_says_the_changed_sum(self):
        page = self.client.get(reverse("proposals:detail", args=[self.project.proposal_id]))
        self.assertContains(page, reverse("proposals:project_money", args=[self.project.pk]))
        Project.objects.filter(pk=self.project.pk).update(contract_fen=13_680_100)
        page = self.client.get(reverse("proposals:detail", args=[self.project.proposal_id]))
        self.assertContains(page, yuan_words(13_680_100))

    def test_a_milestone_is_done_once_and_only_in_its_own_project(self):
        own = self.project.milestones.get()
        foreign = Milestone.objects.create(
            project=self.delivery.project(), title="别的", due_on=TODAY
        )
        self.delivery.report(self.project, 30, milestones_done=[own.pk, foreign.pk])
        self.delivery.report(self.project, 40, milestones_done=[own.pk], now=later(1))
        own.refresh_from_db()
        foreign.refresh_from_db()
        self.assertEqual(later(0), own.done_at)
        self.assertIsNone(foreign.done_at)

    def test_who_may_report(self):
        for who, code in [
            (self.delivery.builder, None),
            (self.cast.secretary, None),
            (self.cast.works, None),
            (self.cast.lin, "not_your_office"),
            (self.cast.finance, "not_your_office"),
        ]:
            with self.subTest(who=who):
                refusal = why_not_report_progress(self.project, by=who)
                self.assertEqual(code, refusal and refusal.code)

    def test_refused_reports_leave_nothing_behind(self):
        self.delivery.report(self.project, 50)
        for terms, code in [
            ({"percent": 49}, "percent_falls"),
            ({"percent": 101}, "percent_out_of_range"),
            ({"percent": -1}, "percent_out_of_range"),
            ({"text": " "}, "no_text"),
            ({"photograph": photograph()}, "photograph_not_described"),
            ({"photograph": photograph(), "caption": "有说明"}, "photograph_not_described"),
        ]:
            with self.subTest(terms=terms), self.assertRaises(Refused) as caught:
                self.delivery.report(self.project, **({"percent": 60} | terms))
            self.assertEqual(code, caught.exception.code)
        broken = SimpleUploadedFile("x.jpg", b"no picture", "image/jpeg")
        with self.assertRaises(Refused):
            self.delivery.report(
                self.project, 60, photograph=broken, caption="说明", alt_text="替代文字"
            )
        self.assertEqual(1, ProgressEntry.objects.filter(kind="report").count())
        self.assertFalse(Attachment.objects.exists())

    def test_nothing_is_reported_before_the_contract(self):
        for who, code in [(self.cast.secretary, "not_running"),
                          (self.delivery.builder, "not_your_project")]:  # fmt: skip
            with self.subTest(who=who), self.assertRaises(Refused) as caught:
                self.delivery.hand_over(self.delivery.project(), by=who)
            self.assertEqual(code, caught.exception.code)

    def test_database_refuses_more_than_all(self):
        self.delivery.report(self.project, 50)
        with self.assertRaises(IntegrityError), transaction.atomic():
            ProgressEntry.objects.update(percent=101)


class CompleteProjectTests(TestCase):
    @classmethod
    def setUpTestData(cls) -> None:
        cls.cast = Cast()
        cls.delivery = Delivery(cls.cast)
        cls.project = cls.delivery.sign(cls.delivery.project())

    def test_completion_hands_over_to_the_acceptance(self):
        project = self.delivery.complete(self.delivery.report(self.project))
        self.assertEqual("completed", project.status)
        self.assertEqual(later(0), project.completed_at)
        deadline = Deadline.objects.running().get(case_id=project.case_id)
        self.assertEqual(
            ("acceptance", "community_secretary"), (deadline.kind, deadline.holder_role)
        )
        self.assertTrue(
            Message.objects.filter(code="project_completed", recipient_id=self.cast.lin.pk)
        )

    def test_refusals(self):
        cases = [
            ("not_in_progress", self.project, self.delivery.builder),
            ("not_your_office", self.project, self.cast.wang),
        ]
        for code, project, who in cases:
            with self.subTest(code=code):
                self.assertEqual(code, why_not_complete(project, by=who).code)
        project = self.delivery.report(self.project, 99)
        self.assertEqual("not_all_done", why_not_complete(project, by=self.delivery.builder).code)

    def test_what_was_sent_back_needs_a_new_report(self):
        project = self.delivery.complete(self.delivery.report(self.project))
        self.delivery.accept(project, result="rectify", rectify_by=later(5).date(), now=later(1))
        project = self.delivery.again(project)
        self.assertEqual("not_put_right", why_not_complete(project, by=self.delivery.builder).code)
        project = self.delivery.report(project, now=later(3))
        self.assertEqual("completed", self.delivery.complete(project, now=later(3)).status)
