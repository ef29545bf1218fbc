from django.test import TestCase

from mws.rounds.models import Round
from proposals.models import Proposal
from proposals.services import council_steps
from proposals.services.imports import ImportedProposal, import_proposals
from tests.cast import NOW, Cast
from tests.proposals.cases import code_of


class ImportProposalsTests(TestCase):
    @classmethod
    def setUpTestData(cls):
        cls.cast = Cast()
        cls.round = cls.cast.round()
        cls.rows = [
            ImportedProposal("12", "Park kieszonkowy " * 5, 3_000_000, location="Wieliczka"),
            ImportedProposal("7", "Ławki", 500_000),
        ]

    def bring_in(self, rows=None):
        return import_proposals(
            round_id=self.round.pk, rows=rows or self.rows, author=self.cast.officer, now=NOW
        )

    def as_imported(self):
        Round.objects.filter(pk=self.round.pk).update(origin="imported")

    def test_they_stand_shortlisted_with_receipt_and_cost(self):
        self.as_imported()
        found = self.bring_in()
        self.assertEqual(["12", "7"], list(found))
        park = Proposal.objects.get(pk=found["12"].pk)
        self.assertEqual(
            ("shortlisted", "imported", "MWS-2026-TY-LZ-001", 3_000_000),
            (park.status, park.category, park.receipt_no, park.cost_items.get().amount_fen),
        )

    def test_the_council_can_go_on_with_them(self):
        self.as_imported()
        self.cast.fund(3_000_000)
        pk = self.bring_in()["12"].pk
        council_steps.put_on_agenda(proposal_id=pk, by=None, now=NOW)
        selected = council_steps.select_proposal(
            proposal_id=pk, amount_fen=3_000_000, decision="vote", by=None, now=NOW
        )
        self.assertEqual("selected", selected.status)

    def test_refusals_store_nothing(self):
        self.assertEqual("not_imported", code_of(self.bring_in))
        self.as_imported()
        free = [*self.rows, ImportedProposal("9", "za darmo", 0)]
        self.assertEqual("no_amount", code_of(lambda: self.bring_in(free)))
        self.assertFalse(Proposal.objects.exists())
