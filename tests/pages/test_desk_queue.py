"""The desk: filters, several decisions at once, the table, and what each of it costs."""

from __future__ import annotations

import io
from datetime import timedelta
from unittest import mock

from django.db import connection
from django.test import TestCase
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from openpyxl import load_workbook

from mws.rounds.models import Deadline
from proposals.models import Proposal
from proposals.official_form import QUEUE_HEADINGS
from tests.cast import NOW, Cast, make_officer
from tests.proposals.cases import case_in

LATER = NOW + timedelta(hours=1)


class DeskTestCase(TestCase):
    @classmethod
    def setUpTestData(cls) -> None:
        cls.cast = Cast()
        cls.cast.fund()
        cls.round = cls.cast.round()
        cls.second = cls.cast.round(batch=2)

    def setUp(self) -> None:
        for module in ("mws.pages.views.desk", "proposals.services.screening"):
            clock = mock.patch(f"{module}.database_now", return_value=LATER)
            clock.start()
            self.addCleanup(clock.stop)
        self.url = reverse("pages:desk")
        self.client.force_login(self.cast.clerk)

    def case(self, status: str = "submitted", *, title: str, round=None) -> Proposal:
        return case_in(status, self.cast, round or self.round, title=title)

    def titles(self, **params: str) -> list[str]:
        return [task.title for task in self.client.get(self.url, params).context["queue"].tasks]


class FilterTests(DeskTestCase):
    def test_what_is_due_first_stands_first_and_each_filter_cuts(self) -> None:
        late, soon = self.case(title="路灯"), self.case(title="长椅", round=self.second)
        far, notice = self.case(title="书屋"), self.case("selected", title="健身器材")
        for case, days, amber in [(late, -2, -4), (soon, 1, -1), (far, 9, 7), (notice, 5, 3)]:
            day = NOW.date() + timedelta(days=days)
            Deadline.objects.running().filter(case_id=case.case_id).update(
                due_on=day, amber_on=NOW.date() + timedelta(days=amber)
            )
        for params, titles in [
            ({}, ["路灯", "长椅", "健身器材", "书屋"]),
            ({"kind": "intake"}, ["路灯", "长椅", "书屋"]),
            ({"kind": "notice"}, ["健身器材"]),
            ({"round": "2026-2"}, ["长椅"]),
            ({"place": "龙珠社区"}, ["路灯", "长椅", "健身器材", "书屋"]),
            ({"place": "塘朗社区"}, ["路灯", "长椅", "健身器材", "书屋"]),  # no such choice
            ({"colour": "red"}, ["路灯"]),
            ({"colour": "amber"}, ["路灯", "长椅"]),
            ({"q": "长"}, ["长椅"]),
            ({"q": "没有"}, []),
            ({"q": "长", "colour": "red"}, []),
            ({"colour": "mauve", "kind": "pigeon"}, ["路灯", "长椅", "健身器材", "书屋"]),
        ]:
            with self.subTest(params):
                self.assertEqual(titles, self.titles(**params))

    def test_nothing_found_leads_back_to_everything(self) -> None:
        self.case(title="路灯")
        self.case(title="长椅")
        page = self.client.get(self.url, {"q": "没有"})
        self.assertContains(page, f'href="{self.url}"')

    def test_as_many_queries_for_three_as_for_thirty(self) -> None:
        counts: list[int] = []
        for size in (3, 27):
            for number in range(size):
                self.case(title=f"第 {len(counts)}{number:02d} 件")
            self.client.get(self.url)
            with CaptureQueriesContext(connection) as captured:
                page = self.client.get(self.url)
            counts.append(len(captured))
        self.assertEqual(30, len(page.context["queue"].tasks))
        self.assertEqual(counts[0], counts[1])
        self.assertLessEqual(counts[1], 15)


class BulkTests(DeskTestCase):
    def bulk(self, decision: str, *cases: Proposal, user=None):
        self.client.force_login(user or self.cast.clerk)
        url = reverse("proposals:desk_bulk")
        return self.client.post(url, {"decision": decision, "case": [c.pk for c in cases]})

    def status(self, case: Proposal) -> str:
        return Proposal.objects.get(pk=case.pk).status

    def test_each_file_by_itself_and_each_answer_in_words(self) -> None:
        lamp, bench = self.case(title="路灯修复"), self.case(title="河边加装长椅")
        twin = self.case(title="河边加装长椅子")
        answer = self.bulk("admit", lamp, bench, twin)
        self.assertEqual([lamp], [row.proposal for row in answer.context["done"]])
        refused = {row.proposal: row.refused for row in answer.context["refused"]}
        self.assertEqual({bench, twin}, set(refused))
        self.assertIn("河边加装长椅", refused[twin])
        self.assertEqual(["admitted", "submitted", "submitted"],
                         [self.status(case) for case in (lamp, bench, twin)])  # fmt: skip
        self.assertContains(answer, reverse("proposals:undo", args=[lamp.pk]))

    def test_a_key_may_be_written_with_zeros(self) -> None:
        lamp = self.case(title="路灯修复")
        self.client.force_login(self.cast.clerk)
        sent = {"decision": "admit", "case": [f"00{lamp.pk}"]}
        answer = self.client.post(reverse("proposals:desk_bulk"), sent)
        self.assertEqual([lamp], [row.proposal for row in answer.context["done"]])

    def test_sent_twice_it_is_decided_once(self) -> None:
        lamp = self.case(title="路灯修复")
        self.bulk("admit", lamp)
        answer = self.bulk("admit", lamp)
        self.assertEqual([], answer.context["done"])
        self.assertEqual(1, lamp.screenings.count())

    def test_the_secretary_shortlists_what_is_screened(self) -> None:
        ready, early = self.case("screened", title="路灯"), self.case("admitted", title="书屋")
        answer = self.bulk("shortlist", ready, early, user=self.cast.secretary)
        self.assertEqual([ready], [row.proposal for row in answer.context["done"]])
        self.assertEqual("admitted", self.status(early))

    def test_others_decide_nothing(self) -> None:
        lamp = self.case(title="路灯修复")
        for user, seen in [(self.cast.secretary, True), (self.cast.foreign_clerk, False),
                           (self.cast.wang, False), (self.cast.leader, True)]:  # fmt: skip
            with self.subTest(user.username):
                answer = self.bulk("admit", lamp, user=user)
                self.assertEqual([], answer.context["done"])
                self.assertEqual(seen, bool(answer.context["refused"]))
                self.assertEqual("submitted", self.status(lamp))

    def test_what_needs_a_reason_is_no_bulk_decision(self) -> None:
        lamp = self.case(title="路灯修复")
        for decision in ("refuse", "return", "merge", "post", "", "\0"):
            self.assertRedirects(self.bulk(decision, lamp), self.url, fetch_redirect_response=False)
        url = reverse("proposals:desk_bulk")
        for keys in ([], ["x"], ["9" * 40], ["-1"], ["²"], ["٣"]):
            answer = self.client.post(url, {"decision": "admit", "case": keys})
            self.assertRedirects(answer, self.url, fetch_redirect_response=False)
        self.assertEqual("submitted", self.status(lamp))
        self.assertEqual(405, self.client.get(url).status_code)

    def test_boxes_stand_where_several_can_be_decided(self) -> None:
        self.case(title="路灯")
        self.assertNotContains(self.client.get(self.url), 'type="checkbox"')
        self.case(title="长椅")
        self.assertContains(self.client.get(self.url), 'type="checkbox"', count=2)

    def test_what_was_decided_is_listed_with_its_way_back(self) -> None:
        lamp = self.case(title="路灯修复")
        self.bulk("admit", lamp)
        page = self.client.get(self.url)
        self.assertContains(page, reverse("proposals:undo", args=[lamp.pk]))


class TableTests(DeskTestCase):
    def sheet(self, **params: str):
        answer = self.client.get(reverse("pages:desk_table"), params)
        self.assertEqual(200, answer.status_code)
        return load_workbook(io.BytesIO(answer.content)).active

    def test_it_is_the_very_selection_in_the_official_layout(self) -> None:
        lamp = self.case(title="路灯")
        self.case(title="长椅")
        head, row = self.sheet(q="路灯").iter_rows(values_only=True)
        self.assertEqual(QUEUE_HEADINGS, head)
        filled = dict(zip(QUEUE_HEADINGS, row, strict=True))
        self.assertEqual(lamp.receipt_no, filled["申报编号"])
        self.assertEqual("庭院灯 24盏 × 1680.00", filled["数量/规格清单"])
        self.assertEqual("40320.00", filled["预算总额（元）"])
        self.assertEqual("林**（居民）", filled["申报人"])

    def test_no_cell_is_a_formula_and_no_text_is_changed(self) -> None:
        for number, text in enumerate(["=1+1", "+86", "-灯", "@SUM(1)", "\t=2", "=cmd|' /C'!A0"]):
            case = self.case(title=f"第 {number} 件")
            Proposal.objects.filter(pk=case.pk).update(title=text, problem=text)
        cells = [cell for row in self.sheet().iter_rows(min_row=2) for cell in row]
        self.assertNotIn("f", {cell.data_type for cell in cells})
        titles = {cell.value for cell in cells if cell.column == 2}
        self.assertLessEqual({"=1+1", "+86", "-灯", "@SUM(1)"}, titles)

    def test_neither_full_names_nor_numbers_leave_with_it(self) -> None:
        self.case(title="路灯")
        texts = " ".join(str(cell.value) for row in self.sheet().iter_rows() for cell in row)
        self.assertNotIn("林晓", texts)

    def test_others_get_their_own_queue_alone(self) -> None:
        self.case(title="路灯")
        for user in (self.cast.foreign_clerk, self.cast.wang,
                     make_officer("auditor2", "审计", "auditor", self.cast.city)):  # fmt: skip
            self.client.force_login(user)
            self.assertEqual(1, len(list(self.sheet().iter_rows())))
        self.client.logout()
        self.assertEqual(302, self.client.get(reverse("pages:desk_table")).status_code)
