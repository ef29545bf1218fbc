"""Faults of other platforms, found in their trackers, that must not be ours."""

from dataclasses import replace
from decimal import Decimal

from django.db import IntegrityError, transaction
from django.test import TestCase

from mws.accounts.permissions import Permission
from proposals.costs import CostLine
from proposals.models import CostItem, Support
from proposals.services import cases, screening
from proposals.services.support import support_proposal
from tests.cast import NOW, Cast, make_resident, make_user
from tests.proposals.cases import LAMPS, case_in, code_of, draft, words


class KnownFaultTests(TestCase):
    @classmethod
    def setUpTestData(cls):
        cls.cast = Cast()
        cls.round = cls.cast.round()

    def test_whoever_must_complete_a_proposal_can_change_its_costs_and_send_it_again(self):
        case = case_in("submitted", self.cast, self.round)
        screening.return_proposal(
            proposal_id=case.pk, defects={"costs": "写清数量"}, by=self.cast.clerk, now=NOW
        )
        dearer = [CostLine("庭院灯", "盏", Decimal(30), 168_000)]
        own = {"proposal_id": case.pk, "by": self.cast.lin, "now": NOW}
        cases.update_proposal(fields={"solution": "换 30 盏灯"}, items=dearer, **own)
        again = cases.submit_proposal(**own)
        self.assertEqual(("submitted", 5_040_000), (again.status, again.requested_fen))
        self.assertEqual("换 30 盏灯", again.solution)

    def test_no_way_round_the_cap(self):
        """Not by many small lines, nor by lines that lower the sum, nor by another community."""
        lamp = LAMPS[0]
        for items, code in [
            ([*LAMPS * 13], "above_cap"),
            ([replace(lamp, quantity=Decimal(400)), replace(lamp, quantity=Decimal(-390))], None),
            ([replace(lamp, unit_price_fen=0)], None),
            ([replace(lamp, unit_price_fen=-1)], None),
        ]:
            with self.subTest(items):
                refused = code_of(lambda items=items: self._submit(items))
                self.assertIsNotNone(refused)
                if code:
                    self.assertEqual(code, refused)
        elsewhere = self.cast.round(community=self.cast.other_community)
        self.assertIsNotNone(code_of(lambda: draft(self.cast, elsewhere)))

    def _submit(self, items):
        proposal = cases.create_proposal(
            round_id=self.round.pk, fields=words(), items=items, by=self.cast.lin, now=NOW
        )
        cases.submit_proposal(proposal_id=proposal.pk, by=self.cast.lin, now=NOW)

    def test_the_database_takes_no_free_or_negative_item(self):
        proposal = draft(self.cast, self.round)
        for changes in [{"quantity": 0}, {"quantity": -1}, {"amount_fen": -1}]:
            with self.subTest(changes), self.assertRaises(IntegrityError), transaction.atomic():
                CostItem.objects.filter(proposal=proposal).update(**changes)

    def test_asking_twice_supports_once(self):
        case = case_in("admitted", self.cast, self.round)
        neighbour = make_resident("neighbour", "邻居", self.cast.community)
        support_proposal(proposal_id=case.pk, by=neighbour, now=NOW)
        again = code_of(lambda: support_proposal(proposal_id=case.pk, by=neighbour, now=NOW))
        self.assertIsNotNone(again)
        self.assertEqual(1, Support.objects.filter(proposal=case, person=neighbour).count())

    def test_a_name_is_no_role(self):
        """Roles are memberships: neither what somebody is called nor Django's flags grant any."""
        for name in ("admin", "administrator", "district_officer", "root-admin"):
            person = make_user(name, "管理员", is_staff=True, is_superuser=True)
            for permission in Permission:
                with self.subTest(name, permission=permission):
                    self.assertFalse(person.may(permission, self.cast.community))
