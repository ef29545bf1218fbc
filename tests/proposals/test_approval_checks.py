"""Checks side by side, limits of those who approve, and batches."""

from __future__ import annotations

from django.db import IntegrityError, transaction
from django.test import TestCase

from mws.accounts.models import User
from mws.ledger.books import faults_in_books
from mws.ledger.selectors import fund_of
from mws.rounds.services import set_rule
from proposals.models import Approval, ApprovalBatch, ApprovalCheck, Project, Proposal
from proposals.services import approval, approval_checks
from tests.cast import NOW, YEAR, Cast
from tests.proposals.cases import NOTICE_OVER, case_in, check, code_of, review


class CheckTestCase(TestCase):
    rules: dict[str, str] = {}

    @classmethod
    def setUpTestData(cls) -> None:
        cls.cast = Cast()
        for key, value in cls.rules.items():
            set_rule(rule_set_id=cls.cast.rule_set.pk, key=key, value=value, legal_basis="测试",
                     by=None, now=NOW)  # fmt: skip
        cls.round = cls.cast.round()
        cls.cast.fund(100_000_000)

    def case(self, **changes: object) -> Proposal:
        proposal = case_in("in_review", self.cast, self.round, **changes)
        review(self.cast, proposal.pk)
        return proposal

    def approve(self, proposal: Proposal, **changes: object) -> str | None:
        terms = {"amount_fen": 4_000_000, "document_no": "批1", "by": self.cast.leader} | changes
        return code_of(
            lambda: approval.approve_proposal(proposal_id=proposal.pk, now=NOTICE_OVER, **terms)
        )

    def look(self, proposal: Proposal, subject: str, **changes: object) -> str | None:
        terms = {"is_sound": True, "by": self.cast.officer} | changes
        return code_of(
            lambda: approval_checks.check_proposal(
                proposal_id=proposal.pk, subject=subject, now=NOTICE_OVER, **terms
            )
        )


class CheckTests(CheckTestCase):
    def test_nothing_is_approved_before_all_have_looked(self) -> None:
        proposal = self.case()
        self.assertEqual("not_checked", self.approve(proposal))
        for subject, by in [("funds", self.cast.finance), ("works", self.cast.works),
                            ("duplicates", self.cast.officer)]:  # fmt: skip
            self.look(proposal, subject, by=by)
            self.assertEqual("not_checked", self.approve(proposal))
        self.look(proposal, "price")
        self.assertIsNone(self.approve(proposal))

    def test_a_doubt_stops_the_approval_until_it_is_looked_at_again(self) -> None:
        proposal = self.case()
        check(self.cast, proposal.pk, price=False)
        self.assertEqual("check_failed", self.approve(proposal))
        self.look(proposal, "price")
        self.assertIsNone(self.approve(proposal))

    def test_works_are_checked_for_works_only(self) -> None:
        proposal = self.case(category="services")
        self.assertEqual("not_asked", self.look(proposal, "works", by=self.cast.works))
        check(self.cast, proposal.pk)
        self.assertEqual(3, proposal.approval_checks.count())
        self.assertIsNone(self.approve(proposal))

    def test_each_office_looks_at_its_own(self) -> None:
        proposal, cast = self.case(), self.cast
        for subject, by, changes, code in [
            ("funds", cast.officer, {}, "not_checker"),
            ("works", cast.finance, {}, "not_checker"),
            ("price", cast.works, {}, "not_checker"),
            ("weather", cast.officer, {}, "not_checker"),
            ("funds", cast.lin, {}, "not_checker"),
            ("price", cast.officer, {"is_sound": False}, "no_note"),
            ("funds", cast.finance, {}, None),
        ]:
            with self.subTest(subject=subject, by=by):
                self.assertEqual(code, self.look(proposal, subject, by=by, **changes))

    def test_old_checks_do_not_count_when_the_case_comes_again(self) -> None:
        proposal = self.case()
        check(self.cast, proposal.pk)
        ApprovalCheck.objects.update(checked_at=NOW)
        self.assertEqual("not_checked", self.approve(proposal))

    def test_who_checked_does_not_approve(self) -> None:
        proposal, finance = self.case(), self.cast.finance
        check(self.cast, proposal.pk)
        finance.memberships.create(
            role="subdistrict_leader", place=self.cast.subdistrict, starts_on=NOW.date(),
            reason="代理", granted_at=NOW,
        )  # fmt: skip
        finance = User.objects.get(pk=finance.pk)
        self.assertEqual("same_person", self.approve(proposal, by=finance))

    def test_the_database_refuses_checks_that_cannot_be(self) -> None:
        proposal = self.case()
        check(self.cast, proposal.pk)
        for wrong in ({"subject": "weather"}, {"is_sound": False, "note": ""}):
            with self.subTest(wrong), self.assertRaises(IntegrityError), transaction.atomic():
                ApprovalCheck.objects.update(**wrong)


class WithoutChecksTests(CheckTestCase):
    rules = {"approval_checks": "none"}

    def test_a_district_may_do_without(self) -> None:
        self.assertIsNone(self.approve(self.case()))


class LimitTests(CheckTestCase):
    rules = {"approval_checks": "none", "officer_limit_fen": "3000000",
             "leader_limit_fen": "3500000"}  # fmt: skip

    def test_each_approves_up_to_a_limit(self) -> None:
        proposal, cast = self.case(), self.cast
        cast.second = cast.works
        cast.second.memberships.create(
            role="subdistrict_officer", place=cast.subdistrict, starts_on=NOW.date(),
            reason="兼任", granted_at=NOW,
        )  # fmt: skip
        for by, amount, changes, code in [
            (cast.finance, 1, {}, "not_leader"),
            (cast.officer, 1, {}, "same_person"),
            (cast.second, 3_000_001, {}, "above_officer_limit"),
            (cast.leader, 3_500_001, {}, "above_leader_limit"),
            (cast.leader, 3_500_001, {"meeting_no": "党工委会〔2026〕5号"}, None),
        ]:
            with self.subTest(by=by, amount=amount):
                self.assertEqual(code, self.approve(proposal, by=by, amount_fen=amount, **changes))
        self.assertEqual("党工委会〔2026〕5号", Approval.objects.get().meeting_no)
        self.assertIsNone(self.approve(self.case(), by=cast.second, amount_fen=3_000_000))


class BatchTests(CheckTestCase):
    def batch(self, *proposals: Proposal, **changes: object) -> str | None:
        terms = {"document_no": "批次1", "by": self.cast.leader} | changes
        return code_of(
            lambda: approval_checks.approve_batch(
                place_id=self.cast.subdistrict.pk,
                now=NOTICE_OVER,
                proposal_ids=[proposal.pk for proposal in proposals],
                **terms,
            )
        )

    def ready(self) -> Proposal:
        proposal = self.case()
        check(self.cast, proposal.pk)
        return proposal

    def test_one_document_approves_them_all_each_at_its_reviewed_sum(self) -> None:
        self.assertIsNone(self.batch(self.ready(), self.ready()))
        batch = ApprovalBatch.objects.get()
        self.assertEqual((batch.number, batch.approvals.count()), (1, 2))
        self.assertEqual(2, Project.objects.count())
        self.assertEqual(8_000_000, fund_of(self.cast.community, YEAR).committed_fen)
        self.assertEqual(list(faults_in_books()), [])
        self.assertIsNone(self.batch(self.ready()))
        self.assertEqual([2, 1], [row.number for row in ApprovalBatch.objects.all()])

    def test_one_that_is_not_ready_stops_them_all_and_is_named(self) -> None:
        ready, other = self.ready(), self.case()
        self.assertEqual("not_checked", self.batch(ready, other))
        self.assertFalse(Project.objects.exists() or ApprovalBatch.objects.exists())
        self.assertEqual(0, fund_of(self.cast.community, YEAR).committed_fen)

    def test_refusals(self) -> None:
        ready = self.ready()
        self.assertEqual("no_case", self.batch())
        self.assertEqual("no_document", self.batch(ready, document_no=" "))
        for by in (self.cast.officer, self.cast.finance, self.cast.lin):
            self.assertEqual("not_leader", self.batch(ready, by=by))
        self.assertEqual("other_place", self.batch(Proposal(pk=0)))

    def test_the_database_refuses_batches_that_cannot_be(self) -> None:
        self.batch(self.ready())
        with self.assertRaises(IntegrityError), transaction.atomic():
            ApprovalBatch.objects.update(document_no="")
        row = ApprovalBatch.objects.get()
        row.pk = None
        with self.assertRaises(IntegrityError), transaction.atomic():
            row.save(force_insert=True)
