"""A heap of paper forms: the table, the look at it, the handing in."""

from __future__ import annotations

import io
from typing import Any
from unittest import mock

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import override_settings
from openpyxl import Workbook, load_workbook
from openpyxl.worksheet.formula import ArrayFormula

from mws.accounts.services import verify_phone
from mws.audit.models import AuditEvent
from proposals.batch import CHOICES, PaperForm, read_forms, sentence
from proposals.models import Proposal
from proposals.official_form import ENTRY_COLUMNS, HEADINGS
from proposals.official_sheet import NOTES, empty_table
from proposals.sealed_batch import sealed, unsealed
from proposals.services.batch import enter_forms
from tests.cast import NOW
from tests.proposals.test_assisted import AssistedTestCase

ROW = {
    "title": "口袋公园路灯修复", "category": "工程", "theme": "公共设施", "channel": "问卷",
    "author": "林晓", "phone": "13800138042", "location": "龙珠四路", "problem": "灯坏了",
    "solution": "换 24 盏灯", "item": "庭院灯", "unit": "盏", "quantity": 24, "unit_price": 1680,
    "group": "老年人", "beneficiaries": "周边居民", "count": 300, "upkeep": "社区工作站",
}  # fmt: skip
MORE = {"item": "电缆", "unit": "米", "quantity": 12.5, "unit_price": "18.80"}


def row(**changes: Any) -> dict[str, Any]:
    return ROW | changes


def table(*rows: dict[str, Any], headings: list[str] | None = None) -> bytes:
    book = Workbook()
    book.active.append(headings or [column.heading for column in ENTRY_COLUMNS])
    for each in rows:
        book.active.append([each.get(column.key) for column in ENTRY_COLUMNS])
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def read(*rows: dict[str, Any]) -> list[PaperForm]:
    content = table(*rows)
    forms, faults = read_forms(lambda: io.BytesIO(content))
    assert faults == [], faults
    return forms


class ReadTests(AssistedTestCase):
    def test_a_form_with_its_further_cost_lines(self) -> None:
        first, second = read(row(), MORE, row(title="第二件", group=None, count=None))
        self.assertEqual([], first.faults + second.faults)
        self.assertEqual((2, 4), (first.line, second.line))
        self.assertEqual("+8613800138042", first.phone)
        self.assertEqual("survey", first.channel)
        self.assertEqual([4_032_000, 23_500], [item.amount_fen for item in first.items])
        self.assertEqual(("elderly", 300), (first.fields["beneficiary_group"],
                                            first.fields["beneficiary_count"]))  # fmt: skip
        self.assertEqual("everyone", second.fields["beneficiary_group"])

    def test_each_fault_names_its_line_and_column(self) -> None:
        for changes, code, column in [
            ({"title": None}, "missing", "title"),
            ({"problem": " "}, "missing", "problem"),
            ({"phone": None}, "missing", "phone"),
            ({"phone": "12345"}, "bad_phone", "phone"),
            ({"phone": 1380013804}, "bad_phone", "phone"),
            ({"category": "其他"}, "unknown_word", "category"),
            ({"theme": "随便"}, "unknown_word", "theme"),
            ({"channel": "网上"}, "unknown_word", "channel"),
            ({"group": "所有人"}, "unknown_word", "group"),
            ({"title": "长" * 41}, "too_long", "title"),
            ({"location": "长" * 121}, "too_long", "location"),
            ({"problem": "长" * 2001}, "cell_too_long", "problem"),
            ({"quantity": 0}, "bad_number", "quantity"),
            ({"quantity": -3}, "bad_number", "quantity"),
            ({"quantity": 1.234}, "bad_number", "quantity"),
            ({"quantity": "9" * 50}, "bad_number", "quantity"),
            ({"quantity": "1e3000"}, "bad_number", "quantity"),
            ({"quantity": "NaN"}, "bad_number", "quantity"),
            ({"unit_price": "一千"}, "bad_number", "unit_price"),
            ({"unit_price": 0}, "bad_number", "unit_price"),
            ({"unit_price": "-5"}, "bad_number", "unit_price"),
            ({"unit": None}, "missing", "unit"),
            ({"count": "很多"}, "bad_count", "count"),
            ({"count": -1}, "bad_count", "count"),
            ({"count": "9" * 400}, "bad_count", "count"),
            ({"phone": 13800138042 * 10**6}, "figures_lost", "phone"),
            ({"title": "=1+1"}, "formula", "title"),
            ({"solution": "@SUM(A1)"}, "formula", "solution"),
            ({"unit_price": "=A1*2"}, "formula", "unit_price"),
            ({"title": ArrayFormula("A2", "=SUM(B2:B3)")}, "formula", "title"),
        ]:
            with self.subTest(code=code, column=column, typed=str(changes)[:40]):
                [form] = read(row(**changes))
                [fault] = form.faults
                self.assertEqual((2, code, column), (fault.line, fault.code, fault.what))
                self.assertIn(HEADINGS[column], sentence(fault))

    def test_a_cost_line_with_nothing_above_it(self) -> None:
        [form, _good] = read(MORE, row())
        self.assertEqual(["cost_alone"], [fault.code for fault in form.faults])

    def test_faults_in_further_cost_lines_stop_the_whole_form(self) -> None:
        [form] = read(row(), MORE | {"quantity": "?"})
        self.assertEqual([(3, "bad_number")], [(f.line, f.code) for f in form.faults])

    def test_tables_that_are_no_such_table(self) -> None:
        for content, code in [
            (table(ROW, headings=["姓名", "电话"]), "columns_missing"),
            (table(), "no_lines"),
            (b"PK\x03\x04broken", "not_readable"),
            (b"\xff\xfe\x00", "encoding"),
            (b"", "no_lines"),
        ]:
            with self.subTest(code):
                forms, [fault] = read_forms(lambda c=content: io.BytesIO(c))
                self.assertEqual(([], code), (forms, fault.code))

    @override_settings(MWS_BATCH_FORMS=2)
    def test_too_many_forms(self) -> None:
        content = table(row(), row(title="二"), row(title="三"))
        forms, [fault] = read_forms(lambda: io.BytesIO(content))
        self.assertEqual(([], "too_many_forms"), (forms, fault.code))

    def test_the_empty_table_bears_the_official_headings_and_is_read_back(self) -> None:
        book = load_workbook(io.BytesIO(empty_table()))
        sheet = book.worksheets[0]
        self.assertEqual([c.heading for c in ENTRY_COLUMNS], [cell.value for cell in sheet[1]])
        self.assertIn(NOTES, book.sheetnames)
        offered = {choice.formula1 for choice in sheet.data_validations.dataValidation}
        self.assertEqual({f'"{",".join(words)}"' for words in CHOICES.values()}, offered)
        for number, column in enumerate(ENTRY_COLUMNS, start=1):
            sheet.cell(2, number, ROW[column.key])
        out = io.BytesIO()
        book.save(out)
        [form], faults = read_forms(lambda: io.BytesIO(out.getvalue()))
        self.assertEqual([], faults + form.faults)


class SealTests(AssistedTestCase):
    def test_it_is_for_the_same_clerk_and_round_and_an_hour(self) -> None:
        forms = read(row(), MORE)
        token = sealed(forms, round=self.round, by=self.cast.clerk)
        self.assertNotIn("13800138042", token)
        self.assertEqual(forms, unsealed(token, round=self.round, by=self.cast.clerk))
        other = self.cast.round(community=self.cast.other_community)
        self.assertIsNone(unsealed(token, round=self.round, by=self.staff))
        self.assertIsNone(unsealed(token, round=other, by=self.cast.clerk))
        for broken in ("", "x", token[:-4], f"{token[:-1]}𠮷"):
            self.assertIsNone(unsealed(broken, round=self.round, by=self.cast.clerk))
        with mock.patch("cryptography.fernet.time.time", return_value=10**11):
            self.assertIsNone(unsealed(token, round=self.round, by=self.cast.clerk))


class BatchPageTests(AssistedTestCase):
    url, confirm = "/desk/enter/batch/", "/desk/enter/batch/confirm/"

    def setUp(self) -> None:
        super().setUp()
        verify_phone(user=self.cast.wang, phone="+8613800138043", now=NOW)
        self.client.force_login(self.cast.clerk)

    def look(self, *rows: dict[str, Any]):
        file = SimpleUploadedFile("问需表.xlsx", table(*rows))
        return self.client.post(self.url, {"file": file, "round": self.round.pk})

    def hand_in(self, page):
        data = {"forms": page.context["sealed"], "round": self.round.pk}
        return self.client.post(self.confirm, data)

    def test_looking_stores_nothing_and_confirming_hands_in(self) -> None:
        before = AuditEvent.objects.count()
        wangs = row(title="加装长椅", author="王建国", phone="13800138043")
        page = self.look(row(), MORE, wangs)
        self.assertEqual([], page.context["report"])
        self.assertEqual([2, 4], [each["line"] for each in page.context["ready"]])
        self.assertEqual((0, before), (Proposal.objects.count(), AuditEvent.objects.count()))
        done = self.hand_in(page).context["done"]
        self.assertEqual(2, len({each.receipt_no for each in done}))
        case = Proposal.objects.get(title=ROW["title"])
        self.assertEqual(
            ("submitted", self.cast.lin, self.cast.clerk, "survey", 4_055_500),
            (case.status, case.author, case.entered_by, case.channel, case.requested_fen),
        )
        self.assertEqual(2, case.cost_items.count())

    def test_what_the_rules_refuse_is_told_by_line_and_the_rest_can_be_handed_in(self) -> None:
        page = self.look(
            row(), row(title="没有这个人", author="赵六"), row(title="缺管养", upkeep=None),
            row(), row(title="太贵", unit_price="99万"),
        )  # fmt: skip
        report = "\n".join(page.context["report"])
        for line in (3, 4, 5, 6):
            self.assertIn(f"第 {line} 行", report)
        self.assertNotIn("13800138042", report)
        self.assertEqual([2], [each["line"] for each in page.context["ready"]])
        self.hand_in(page)
        self.assertEqual([ROW["title"]], [case.title for case in Proposal.objects.all()])

    def test_confirmed_twice_it_is_taken_once(self) -> None:
        page = self.look(row())
        self.hand_in(page)
        [refused] = self.hand_in(page).context["refused"]
        self.assertIn("MWS-2026-TY-LZ-001", refused.refused)
        self.assertEqual(1, Proposal.objects.count())

    def test_one_that_fails_meanwhile_hinders_no_other(self) -> None:
        page = self.look(row(), row(title="加装长椅"))
        [first, _second] = read(row(), row(title="加装长椅"))
        enter_forms(round_id=self.round.pk, forms=[first], by=self.staff, now=NOW)
        answer = self.hand_in(page)
        self.assertEqual([3], [each.line for each in answer.context["done"]])
        self.assertEqual([2], [each.line for each in answer.context["refused"]])

    def test_what_was_not_looked_at_is_not_handed_in(self) -> None:
        for forms in ("", "eyJmb3JtcyI6W119", "x" * 3_000):
            response = self.client.post(self.confirm, {"forms": forms, "round": self.round.pk})
            self.assertRedirects(response, self.url)
        self.assertFalse(Proposal.objects.exists())

    def test_the_clerk_of_the_next_community_cannot_use_it(self) -> None:
        page = self.look(row())
        self.client.force_login(self.cast.foreign_clerk)
        self.assertEqual(404, self.hand_in(page).status_code)
        self.cast.round(community=self.cast.other_community)
        there = self.client.post(self.url, {"file": SimpleUploadedFile("a.xlsx", table(row()))})
        self.assertEqual([], there.context["ready"])
        self.assertIn("塘朗社区", there.context["report"][0])
        data = {"forms": page.context["sealed"], "round": ""}
        self.assertRedirects(self.client.post(self.confirm, data), self.url)
        self.assertFalse(Proposal.objects.exists())

    def test_bad_uploads_are_said_in_words(self) -> None:
        for file in (
            SimpleUploadedFile("a.xlsx", b"PK\x03\x04"), SimpleUploadedFile("a.csv", b"\xff\xff"),
            SimpleUploadedFile("a.xlsx", b""), SimpleUploadedFile("a.exe", b"MZ\x00\x00"),
        ):  # fmt: skip
            with self.subTest(file.name, size=file.size):
                page = self.client.post(self.url, {"file": file, "round": self.round.pk})
                self.assertEqual(200, page.status_code)
                self.assertTrue(page.context.get("report") or page.context["form"].errors)

    def test_residents_and_others_find_nothing(self) -> None:
        for user in (self.cast.lin, self.cast.secretary):
            self.client.force_login(user)
            for url in (self.url, "/desk/enter/batch/table.xlsx"):
                self.assertEqual(404, self.client.get(url).status_code)

    def test_the_empty_table_can_be_taken(self) -> None:
        answer = self.client.get("/desk/enter/batch/table.xlsx")
        self.assertEqual(200, answer.status_code)
        self.assertEqual(b"PK", answer.content[:2])
