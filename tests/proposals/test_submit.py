from datetime import timedelta

from django.db import IntegrityError, transaction
from django.test import TestCase

from mws.audit.selectors import history_of
from mws.core.clock import local_day
from mws.notifications.models import Message
from mws.rounds.models import Deadline, Stage
from mws.rounds.services import set_stage_window
from proposals.models import Proposal
from proposals.rules.cases import supplement_due
from proposals.services import cases, screening
from tests.cast import NOW, Cast
from tests.proposals.cases import LAMPS, case_in, code_of, draft


class SubmitProposalTests(TestCase):
    @classmethod
    def setUpTestData(cls):
        cls.cast = Cast()
        cls.round = cls.cast.round()

    def submit(self, proposal, *, by=None, now=NOW):
        return cases.submit_proposal(proposal_id=proposal.pk, by=by or self.cast.lin, now=now)

    def test_it_gets_a_receipt_and_the_clerk_a_clock(self):
        proposal = self.submit(draft(self.cast, self.round))
        self.assertEqual("MWS-2026-TY-LZ-001", proposal.receipt_no)
        self.assertEqual(("submitted", NOW), (proposal.status, proposal.submitted_at))
        clock = Deadline.objects.get(case_id=proposal.case_id, done_at=None)
        self.assertEqual(("intake", "intake_clerk"), (clock.kind, clock.holder_role))

    def test_it_is_on_the_trail_and_the_proposer_is_told(self):
        proposal = self.submit(draft(self.cast, self.round))
        self.assertEqual(
            ["proposal.drafted", "proposal.submitted"], [e.action for e in history_of(proposal)]
        )
        message = Message.objects.get(case_id=proposal.case_id)
        self.assertEqual(
            ("proposal_submitted", self.cast.lin.pk), (message.code, message.recipient_id)
        )

    def test_numbers_run_without_gaps_through_the_year(self):
        second = self.cast.round(batch=2)
        numbers = [
            self.submit(draft(self.cast, round)).receipt_no[-3:]
            for round in (self.round, second, self.round)
        ]
        self.assertEqual(["001", "002", "003"], numbers)

    def test_refusals(self):
        call_over = self.round.windows[Stage.CALL].ends_at
        for changes, by, now, code in [
            ({}, self.cast.lin, NOW, None),
            ({}, self.cast.wang, NOW, "not_author"),
            ({}, self.cast.lin, call_over, "round_closed"),
            ({"problem": " "}, self.cast.lin, NOW, "incomplete"),
            ({"upkeep": ""}, self.cast.lin, NOW, "incomplete"),
            ({"items": []}, self.cast.lin, NOW, "no_costs"),
            ({"items": LAMPS * 12}, self.cast.lin, NOW, None),
            ({"items": LAMPS * 13}, self.cast.lin, NOW, "above_cap"),
            ({"items": LAMPS * 5, "category": "goods"}, self.cast.lin, NOW, "above_cap"),
        ]:
            with self.subTest(changes=changes, by=by.username):
                proposal = draft(self.cast, self.round, **changes)
                act = lambda p=proposal, b=by, n=now: self.submit(p, by=b, now=n)  # noqa: E731
                self.assertEqual(code, code_of(act))

    def test_the_refusal_says_by_how_much_it_is_above_the_cap(self):
        proposal = draft(self.cast, self.round, items=LAMPS * 13)
        with self.assertRaisesMessage(Exception, "24,160"):
            self.submit(proposal)

    def test_a_second_submit_changes_nothing(self):
        proposal = self.submit(draft(self.cast, self.round))
        self.assertEqual("not_draft", code_of(lambda: self.submit(proposal)))
        self.assertEqual(1, Deadline.objects.filter(case_id=proposal.case_id).count())

    def test_the_database_refuses_a_submitted_case_without_receipt(self):
        proposal = draft(self.cast, self.round)
        with self.assertRaises(IntegrityError), transaction.atomic():
            Proposal.objects.filter(pk=proposal.pk).update(status="submitted")


class SupplementTests(TestCase):
    """A returned proposal comes back: also after the call, but not after its own limit."""

    @classmethod
    def setUpTestData(cls):
        cls.cast = Cast()
        cls.round = cls.cast.round()

    def returned(self):
        proposal = case_in("submitted", self.cast, self.round)
        screening.return_proposal(
            proposal_id=proposal.pk, defects={"costs": "写清数量"}, by=self.cast.clerk, now=NOW
        )
        return proposal

    def submit(self, proposal, now):
        return cases.submit_proposal(proposal_id=proposal.pk, by=self.cast.lin, now=now)

    def test_it_keeps_its_number_and_its_first_day(self):
        proposal = self.returned()
        again = self.submit(proposal, NOW + timedelta(days=2))
        self.assertEqual(("submitted", NOW), (again.status, again.submitted_at))
        self.assertEqual(proposal.receipt_no, again.receipt_no)

    def test_until_the_tenth_working_day(self):
        set_stage_window(
            round_id=self.round.pk, stage=Stage.CALL, starts_at=NOW - timedelta(days=5),
            ends_at=NOW + timedelta(hours=1), by=None, now=NOW,
        )  # fmt: skip
        # NOW is Wednesday, 17 June 2026; the tenth working day after it is Wednesday, 1 July.
        for days, code in [(14, None), (15, "supplement_over")]:
            with self.subTest(days=days):
                proposal, later = self.returned(), NOW + timedelta(days=days)
                self.assertEqual(code, code_of(lambda p=proposal, n=later: self.submit(p, n)))

    def test_the_last_day_is_the_one_on_its_clock(self):
        proposal, later = self.returned(), NOW + timedelta(days=20)
        clock = Deadline.objects.running().filter(case_id=proposal.case_id, kind="supplement")
        clock.update(due_on=local_day(later))
        self.assertEqual(local_day(later), supplement_due(proposal))
        self.assertIsNone(code_of(lambda: self.submit(proposal, later)))


class WithdrawProposalTests(TestCase):
    @classmethod
    def setUpTestData(cls):
        cls.cast = Cast()
        cls.round = cls.cast.round()
        cls.cast.fund()

    def withdraw(self, proposal, *, by=None, now=NOW):
        return cases.withdraw_proposal(proposal_id=proposal.pk, by=by or self.cast.lin, now=now)

    def test_until_the_council_has_it(self):
        for status, code in [
            ("draft", None), ("submitted", None), ("admitted", None), ("screened", None),
            ("shortlisted", None), ("on_agenda", "too_late"), ("selected", "too_late"),
            ("on_notice", "too_late"), ("approved", "too_late"),
        ]:  # fmt: skip
            with self.subTest(status=status):
                proposal = case_in(status, self.cast, self.round)
                self.assertEqual(code, code_of(lambda p=proposal: self.withdraw(p)))

    def test_its_clocks_stop(self):
        proposal = case_in("submitted", self.cast, self.round)
        self.withdraw(proposal)
        self.assertFalse(Deadline.objects.running().filter(case_id=proposal.case_id).exists())

    def test_not_by_others_and_not_twice(self):
        proposal = case_in("submitted", self.cast, self.round)
        self.assertEqual("not_author", code_of(lambda: self.withdraw(proposal, by=self.cast.clerk)))
        self.withdraw(proposal)
        self.assertEqual("too_late", code_of(lambda: self.withdraw(proposal)))

    def test_not_from_a_ballot(self):
        voted = self.cast.round(batch=2, poll_role="binding")
        proposal = case_in("shortlisted", self.cast, voted)
        poll = voted.windows[Stage.POLL].starts_at
        self.assertEqual("on_ballot", code_of(lambda: self.withdraw(proposal, now=poll)))
        self.assertIsNone(code_of(lambda: self.withdraw(proposal, now=poll - timedelta(hours=1))))

    def test_a_withdrawn_draft_stays_private(self):
        private, public = (case_in(s, self.cast, self.round) for s in ("draft", "submitted"))
        for proposal in (private, public):
            self.withdraw(proposal)
        self.assertEqual([public], list(Proposal.objects.public()))
