from django.db import IntegrityError, transaction
from django.test import TestCase

from mws.core.refusals import Refused
from mws.ledger.models import Transfer
from mws.rounds.models import Deadline
from proposals.models import Claim
from proposals.rules.delivery_claims import (
    limit_fen,
    why_not_approve_claim,
    why_not_file_claim,
    why_not_refuse_claim,
    why_not_review_claim,
)
from proposals.services.claims import approve_claim, refuse_claim, review_claim
from tests.cast import NOW, Cast
from tests.proposals.delivery import APPROVED, CONTRACT, Delivery

ADVANCE = CONTRACT * 3 // 10


class ClaimTests(TestCase):
    @classmethod
    def setUpTestData(cls) -> None:
        cls.cast = Cast()
        cls.delivery = Delivery(cls.cast)
        cls.project = cls.delivery.sign(cls.delivery.project())

    def test_a_claim_is_paid_by_three_persons_with_one_transfer(self):
        claim = self.delivery.pay(self.project, "advance", 4_104_000)
        transfer = Transfer.objects.get(kind="pay")
        self.assertEqual(claim.transfer, transfer)
        self.assertEqual((self.cast.finance, self.cast.leader),
                         (transfer.made_by, transfer.approved_by))  # fmt: skip
        account = self.delivery.again(self.project).account
        self.assertEqual((4_104_000, APPROVED - 4_104_000),
                         (account.paid_fen, account.committed_fen))  # fmt: skip
        self.assertFalse(Deadline.objects.running().filter(kind="payment").exists())

    def test_the_clock_of_a_claim_goes_from_finance_to_the_leader_and_keeps_its_day(self):
        claim = self.delivery.file(self.project, "advance", 100)
        filed = Deadline.objects.running().get(kind="payment")
        review_claim(claim_id=claim.pk, by=self.cast.finance, now=NOW)
        checked = Deadline.objects.running().get(kind="payment")
        self.assertEqual(("finance_officer", "subdistrict_leader"),
                         (filed.holder_role, checked.holder_role))  # fmt: skip
        self.assertEqual(filed.due_on, checked.due_on)

    def test_a_refused_claim_gives_its_reason_and_leaves_room_for_another(self):
        claim = self.delivery.file(self.project, "advance", ADVANCE)
        with self.assertRaises(Refused) as caught:
            refuse_claim(claim_id=claim.pk, reason=" ", by=self.cast.finance, now=NOW)
        self.assertEqual("no_reason", caught.exception.code)
        refuse_claim(claim_id=claim.pk, reason="发票抬头不对", by=self.cast.finance, now=NOW)
        self.delivery.pay(self.project, "advance", ADVANCE)
        claim.refresh_from_db()
        self.assertEqual(("refused", "发票抬头不对"), (claim.status, claim.reason))

    def test_who_may_file(self):
        for who, code in [
            (self.cast.officer, None),
            (self.delivery.builder, None),
            (self.cast.finance, "not_your_office"),
            (self.cast.lin, "not_your_office"),
        ]:
            with self.subTest(who=who):
                refusal = why_not_file_claim(self.project, by=who)
                self.assertEqual(code, refusal and refusal.code)

    def test_before_settlement_each_kind_has_its_share_of_the_contract(self):
        self.assertEqual(ADVANCE, limit_fen(self.project))
        self.delivery.pay(self.project, "advance", ADVANCE - 1)
        with self.assertRaises(Refused) as caught:
            self.delivery.file(self.project, "advance", 2)
        self.assertEqual("above_limit", caught.exception.code)
        self.delivery.pay(self.project, "advance", 1)
        project = self.delivery.again(self.project)
        self.assertEqual("above_limit", why_not_file_claim(project, by=self.cast.officer).code)
        project = self.delivery.report(project, 50)
        self.assertEqual(CONTRACT * 8 // 10, limit_fen(project))
        with self.assertRaises(Refused) as caught:
            self.delivery.file(project, "advance", 1)
        self.assertEqual("above_limit", caught.exception.code)
        self.delivery.pay(project, "progress", CONTRACT * 5 // 10)
        with self.assertRaises(Refused) as caught:
            self.delivery.file(project, "progress", 1)
        self.assertEqual("above_limit", caught.exception.code)

    def test_refused_terms(self):
        self.delivery.pay(self.project, "advance", 100)
        for kind, amount, terms, code in [
            ("advance", 0, {}, "no_amount"),
            ("advance", -5, {}, "no_amount"),
            ("advance", 100, {"invoice_no": " "}, "no_invoice"),
            ("advance", 100, {"invoice_no": "FP00000001"}, "invoice_used"),
            ("progress", 100, {}, "kind_not_now"),
            ("settlement", 100, {}, "kind_not_now"),
            ("gift", 100, {}, "kind_not_now"),
        ]:
            with self.subTest(code=code, kind=kind), self.assertRaises(Refused) as caught:
                self.delivery.file(self.project, kind, amount, **terms)
            self.assertEqual(code, caught.exception.code)
        self.assertEqual(1, Claim.objects.count())

    def test_one_claim_is_open_at_a_time(self):
        self.delivery.file(self.project, "advance", 100)
        with self.assertRaises(Refused) as caught:
            self.delivery.file(self.project, "advance", 100)
        self.assertEqual("claim_open", caught.exception.code)

    def test_nothing_is_claimed_before_the_contract(self):
        refusal = why_not_file_claim(self.delivery.project(), by=self.cast.officer)
        self.assertEqual("no_claim_now", refusal.code)

    def test_the_three_persons_are_three(self):
        cast = self.cast
        claim = self.delivery.file(self.project, "advance", 100)
        self.assertEqual("not_checked", why_not_approve_claim(claim, by=cast.leader).code)
        for who, code in [
            (cast.finance, None),
            (cast.officer, "not_your_office"),
            (cast.leader, "not_your_office"),
        ]:
            refusal = why_not_review_claim(claim, by=who)
            self.assertEqual(code, refusal and refusal.code)
            refusal = why_not_refuse_claim(claim, by=who)
            self.assertEqual(code, refusal and refusal.code)
        claim = review_claim(claim_id=claim.pk, by=cast.finance, now=NOW)
        self.assertEqual("not_filed", why_not_review_claim(claim, by=cast.finance).code)
        self.assertEqual("not_your_office", why_not_approve_claim(claim, by=cast.finance).code)
        claim = approve_claim(claim_id=claim.pk, by=cast.leader, now=NOW)
        self.assertEqual("decided", why_not_refuse_claim(claim, by=cast.leader).code)
        self.assertFalse(Transfer.objects.filter(kind="pay").exists())
        with self.assertRaises(Refused) as caught:
            approve_claim(claim_id=claim.pk, by=cast.leader, now=NOW)
        self.assertEqual("not_checked", caught.exception.code)

    def test_someone_with_two_offices_takes_one_of_the_three_duties(self):
        cast = self.cast
        cast.finance.memberships.create(
            role="subdistrict_officer", place=cast.subdistrict, starts_on=NOW.date(),
            reason="兼任", granted_at=NOW,
        )  # fmt: skip
        cast.finance.memberships.create(
            role="subdistrict_leader", place=cast.subdistrict, starts_on=NOW.date(),
            reason="代理", granted_at=NOW,
        )  # fmt: skip
        claim = self.delivery.file(self.project, "advance", 100, by=cast.finance)
        self.assertEqual("same_person", why_not_review_claim(claim, by=cast.finance).code)
        claim.status, claim.reviewed_by = "reviewed", cast.works
        self.assertEqual("same_person", why_not_approve_claim(claim, by=cast.finance).code)

    def test_the_database_refuses_claims_of_fewer_than_three_persons(self):
        claim = self.delivery.pay(self.project, "advance", 100)
        for change in [
            {"reviewed_by": claim.filed_by},
            {"approved_by": claim.reviewed_by},
            {"approved_by": claim.filed_by},
            {"transfer": None},
            {"amount_fen": 0},
            {"kind": "gift"},
            {"status": "refused"},
        ]:
            with (
                self.subTest(change=change),
                self.assertRaises(IntegrityError),
                transaction.atomic(),
            ):
                Claim.objects.filter(pk=claim.pk).update(**change)
