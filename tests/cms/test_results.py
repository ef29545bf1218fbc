"""Results of rounds, drafts of reports, news: made once, right to the fen, and left to editors."""

from __future__ import annotations

import json
import tempfile
from pathlib import Path
from time import perf_counter

from django.core.exceptions import ValidationError
from django.test import TestCase, override_settings
from wagtail.models import Locale

from cms.models import NewsPage, ReportPage, RoundPage
from cms.publishing import on_event
from cms.reports import add_report
from cms.selectors.round_results import round_results
from cms.static_copy import copy_results
from cms.static_copy import on_event as copy_on_event
from mws.accounts.models import Membership
from mws.audit.models import AuditEvent
from mws.audit.services import seal_and_deliver
from mws.notifications.models import Message
from mws.oversight.services import recount_all
from tests.cast import NOW, YEAR, Cast, make_officer
from tests.cms.outcomes import Outcomes, resolve
from tests.proposals.cases import case_in

WORDS = [{"type": "text", "value": "<p>路灯亮了，邻居们都来了。</p>"}]


class ResultsTestCase(TestCase):
    @classmethod
    def setUpTestData(cls) -> None:
        cls.cast = Cast()
        cls.outcomes = Outcomes(cls.cast)
        cls.project = cls.outcomes.approved("路灯修复", 1_000_000)
        cls.outcomes.rejected("再建一个亭子")
        cls.event = cls.outcomes.decide()

    @property
    def address(self) -> str:
        return f"{self.outcomes.address}round-1/"

    def get(self, address: str) -> str:
        response = self.client.get(address)
        self.assertEqual(200, response.status_code, address)
        return response.content.decode()


class RoundPageTests(ResultsTestCase):
    def test_a_decided_round_has_its_page_at_once_in_both_languages(self) -> None:
        on_event(self.event)
        on_event(self.event)
        self.assertEqual(2, RoundPage.objects.count())
        self.assertIn("龙珠社区", self.get(self.address))
        self.assertIn("Results in 龙珠社区", self.get(f"/en{self.address}"))

    def test_what_an_editor_wrote_survives(self) -> None:
        on_event(self.event)
        page = RoundPage.objects.get(locale=Locale.get_default())
        page.intro, page.body = "一年一次的大事。", WORDS
        page.save_revision().publish()
        on_event(self.event)
        text = self.get(self.address)
        self.assertIn("一年一次的大事。", text)
        self.assertIn("路灯亮了", text)
        self.assertIn("再建一个亭子", text)  # and the results are there as before

    def test_the_money_after_every_row(self) -> None:
        results = round_results(self.outcomes.round)
        left = results.start_fen
        for row in results.rows:
            left -= row.decision.amount_fen or 0
            self.assertEqual(left, row.left_fen)
        self.assertEqual(1_000_000, results.spent_fen)
        self.assertEqual(left, results.left_fen)

    def test_why_and_by_how_much(self) -> None:
        results = round_results(self.outcomes.round)
        by_title = {row.decision.proposal.title: row for row in results.rows}
        self.assertIn("赞成 8", by_title["路灯修复"].why)
        self.assertIn("再有 3 票赞成就能通过", by_title["再建一个亭子"].why)
        self.assertIn("地块有纠纷", by_title["再建一个亭子"].why)

    def test_a_later_decision_on_the_same_case_takes_the_place_of_the_first(self) -> None:
        case = case_in("admitted", self.cast, self.outcomes.round, title="修滑梯")
        resolve(case, "deferred", yes=0, no=0, reason="等报价", decided_at=NOW)
        resolve(case, "rejected", yes=1, no=8, reason="太贵")
        rows = [row for row in round_results(self.outcomes.round).rows
                if row.decision.proposal_id == case.pk]  # fmt: skip
        self.assertEqual(["rejected"], [row.decision.result for row in rows])

    def test_the_table_and_the_sheet_say_the_same(self) -> None:
        on_event(self.event)
        response = self.client.get(f"{self.address[:-1]}.csv")
        text = b"".join(response.streaming_content).decode("utf-8-sig")
        self.assertIn("路灯修复,通过,10000.00", text)
        sheet = self.client.get(f"{self.address[:-1]}.pdf")
        self.assertEqual(b"%PDF", sheet.content[:4])

    def test_a_round_without_a_vote_has_no_chart_of_one(self) -> None:
        on_event(self.event)
        self.assertEqual(404, self.client.get(f"{self.address}support.json").status_code)


class AtOnceTests(TestCase):
    def test_the_page_is_there_when_the_decision_is(self) -> None:
        """Nobody does anything in between: this is what the deed's own commit wakes."""
        cast = Cast()
        outcomes = Outcomes(cast)
        outcomes.approved()
        begin = perf_counter()
        outcomes.decide()
        seal_and_deliver()
        for language in ("", "/en"):
            response = self.client.get(f"{language}{outcomes.address}round-1/")
            self.assertEqual(200, response.status_code)
        self.assertLess(perf_counter() - begin, 5)


class NewsTests(ResultsTestCase):
    def test_each_public_step_is_news_once_in_the_readers_language(self) -> None:
        for _again in range(2):
            for event in AuditEvent.objects.filter(action__in=on_event.actions):
                on_event(event)
        kinds = list(NewsPage.objects.order_by("kind").values_list("kind", flat=True))
        self.assertEqual(["round_decided", "round_opened"], kinds)
        self.assertIn("龙珠社区议决了", self.get("/news/"))
        self.assertIn("龙珠社区 has decided", self.get("/en/news/"))
        self.assertIn("has decided", self.get("/en/news/feed/"))
        slug = NewsPage.objects.get(kind="round_decided").slug
        self.assertIn(self.address, self.get(f"/news/{slug}/"))

    def test_a_headline_that_an_editor_wrote_stays_in_every_language(self) -> None:
        on_event(self.event)
        page = NewsPage.objects.get(kind="round_decided")
        page.title = "龙珠的灯要亮了"
        page.save_revision().publish()
        on_event(self.event)
        for address in ("/news/", "/en/news/"):
            self.assertIn("龙珠的灯要亮了", self.get(address))


class ReportTests(ResultsTestCase):
    def test_the_draft_is_for_the_editor_alone_until_it_is_published(self) -> None:
        editor = make_officer("editor", "文编辑", "editor", self.cast.district)
        self.assertTrue(add_report(place=self.cast.district, year=YEAR))
        self.assertFalse(add_report(place=self.cast.district, year=YEAR))
        address = f"/outcomes/report-{self.cast.district.code}-{YEAR}/"
        self.assertEqual(404, self.client.get(address).status_code)
        message = Message.objects.get(code="report_drafted")
        self.assertEqual(editor.pk, message.recipient_id)
        recount_all(now=NOW)
        page = ReportPage.objects.get(locale=Locale.get_default())
        page.get_latest_revision().publish()
        for language in ("", "/en"):
            text = self.get(f"{language}{address}")
            self.assertIn(f'data-figure="projects:{self.cast.district.code}:{YEAR}">1</data>', text)

    def test_a_year_that_was_over_is_published_at_once_and_nobody_is_bothered(self) -> None:
        make_officer("editor", "文编辑", "editor", self.cast.district)
        add_report(place=self.cast.subdistrict, year=YEAR, is_public=True)
        self.get(f"/outcomes/report-{self.cast.subdistrict.code}-{YEAR}/")
        self.assertFalse(Message.objects.filter(code="report_drafted").exists())
        self.assertTrue(Membership.objects.filter(role="editor").exists())


class SearchTests(ResultsTestCase):
    def test_pages_proposals_and_projects_are_found_together(self) -> None:
        on_event(self.event)
        page = RoundPage.objects.get(locale=Locale.get_default())
        page.body = WORDS
        page.save_revision().publish()
        text = self.get("/search/?q=路灯")
        self.assertIn(f'href="{self.address}"', text)  # by a word in an editor's story
        self.assertIn("路灯修复", text)
        self.assertIn("没有找到", self.get("/search/?q=没有这个词"))
        self.assertIn('href="/contact/"', self.get("/search/?q=联系我们"))
        self.assertIn('href="/en/contact/"', self.get("/en/search/?q=Contact"))

    def test_the_sitemap_names_public_pages_only(self) -> None:
        on_event(self.event)
        add_report(place=self.cast.district, year=YEAR)
        text = self.get("/sitemap.xml")
        self.assertIn(f"<loc>http://testserver{self.address}</loc>", text)
        self.assertIn(f"<loc>http://testserver/en{self.address}</loc>", text)
        self.assertNotIn("report-", text)


@override_settings(ALLOWED_HOSTS=["*"])
class StaticCopyTests(ResultsTestCase):
    def test_certified_results_stand_as_files_that_need_no_site(self) -> None:
        on_event(self.event)
        with tempfile.TemporaryDirectory() as name:
            folder = Path(name)
            self.assertEqual(6, copy_results(folder))
            self.assertEqual(0, copy_results(folder))
            for language in ("", "/en"):
                page = (folder / f"{language}{self.address}".lstrip("/") / "index.html").read_text()
                self.assertIn("路灯修复", page)
            self.assertTrue((folder / "static/css/base.css").exists())
            self.assertTrue((folder / f"{self.address[1:-1]}.pdf").exists())

    def test_they_are_written_when_the_round_is_decided(self) -> None:
        on_event(self.event)
        with tempfile.TemporaryDirectory() as name, override_settings(MWS_STATIC_COPY=name):
            copy_on_event(self.event)
            self.assertTrue((Path(name) / self.address[1:] / "index.html").exists())
        copy_on_event(self.event)  # without a folder there is nothing to do


class BlockTests(ResultsTestCase):
    def test_blocks_show_what_the_site_knows(self) -> None:
        on_event(self.event)
        recount_all(now=NOW)
        place, year = self.cast.community.pk, YEAR
        live = {"place": place, "year": year}
        blocks = [
            {"type": "figure", "value": live | {"figure": "projects"}},
            {"type": "chart", "value": live | {"chart": "waterfall"}},
            {"type": "map", "value": {"place": self.cast.subdistrict.pk, "year": year}},
            {"type": "projects", "value": live | {"category": ""}},
            {"type": "results", "value": live | {"batch": 1}},
            {"type": "track", "value": {"proposal": self.project.proposal_id}},
            {"type": "download", "value": live},
            {"type": "question", "value": {"question": "谁出钱？", "answer": "<p>财政。</p>"}},
            {"type": "timeline", "value": {"events": [{"day": "2026-06-01", "text": "开工"}]}},
            {"type": "call", "value": {"text": "提一件", "page": None, "address": "/proposals/"}},
        ]
        page = RoundPage.objects.get(locale=Locale.get_default())
        page.body = json.dumps(blocks)
        page.save_revision().publish()
        text = self.get(self.address)
        for word in (f'data-figure="projects:{self.cast.community.code}:{year}">1</data>', "提一件",
                     "round-1/", "路灯修复", f"/open-data/{year}/", "谁出钱？", "开工",
                     'class="chart"', 'class="tiles"'):  # fmt: skip
            self.assertIn(word, text)

    def test_a_button_leads_nowhere_else(self) -> None:
        from cms.blocks import CallBlock

        for address in ("https://example.org/", "//example.org/", "/\\example.org"):
            with self.assertRaises(ValidationError, msg=address):
                CallBlock().child_blocks["address"].clean(address)
