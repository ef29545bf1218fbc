"""What the public sees of outcomes: the rooms' figures, in both languages, at a fixed cost."""

from __future__ import annotations

from django.core.cache import cache
from django.db import connection
from django.test import TestCase
from django.test.utils import CaptureQueriesContext
from wagtail.models import Locale

from cms.models import CommunityYearPage, ProjectPage
from cms.publishing import publish_project, publish_round, publish_year_pages
from cms.selectors.community_year import PAGE_SIZE, final_decisions
from mws.core.money import format_yuan
from mws.oversight.selectors import figures_by_year, root_place, year_figures
from tests.cast import YEAR, Cast, make_place
from tests.cms.outcomes import Outcomes, resolve
from tests.cms.test_publishing import WORDS

BUDGET = 15


class OutcomePageTestCase(TestCase):
    @classmethod
    def setUpTestData(cls) -> None:
        cls.cast = Cast()
        # A second sub-district, so that the district is the place that is divided.
        make_place("440305008", "西丽街道", "subdistrict", cls.cast.district, "XL")
        cls.outcomes = Outcomes(cls.cast)
        cls.project = cls.outcomes.closed()
        cls.other = cls.outcomes.approved()
        cls.proposal = cls.outcomes.rejected()
        cls.outcomes.decide()
        publish_round(round_id=cls.outcomes.round.pk)

    def page(self, address: str) -> str:
        response = self.client.get(address)
        self.assertEqual(200, response.status_code, address)
        return response.content.decode()


class YearPageTests(OutcomePageTestCase):
    def test_it_shows_the_figures_of_the_selectors(self) -> None:
        context = self.client.get(self.outcomes.address).context
        outcome = context["outcome"]
        self.assertEqual(year_figures(self.cast.community, YEAR), outcome.figures)
        self.assertEqual(2, outcome.projects.paginator.count)
        self.assertEqual(outcome.figures.projects, outcome.projects.paginator.count)
        self.assertEqual(outcome.figures.balances.paid, outcome.sums.paid)
        self.assertEqual(self.project.settled_fen, outcome.sums.settled)

    def test_it_lists_every_project_with_its_money(self) -> None:
        text = self.page(self.outcomes.address)
        for project in (self.project, self.other):
            self.assertIn(self.outcomes.address_of(project), text)
            self.assertIn(format_yuan(project.approved_fen), text)

    def test_it_lists_what_passed_and_what_did_not_with_the_running_total(self) -> None:
        rows = list(final_decisions(self.cast.community, YEAR))
        passed = self.project.approved_fen
        self.assertEqual(
            [("selected", passed), ("selected", passed + 1_000_000),
             ("rejected", passed + 1_000_000)],
            [(row.result, row.running_fen) for row in rows],
        )  # fmt: skip
        text = self.page(self.outcomes.address)
        self.assertIn("地块有纠纷", text)
        self.assertIn("2 – 7", text)

    def test_of_several_decisions_on_a_case_the_last_counts(self) -> None:
        resolve(self.proposal, "waitlisted")
        results = [row.result for row in final_decisions(self.cast.community, YEAR)]
        self.assertEqual(["selected", "selected", "waitlisted"], results)

    def test_decisions_stand_once_the_round_is_decided(self) -> None:
        undecided = self.cast.round(batch=2)
        resolve(self.outcomes.rejected("路口太窄"), "rejected", reason="无地")
        self.outcomes.cast.lin.proposals.filter(title="路口太窄").update(round=undecided)
        self.assertNotIn("路口太窄", self.page(self.outcomes.address))

    def test_a_terminated_project_is_named_and_not_counted(self) -> None:
        type(self.other).objects.filter(pk=self.other.pk).update(
            status="terminated", end_reason="供应商违约"
        )
        outcome = self.client.get(self.outcomes.address).context["outcome"]
        self.assertEqual(1, outcome.projects.paginator.count)
        self.assertEqual([self.other], outcome.terminated)


class ProjectOutcomeTests(OutcomePageTestCase):
    def test_a_project_without_a_page_shows_its_outcome(self) -> None:
        text = self.page(self.outcomes.address_of(self.other))
        self.assertIn("路灯修复", text)
        self.assertFalse(ProjectPage.objects.exists())

    def test_a_story_stands_at_the_same_address_beside_the_live_figures(self) -> None:
        page = publish_project(project_id=self.project.pk)
        page.title, page.body = "百家宴", WORDS
        page.save_revision().publish()
        text = self.page(self.outcomes.address_of(self.project))
        self.assertIn("百家宴", text)
        self.assertIn("邻居们都来了", text)
        self.assertIn(format_yuan(self.project.settled_fen), text)

    def test_a_story_taken_back_leaves_the_figures(self) -> None:
        page = publish_project(project_id=self.project.pk)
        page.title = "百家宴"
        page.save_revision().publish()
        page.unpublish()
        text = self.page(self.outcomes.address_of(self.project))
        self.assertNotIn("百家宴", text)
        self.assertIn(format_yuan(self.project.settled_fen), text)

    def test_projects_of_others_and_years_without_a_page_are_not_found(self) -> None:
        other_year = f"/outcomes/{self.cast.community.code}-{YEAR - 1}/"
        foreign = f"/outcomes/{self.cast.other_community.code}-{YEAR}/"
        publish_project(project_id=self.project.pk)
        for address in [
            f"{self.outcomes.address}project-999999/",
            other_year, f"{other_year}project-{self.project.pk}/",
            foreign, f"{foreign}project-{self.project.pk}/",
            "/outcomes/nowhere-2026/", f"{self.outcomes.address}nothing/",
        ]:  # fmt: skip
            with self.subTest(address=address):
                self.assertEqual(404, self.client.get(address).status_code)

    def test_outcomes_are_only_read(self) -> None:
        for address in ["/outcomes/", self.outcomes.address,
                        self.outcomes.address_of(self.project)]:  # fmt: skip
            with self.subTest(address=address):
                self.assertEqual(405, self.client.post(address).status_code)


class IndexTests(OutcomePageTestCase):
    def test_it_shows_every_year_and_the_communities_published_in_one(self) -> None:
        self.cast.fund(year=YEAR - 1)
        outcomes = self.client.get("/outcomes/").context["outcomes"]
        self.assertEqual(figures_by_year(root_place()), outcomes.years)
        self.assertEqual(year_figures(root_place(), YEAR), outcomes.chosen)
        [part] = outcomes.parts
        self.assertEqual(("桃源街道", 2), (part.row.place.name, part.row.projects))
        self.assertEqual([(self.cast.community, 2)],
                         [(entry.place, entry.projects) for entry in part.communities])  # fmt: skip

    def test_every_years_figures_agree_with_those_of_the_year_alone(self) -> None:
        self.cast.fund(year=YEAR - 1)
        for figures in figures_by_year(self.cast.district):
            with self.subTest(year=figures.year):
                self.assertEqual(year_figures(self.cast.district, figures.year), figures)

    def test_a_year_that_is_unknown_shows_the_newest(self) -> None:
        for wanted in ["1999", "x", ""]:
            with self.subTest(wanted=wanted):
                chosen = self.client.get("/outcomes/", {"year": wanted}).context["outcomes"].chosen
                self.assertEqual(YEAR, chosen.year)

    def test_a_site_without_outcomes_says_so(self) -> None:
        CommunityYearPage.objects.all().delete()
        outcomes = self.client.get("/outcomes/").context["outcomes"]
        self.assertEqual((None, []), (outcomes.chosen, outcomes.parts))

    def test_the_navigation_leads_to_it_in_the_language_of_the_page(self) -> None:
        self.assertIn('href="/outcomes/"', self.page("/"))
        self.assertIn('href="/en/outcomes/"', self.page("/en/"))


class EnglishTests(OutcomePageTestCase):
    def test_every_page_stands_in_english_too(self) -> None:
        for address, words in [
            ("/outcomes/", "What was decided, built and paid, year by year."),
            (self.outcomes.address, "What the council decided"),
            (self.outcomes.address_of(self.project), "Approved budget"),
            (self.outcomes.address_of(self.other), "Approved budget"),
        ]:
            with self.subTest(address=address):
                text = self.page(f"/en{address}")
                self.assertIn('<html lang="en"', text)
                self.assertIn(words, text)
                self.assertIn(f'href="{address}"', text)  # the way to the Chinese page

    def test_an_alias_shows_the_words_of_its_original_and_says_their_language(self) -> None:
        page = CommunityYearPage.objects.get(locale=Locale.get_default())
        page.intro = "这一年做成了一件事。"
        page.save_revision().publish()
        text = self.page(f"/en{self.outcomes.address}")
        self.assertIn('<p class="lede" lang="zh-hans">这一年做成了一件事。</p>', text)


class QueryTests(OutcomePageTestCase):
    def count(self, address: str) -> int:
        self.client.get(address)  # fills the caches
        with CaptureQueriesContext(connection) as queries:
            self.page(address)
        return len(queries)

    def test_pages_cost_the_same_with_many_projects(self) -> None:
        publish_project(project_id=self.project.pk)
        addresses = [
            "/outcomes/", "/en/outcomes/", self.outcomes.address, f"/en{self.outcomes.address}",
            self.outcomes.address_of(self.project), f"/en{self.outcomes.address_of(self.project)}",
            self.outcomes.address_of(self.other),
        ]  # fmt: skip
        few = {address: self.count(address) for address in addresses}
        for number in range(PAGE_SIZE + 5):
            self.outcomes.approved(f"第 {number} 个项目", 10_000)
        publish_year_pages(YEAR)
        cache.clear()
        self.assertEqual(few, {address: self.count(address) for address in addresses})
        self.assertLessEqual(max(few.values()), BUDGET, few)

    def test_a_long_table_is_read_in_pages_and_its_total_is_of_all(self) -> None:
        for number in range(PAGE_SIZE):
            self.outcomes.approved(f"第 {number} 个项目", 10_000)
        first = self.client.get(self.outcomes.address).context["outcome"]
        second = self.client.get(self.outcomes.address, {"page": 2, "decisions": 2}).context
        self.assertEqual(PAGE_SIZE, len(first.projects))
        self.assertEqual(2, len(second["outcome"].projects))
        self.assertEqual(3, len(second["outcome"].decisions))
        self.assertEqual(first.sums, second["outcome"].sums)
