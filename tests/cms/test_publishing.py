"""Outcomes publish themselves, once, in both languages, and never over an editor's words."""

from __future__ import annotations

from django.core.management import call_command
from django.db import IntegrityError, transaction
from django.test import TestCase, override_settings
from wagtail.models import Locale, Page, Site

from cms.models import CommunityYearPage, HomePage, OutcomesPage, ProjectPage
from cms.publishing import on_event, publish_year_pages
from mws.audit.models import AuditEvent, SubscriberCursor
from mws.audit.services import deliver_events, record, seal_trail
from mws.places.models import Place
from tests.cast import NOW, YEAR, Cast
from tests.cms.outcomes import Outcomes
from tests.proposals.delivery import later

WORDS = [{"type": "text", "value": "<p>邻居们都来了。</p>"}]


class PageTreeTests(TestCase):
    def test_a_new_site_has_a_home_and_an_index_in_both_languages_and_no_welcome(self) -> None:
        self.assertEqual(
            {"zh-hans": "/outcomes/", "en": "/en/outcomes/"},
            {page.locale.language_code: page.url for page in OutcomesPage.objects.all()},
        )
        site = Site.objects.get()
        self.assertEqual((True, HomePage.objects.get(slug="home").pk),
                         (site.is_default_site, site.root_page_id))  # fmt: skip
        self.assertEqual(15, Page.objects.count())  # with news and four pages of words, in each

    def test_the_tree_is_sound(self) -> None:
        self.assertEqual(([], [], [], [], []), Page.find_problems())


class OutcomesTestCase(TestCase):
    @classmethod
    def setUpTestData(cls) -> None:
        cls.cast = Cast()
        cls.outcomes = Outcomes(cls.cast)


class PublishTests(OutcomesTestCase):
    def test_a_decided_round_has_its_page_in_both_languages(self) -> None:
        on_event(self.outcomes.decide())
        original, alias = CommunityYearPage.objects.order_by("locale_id")
        self.assertEqual(self.outcomes.address, original.url)
        self.assertEqual(f"/en{self.outcomes.address}", alias.url)
        self.assertEqual((original.pk, original.translation_key),
                         (alias.alias_of_id, alias.translation_key))  # fmt: skip

    def test_a_closed_project_has_a_page_of_its_own_below_its_year(self) -> None:
        project = self.outcomes.closed()
        on_event(AuditEvent.objects.get(action="project.closed"))
        original, alias = ProjectPage.objects.order_by("locale_id")
        self.assertEqual(self.outcomes.address_of(project), original.url)
        self.assertEqual(f"/en{self.outcomes.address_of(project)}", alias.url)
        self.assertEqual(("口袋公园", project.pk), (original.title, original.project_id))
        self.assertIsInstance(original.get_parent().specific, CommunityYearPage)

    def test_to_be_told_again_changes_nothing(self) -> None:
        self.outcomes.closed()
        events = [self.outcomes.decide(), AuditEvent.objects.get(action="project.closed")]
        for event in events:
            on_event(event)
        before = list(Page.objects.order_by("pk").values())
        for event in events:
            on_event(event)
        self.assertEqual(before, list(Page.objects.order_by("pk").values()))

    def test_what_an_editor_wrote_survives_a_later_event(self) -> None:
        self.outcomes.closed()
        closed = AuditEvent.objects.get(action="project.closed")
        on_event(closed)
        page = ProjectPage.objects.get(locale=Locale.get_default())
        page.title, page.body = "百家宴", WORDS
        page.save_revision().publish()
        year = CommunityYearPage.objects.get(locale=Locale.get_default())
        year.intro = "这一年做成了一件事。"
        year.save_revision().publish()
        on_event(closed)
        on_event(self.outcomes.decide())
        page.refresh_from_db()
        year.refresh_from_db()
        self.assertEqual("百家宴", page.title)
        self.assertIn("邻居们都来了", str(page.body))
        self.assertEqual("这一年做成了一件事。", year.intro)

    def test_a_translation_follows_the_original_until_it_is_made_a_page_of_its_own(self) -> None:
        self.outcomes.closed()
        on_event(AuditEvent.objects.get(action="project.closed"))
        page = ProjectPage.objects.get(locale=Locale.get_default())
        page.body = WORDS
        page.save_revision().publish()
        alias = ProjectPage.objects.exclude(pk=page.pk).get()
        self.assertIn("邻居们都来了", str(alias.body))
        self.assertEqual("zh-hans", alias.words_language)

    def test_only_the_events_that_matter_are_delivered(self) -> None:
        with override_settings(MWS_SUBSCRIBERS=["cms.publishing.on_event"]):
            record("place.named", target=self.cast.community, by=None, effective_at=NOW)
            self.outcomes.decide()
            seal_trail()
            deliver_events()
        self.assertEqual(2, CommunityYearPage.objects.count())
        cursor = SubscriberCursor.objects.get()
        self.assertEqual((0, AuditEvent.objects.count()), (cursor.failures, cursor.position))

    def test_a_page_scheduled_by_an_editor_is_published_by_the_clock(self) -> None:
        on_event(self.outcomes.decide())
        page = CommunityYearPage.objects.get(locale=Locale.get_default())
        page.intro, page.go_live_at = "到点发布。", later(-1)
        page.save_revision(approved_go_live_at=later(-1))
        call_command("publish_scheduled")
        page.refresh_from_db()
        self.assertEqual("到点发布。", page.intro)


class PublishYearTests(OutcomesTestCase):
    def test_every_community_with_a_project_has_a_page_and_no_project_has(self) -> None:
        self.outcomes.approved()
        self.assertEqual(1, publish_year_pages(YEAR))
        self.assertEqual(0, publish_year_pages(YEAR))
        self.assertEqual(0, publish_year_pages(YEAR - 1))
        communities = {page.community_id for page in CommunityYearPage.objects.all()}
        self.assertEqual({self.cast.community.pk}, communities)
        self.assertEqual((2, 0), (CommunityYearPage.objects.count(), ProjectPage.objects.count()))


class ConstraintTests(OutcomesTestCase):
    def add(self, place: Place, year: int) -> CommunityYearPage:
        page = CommunityYearPage(
            community=place, year=year, title="重复", slug=f"again-{year}",
            locale=Locale.get_default(), translation_key=CommunityYearPage.key_of(place.code, year),
        )  # fmt: skip
        with transaction.atomic():
            return OutcomesPage.objects.get(locale=page.locale).add_child(instance=page)

    def test_the_database_refuses_a_second_page_of_the_same_year(self) -> None:
        first = self.add(self.cast.community, YEAR)
        second = self.add(self.cast.community, YEAR + 1)
        with self.assertRaises(IntegrityError), transaction.atomic():
            CommunityYearPage.objects.filter(pk=second.pk).update(
                translation_key=first.translation_key
            )

    def test_the_database_refuses_a_year_that_cannot_be(self) -> None:
        page = self.add(self.cast.community, YEAR)
        for year in (1999, 2101):
            with self.subTest(year=year), self.assertRaises(IntegrityError), transaction.atomic():
                CommunityYearPage.objects.filter(pk=page.pk).update(year=year)
