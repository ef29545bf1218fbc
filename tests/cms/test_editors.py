"""Who enters the editor, and what they can and cannot do there."""

from __future__ import annotations

from datetime import date
from time import time

from django.test import TestCase
from django.urls import reverse
from wagtail.models import Locale, Page
from wagtail.test.utils.form_data import nested_form_data, rich_text, streamfield

from cms.models import (
    CommunityYearPage,
    EditorialPage,
    HomePage,
    NewsIndexPage,
    OutcomesPage,
    ProjectPage,
)
from cms.publishing import publish_project, publish_round
from mws.accounts.models import Membership, User
from mws.accounts.permissions import Role
from mws.core.clock import database_now, local_day
from mws.core.money import format_yuan
from tests.cast import Cast, make_officer, make_user
from tests.cms.outcomes import Outcomes

CSP = "Content-Security-Policy"


class EditorTestCase(TestCase):
    @classmethod
    def setUpTestData(cls) -> None:
        cls.cast = Cast()
        cls.editor = make_officer("editor", "编辑", Role.EDITOR, cls.cast.district)
        cls.outcomes = Outcomes(cls.cast)
        cls.project = cls.outcomes.closed()
        cls.outcomes.decide()
        publish_round(round_id=cls.outcomes.round.pk)
        cls.story = publish_project(project_id=cls.project.pk)

    def sign_in(self, person: User) -> None:
        """With a second factor used in this session, which the door asks for first."""
        self.client.force_login(person)
        session = self.client.session
        session["account_authentication_methods"] = [{"method": "mfa", "at": time()}]
        session.save()

    def enters(self, person: User) -> bool:
        self.sign_in(person)
        return self.client.get(reverse("wagtailadmin_home")).status_code == 200


class DoorTests(EditorTestCase):
    def test_editors_enter_and_nobody_else(self) -> None:
        staff = make_user("staff", "管理员", is_staff=True)
        for person, enters in [
            (self.editor, True), (self.cast.district_officer, False), (self.cast.lin, False),
            (self.cast.auditor, False), (staff, False),
        ]:  # fmt: skip
            with self.subTest(person=person):
                self.assertEqual(enters, self.enters(person))

    def test_a_role_that_is_over_opens_nothing(self) -> None:
        self.assertTrue(self.enters(self.editor))
        Membership.objects.filter(user=self.editor).update(ends_on=date(2021, 1, 1))
        self.assertFalse(self.enters(self.editor))
        self.assertFalse(self.editor.groups.exists())

    def test_editors_manage_no_users_and_no_site(self) -> None:
        self.sign_in(self.editor)
        for name in ["wagtailusers_users:index", "wagtailusers_groups:index",
                     "wagtailsites:index", "wagtaillocales:index"]:  # fmt: skip
            with self.subTest(name=name):
                response = self.client.get(reverse(name))
                self.assertRedirects(response, reverse("wagtailadmin_home"))

    def test_the_editor_bears_the_name_of_the_site(self) -> None:
        self.sign_in(self.editor)
        with self.settings(WAGTAIL_SITE_NAME="桃源民生"):
            self.assertContains(self.client.get(reverse("wagtailadmin_home")), "桃源民生")


class WriteTests(EditorTestCase):
    def edit(self, page: Page, **fields: object) -> None:
        data = nested_form_data({"action-publish": "1", **fields})
        response = self.client.post(reverse("wagtailadmin_pages:edit", args=[page.pk]), data)
        self.assertEqual(302, response.status_code)

    def test_a_story_is_written_and_published_and_the_figures_stay_live(self) -> None:
        self.sign_in(self.editor)
        place, year = self.cast.community, self.project.year
        self.edit(
            self.story, title="百家宴",
            body=streamfield([
                ("text", rich_text("<p>摆了十二桌。</p>")),
                ("quotation", {"text": "十年了,头一回。", "source": "三栋居民"}),
                ("fund", {"place": place.pk, "year": year}),
                ("project_money", {"proposal": self.project.proposal_id}),
            ]),
        )  # fmt: skip
        response = self.client.get(self.outcomes.address_of(self.project))
        for words in ["百家宴", "摆了十二桌", "十年了", format_yuan(self.project.settled_fen)]:
            with self.subTest(words=words):
                self.assertContains(response, words)
        self.assertContains(response, '<figure class="fund normal">', count=1)

    def test_the_form_holds_no_figure(self) -> None:
        year = CommunityYearPage.objects.get(locale=Locale.get_default())
        for page, fields in [(self.story, {"title", "body"}), (year, {"intro", "body"})]:
            form = page.get_edit_handler().get_form_class()
            own = {field.name for field in page._meta.local_fields} | {"title", "slug"}
            with self.subTest(page=page):
                self.assertEqual(fields, own & set(form.base_fields))

    def test_what_the_system_made_stays_where_it_is(self) -> None:
        self.sign_in(self.editor)
        year = CommunityYearPage.objects.get(locale=Locale.get_default())
        actions = ["delete", "unpublish", "move", "copy"]
        for page, allowed in [
            (HomePage.objects.first(), set()), (OutcomesPage.objects.first(), set()),
            (year, set()), (self.story, {"delete", "unpublish"}),
        ]:  # fmt: skip
            for action in actions:
                with self.subTest(page=page, action=action):
                    address = reverse(f"wagtailadmin_pages:{action}", args=[page.pk])
                    opens = self.client.get(address).status_code == 200
                    self.assertEqual(action in allowed, opens)

    def test_outcomes_are_made_by_the_system_only(self) -> None:
        for model in (HomePage, OutcomesPage, CommunityYearPage, ProjectPage):
            with self.subTest(model=model):
                self.assertFalse(model.is_creatable)

    def test_a_page_of_words_is_public_in_both_languages(self) -> None:
        self.sign_in(self.editor)
        home = HomePage.objects.get(locale=Locale.get_default())
        address = reverse("wagtailadmin_pages:add", args=["cms", "editorialpage", home.pk])
        data = {"title": "关于我们", "slug": "about", "intro": "这是什么。",
                "body": streamfield([("text", rich_text("<p>居民定。</p>"))]),
                "action-publish": "1"}  # fmt: skip
        self.assertEqual(302, self.client.post(address, nested_form_data(data)).status_code)
        self.assertEqual(2, EditorialPage.objects.live().filter(slug="about").count())
        self.assertContains(self.client.get("/about/"), "居民定。")
        self.assertContains(self.client.get("/en/about/"), "居民定。")

    def test_a_chinese_title_needs_no_address(self) -> None:
        self.sign_in(self.editor)
        index = NewsIndexPage.objects.get(locale=Locale.get_default())
        address = reverse("wagtailadmin_pages:add", args=["cms", "newspage", index.pk])
        data = {"title": "周六看灯", "slug": "", "happened_at": "2026-11-26 10:00", "intro": "",
                "body": streamfield([]), "action-publish": "1"}  # fmt: skip
        today = f"{local_day(database_now()):%Y%m%d}"
        for slug in (today, f"{today}-2"):
            self.assertEqual(302, self.client.post(address, nested_form_data(data)).status_code)
            self.assertTrue(index.get_children().live().filter(slug=slug).exists(), slug)

    def test_a_draft_may_stand_in_the_frame_of_the_editor_and_nowhere_else(self) -> None:
        self.sign_in(self.editor)
        address = reverse("wagtailadmin_pages:view_draft", args=[self.story.pk])
        self.assertIn("frame-ancestors 'self'", self.client.get(address)[CSP])
        self.assertNotIn("unsafe-inline", self.client.get(address)[CSP])
        public = self.client.get(self.outcomes.address_of(self.project))
        self.assertIn("frame-ancestors 'none'", public[CSP])


class ChooserTests(EditorTestCase):
    def found(self, name: str, wanted: str) -> list[object]:
        self.sign_in(self.editor)
        response = self.client.get(reverse(f"{name}:choose_results"), {"q": wanted})
        return list(response.context["results"])

    def test_places_are_found_by_name(self) -> None:
        self.assertEqual([self.cast.community], self.found("place_chooser", "龙珠"))

    def test_projects_are_found_by_title_or_community(self) -> None:
        self.outcomes.rejected()
        for wanted in ["口袋", "龙珠", ""]:
            with self.subTest(wanted=wanted):
                self.assertEqual([self.project.proposal], self.found("project_chooser", wanted))
        self.assertEqual([], self.found("project_chooser", "塘朗"))
