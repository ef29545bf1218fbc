from functools import partial

from django.db import IntegrityError, transaction
from django.test import TestCase
from django.urls import reverse

from mws.audit.selectors import history_of_case
from mws.ledger.selectors import fund_of, transfers_of_case
from mws.notifications.models import Message
from mws.rounds.models import Clause, Deadline
from proposals.models import Approval, Project, Proposal, Review
from proposals.services import approval, council_steps
from tests.cast import YEAR, Cast
from tests.proposals.cases import NOTICE_OVER, case_in, check, clause_of, code_of, review

TURNED_DOWN = ("proposal_refused", "proposal_sent_back")


class ApprovalTestCase(TestCase):
    @classmethod
    def setUpTestData(cls):
        cls.cast = Cast()
        cls.round = cls.cast.round()
        cls.cast.fund(10_000_000)

    def case(self, *, reviewed=True):
        proposal = case_in("in_review", self.cast, self.round)
        if reviewed:
            review(self.cast, proposal.pk)
            check(self.cast, proposal.pk)
        return proposal

    def balances(self):
        return fund_of(self.cast.community, YEAR).balances

    def decide(self, name, proposal, *, by=None, **kwargs):
        kwargs = {"document_no": "桃街审 8 号"} | kwargs
        act = getattr(approval, name)
        return act(proposal_id=proposal.pk, by=by or self.cast.leader, now=NOTICE_OVER, **kwargs)

    def approve(self, proposal, *, amount_fen=3_900_000, **kwargs):
        return self.decide("approve_proposal", proposal, amount_fen=amount_fen, **kwargs)


class ReviewProposalTests(ApprovalTestCase):
    def test_refusals(self):
        for by, amount_fen, note, code in [
            (self.cast.officer, 4_000_000, "够", None),
            (self.cast.officer, 4_000_001, "够", "above_selected"),
            (self.cast.officer, 0, "够", "no_amount"),
            (self.cast.officer, 100, " ", "no_note"),
            (self.cast.leader, 100, "够", "not_officer"),
            (self.cast.secretary, 100, "够", "not_officer"),
        ]:
            with self.subTest(by=by.username, amount_fen=amount_fen):
                proposal = self.case(reviewed=False)
                act = lambda p=proposal, b=by, a=amount_fen, n=note: approval.review_proposal(  # noqa: E731
                    proposal_id=p.pk, amount_fen=a, note=n, by=b, now=NOTICE_OVER
                )
                self.assertEqual(code, code_of(act))
                self._give_back(proposal)

    def _give_back(self, proposal):
        if not proposal.reviews.exists():
            review(self.cast, proposal.pk)
        clause_id = clause_of(self.round)
        self.decide("return_to_community", proposal, reason="重来", clause_id=clause_id)

    def test_only_while_the_sub_district_has_it(self):
        proposal = case_in("selected", self.cast, self.round)
        self.assertEqual("not_in_review", code_of(lambda: review(self.cast, proposal.pk)))


class ApproveProposalTests(ApprovalTestCase):
    def test_one_transaction_commits_the_money_and_opens_the_project(self):
        proposal = self.case()
        project = self.approve(proposal)
        balances = self.balances()
        self.assertEqual(
            (6_100_000, 0, 3_900_000),
            (balances.available, balances.reserved, balances.committed),
        )
        self.assertEqual(
            (YEAR, 3_900_000, "procuring"), (project.year, project.approved_fen, project.status)
        )
        self.assertEqual(proposal.case_id, project.account.case_id)
        self.assertEqual("approved", Proposal.objects.get(pk=proposal.pk).status)

    def test_the_books_name_the_document_and_both_persons(self):
        proposal = self.case()
        self.approve(proposal)
        moves = transfers_of_case(proposal.case_id)
        self.assertEqual(["reserve", "commit", "release"], [move.kind for move in moves])
        commit = moves[1]
        self.assertEqual(
            ("桃街审 8 号", self.cast.officer, self.cast.leader),
            (commit.decision, commit.made_by, commit.approved_by),
        )

    def test_the_clock_passes_to_the_contract(self):
        proposal = self.case()
        self.approve(proposal)
        clock = Deadline.objects.running().get(case_id=proposal.case_id)
        self.assertEqual("contract", clock.kind)

    def test_the_trail_tells_the_way_of_the_money(self):
        proposal = self.case()
        self.approve(proposal)
        actions = [event.action for event in history_of_case(proposal.case_id)]
        self.assertEqual(
            ["proposal.checked", "ledger.commit", "ledger.release", "proposal.approved",
             "project.opened"],
            actions[-5:],
        )  # fmt: skip

    def test_refusals_change_nothing(self):
        proposal, unreviewed = self.case(), self.case(reviewed=False)
        before = self.balances()
        for case, by, changes, code in [
            (proposal, self.cast.officer, {}, "not_leader"),
            (proposal, self.cast.secretary, {}, "not_leader"),
            (proposal, self.cast.leader, {"amount_fen": 4_000_001}, "above_selected"),
            (proposal, self.cast.leader, {"amount_fen": 0}, "no_amount"),
            (proposal, self.cast.leader, {"document_no": " "}, "no_document"),
            (unreviewed, self.cast.leader, {}, "not_reviewed"),
        ]:
            with self.subTest(by=by.username, changes=changes):
                act = lambda c=case, b=by, k=changes: self.approve(c, by=b, **k)  # noqa: E731
                self.assertEqual(code, code_of(act))
        self.assertEqual(before, self.balances())
        self.assertFalse(Project.objects.exists())

    def test_a_second_approval_is_refused_in_words(self):
        proposal = self.case()
        self.approve(proposal)
        self.assertEqual("not_in_review", code_of(lambda: self.approve(proposal)))
        self.assertEqual(3_900_000, self.balances().committed)


class RefuseAndSendBackTests(ApprovalTestCase):
    def test_a_refusal_frees_the_money_and_keeps_its_clause(self):
        proposal = self.case()
        row = self.decide(
            "refuse_proposal", proposal, reason="市政已列入", clause_id=clause_of(self.round, "2")
        )
        clause = "2 与在建或者已列入计划的政府投资项目重复"
        self.assertEqual(("refused", clause), (row.result, row.clause))
        self.assertEqual(10_000_000, self.balances().available)
        self.assertFalse(Deadline.objects.running().filter(case_id=proposal.case_id).exists())

    def test_sent_back_the_council_may_pass_it_anew(self):
        proposal = self.case()
        clause_id = clause_of(self.round, "审1")
        row = self.decide("return_to_community", proposal, reason="单价偏高", clause_id=clause_id)
        self.assertIn("价格明显高于", row.clause)
        back = Proposal.objects.get(pk=proposal.pk)
        self.assertEqual(("screened", None), (back.status, back.selected_fen))
        council_steps.put_on_agenda(proposal_id=back.pk, by=self.cast.chair, now=NOTICE_OVER)
        council_steps.select_proposal(
            proposal_id=back.pk, amount_fen=3_000_000, decision="m2", by=self.cast.chair,
            now=NOTICE_OVER,
        )  # fmt: skip
        self.assertEqual(3_000_000, self.balances().reserved)

    def test_an_old_review_does_not_count_for_a_new_round_of_review(self):
        proposal = self.case()
        Review.objects.update(reviewed_at=proposal.status_since.replace(year=2025))
        self.assertEqual("not_reviewed", code_of(lambda: self.approve(proposal)))

    def test_refusals(self):
        proposal = self.case()
        clause_id = clause_of(self.round)
        for changes, code in [
            ({"reason": " "}, "no_reason"),
            ({"clause_id": None}, "no_clause"),
            ({"clause_id": 0}, "no_clause"),
            ({"document_no": ""}, "no_document"),
            ({"by": self.cast.officer}, "not_leader"),
        ]:
            for name in ("refuse_proposal", "return_to_community"):
                with self.subTest(name=name, changes=changes):
                    terms = {"reason": "x", "clause_id": clause_id} | changes
                    self.assertEqual(code, code_of(partial(self.decide, name, proposal, **terms)))

    def test_a_clause_of_another_list_does_not_count(self):
        proposal = self.case()
        clause = Clause.objects.get(pk=clause_of(self.round))
        clause.ended_at = self.round.opened_at
        clause.save()
        for name in ("refuse_proposal", "return_to_community"):
            turn_down = partial(self.decide, name, proposal, reason="x", clause_id=clause.pk)
            self.assertEqual("no_clause", code_of(turn_down))

    def page_of(self, pk):
        return self.client.get(reverse("proposals:detail", args=[pk]))

    def test_everybody_reads_the_clause_of_a_return_and_of_a_refusal(self):
        for name in ("return_to_community", "refuse_proposal"):
            proposal = self.case()
            clause_id = clause_of(self.round, "2")
            self.decide(name, proposal, reason="市政已列入", clause_id=clause_id)
            with self.subTest(name):
                self.assertContains(
                    self.page_of(proposal.pk), "2 与在建或者已列入计划的政府投资项目重复"
                )
                told = Message.objects.get(
                    case_id=proposal.case_id, channel="in_site", code__in=TURNED_DOWN
                )
                self.assertIn("2 与在建", told.context["clause"])


class ApprovalConstraintTests(ApprovalTestCase):
    def test_the_database_refuses_what_cannot_be(self):
        proposal = self.case()
        sound = {
            "proposal": proposal, "result": "refused", "document_no": "1", "reason": "x",
            "clause": "1", "prepared_by": self.cast.officer, "decided_by": self.cast.leader,
            "decided_at": NOTICE_OVER,
        }  # fmt: skip
        for wrong in [
            {"result": "praised"},
            {"decided_by": self.cast.officer},
            {"result": "approved", "reason": ""},
            {"result": "approved", "amount_fen": 0},
            {"amount_fen": 5},
            {"reason": ""},
            {"clause": ""},
            {"clause": "", "result": "returned"},
        ]:
            with self.subTest(wrong), self.assertRaises(IntegrityError), transaction.atomic():
                Approval.objects.create(**(sound | wrong))

    def test_only_one_approval_for_a_case(self):
        proposal = self.case()
        self.approve(proposal)
        row = Approval.objects.get()
        row.pk = None
        with self.assertRaises(IntegrityError), transaction.atomic():
            row.save(force_insert=True)

    def test_a_review_names_a_sum_and_findings(self):
        proposal = self.case()
        for wrong in ({"amount_fen": 0}, {"note": ""}):
            with self.subTest(wrong), self.assertRaises(IntegrityError), transaction.atomic():
                Review.objects.filter(proposal=proposal).update(**wrong)
