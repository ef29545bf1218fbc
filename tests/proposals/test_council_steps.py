from django.db import IntegrityError, transaction
from django.test import TestCase

from mws.core.refusals import Refused
from mws.ledger.selectors import fund_of
from proposals.models import CouncilDecision, Proposal
from proposals.services import council_steps
from tests.cast import NOW, YEAR, Cast
from tests.proposals.cases import TALLY, case_in, code_of


class CouncilTestCase(TestCase):
    @classmethod
    def setUpTestData(cls):
        cls.cast = Cast()
        cls.round = cls.cast.round()
        cls.cast.fund(10_000_000)

    def case(self, status="on_agenda"):
        return case_in(status, self.cast, self.round)

    def balances(self):
        return fund_of(self.cast.community, YEAR).balances

    def step(self, name, proposal, **kwargs):
        act = getattr(council_steps, name)
        return act(proposal_id=proposal.pk, by=self.cast.chair, now=NOW, **kwargs)

    def select(self, proposal, amount_fen=4_000_000, decision="motion 7", **kwargs):
        return self.step(
            "select_proposal", proposal, amount_fen=amount_fen, decision=decision, **kwargs
        )


class SelectProposalTests(CouncilTestCase):
    def test_the_money_is_reserved_with_the_decision(self):
        proposal = self.select(self.case(), tally=TALLY, meeting_url="/council/1/")
        self.assertEqual(("selected", 4_000_000), (proposal.status, proposal.selected_fen))
        self.assertEqual(
            (6_000_000, 4_000_000), (self.balances().available, self.balances().reserved)
        )
        row = proposal.council_decisions.get()
        self.assertEqual((9, 12, "/council/1/"), (row.yes, row.present, row.meeting_url))

    def test_refusals_change_nothing(self):
        for status, amount_fen, decision, code in [
            ("on_agenda", 0, "m", "no_amount"),
            ("on_agenda", -1, "m", "no_amount"),
            ("on_agenda", 4_000_000, " ", "no_decision"),
            ("on_agenda", 50_000_001, "m", "above_cap"),
            ("on_agenda", 10_000_001, "m", "available_short"),
            ("shortlisted", 4_000_000, "m", "not_on_agenda"),
            ("draft", 4_000_000, "m", "not_on_agenda"),
        ]:
            with self.subTest(status=status, amount_fen=amount_fen):
                proposal = self.case(status)
                act = lambda p=proposal, a=amount_fen, d=decision: self.select(p, a, d)  # noqa: E731
                self.assertEqual(code, code_of(act))
                self.assertEqual(10_000_000, self.balances().available)
                self.assertFalse(CouncilDecision.objects.exists())

    def test_a_refusal_for_want_of_money_names_what_is_left(self):
        with self.assertRaisesMessage(Refused, "100,000.00"):
            self.select(self.case(), 10_000_001)

    def test_a_second_selection_reserves_nothing_more(self):
        proposal = self.case()
        self.select(proposal)
        self.assertEqual("not_on_agenda", code_of(lambda: self.select(proposal)))
        self.assertEqual(4_000_000, self.balances().reserved)


class OtherResultsTests(CouncilTestCase):
    def test_each_result_has_its_status_and_its_record(self):
        for name, status, kwargs in [
            ("defer_proposal", "deferred", {"reason": "未达法定人数"}),
            ("reject_proposal", "rejected", {"reason": "受益面小", "tally": TALLY}),
            ("waitlist_proposal", "waitlisted", {"rank": 3}),
        ]:
            with self.subTest(name):
                proposal = self.step(name, self.case(), **kwargs)
                self.assertEqual(status, proposal.status)
                self.assertEqual(status, proposal.council_decisions.get().result)
        self.assertEqual(10_000_000, self.balances().available)

    def test_a_reason_is_owed(self):
        for name in ("defer_proposal", "reject_proposal"):
            with self.subTest(name):
                proposal = self.case()
                act = lambda n=name, p=proposal: self.step(n, p, reason=" ")  # noqa: E731
                self.assertEqual("no_reason", code_of(act))

    def test_only_from_the_agenda(self):
        proposal = self.case("shortlisted")
        for name, kwargs in [
            ("defer_proposal", {"reason": "x"}), ("reject_proposal", {"reason": "x"}),
            ("waitlist_proposal", {"rank": 1}), ("take_off_agenda", {}),
        ]:  # fmt: skip
            with self.subTest(name):
                act = lambda n=name, k=kwargs: self.step(n, proposal, **k)  # noqa: E731
                self.assertEqual("not_on_agenda", code_of(act))


class AgendaTests(CouncilTestCase):
    def test_what_may_go_on_the_agenda(self):
        for status, code in [
            ("draft", "not_for_agenda"), ("submitted", "not_for_agenda"),
            ("admitted", "not_for_agenda"), ("screened", None), ("shortlisted", None),
            ("on_agenda", "not_for_agenda"), ("selected", "not_for_agenda"),
        ]:  # fmt: skip
            with self.subTest(status):
                proposal = self.case(status)
                self.assertEqual(code, code_of(lambda p=proposal: self.step("put_on_agenda", p)))

    def test_a_deferred_case_and_one_from_the_waitlist_come_back(self):
        for name, kwargs in [
            ("defer_proposal", {"reason": "x"}), ("waitlist_proposal", {"rank": 1}),
        ]:  # fmt: skip
            with self.subTest(name):
                proposal = self.step(name, self.case(), **kwargs)
                self.assertEqual("on_agenda", self.step("put_on_agenda", proposal).status)

    def test_a_cancelled_meeting_gives_the_case_back(self):
        self.assertEqual("shortlisted", self.step("take_off_agenda", self.case()).status)


class CouncilDecisionConstraintTests(CouncilTestCase):
    def test_the_database_refuses_what_cannot_be(self):
        proposal = self.case()
        sound = {"proposal": proposal, "result": "rejected", "reason": "x", "decided_at": NOW}
        for wrong in [
            {"result": "postponed"},
            {"result": "selected"},
            {"amount_fen": 5},
            {"reason": ""},
            {"yes": 5, "present": 4, "seated": 9},
            {"present": 10, "seated": 9},
        ]:
            with self.subTest(wrong), self.assertRaises(IntegrityError), transaction.atomic():
                CouncilDecision.objects.create(**(sound | wrong))

    def test_the_database_refuses_a_selected_case_without_its_sum(self):
        proposal = self.select(self.case())
        with self.assertRaises(IntegrityError), transaction.atomic():
            Proposal.objects.filter(pk=proposal.pk).update(selected_fen=None)
