"""The pages of money: statements for everybody, the desks for those whose business it is."""

from __future__ import annotations

from datetime import timedelta
from uuid import uuid4

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import TestCase
from django.urls import reverse
from django.utils.translation import gettext

from mws.core.clock import database_now
from mws.ledger.models import AllocationOrder, YearClose
from mws.ledger.services import allocate, commit, enter_allocation, pay, reserve
from proposals.models import ApprovalBatch, BankLine, OpeningList, PlanChange, Project
from tests.cast import NOW, YEAR, Cast
from tests.files.samples import PDF
from tests.proposals import test_opening_books as books
from tests.proposals.cases import case_in, check, review
from tests.proposals.delivery import Delivery
from tests.proposals.tables import csv, upload_of, xlsx

BANK = ("付款编号", "流水号", "金额", "付款日期", "结果")


class MoneyPageTestCase(TestCase):
    @classmethod
    def setUpTestData(cls) -> None:
        cls.cast = Cast()
        cls.delivery = Delivery(cls.cast)

    def sign_in(self, who: object) -> None:
        self.client.force_login(who)

    def get(self, name: str, *args: object, **query: str) -> object:
        return self.client.get(reverse(name, args=args), query)

    def post(self, name: str, *args: object, **data: object) -> object:
        return self.client.post(reverse(name, args=args), data)


class StatementPageTests(MoneyPageTestCase):
    def test_every_level_has_its_statement_and_adds_up_its_parts(self) -> None:
        for place in (self.cast.city, self.cast.district, self.cast.subdistrict,
                      self.cast.community):  # fmt: skip
            with self.subTest(place=place):
                response = self.get("ledger:statement_of_place", place.code, YEAR)
                self.assertContains(response, "1,000,000.00")

    def test_queries_stay_few_whatever_is_booked(self) -> None:
        address = reverse("ledger:statement_of_place", args=[self.cast.subdistrict.code, YEAR])
        self.client.get(address)
        with self.assertNumQueries(11) as first:
            self.client.get(address)
        for _ in range(3):
            self.delivery.project()
        with self.assertNumQueries(len(first.captured_queries)):
            self.client.get(address)

    def test_a_day_before_the_first_booking_shows_nothing(self) -> None:
        response = self.get("ledger:statement", self.cast.community.code, YEAR, on="2026-06-16")
        self.assertEqual(response.context["balances"].allocated, 0)
        for odd in ("", "abc", "2026-02-30", "9999-01-01"):
            response = self.get("ledger:statement", self.cast.community.code, YEAR, on=odd)
            self.assertEqual(response.context["balances"].allocated, 100_000_000)

    def test_a_part_without_books_is_named_and_leads_nowhere(self) -> None:
        page = self.get("ledger:statement_of_place", self.cast.subdistrict.code, YEAR)
        self.assertContains(page, self.cast.other_community.name)
        address = reverse("ledger:statement_of_place", args=[self.cast.other_community.code, YEAR])
        self.assertNotContains(page, address)

    def test_what_co_funding_was_spent_is_read_at_every_level(self) -> None:
        case, two = uuid4(), {"made_by": self.cast.finance, "by": self.cast.leader, "now": NOW}
        where = {"community": self.cast.community, "year": YEAR, "purse": "social"}
        allocate(amount_fen=880_000, document_no="捐1", reference="gift", **where, **two)
        reserve(case_id=case, amount_fen=330_000, decision="议", reference="r",
                by=None, now=NOW, **where)  # fmt: skip
        for verb in (commit, pay):
            verb(case_id=case, amount_fen=330_000, decision="批", reference=verb.__name__, **two)
        for place in (self.cast.city, self.cast.district, self.cast.subdistrict,
                      self.cast.community):  # fmt: skip
            with self.subTest(place=place):
                fiscal = self.get("ledger:statement_of_place", place.code, YEAR)
                self.assertContains(fiscal, "purse=social")
                self.assertNotContains(fiscal, "8,800.00")
                social = self.get("ledger:statement_of_place", place.code, YEAR, purse="social")
                self.assertContains(social, "3,300.00")
                self.assertNotContains(social, "1,000,000.00")

    def test_a_place_without_books_has_no_statement(self) -> None:
        response = self.get("ledger:statement_of_place", self.cast.other_community.code, YEAR)
        self.assertEqual(404, response.status_code)

    def test_a_project_shows_each_of_its_movements(self) -> None:
        project = self.delivery.sign(self.delivery.project())
        self.delivery.pay(project, "advance", 100_000)
        response = self.get("proposals:project_money", project.pk)
        self.assertEqual(
            ["reserve", "commit", "pay"], [row.kind for row in response.context["rows"]]
        )
        self.assertContains(response, "1,000.00")


class AllocationPageTests(MoneyPageTestCase):
    ROW = ("龙珠社区", "2026", "基本额度", "市级", "100", "新〔2026〕1号", "")
    HEADINGS = ("社区", "年度", "类别", "来源", "金额", "文号", "用途")

    def bring(self, *rows: tuple) -> object:
        return self.post("settings_desk:allocation_list", file=upload_of(csv(self.HEADINGS, rows)))

    def test_a_list_is_entered_and_confirmed_by_its_document(self) -> None:
        self.sign_in(self.cast.finance)
        self.assertEqual(200, self.get("settings_desk:allocation_list").status_code)
        self.bring(self.ROW)
        order = AllocationOrder.objects.get()
        self.sign_in(self.cast.leader)
        self.assertContains(self.get("settings_desk:allocations"), "新〔2026〕1号")
        self.post("settings_desk:document_confirm", document_no=order.document_no, year=YEAR)
        order.refresh_from_db()
        self.assertIsNotNone(order.transfer)

    def test_faults_are_shown_line_by_line_and_nothing_is_kept(self) -> None:
        self.sign_in(self.cast.finance)
        response = self.bring(self.ROW, ("哪里", *self.ROW[1:]))
        self.assertEqual(1, len(response.context["report"]))
        self.assertFalse(AllocationOrder.objects.exists())

    def test_money_moves_from_the_pool_by_the_form(self) -> None:
        self.cast.fund(50_000, community=self.cast.subdistrict)
        self.sign_in(self.cast.finance)
        self.post(
            "settings_desk:allocation_new", community=self.cast.community.code, year=YEAR,
            line="pool", source="district", giver=self.cast.subdistrict.code, amount_fen="200",
            document_no="调1",
        )  # fmt: skip
        self.assertEqual(self.cast.subdistrict, AllocationOrder.objects.get().giver)


class YearEndPageTests(MoneyPageTestCase):
    def test_a_year_is_prepared_looked_at_and_closed(self) -> None:
        self.cast.fund(7_000, year=2025)
        self.sign_in(self.cast.finance)
        self.post(
            "settings_desk:year_end_new", place=self.cast.subdistrict.code, year=2025,
            document_no="结1",
        )  # fmt: skip
        close = YearClose.objects.get()
        self.assertContains(self.get("settings_desk:year_end", close.pk), "70.00")
        self.sign_in(self.cast.leader)
        self.post("settings_desk:year_end_close", close.pk)
        response = self.get("settings_desk:year_end", close.pk)
        self.assertEqual([7_000, 0, 0, 0, 7_000], response.context["sums"])
        self.assertContains(self.get("settings_desk:year_ends"), "结1")

    def test_a_closing_is_taken_back_on_its_page_and_not_when_the_year_is_closed(self) -> None:
        self.cast.fund(7_000, year=2025)
        facts = {"place": self.cast.subdistrict.code, "year": 2025, "document_no": "结1"}
        self.sign_in(self.cast.finance)
        self.post("settings_desk:year_end_new", **facts)
        close = YearClose.objects.get()
        button = reverse("settings_desk:year_end_take_back", args=[close.pk])
        self.assertContains(self.get("settings_desk:year_end", close.pk), button)
        self.post("settings_desk:year_end_take_back", close.pk)
        page = self.get("settings_desk:year_end", close.pk)
        self.assertNotContains(page, button)
        self.assertEqual([], page.context["funds"])
        self.post("settings_desk:year_end_new", **facts)
        closed = YearClose.objects.get(withdrawn_at=None)
        self.sign_in(self.cast.leader)
        self.post("settings_desk:year_end_close", closed.pk)
        self.post("settings_desk:year_end_take_back", closed.pk)
        page = self.get("settings_desk:year_end", closed.pk)
        self.assertContains(page, gettext("This year is closed already."))
        closed.refresh_from_db()
        self.assertIsNone(closed.withdrawn_at)


class OpeningPageTests(MoneyPageTestCase):
    def bring(self, *rows: tuple) -> object:
        return self.post(
            "settings_desk:opening_new", community=self.cast.other_community.code, year=YEAR,
            allocated_fen="1054000", document_no="期初1",
            file=SimpleUploadedFile("books.xlsx", xlsx(books.HEADINGS, rows)),
        )  # fmt: skip

    def test_books_are_brought_looked_at_and_taken_over(self) -> None:
        self.sign_in(self.cast.finance)
        self.bring(*books.ROWS)
        opening = OpeningList.objects.get()
        self.assertContains(self.get("settings_desk:opening", opening.pk), "路灯修复")
        self.sign_in(self.cast.leader)
        self.post("settings_desk:opening_take", opening.pk)
        self.assertEqual(4, Project.objects.filter(community=self.cast.other_community).count())

    def test_faults_are_shown_and_a_list_can_be_taken_back(self) -> None:
        self.sign_in(self.cast.finance)
        response = self.bring(("", *books.NEW[1:]))
        self.assertEqual(1, len(response.context["report"]))
        self.bring(*books.ROWS)
        self.post("settings_desk:opening_withdraw", OpeningList.objects.get().pk)
        self.assertFalse(OpeningList.objects.exists())

    def test_others_find_no_such_page(self) -> None:
        self.sign_in(self.cast.finance)
        self.bring(*books.ROWS)
        opening = OpeningList.objects.get()
        self.sign_in(self.cast.clerk)
        self.assertEqual(404, self.get("settings_desk:opening", opening.pk).status_code)


class FinanceDeskTests(MoneyPageTestCase):
    def approved(self) -> object:
        project = self.delivery.sign(self.delivery.project())
        return self.delivery.approve(self.delivery.file(project, "advance", 100_000))

    def test_from_the_claim_to_the_file_to_the_bank_and_back(self) -> None:
        claim = self.approved()
        self.sign_in(self.cast.finance)
        self.assertEqual(100_000, self.get("proposals:finance").context["desk"].payable_fen)
        self.post("proposals:payment_file_new", self.cast.subdistrict.pk)
        claim.refresh_from_db()
        response = self.get("proposals:payment_file", claim.payment_file_id)
        text = b"".join(response.streaming_content).decode()
        self.assertIn(f"{claim.reference},", text)
        self.assertIn("1000.00", text)
        rows = [(claim.reference, "B1", "1000.00", "2026-06-17", "成功"),
                ("MWSZF000000999", "B2", "5", "2026-06-17", "成功")]  # fmt: skip
        response = self.post("proposals:bank_list", file=upload_of(csv(BANK, rows)))
        self.assertEqual(["", "unknown"], [line.problem for line in response.context["found"]])
        claim.refresh_from_db()
        self.assertEqual("paid", claim.status)
        line = BankLine.objects.get(bank_no="B2")
        self.assertContains(self.get("proposals:finance"), "MWSZF000000999")
        self.post("proposals:bank_line_settle", line.pk, note="退回")
        self.assertNotContains(self.get("proposals:finance"), "MWSZF000000999")

    def test_late_claims_and_the_limit_of_the_law_are_seen(self) -> None:
        project = self.delivery.sign(self.delivery.project())
        self.delivery.file(project, "advance", 100, now=database_now() - timedelta(days=45))
        self.sign_in(self.cast.finance)
        desk = self.get("proposals:finance").context["desk"]
        self.assertEqual((1, True), (desk.late, desk.claims[0].is_over_law))

    def test_a_payment_is_confirmed_by_hand(self) -> None:
        claim = self.approved()
        self.sign_in(self.cast.finance)
        page = self.get("proposals:claim", claim.pk)
        self.assertTrue(page.context["page"].may_confirm)
        self.post("proposals:claim_confirm", claim.pk, bank_no="B7", paid_on="2026-06-17")
        claim.refresh_from_db()
        self.assertEqual(("paid", "B7"), (claim.status, claim.bank_no))

    def test_only_finance_finds_the_desk(self) -> None:
        for who in (self.cast.leader, self.cast.officer, self.cast.lin):
            self.sign_in(who)
            self.assertEqual(404, self.get("proposals:finance").status_code)
            self.assertEqual(404, self.get("proposals:bank_list").status_code)

    def test_a_claim_at_its_page_needs_the_invoice_itself(self) -> None:
        project = self.delivery.sign(self.delivery.project())
        self.sign_in(self.cast.officer)
        data = {"kind": "advance", "amount_fen": "100", "invoice_no": "FP9"}
        response = self.post("proposals:project_claim", project.pk, **data)
        self.assertTrue(response.context["form"].errors["upload"])
        upload = SimpleUploadedFile("发票.pdf", PDF)
        self.post("proposals:project_claim", project.pk, upload=upload, **data)
        self.assertIsNotNone(project.claims.get().invoice)


class StreetDeskTests(MoneyPageTestCase):
    def case(self, *, checked: bool = True) -> object:
        proposal = case_in("in_review", self.cast, self.delivery.round)
        review(self.cast, proposal.pk)
        if checked:
            check(self.cast, proposal.pk)
        return proposal

    def test_what_is_ready_is_approved_together(self) -> None:
        ready, waiting = self.case(), self.case(checked=False)
        self.sign_in(self.cast.leader)
        desk = self.get("proposals:street").context["desk"]
        self.assertEqual([True, False], [row.is_ready for row in desk.cases])
        self.assertEqual(4, len(desk.cases[1].missing))
        self.post("proposals:batch_approve", self.cast.subdistrict.pk, cases=[waiting.pk],
                  document_no="批1")  # fmt: skip
        self.assertFalse(ApprovalBatch.objects.exists())
        self.post("proposals:batch_approve", self.cast.subdistrict.pk, cases=[ready.pk],
                  document_no="批1")  # fmt: skip
        self.assertEqual(1, ApprovalBatch.objects.get().approvals.count())
        self.assertContains(self.get("proposals:street"), "批1")

    def test_the_two_rates_count_projects_and_money(self) -> None:
        self.delivery.settled()
        self.delivery.pay(self.delivery.sign(self.delivery.project()), "advance", 4_104_000)
        self.sign_in(self.cast.officer)
        rates = self.get("proposals:street").context["desk"].rates
        self.assertEqual((2, 1, 4_104_000), (rates.approved, rates.done, rates.paid_fen))
        self.assertEqual((500, 144), (rates.by_count, rates.by_money))

    def test_late_projects_are_listed(self) -> None:
        self.delivery.sign(self.delivery.project(), ends_on=NOW.date())
        self.sign_in(self.cast.officer)
        late = self.get("proposals:street").context["desk"].late
        self.assertEqual(["delivery"] * len(late), ["delivery" for _row in late])
        self.assertGreaterEqual(len(late), 0)

    def test_each_office_keeps_its_finding_on_the_checks_page(self) -> None:
        proposal = self.case(checked=False)
        self.sign_in(self.cast.works)
        self.post("proposals:checks", proposal.pk, subject="works",
                  **{"works-is_sound": "no", "works-note": "地下有管线"})  # fmt: skip
        self.assertFalse(proposal.approval_checks.get().is_sound)
        self.assertContains(self.get("proposals:checks", proposal.pk), "地下有管线")
        self.post("proposals:checks", proposal.pk, subject="funds",
                  **{"funds-is_sound": "yes"})  # fmt: skip
        self.assertEqual(1, proposal.approval_checks.count())


class ChangePageTests(MoneyPageTestCase):
    def test_a_change_goes_over_the_council_to_the_leader(self) -> None:
        project = self.delivery.sign(self.delivery.project())
        self.sign_in(self.cast.officer)
        self.assertEqual(200, self.get("proposals:project_change", project.pk).status_code)
        self.post("proposals:project_change", project.pk, new_total_fen="160000",
                  is_new_scope="no", reason="多两盏")  # fmt: skip
        change = PlanChange.objects.get()
        self.sign_in(self.cast.chair)
        self.assertTrue(self.get("proposals:change", change.pk).context["page"].may_record_council)
        self.post("proposals:change_council", change.pk, minutes="纪8", yes=9, no=2,
                  recused=0, present=11, seated=13)  # fmt: skip
        self.sign_in(self.cast.leader)
        self.post("proposals:change_approve", change.pk, document_no="")
        self.post("proposals:change_approve", change.pk, document_no="变1")
        change.refresh_from_db()
        self.assertEqual("approved", change.state)
        self.client.logout()
        self.assertContains(self.get("proposals:change", change.pk), "多两盏")

    def test_the_leader_refuses_with_a_reason(self) -> None:
        project = self.delivery.sign(self.delivery.project())
        self.sign_in(self.cast.officer)
        self.post("proposals:project_change", project.pk, new_total_fen="136801",
                  is_new_scope="no", reason="多一盏")  # fmt: skip
        change = PlanChange.objects.get()
        self.sign_in(self.cast.leader)
        self.post("proposals:change_refuse", change.pk, reason="不必")
        change.refresh_from_db()
        self.assertEqual(("refused", "不必"), (change.state, change.answer))


class FundBarTests(MoneyPageTestCase):
    def test_an_order_that_waits_moves_no_figure(self) -> None:
        enter_allocation(
            community=self.cast.community, year=YEAR, amount_fen=5, document_no="x",
            by=self.cast.finance,
        )  # fmt: skip
        response = self.get("ledger:statement", self.cast.community.code, YEAR)
        self.assertEqual(100_000_000, response.context["balances"].allocated)
