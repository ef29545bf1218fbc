"""A community's own books, taken over in the middle of a year."""

from __future__ import annotations

import io
import tempfile
from functools import partial
from pathlib import Path

from django.core.management import CommandError, call_command
from django.db import IntegrityError, transaction
from django.test import TestCase
from django.urls import reverse

from mws.core.clock import local_day
from mws.core.money import Balances
from mws.ledger.books import faults_in_books
from mws.ledger.models import Fund, Transfer
from mws.notifications.models import Message
from mws.providers.services import register_supplier
from mws.rounds.models import Deadline
from proposals.models import Approval, CouncilDecision, OpeningList, Project
from proposals.opening_lists import read_opening, sentence
from proposals.rules.delivery_acceptance import MemberInput, _why_not_proposer
from proposals.rules.delivery_claims import limit_fen
from proposals.rules.payment_shares import retention_due_on
from proposals.selectors.cases import public_name
from proposals.selectors.lists import my_proposals
from proposals.services import opening
from proposals.services.standstill import pause_project
from tests.cast import NOW, YEAR, Cast
from tests.proposals.cases import code_of
from tests.proposals.delivery import CREDIT_CODE, date
from tests.proposals.tables import opener_of, xlsx

HEADINGS = ("项目名称", "类别", "状态", "立项金额", "合同金额", "已支付", "结算金额",
            "统一社会信用代码", "合同编号", "签订日期", "完工期限")  # fmt: skip
NEW = ("长者饭堂", "服务", "已立项", "50000", "", "", "", "", "", "", "")
WORKS = ("路灯修复", "工程", "实施中", "100000", "90000", "27000", "", CREDIT_CODE, "HT-1",
         "2026-03-01", "2026-08-31")  # fmt: skip
DONE = ("图书角", "货物", "已办结", "20000", "19000", "18000.5", "18000.50", CREDIT_CODE, "HT-2",
        "2026/2/1", "2026年4月30日")  # fmt: skip
ENDED = ("停车棚", "工程", "已终止", "80000", "70000", "7000", "", CREDIT_CODE, "HT-3",
         "2026-01-05", "2026-05-31")  # fmt: skip
ROWS = [NEW, WORKS, DONE, ENDED]
ALLOCATED = 105_400_000


class OpeningTestCase(TestCase):
    @classmethod
    def setUpTestData(cls) -> None:
        cls.cast = Cast()
        assert cls.cast.rule_set
        register_supplier(
            credit_code=CREDIT_CODE, name="深圳榕岸市政工程有限公司", kind="company",
            registered_on=date(2015, 3, 1), by=None, now=NOW,
        )  # fmt: skip

    def read(self, rows: list[tuple]) -> tuple:
        return read_opening(opener_of(xlsx(HEADINGS, rows)), allocated_fen=ALLOCATED)

    def bring(self, **changes: object) -> OpeningList:
        rows, faults = self.read(ROWS)
        self.assertEqual(faults, [])
        terms = {
            "community": self.cast.community, "year": YEAR, "allocated_fen": ALLOCATED,
            "document_no": "桃街财〔2026〕20号", "by": self.cast.finance,
        } | changes  # fmt: skip
        return opening.bring_books(rows=rows, now=NOW, **terms)

    def take(self, brought: OpeningList, **changes: object) -> list[Project]:
        terms = {"by": self.cast.leader} | changes
        return opening.take_over_books(opening_id=brought.pk, now=NOW, **terms)


class TakeOverTests(OpeningTestCase):
    def test_every_project_stands_as_it_stood_and_the_books_add_up(self) -> None:
        projects = self.take(self.bring())
        self.assertEqual(
            [project.status for project in projects],
            ["procuring", "in_progress", "closed", "terminated"],
        )
        paid = 2_700_000 + 1_800_050 + 700_000
        committed = 5_000_000 + 10_000_000 - 2_700_000
        self.assertEqual(
            Fund.objects.get().balances,
            Balances(ALLOCATED, ALLOCATED - paid - committed, 0, committed, paid, 0),
        )
        self.assertEqual(list(faults_in_books()), [])
        self.assertEqual(limit_fen(projects[1]), 9_000_000 * 8 // 10)

    def test_all_entries_are_opening_entries_and_nothing_is_made_up(self) -> None:
        self.take(self.bring())
        self.assertEqual(set(Transfer.objects.values_list("kind", flat=True)), {"open"})
        self.assertTrue(all("期初" in row.decision for row in Transfer.objects.all()))
        self.assertFalse(Approval.objects.exists() or CouncilDecision.objects.exists())

    def test_what_was_taken_over_can_be_read_and_goes_on(self) -> None:
        for project in self.take(self.bring()):
            with self.subTest(status=project.status):
                page = self.client.get(reverse("proposals:detail", args=[project.proposal_id]))
                self.assertEqual(200, page.status_code)
                self.assertContains(page, project.proposal.title)

    def test_nothing_is_booked_before_the_second_person(self) -> None:
        brought = self.bring()
        self.assertFalse(Fund.objects.exists() or Project.objects.exists())
        for by in (self.cast.finance, self.cast.lin):
            self.assertEqual("not_leader", code_of(lambda b=by: self.take(brought, by=b)))
        self.take(brought)
        self.assertEqual("taken_already", code_of(lambda: self.take(brought)))
        self.assertEqual(4, Project.objects.count())

    def test_refusals(self) -> None:
        cast = self.cast
        for changes, code in [
            ({"by": cast.leader}, "not_finance"),
            ({"community": cast.subdistrict}, "not_community"),
            ({"document_no": " "}, "no_document"),
            ({"year": YEAR + 1}, "no_rules"),
        ]:
            with self.subTest(code):
                self.assertEqual(code, code_of(lambda c=changes: self.bring(**c)))
        brought = self.bring()
        self.assertEqual("brought_already", code_of(self.bring))
        cast.fund(5)
        self.assertEqual("books_exist", code_of(lambda: self.take(brought)))
        self.assertFalse(Project.objects.exists())

    def test_a_list_is_taken_back_until_it_is_taken_over(self) -> None:
        brought = self.bring()
        opening.withdraw_books(opening_id=brought.pk, by=self.cast.finance, now=NOW)
        again = self.bring()
        self.take(again)
        act = partial(opening.withdraw_books, opening_id=again.pk, by=self.cast.finance, now=NOW)
        self.assertEqual("taken_already", code_of(act))

    def test_the_database_wants_two_persons(self) -> None:
        brought = self.bring()
        self.take(brought)
        for wrong in ({"taken_by": self.cast.finance}, {"taken_at": None}, {"allocated_fen": 0}):
            with self.subTest(wrong), self.assertRaises(IntegrityError), transaction.atomic():
                OpeningList.objects.filter(pk=brought.pk).update(**wrong)


class TakenTestCase(OpeningTestCase):
    """Lists with all their columns, brought and taken over."""

    HEADINGS = (*HEADINGS, "验收日期", "结算日期", "办结日期")
    DONE_WORKS = ("凉亭", "工程", "已结算", "30000", "29000", "20000", "28000", CREDIT_CODE, "HT-5",
                  "2026-01-05", "2026-03-31", "2026-04-15")  # fmt: skip

    def taken(self, *rows: tuple) -> list[Project]:
        listed = xlsx(self.HEADINGS, [(*row, "", "", "")[: len(self.HEADINGS)] for row in rows])
        found, faults = read_opening(opener_of(listed), allocated_fen=ALLOCATED)
        self.assertEqual(faults, [])
        brought = opening.bring_books(
            community=self.cast.community, year=YEAR, allocated_fen=ALLOCATED, document_no="期初1",
            rows=found, by=self.cast.finance, now=NOW,
        )  # fmt: skip
        return self.take(brought)


class GoesOnTests(TakenTestCase):
    """What was taken over is nobody's own proposal, goes on by its clocks, and makes up no day."""

    def faults(self, *rows: tuple) -> list[tuple[str, str]]:
        listed = xlsx(self.HEADINGS, [(*row, "", "") for row in rows])
        _rows, faults = read_opening(opener_of(listed), allocated_fen=ALLOCATED)
        return [(fault.code, fault.what) for fault in faults]

    def test_the_community_is_the_proposer_and_the_officer_is_not(self) -> None:
        project = self.taken(WORKS)[0]
        proposal = project.proposal
        self.assertEqual(("opening", self.cast.community.name),
                         (proposal.origin, public_name(proposal)))  # fmt: skip
        self.assertEqual([], my_proposals(self.cast.finance, now=NOW))
        before = Message.objects.count()
        pause_project(project_id=project.pk, reason="台风", by=self.cast.officer, now=NOW)
        self.assertEqual(before, Message.objects.count())
        as_proposer = [MemberInput("何静", "proposer", True, person=self.cast.finance)]
        refusal = _why_not_proposer(project, as_proposer)
        self.assertEqual("not_the_proposer", refusal and refusal.code)
        self.assertIsNone(_why_not_proposer(project, [MemberInput("王", "resident", True)]))

    def test_what_is_owed_next_has_its_clock(self) -> None:
        signed = ("座椅", "货物", "已签约", "9000", "8000", "", "", CREDIT_CODE, "HT-6",
                  "2026-01-05", "2026-02-28")  # fmt: skip
        waits = ("花架", "工程", "待验收", "9000", "8000", "", "", CREDIT_CODE, "HT-7",
                 "2026-03-05", "2026-05-31")  # fmt: skip
        accepted = ("栏杆", "工程", "已验收", "9000", "8000", "", "", CREDIT_CODE, "HT-8",
                    "2026-03-05", "2026-05-31", "2026-06-01")  # fmt: skip
        projects = self.taken(NEW, WORKS, signed, waits, accepted, DONE, ENDED)
        found = [
            sorted(
                Deadline.objects.running().filter(case_id=project.case_id)
                .values_list("kind", "holder_role")
            )
            for project in projects
        ]  # fmt: skip
        running = [("delivery", "supplier"), ("report", "supplier")]
        self.assertEqual(
            [[("contract", "subdistrict_officer")], running, running,
             [("acceptance", "community_secretary")], [("settlement", "finance_officer")], [], []],
            found,
        )  # fmt: skip
        due = Deadline.objects.get(case_id=projects[2].case_id, kind="delivery")
        self.assertEqual(date(2026, 2, 28), due.due_on)  # late already when it came
        self.assertEqual("座椅", projects[2].counts.get().name)

    def test_the_day_of_the_acceptance_is_that_of_the_list_or_none(self) -> None:
        works, goods = self.taken(self.DONE_WORKS, DONE)
        self.assertEqual(date(2026, 4, 15), local_day(works.accepted_at))
        self.assertEqual(date(2028, 4, 15), retention_due_on(works))
        self.assertEqual(date(2028, 4, 15), works.warranty.ends_on)
        self.assertIsNone(goods.accepted_at)

    def test_faults_of_that_day(self) -> None:
        for changes, expected in [
            ({11: ""}, ("no_accepted_day", "accepted_on")),
            ({11: "四月"}, ("bad_day", "accepted_on")),
            ({11: "2026-01-04"}, ("day_order", "signed_on")),
            ({11: "2999-01-04"}, ("day_order", "accepted_on")),
            ({2: "实施中", 6: ""}, ("not_yet", "accepted_on")),
            ({9: "2026-04-01"}, ("day_order", "signed_on")),
        ]:
            row = tuple(changes.get(n, cell) for n, cell in enumerate(self.DONE_WORKS))
            with self.subTest(changes):
                self.assertIn(expected, self.faults(row))


class ReportTests(OpeningTestCase):
    def faults(self, *rows: tuple) -> list[tuple[int, str, str]]:
        return [(fault.line, fault.code, fault.what) for fault in self.read(list(rows))[1]]

    def changed(self, row: tuple, **cells: str) -> tuple:
        named = dict(zip(HEADINGS, row, strict=True)) | cells
        return tuple(named.values())

    def test_every_fault_is_named_with_its_line(self) -> None:
        for row, expected in [
            (self.changed(NEW, 项目名称=""), [("no_title", "")]),
            (self.changed(NEW, 类别="其他"), [("unknown_word", "category")]),
            (self.changed(NEW, 状态="进行"), [("unknown_word", "status")]),
            (self.changed(NEW, 立项金额="0"), [("bad_amount", "approved")]),
            (self.changed(NEW, 立项金额="100.001"), [("bad_amount", "approved")]),
            (self.changed(NEW, 合同金额="5"), [("not_yet", "contract")]),
            (self.changed(WORKS, 合同金额="100000.01"), [("above", "contract")]),
            (self.changed(WORKS, 已支付="90000.01"), [("above", "paid")]),
            (self.changed(WORKS, 结算金额="5"), [("not_yet", "settled"), ]),
            (self.changed(WORKS, 合同编号=""), [("no_contract", "contract_no")]),
            (self.changed(WORKS, 完工期限="月底"), [("bad_day", "ends_on")]),
            (self.changed(WORKS, 统一社会信用代码="91440300MAABCD001X"),
             [("bad_code", "credit_code")]),
            (self.changed(WORKS, 统一社会信用代码="91440300MAABCD0030"),
             [("unknown_provider", "")]),
            (self.changed(DONE, 结算金额=""), [("bad_amount", "settled")]),
            (self.changed(DONE, 结算金额="19000.01"), [("above", "settled")]),
        ]:  # fmt: skip
            with self.subTest(row=row[:4]):
                found = self.faults(row)
                self.assertLessEqual({(2, *each) for each in expected}, set(found))

    def test_the_whole_list_is_held_against_what_was_given(self) -> None:
        big = self.changed(NEW, 立项金额="1054000.01")
        self.assertEqual([(0, "more_than_allocated", "1,054,000.01")], self.faults(big))

    def test_a_project_or_contract_stands_once(self) -> None:
        self.assertEqual([(3, "twice", "")], self.faults(NEW, NEW))
        other = self.changed(WORKS, 项目名称="别的")
        self.assertEqual([(3, "twice", "")], self.faults(WORKS, other))

    def test_faults_are_said_in_words(self) -> None:
        _rows, faults = self.read([self.changed(WORKS, 已支付="90000.01")])
        self.assertIn("90,000.00", sentence(faults[0]))


class CommandTests(OpeningTestCase):
    def call(self, rows: list[tuple], *flags: str) -> str:
        out = io.StringIO()
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder, "books.xlsx")
            path.write_bytes(xlsx(HEADINGS, rows))
            call_command(
                "import_projects", str(path), "--community", self.cast.community.code, "--year",
                str(YEAR), "--allocated", "1054000", "--document", "桃街财〔2026〕20号",
                "--made-by", "finance", "--approved-by", "leader", *flags, stdout=out,
            )  # fmt: skip
        return out.getvalue()

    def test_without_write_it_only_looks(self) -> None:
        self.assertIn("路灯修复", self.call(ROWS))
        self.assertFalse(Project.objects.exists() or OpeningList.objects.exists())

    def test_with_write_everything_is_taken_over(self) -> None:
        self.call(ROWS, "--write")
        self.assertEqual(4, Project.objects.count())

    def test_one_fault_stops_all(self) -> None:
        with self.assertRaisesMessage(CommandError, "3"):
            self.call([NEW, ("", *WORKS[1:])], "--write")
        self.assertFalse(Project.objects.exists())
