"""The clocks of a case, status by status; the pause of a return; silence decides nothing."""

from datetime import timedelta
from functools import partial

from django.test import TestCase

from mws.core.clock import local_day
from mws.rounds.models import Deadline
from mws.rounds.services import remind_of_deadlines, start_deadline
from proposals.clocks import CLOCK_OF, WITHOUT_CLOCK
from proposals.models import Contribution, Proposal, ProposalStatus
from proposals.selectors.clock_ledger import state_of
from proposals.services import cases, discussion, notices, screening
from proposals.services.settlement import close_due_surveys
from tests.cast import NOW, Cast
from tests.proposals.cases import NOTICE_OVER, approve, case_in

LATER = NOW + timedelta(days=400)


class CaseClockTests(TestCase):
    @classmethod
    def setUpTestData(cls):
        cls.cast = Cast()
        cls.round = cls.cast.round()
        cls.cast.fund()

    def case(self, status):
        return case_in(status, self.cast, self.round)

    def clocks(self, proposal):
        rows = Deadline.objects.running().filter(case_id=proposal.case_id).order_by("pk")
        return [(row.kind, row.holder_role, row.paused_at is not None) for row in rows]

    def test_every_status_has_a_clock_or_says_why_not(self):
        self.assertEqual(set(ProposalStatus.values), set(CLOCK_OF) | WITHOUT_CLOCK)
        self.assertEqual(set(), set(CLOCK_OF) & WITHOUT_CLOCK)

    def test_each_status_holds_the_file_with_one_office(self):
        for status, clock in [
            ("draft", None), ("submitted", ("intake", "intake_clerk")),
            ("admitted", ("screening", "community_secretary")),
            ("screened", ("shortlist", "community_secretary")),
            ("shortlisted", ("council", "council_chair")),
            ("on_agenda", ("council", "council_chair")),
            ("selected", ("notice", "intake_clerk")), ("on_notice", None),
            ("in_review", ("approval", "subdistrict_officer")),
            ("approved", ("contract", "subdistrict_officer")),
        ]:  # fmt: skip
            with self.subTest(status):
                found = self.clocks(self.case(status))
                self.assertEqual([(*clock, False)] if clock else [], found)

    def test_a_return_pauses_the_offices_clock_and_handing_in_lets_it_go_on(self):
        for status, by, role in [
            ("submitted", self.cast.clerk, "intake_clerk"),
            ("admitted", self.cast.secretary, "community_secretary"),
        ]:
            with self.subTest(status):
                case = self.case(status)
                due = Deadline.objects.running().get(case_id=case.case_id).due_on
                give_back(case, by)
                kind = CLOCK_OF[status]
                self.assertEqual([(kind, role, True), ("supplement", "", False)], self.clocks(case))
                again = NOW + timedelta(days=7)
                cases.submit_proposal(proposal_id=case.pk, by=self.cast.lin, now=again)
                self.assertEqual([(kind, role, False)], self.clocks(case))
                self.assertEqual(status, Proposal.objects.get(pk=case.pk).status)
                moved = Deadline.objects.running().get(case_id=case.case_id).due_on
                self.assertEqual(due + timedelta(days=7), moved)

    def test_a_case_that_ends_leaves_no_clock(self):
        case = self.case("submitted")
        give_back(case, self.cast.clerk)
        cases.withdraw_proposal(proposal_id=case.pk, by=self.cast.lin, now=NOW)
        self.assertEqual([], self.clocks(case))

    def test_a_clock_that_stood_when_the_case_ended_kept_its_limit(self):
        case = self.case("submitted")
        give_back(case, self.cast.clerk)
        cases.withdraw_proposal(proposal_id=case.pk, by=self.cast.lin, now=LATER)
        clock = Deadline.objects.get(case_id=case.case_id, kind="intake")
        self.assertEqual("kept", state_of(clock, local_day(LATER)))

    def test_an_answer_to_a_neighbour_is_owed_however_the_case_ends(self):
        withdraw = partial(cases.withdraw_proposal, by=self.cast.lin, now=NOW)
        for status, end in [
            ("screened", lambda pk: withdraw(proposal_id=pk)),
            ("in_review", lambda pk: approve(self.cast, pk)),
        ]:
            with self.subTest(status):
                case = self.case(status)
                question = asked(case, self.cast.wang)
                end(case.pk)
                self.assertIn(("question", "intake_clerk", False), self.clocks(case))
                discussion.answer_question(
                    contribution_id=question.pk, text="24 盏", by=self.cast.clerk, now=NOTICE_OVER
                )
                self.assertNotIn(("question", "intake_clerk", False), self.clocks(case))

    def test_silence_never_counts_as_consent(self):
        """A year of ticks after every limit has passed: each case stands where it stood."""
        waiting = ("submitted", "admitted", "screened", "shortlisted", "selected", "in_review")
        stood = {self.case(status).pk: status for status in waiting}
        for job in (notices.end_due_notices, close_due_surveys, remind_of_deadlines):
            job(LATER)
        found = Proposal.objects.filter(pk__in=stood).values_list("pk", "status")
        self.assertEqual(stood, dict(found))


def give_back(case, by):
    screening.return_proposal(proposal_id=case.pk, defects={"costs": "写清数量"}, by=by, now=NOW)


def asked(case, by):
    """A question from when residents could still ask, its clock running."""
    start_deadline(
        case_id=case.case_id, kind="question", round=case.round, due_on=local_day(NOW), now=NOW
    )
    return Contribution.objects.create(
        proposal=case, kind="question", author=by, text="几盏灯？", at=NOW, due_on=local_day(NOW)
    )
