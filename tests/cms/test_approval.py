"""Wagtail's own workflow on our pages: written by one editor, approved by another, seen before."""

from __future__ import annotations

from datetime import timedelta

from django.core.management import call_command
from django.urls import reverse
from django.utils import timezone
from wagtail.models import Locale

from cms.models import NewsIndexPage, NewsPage, ReportPage, RoundPage
from mws.accounts.models import User
from mws.accounts.permissions import Role
from mws.oversight.services import recount_all
from tests.cast import NOW, YEAR, make_officer
from tests.cms.test_editors import EditorTestCase


class ApprovalTests(EditorTestCase):
    def setUp(self) -> None:
        recount_all(now=NOW)
        self.report = ReportPage.objects.get(
            place=self.cast.district, locale=Locale.get_default()
        )  # a draft since the first project was closed
        self.address = f"/outcomes/report-{self.cast.district.code}-{YEAR}/"
        self.sign_in(self.editor)
        self.client.get(reverse("wagtailadmin_home"))  # enters the group
        self.editor = User.objects.get(pk=self.editor.pk)

    def test_one_submits_another_approves_and_then_it_is_public_in_both_languages(self) -> None:
        other = make_officer("other_editor", "另一位编辑", Role.EDITOR, self.cast.district)
        workflow = self.report.get_workflow()
        self.assertIsNotNone(workflow, "the site's tree has an approval of its own")
        state = workflow.start(self.report, self.editor)
        self.assertEqual(404, self.client.get(self.address).status_code)
        self.sign_in(other)
        self.client.get(reverse("wagtailadmin_home"))  # enters the group
        task = state.current_task_state
        self.assertIn(("approve", "Approve", False), [
            (name, "Approve", asks) for name, _label, asks in
            task.task.specific.get_actions(self.report, other)
        ])  # fmt: skip
        task.specific.approve(user=other)
        for language in ("", "/en"):
            self.assertEqual(200, self.client.get(f"{language}{self.address}").status_code)

    def test_what_is_scheduled_comes_by_itself(self) -> None:
        self.report.go_live_at = timezone.now() + timedelta(hours=1)
        self.report.save_revision(approved_go_live_at=self.report.go_live_at)
        call_command("publish_scheduled", verbosity=0)
        self.assertEqual(404, self.client.get(self.address).status_code)
        self.report.go_live_at = timezone.now() - timedelta(minutes=1)
        self.report.save_revision(approved_go_live_at=self.report.go_live_at)
        call_command("publish_scheduled", verbosity=0)
        self.assertEqual(200, self.client.get(self.address).status_code)

    def test_every_page_can_be_seen_before_it_is_public(self) -> None:
        news = NewsPage.objects.first()
        for page in (self.report, RoundPage.objects.first(), news):
            with self.subTest(type(page).__name__):
                edit = self.client.get(reverse("wagtailadmin_pages:edit", args=[page.pk]))
                self.assertEqual(200, edit.status_code)
                seen = page.make_preview_request()
                self.assertEqual(200, seen.status_code)

    def test_results_and_reports_cannot_be_taken_away(self) -> None:
        for page in (RoundPage.objects.first(), self.report):
            tester = page.permissions_for_user(self.editor)
            self.assertFalse(tester.can_delete() or tester.can_unpublish() or tester.can_move())
            self.assertTrue(tester.can_edit())

    def test_editors_write_news_of_their_own(self) -> None:
        index = NewsIndexPage.objects.get(locale=Locale.get_default())
        self.assertIn(NewsPage, index.creatable_subpage_models())
        page = index.add_child(instance=NewsPage(title="周六看灯", slug="lamps", intro="七点。"))
        self.assertIn("周六看灯", self.client.get("/news/").content.decode())
        self.assertEqual("周六看灯", page.headline)
