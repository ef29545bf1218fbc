"""The four powers of a community's secretary: each opens its deeds, and the trail keeps them."""

from unittest import mock

from django.test import TestCase

from mws.accounts.permissions import FOUR_POWERS, ROLE_PERMISSIONS, Permission, Role
from mws.audit.models import AuditEvent
from proposals.services import screening
from tests.cast import NOW, Cast
from tests.proposals.cases import FINDINGS, LIGHTS, case_in, clause_of, code_of
from voting.council.services import appoint_seat, end_seat
from voting.models import CouncilSeat

P = Permission
SECRETARY = Role.COMMUNITY_SECRETARY


class FourPowersTests(TestCase):
    @classmethod
    def setUpTestData(cls):
        cls.cast = Cast()
        cls.round = cls.cast.round()

    def without(self, power):
        """Everybody as they are, but the secretary without one power."""
        less = {SECRETARY: ROLE_PERMISSIONS[SECRETARY] - {power}}
        return mock.patch.dict(ROLE_PERMISSIONS, less)

    def deeds(self):
        """Power, what it asks for, what is told without it, what stays in the trail."""
        cast = self.cast
        acting = {"by": cast.secretary, "now": NOW}
        seat = {"place_id": cast.community.pk, "kind": "resident", **acting}
        held = CouncilSeat.objects.create(
            place=cast.community, number=9, kind="resident", member=cast.wang,
            starts_on=NOW.date(),
        )  # fmt: skip
        admitted = [case_in("admitted", cast, self.round).pk for _ in range(3)]
        screened = case_in("screened", cast, self.round).pk
        red = LIGHTS | {"legality": "red", "legality_reason": "已有规划"}
        return [
            (P.POWER_ARRANGE, "not_permitted", "council.seat_appointed",
             lambda: appoint_seat(number=1, member=cast.lin, **seat)),
            (P.POWER_ARRANGE, "not_permitted", "council.seat_ended",
             lambda: end_seat(seat_id=held.pk, **acting)),
            (P.POWER_DECIDE, "not_secretary", "proposal.shortlisted",
             lambda: screening.shortlist_proposal(proposal_id=screened, **acting)),
            (P.POWER_OVERSEE, "not_secretary", "proposal.returned",
             lambda: screening.return_proposal(
                 proposal_id=admitted[0], defects={"costs": "缺报价"}, **acting)),
            (P.POWER_OVERSEE, "not_secretary", "proposal.not_admitted",
             lambda: screening.refuse_admission(
                 proposal_id=admitted[1], reason="已有规划", clause_id=clause_of(self.round), **red,
                 **acting)),
            (P.POWER_SECURE, "not_secretary", "proposal.screened",
             lambda: screening.screen_proposal(
                 proposal_id=admitted[2], **FINDINGS, estimate_fen=4_032_000, **acting)),
        ]  # fmt: skip

    def test_each_power_opens_its_deed_and_the_deed_is_recorded(self):
        deeds = self.deeds()
        self.assertEqual(FOUR_POWERS, {power for power, *_ in deeds})
        for power, refusal, action, deed in deeds:
            with self.subTest(action):
                events = AuditEvent.objects.filter(action=action, actor_id=self.cast.secretary.pk)
                before = events.count()
                with self.without(power):
                    self.assertEqual(code_of(deed), refusal)
                self.assertEqual(events.count(), before)
                self.assertIsNone(code_of(deed))
                self.assertEqual(events.count(), before + 1)

    def test_without_one_power_the_others_stay(self):
        deeds = self.deeds()
        with self.without(P.POWER_ARRANGE):
            for power, _refusal, action, deed in deeds:
                if power != P.POWER_ARRANGE:
                    with self.subTest(action):
                        self.assertIsNone(code_of(deed))
