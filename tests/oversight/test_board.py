"""The board: one definition a figure, parts that add up, few queries at any size."""

from __future__ import annotations

import re
from typing import Any

from django.db import connection
from django.test import TestCase
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from mws.core.clock import database_now
from mws.core.money import Balances
from mws.ledger.selectors import balances_of_place
from mws.oversight.definitions import DEFINITIONS, GROUPS
from mws.oversight.facts import facts_of, facts_with_parts
from mws.oversight.figures import Unit
from mws.oversight.selectors import figures_by_year, rows_of, year_figures
from mws.oversight.services import recount_all
from tests.cast import NOW, YEAR, Cast
from tests.cms.outcomes import Outcomes
from tests.pages.growth import add_proposals

BUDGET = 15
FACT = re.compile(r'<data value="(-?\d+)" data-figure="([\w:.-]+)">')


def facts_on(text: str) -> dict[str, set[str]]:
    """The marked figures of a page: by name, every value it is shown with."""
    found: dict[str, set[str]] = {}
    for value, name in FACT.findall(text):
        found.setdefault(name, set()).add(value)
    return found


class BoardTestCase(TestCase):
    @classmethod
    def setUpTestData(cls) -> None:
        cls.cast = Cast()
        cls.outcomes = Outcomes(cls.cast)
        cls.project = cls.outcomes.closed()
        cls.outcomes.rejected()
        cls.cast.fund(5_000_000, community=cls.cast.other_community)
        recount_all(now=NOW)

    def get(self, address: str) -> str:
        response = self.client.get(address)
        self.assertEqual(200, response.status_code, address)
        return response.content.decode()


class FigureTests(BoardTestCase):
    def test_every_figure_says_what_it_means_and_where_it_comes_from(self) -> None:
        for code, definition in DEFINITIONS.items():
            with self.subTest(code):
                self.assertTrue(str(definition.label) and str(definition.meaning))
                self.assertTrue(str(definition.source))
        self.assertEqual(5, len(GROUPS["promises"]))

    def test_the_whole_is_the_sum_of_its_parts_however_it_is_read(self) -> None:
        now = database_now()
        for place in (self.cast.city, self.cast.district, self.cast.subdistrict):
            whole, parts = facts_with_parts(place, YEAR, now=now)
            alone = facts_of(place, YEAR, now=now)
            for code, definition in DEFINITIONS.items():
                with self.subTest(f"{code} of {place}"):
                    value = definition.measure(whole)
                    self.assertEqual(value, definition.measure(alone))
                    if parts:
                        sums = zip(*map(definition.measure, parts), strict=True)
                        self.assertEqual(value, tuple(map(sum, sums)))

    def test_a_pool_is_money_of_its_place_and_no_community(self) -> None:
        before = facts_of(self.cast.subdistrict, YEAR, now=NOW)
        self.cast.fund(700, community=self.cast.subdistrict)
        for place in (self.cast.city, self.cast.district, self.cast.subdistrict):
            with self.subTest(place=place):
                whole, parts = facts_with_parts(place, YEAR, now=NOW)
                self.assertEqual(before.balances.allocated + 700, whole.balances.allocated)
                self.assertEqual(before.communities, whole.communities)
                self.assertEqual(before.communities, sum(part.communities for part in parts))
                figures = year_figures(place, YEAR)
                self.assertEqual(whole.balances, figures.balances)
                self.assertEqual(before.communities, figures.communities)
                self.assertEqual(before.communities, figures_by_year(place)[0].communities)
                rows = rows_of(place, YEAR)
                self.assertEqual(
                    whole.balances, sum((row.balances for row in rows), Balances.zero())
                )
        self.assertEqual([True, False, False], [row.is_pool for row in rows])
        address = reverse("pages:year_of_place", args=[YEAR, self.cast.subdistrict.code])
        self.assertLessEqual({1}, {len(values) for values in facts_on(self.get(address)).values()})

    def test_money_and_projects_are_those_of_the_other_pages(self) -> None:
        figures = year_figures(self.cast.district, YEAR)
        facts = facts_of(self.cast.district, YEAR, now=NOW)
        self.assertEqual(balances_of_place(self.cast.district, YEAR), facts.balances)
        self.assertEqual((figures.communities, figures.projects),
                         (facts.communities, facts.projects))  # fmt: skip

    def test_a_share_of_nothing_says_nothing(self) -> None:
        facts = facts_of(self.cast.other_community, YEAR, now=NOW)
        figure = DEFINITIONS["once"].of(facts)
        self.assertEqual((None, "–"), (figure.raw, figure.words))

    def test_two_rates_by_number_and_by_money(self) -> None:
        facts = facts_of(self.cast.community, YEAR, now=NOW)
        self.assertEqual((1, 1), DEFINITIONS["finished"].measure(facts))
        paid, allocated = DEFINITIONS["paid_rate"].measure(facts)
        self.assertEqual((facts.balances.paid, facts.balances.allocated), (paid, allocated))


class BoardPageTests(BoardTestCase):
    def test_the_same_number_stands_wherever_it_is_shown(self) -> None:
        code = self.cast.district.code
        pages = ["/sunshine/", f"/sunshine/{YEAR}/4403/", f"/sunshine/{YEAR}/{code}/",
                 f"/sunshine/{YEAR}/440305007/", "/outcomes/", f"/years/{YEAR}/",
                 *(f"/sunshine/{YEAR}/{code}/{figure}/" for figure in DEFINITIONS)]  # fmt: skip
        seen: dict[str, dict[str, set[str]]] = {}
        for page in [*pages, *(f"/en{page}" for page in pages)]:
            for name, values in facts_on(self.get(page)).items():
                seen.setdefault(name, {})[page] = values
        differing = {
            name: by_page
            for name, by_page in seen.items()
            if len(set().union(*by_page.values())) > 1
        }
        self.assertEqual({}, differing)
        self.assertGreater(sum(len(by_page) > 1 for by_page in seen.values()), 20)

    def test_every_number_leads_to_its_rows(self) -> None:
        text = self.get(f"/sunshine/{YEAR}/{self.cast.community.code}/")
        addresses = set(re.findall(r'href="(/sunshine/[^"]+)"', text))
        for address in sorted(addresses):
            with self.subTest(address):
                page = self.client.get(address)
                self.assertEqual(200, page.status_code)
        rows = self.get(f"/sunshine/{YEAR}/{self.cast.community.code}/projects/?stage=finished")
        self.assertIn(self.project.proposal.title, rows)

    def test_a_place_without_money_in_that_year_has_no_board(self) -> None:
        for address in (f"/sunshine/1999/{self.cast.district.code}/", "/sunshine/2026/none/",
                        f"/sunshine/{YEAR}/{self.cast.district.code}/nothing/"):  # fmt: skip
            self.assertEqual(404, self.client.get(address).status_code, address)

    def test_the_files_list_no_file_that_is_not_public(self) -> None:
        proposal = self.outcomes.rejected("还没有公开的件")
        proposal.status = "submitted"
        proposal.save()
        text = self.get(f"/sunshine/{YEAR}/{self.cast.district.code}/files/?promise=number")
        self.assertNotIn("还没有公开的件", text)
        self.assertIn("尚未公开的件", text)
        self.assertEqual(404, self.client.get(f"/sunshine/files/{proposal.pk}/").status_code)


class QueryTests(TestCase):
    def test_as_many_queries_for_a_city_as_for_a_street(self) -> None:
        cast = Cast()
        cast.fund()
        round = cast.round()
        addresses = ["/sunshine/", f"/sunshine/{YEAR}/4403/", f"/sunshine/{YEAR}/440305007/",
                     f"/sunshine/{YEAR}/440305/paid/", f"/sunshine/{YEAR}/440305/projects/",
                     f"/sunshine/{YEAR}/440305/overdue/", "/open-data/", "/news/", "/search/?q=灯",
                     f"/sunshine/{YEAR}/440305/suppliers/", f"/sunshine/{YEAR}/440305/files/",
                     f"/open-data/api/figures/?place=440305&year={YEAR}"]  # fmt: skip
        add_proposals(cast, round, 40)
        recount_all(now=NOW)
        before = {address: self.queries(address) for address in addresses}
        add_proposals(cast, round, 2_000)
        recount_all(now=NOW)
        after = {address: self.queries(address) for address in addresses}
        self.assertEqual(before, after)
        self.assertEqual({}, {page: n for page, n in after.items() if n > BUDGET})

    def queries(self, address: str) -> int:
        self.client.get(address)
        with CaptureQueriesContext(connection) as captured:
            response: Any = self.client.get(address)
        self.assertEqual(200, response.status_code, address)
        return len(captured)


class UnitTests(TestCase):
    def test_every_definition_has_a_known_unit(self) -> None:
        self.assertEqual(set(Unit), {definition.unit for definition in DEFINITIONS.values()})
