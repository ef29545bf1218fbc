"""Claims to the bank and back: retention money, payment files, confirmations and what fits none."""

from __future__ import annotations

from datetime import date, timedelta
from functools import partial

from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, transaction
from django.test import TestCase
from django.urls import reverse

from mws.accounts.models import Membership
from mws.accounts.permissions import Role
from mws.core.money import split_largest_remainder
from mws.core.refusals import Refused
from mws.files.rules import why_not_see
from mws.ledger.books import faults_in_books
from mws.ledger.models import Transfer
from mws.places.models import Level
from mws.rounds.models import Deadline
from mws.rounds.services import set_rule
from proposals.bank_lists import read_confirmations, sentence
from proposals.models import BankLine, Claim, Project, Proposal
from proposals.rules.delivery_claims import kinds_now, limit_fen
from proposals.rules.payment_shares import instalments, retained_fen, retention_due_on
from proposals.selectors.project_claims import claim_page, latest_day
from proposals.services import payments
from proposals.services.claims import review_claim
from proposals.services.payments import Confirmation
from proposals.services.settlement import close_project
from tests.cast import NOW, Cast, make_officer, make_place
from tests.files.corpus import PDF
from tests.proposals.delivery import CONTRACT, TODAY, Delivery, later
from tests.proposals.tables import csv, opener_of, xlsx

HEADINGS = ("付款编号", "流水号", "金额", "付款日期", "结果")


class PaymentTestCase(TestCase):
    @classmethod
    def setUpTestData(cls) -> None:
        cls.cast = Cast()
        cls.delivery = Delivery(cls.cast)

    def signed(self) -> Project:
        return self.delivery.sign(self.delivery.project())

    def approved(self, amount_fen: int = 4_104_000, project: Project | None = None) -> Claim:
        claim = self.delivery.file(project or self.signed(), "advance", amount_fen)
        return self.delivery.approve(claim)

    def line(self, claim: Claim, bank_no: str = "B1", **changes: object) -> Confirmation:
        facts = {"line": 2, "bank_no": bank_no, "reference": claim.reference,
                 "amount_fen": claim.amount_fen, "paid_on": TODAY, "is_done": True}  # fmt: skip
        return Confirmation(**(facts | changes))

    def bring(self, *lines: Confirmation, by: object = None) -> list[BankLine]:
        return payments.import_confirmations(
            place_id=self.cast.subdistrict.pk, lines=lines, by=by or self.cast.finance, now=NOW
        )


class ConfirmationTests(PaymentTestCase):
    def test_approved_is_owed_and_paid_only_by_the_bank(self) -> None:
        claim = self.approved()
        self.assertFalse(Transfer.objects.filter(kind="pay").exists())
        self.assertEqual(Deadline.objects.running().get(kind="payment").holder_role,
                         "finance_officer")  # fmt: skip
        self.assertEqual([row.problem for row in self.bring(self.line(claim))], [""])
        claim.refresh_from_db()
        self.assertEqual((claim.status, claim.bank_no), ("paid", "B1"))
        transfer = Transfer.objects.get(kind="pay")
        self.assertEqual((transfer.made_by, transfer.approved_by),
                         (self.cast.finance, self.cast.leader))  # fmt: skip
        self.assertFalse(Deadline.objects.running().filter(kind="payment").exists())
        self.assertEqual(list(faults_in_books()), [])

    def test_what_fits_no_payment_is_listed_with_the_reason_and_moves_nothing(self) -> None:
        claim, filed = self.approved(), self.delivery.file(self.signed(), "advance", 100)
        found = self.bring(
            self.line(claim, "B1", reference="MWSZF999999999"),
            self.line(claim, "B2", reference="别的"),
            self.line(claim, "B3", amount_fen=claim.amount_fen - 1),
            self.line(claim, "B4", is_done=False),
            self.line(filed, "B5"),
            self.line(claim, "B6"),
            self.line(claim, "B7"),
        )
        self.assertEqual(
            [row.problem for row in found],
            ["unknown", "unknown", "amount", "failed", "unknown", "", "paid_already"],
        )
        self.assertEqual(Transfer.objects.filter(kind="pay").count(), 1)

    def test_the_same_list_again_changes_nothing(self) -> None:
        claim = self.approved()
        first = self.bring(self.line(claim))
        self.assertEqual(self.bring(self.line(claim)), first)
        self.assertEqual(Transfer.objects.filter(kind="pay").count(), 1)

    def test_a_line_finds_its_payment_once_that_is_approved(self) -> None:
        """By the same list brought again, and by any later list."""
        for again in (True, False):
            with self.subTest(again=again):
                claim = self.delivery.file(self.signed(), "advance", 500)
                line = self.line(claim, f"L{claim.pk}")
                (row,) = self.bring(line)
                self.assertEqual(row.problem, "unknown")
                self.delivery.approve(claim)
                self.bring(*([line] if again else []))
                row.refresh_from_db()
                claim.refresh_from_db()
                self.assertEqual(("", "paid", row.bank_no),
                                 (row.problem, claim.status, claim.bank_no))  # fmt: skip
        self.assertEqual(Transfer.objects.filter(kind="pay").count(), 2)

    def test_what_the_bank_carries_out_at_the_second_try_is_paid(self) -> None:
        claim = self.approved()
        (row,) = self.bring(self.line(claim, is_done=False))
        self.assertEqual(row.problem, "failed")
        (again,) = self.bring(self.line(claim, paid_on=TODAY + timedelta(days=2)))
        self.assertEqual((row.pk, "", True, TODAY + timedelta(days=2)),
                         (again.pk, again.problem, again.is_done, again.paid_on))  # fmt: skip
        claim.refresh_from_db()
        self.assertEqual("paid", claim.status)

    def test_what_was_put_aside_stays_aside(self) -> None:
        claim = self.delivery.file(self.signed(), "advance", 500)
        (row,) = self.bring(self.line(claim))
        payments.settle_line(line_id=row.pk, note="已退回", by=self.cast.finance, now=NOW)
        self.delivery.approve(claim)
        self.bring(self.line(claim))
        self.assertFalse(Transfer.objects.filter(kind="pay").exists())

    def test_two_sub_districts_may_have_lines_of_the_same_number(self) -> None:
        claim = self.approved()
        elsewhere = make_place("440305998", "别的街道", Level.SUBDISTRICT, self.cast.district)
        cashier = make_officer("cashier", "外街财务", Role.FINANCE_OFFICER, elsewhere)
        payments.import_confirmations(
            place_id=elsewhere.pk, lines=[self.line(claim, reference="别的", amount_fen=7)],
            by=cashier, now=NOW,
        )  # fmt: skip
        (row,) = self.bring(self.line(claim))
        self.assertEqual(("", 2), (row.problem, BankLine.objects.filter(bank_no="B1").count()))
        with self.assertRaises(IntegrityError), transaction.atomic():
            BankLine.objects.update(place=elsewhere)

    def test_who_pays_for_two_sub_districts_says_whose_list_it_is(self) -> None:
        claim = self.approved()
        first = make_place("440305000", "前一街道", Level.SUBDISTRICT, self.cast.district)
        Membership.objects.create(
            user=self.cast.finance, role=Role.FINANCE_OFFICER, place=first, starts_on=TODAY,
            reason="测试", granted_at=NOW,
        )  # fmt: skip
        self.client.force_login(self.cast.finance)
        row = (claim.reference, "B1", f"{claim.amount_fen / 100:.2f}", "2026-06-17", "成功")
        url = reverse("proposals:bank_list")
        for place, status in ((self.cast.community, "approved"), (self.cast.subdistrict, "paid")):
            listed = SimpleUploadedFile("bank.csv", csv(HEADINGS, [row]))
            self.client.post(url, {"file": listed, "place": place.pk})
            claim.refresh_from_db()
            self.assertEqual(status, claim.status)

    def test_another_payment_under_a_used_number_undoes_the_whole_list(self) -> None:
        claim, other = self.approved(), self.approved(100)
        self.bring(self.line(claim))
        with self.assertRaises(Refused) as caught:
            self.bring(self.line(other, "B2"), self.line(other, "B1"))
        self.assertEqual(caught.exception.code, "bank_no_used")
        self.assertFalse(BankLine.objects.filter(bank_no="B2").exists())
        self.assertEqual(Transfer.objects.filter(kind="pay").count(), 1)

    def test_only_finance_of_the_place(self) -> None:
        claim = self.approved()
        for by in (self.cast.leader, self.cast.officer, self.cast.lin):
            with self.subTest(by=by), self.assertRaises(Refused) as caught:
                self.bring(self.line(claim), by=by)
            self.assertEqual(caught.exception.code, "not_finance")

    def test_a_line_that_fits_nothing_is_put_aside_with_a_word(self) -> None:
        claim = self.approved()
        wrong, right = self.bring(self.line(claim, "B1", amount_fen=5), self.line(claim, "B2"))
        settle = partial(payments.settle_line, by=self.cast.finance, now=NOW)
        for line, note, code in [(right, "x", "nothing_wrong"), (wrong, " ", "no_note")]:
            with self.assertRaises(Refused) as caught:
                settle(line_id=line.pk, note=note)
            self.assertEqual(caught.exception.code, code)
        self.assertEqual(settle(line_id=wrong.pk, note="已退回重付").settled_note, "已退回重付")

    def test_the_database_refuses_lines_and_claims_that_cannot_be(self) -> None:
        claim = self.approved()
        self.bring(self.line(claim))
        for wrong in ({"amount_fen": 0}, {"problem": "odd"}, {"bank_no": ""}):
            with self.subTest(wrong), self.assertRaises(IntegrityError), transaction.atomic():
                BankLine.objects.update(**wrong)
        for wrong in ({"status": "approved"}, {"status": "filed"}, {"paid_at": None}):
            with self.subTest(wrong), self.assertRaises(IntegrityError), transaction.atomic():
                Claim.objects.filter(pk=claim.pk).update(**wrong)


class PaymentFileTests(PaymentTestCase):
    def test_a_file_takes_what_waits_once(self) -> None:
        claims = [self.approved(100), self.approved(200)]
        file = payments.make_payment_file(
            place_id=self.cast.subdistrict.pk, by=self.cast.finance, now=NOW
        )
        self.assertEqual(set(file.claims.all()), set(claims))
        with self.assertRaises(Refused) as caught:
            payments.make_payment_file(
                place_id=self.cast.subdistrict.pk, by=self.cast.finance, now=NOW
            )
        self.assertEqual(caught.exception.code, "nothing_payable")
        self.approved(300)
        second = payments.make_payment_file(
            place_id=self.cast.subdistrict.pk, by=self.cast.finance, now=NOW
        )
        self.assertEqual((second.number, second.claims.count()), (2, 1))


class BankListTests(PaymentTestCase):
    def test_a_list_is_read_in_both_forms(self) -> None:
        row = ("MWSZF000000001", "B1", "4,104.50", "2026-06-17", "成功")
        for content in (xlsx(HEADINGS, [row]), csv(HEADINGS, [(*row[:2], "4104.50", *row[3:])])):
            found, faults = read_confirmations(opener_of(content))
            self.assertEqual(faults, [])
            self.assertEqual(
                found, [Confirmation(2, "B1", "MWSZF000000001", 410_450, date(2026, 6, 17), True)]
            )

    def test_every_fault_names_its_line(self) -> None:
        rows = [
            ("MWSZF000000001", "B1", "1", "2026-06-17", "成功"),
            ("", "B1", "0", "17.6", "也许"),
            ("MWSZF000000002", "", "x", "2026-02-30", "失败"),
        ]
        _found, faults = read_confirmations(opener_of(csv(HEADINGS, rows)))
        self.assertEqual(
            [(fault.line, fault.code) for fault in faults],
            [(3, "missing"), (3, "bad_amount"), (3, "bad_day"), (3, "bad_result"), (3, "twice"),
             (4, "missing"), (4, "bad_amount"), (4, "bad_day")],
        )  # fmt: skip
        self.assertIn("3", sentence(faults[0]))


class RetentionTests(PaymentTestCase):
    @classmethod
    def setUpTestData(cls) -> None:
        cls.cast = Cast()
        cls.delivery = Delivery(cls.cast)
        set_rule(
            rule_set_id=cls.cast.rule_set.pk, key="retention_percent", value="3",
            legal_basis="测试", by=None, now=NOW,
        )  # fmt: skip
        cls.delivery.round = cls.cast.round(batch=2)

    def test_works_keep_three_percent_until_the_time_is_over(self) -> None:
        project = self.delivery.settled(CONTRACT)
        kept = CONTRACT * 3 // 100
        self.assertEqual(retention_due_on(project), date(2028, 6, 17))
        self.assertEqual(retained_fen(project, date(2028, 6, 16)), kept)
        self.assertEqual(retained_fen(project, date(2028, 6, 17)), 0)
        self.assertEqual(limit_fen(project), CONTRACT - kept)
        self.assertEqual(kinds_now(project), ["settlement"])
        with self.assertRaises(Refused) as caught:
            self.delivery.file(project, "settlement", CONTRACT)
        self.assertEqual(caught.exception.code, "above_limit")
        with self.assertRaises(Refused) as caught:
            self.delivery.file(project, "retention", kept)
        self.assertEqual(caught.exception.code, "kind_not_now")
        self.delivery.pay(project, "settlement", CONTRACT - kept)
        self.assertEqual(self.delivery.again(project).account.committed_fen, kept)

    def test_goods_and_services_keep_nothing(self) -> None:
        for category in ("goods", "services"):
            project = self.delivery.settled(CONTRACT)
            Proposal.objects.filter(pk=project.proposal_id).update(category=category)
            self.assertEqual(limit_fen(self.delivery.again(project)), CONTRACT)

    def test_a_project_closes_with_its_retention_money_open_and_pays_it_later(self) -> None:
        project = self.delivery.settled(CONTRACT)
        kept = retained_fen(project)
        self.delivery.pay(project, "settlement", CONTRACT - kept)
        close_project(project_id=project.pk, by=self.cast.officer, now=later(60))
        Project.objects.filter(pk=project.pk).update(accepted_at=NOW - timedelta(days=900))
        project = self.delivery.again(project)
        self.assertEqual(kinds_now(project), ["retention"])
        self.delivery.pay(project, "retention", kept)
        account = self.delivery.again(project).account
        self.assertEqual((account.paid_fen, account.committed_fen), (CONTRACT, 0))


class ShareTests(PaymentTestCase):
    def test_instalments_add_up_to_the_contract_whatever_it_is(self) -> None:
        for contract in (1, 2, 3, 99, 100, 101, 13_680_001, 10**12 + 7):
            for split in ((30, 50, 20), (0, 0, 100), (30, 40, 30), (33, 33, 34)):
                self.assertEqual(sum(split_largest_remainder(contract, split)), contract)
        self.assertEqual(sum(instalments(self.signed())), CONTRACT)

    def test_goods_are_paid_after_their_acceptance_only(self) -> None:
        project = self.delivery.sign(self.delivery.project(category="goods"))
        with self.assertRaises(Refused) as caught:
            self.delivery.file(project, "advance", 1)
        self.assertEqual(caught.exception.code, "above_limit")

    def test_a_closed_project_shows_what_was_settled_not_a_share_of_it(self) -> None:
        """The figure that looked wrong: a closed project fell back to half of its contract."""
        project = self.delivery.settled(CONTRACT)
        claim = self.delivery.pay(project, "settlement", CONTRACT)
        close_project(project_id=project.pk, by=self.cast.officer, now=later(60))
        closed = self.delivery.again(project)
        self.assertEqual((closed.status, limit_fen(closed)), ("closed", CONTRACT))
        page = claim_page(Claim.objects.get(pk=claim.pk), user=self.cast.finance)
        self.assertIsNone(page.left_fen)

    def test_an_invoice_is_paid_once_whatever_project_it_is_claimed_for(self) -> None:
        self.delivery.file(self.signed(), "advance", 100, invoice_no="FP7")
        with self.assertRaises(Refused) as caught:
            self.delivery.file(self.signed(), "advance", 100, invoice_no=" FP7 ")
        self.assertEqual(caught.exception.code, "invoice_used")

    def test_the_last_day_of_the_law_is_shown(self) -> None:
        claim = self.delivery.file(self.signed(), "advance", 100)
        self.assertEqual(latest_day(claim), TODAY + timedelta(days=30))

    def test_the_invoice_is_for_those_who_handle_the_claim(self) -> None:
        upload = SimpleUploadedFile("发票.pdf", PDF)
        claim = self.delivery.file(self.signed(), "advance", 100, upload=upload)
        for who, code in [
            (self.cast.officer, None), (self.cast.finance, None), (self.cast.leader, None),
            (self.cast.auditor, None), (self.cast.lin, "unknown_file"),
            (self.cast.secretary, "unknown_file"), (self.cast.stranger, "unknown_file"),
        ]:  # fmt: skip
            with self.subTest(who=who):
                refusal = why_not_see(claim.invoice, by=who)
                self.assertEqual(code, refusal and refusal.code)
        review_claim(claim_id=claim.pk, by=self.cast.finance, now=NOW)
