"""What the database itself refuses about a case, whoever writes it."""

from django.db import IntegrityError, transaction
from django.test import TestCase

from proposals.models import CaseDuty, CostItem, Proposal, Screening
from tests.cast import NOW, Cast
from tests.proposals.cases import case_in


class ProposalConstraintTests(TestCase):
    @classmethod
    def setUpTestData(cls):
        cls.cast = Cast()
        cls.proposal = case_in("admitted", cls.cast, cls.cast.round())

    def refused(self, rows, **changes):
        with self.subTest(changes), self.assertRaises(IntegrityError), transaction.atomic():
            rows.update(**changes)

    def test_no_impossible_case(self):
        rows = Proposal.objects.filter(pk=self.proposal.pk)
        for changes in [
            {"status": "lost"},
            {"category": "gift"},
            {"theme": "gold"},
            {"category": ""},
            {"theme": ""},
            {"title": ""},
            {"requested_fen": -1},
            {"requested_fen": 0},
            {"submitted_at": None},
            {"receipt_no": None},
            {"status": "selected"},
            {"status": "approved", "selected_fen": 0},
            {"status": "merged"},
            {"merged_into": self.proposal.pk},
            {"status": "merged", "merged_into": self.proposal.pk},
        ]:
            self.refused(rows, **changes)

    def test_only_what_was_never_submitted_lacks_its_form(self):
        open_draft = case_in("draft", self.cast, self.proposal.round)
        rows = Proposal.objects.filter(pk=open_draft.pk)
        self.assertEqual(1, rows.update(category="", theme="", title=""))
        for changes in [{"category": "gift"}, {"theme": "gold"}]:
            self.refused(rows, **changes)

    def test_no_impossible_cost_line(self):
        rows = CostItem.objects.filter(proposal=self.proposal)
        for changes in [{"quantity": 0}, {"unit_price_fen": 0}, {"amount_fen": -1}]:
            self.refused(rows, **changes)
        row = rows.get()
        row.pk = None
        with self.assertRaises(IntegrityError), transaction.atomic():
            row.save(force_insert=True)

    def test_no_impossible_screening(self):
        rows = Screening.objects.filter(proposal=self.proposal)
        for changes in [{"step": "tea"}, {"result": "maybe"}, {"estimate_fen": 0}]:
            self.refused(rows, **changes)

    def test_a_duty_once_and_of_a_known_kind(self):
        duty = CaseDuty.objects.filter(case_id=self.proposal.case_id).first()
        self.refused(CaseDuty.objects.filter(pk=duty.pk), duty="napped")
        with self.assertRaises(IntegrityError), transaction.atomic():
            CaseDuty.objects.create(
                case_id=duty.case_id, person=duty.person, duty=duty.duty, done_at=NOW
            )
