"""The seven verbs: what they move, what they refuse, and that a repeat is harmless."""

from __future__ import annotations

import uuid

from django.test import TestCase

from mws.audit.selectors import history_of
from mws.core.money import Balances
from mws.core.refusals import Refused
from mws.ledger import services
from mws.ledger.models import Account, Fund, Transfer
from mws.ledger.selectors import balances_by_child, balances_of_place
from tests.cast import YEAR, Cast


class MovementTests(TestCase):
    @classmethod
    def setUpTestData(cls) -> None:
        cls.cast = Cast()
        cls.fund = cls.cast.fund(100_000)

    def setUp(self) -> None:
        self.case_id = uuid.uuid4()
        self.two = {"made_by": self.cast.finance, "by": self.cast.leader}

    def reserve(self, amount_fen: int = 60_000, reference: str = "reserve-1") -> Transfer:
        return services.reserve(
            case_id=self.case_id, community=self.cast.community, year=YEAR,
            amount_fen=amount_fen, decision="motion-1", reference=reference, by=self.cast.chair,
        )  # fmt: skip

    def commit(self, amount_fen: int = 50_000, **changes: object) -> Transfer:
        return services.commit(
            **{
                "case_id": self.case_id,
                "amount_fen": amount_fen,
                "decision": "批〔2026〕1号",
                "reference": "commit-1",
                **self.two,
                **changes,
            }
        )

    def pay(self, amount_fen: int = 50_000, reference: str = "pay-1") -> Transfer:
        return services.pay(
            case_id=self.case_id, amount_fen=amount_fen, decision="invoice-1",
            reference=reference, **self.two,
        )  # fmt: skip

    def balances(self) -> Balances:
        return Fund.objects.get(pk=self.fund.pk).balances

    def test_the_way_of_one_yuan_moves_each_balance(self) -> None:
        self.reserve()
        self.assertEqual(self.balances(), Balances(100_000, 40_000, 60_000, 0, 0, 0))
        self.commit()
        self.assertEqual(self.balances(), Balances(100_000, 40_000, 10_000, 50_000, 0, 0))
        services.release(
            case_id=self.case_id, amount_fen=10_000, origin="reserved", decision="批〔2026〕1号",
            reference="release-1", by=self.cast.leader,
        )  # fmt: skip
        self.pay()
        self.assertEqual(self.balances(), Balances(100_000, 50_000, 0, 0, 50_000, 0))
        services.return_money(
            community=self.cast.community, year=YEAR, amount_fen=50_000, document_no="收回1号",
            reference="return-1", **self.two,
        )  # fmt: skip
        self.assertEqual(self.balances(), Balances(100_000, 0, 0, 0, 50_000, 50_000))
        account = Account.objects.get(case_id=self.case_id)
        self.assertEqual(account.balances.paid, 50_000)
        self.assertEqual(account.balances.reserved, 0)

    def test_a_movement_beyond_what_is_there_is_refused_with_the_figures(self) -> None:
        self.reserve()
        for attempt, code in [
            (lambda: self.reserve(40_001, "reserve-2"), "available_short"),
            (lambda: self.commit(60_001), "reserved_short"),
            (lambda: self.pay(1), "committed_short"),
            (lambda: self.reserve(0, "reserve-3"), "not_positive"),
            (lambda: self.reserve(-5, "reserve-4"), "not_positive"),
            (lambda: self.commit(by=self.cast.finance), "same_person"),
            (lambda: self.commit(made_by=None), "two_persons"),
        ]:
            with self.subTest(code=code):
                before = self.balances()
                with self.assertRaises(Refused) as caught:
                    attempt()
                self.assertEqual(caught.exception.code, code)
                self.assertEqual(self.balances(), before)
        with self.assertRaisesMessage(Refused, "400.00"):
            self.reserve(40_001, "reserve-5")

    def test_a_repeat_with_the_same_reference_books_once(self) -> None:
        first = self.reserve()
        self.assertEqual(self.reserve(), first)
        self.assertEqual(self.balances().reserved, 60_000)
        with self.assertRaises(Refused) as caught:
            self.reserve(50_000)
        self.assertEqual(caught.exception.code, "reference_used")

    def test_a_mistake_is_reversed_once_and_stays_in_the_books(self) -> None:
        self.reserve()
        self.commit()
        wrong = self.pay(20_000)
        undo = {"transfer_id": wrong.pk, "decision": "更正1号", **self.two}
        services.reverse(reference="reverse-1", **undo)
        self.assertEqual(self.balances(), Balances(100_000, 40_000, 10_000, 50_000, 0, 0))
        services.reverse(reference="reverse-1", **undo)
        with self.assertRaises(Refused) as caught:
            services.reverse(reference="reverse-2", **undo)
        self.assertEqual(caught.exception.code, "reversed_already")
        reversal = Transfer.objects.get(reference="reverse-1")
        with self.assertRaises(Refused) as caught:
            services.reverse(
                transfer_id=reversal.pk, decision="x", reference="reverse-3", **self.two
            )
        self.assertEqual(caught.exception.code, "is_reversal")

    def test_every_movement_leaves_one_event_with_its_figures(self) -> None:
        transfer = self.reserve()
        event = history_of(transfer).get()
        self.assertEqual(event.action, "ledger.reserve")
        self.assertEqual(event.facts["amount_fen"], 60_000)
        self.assertEqual(event.case_id, self.case_id)

    def test_places_add_up_along_the_tree(self) -> None:
        self.cast.fund(7_000, community=self.cast.other_community)
        self.assertEqual(balances_of_place(self.cast.city, YEAR).allocated, 107_000)
        with self.assertNumQueries(2):
            rows = balances_by_child(self.cast.subdistrict, YEAR)
        self.assertEqual([row.balances.allocated for row in rows], [100_000, 7_000])


class AllocationOrderTests(TestCase):
    @classmethod
    def setUpTestData(cls) -> None:
        cls.cast = Cast()

    def enter(self, by: object = None) -> object:
        return services.enter_allocation(
            community=self.cast.community, year=YEAR, amount_fen=200_000_00,
            document_no="深财社〔2026〕1号", by=by or self.cast.finance,
        )  # fmt: skip

    def test_nothing_is_booked_before_a_second_person_confirms(self) -> None:
        order = self.enter()
        self.assertFalse(Fund.objects.exists())
        services.confirm_allocation(order_id=order.pk, by=self.cast.leader)
        self.assertEqual(Fund.objects.get().allocated_fen, 200_000_00)

    def test_refusals(self) -> None:
        with self.assertRaises(Refused) as caught:
            self.enter(by=self.cast.clerk)
        self.assertEqual(caught.exception.code, "not_finance")
        order = self.enter()
        for by, code in [(self.cast.finance, "not_leader"), (self.cast.lin, "not_leader")]:
            with self.assertRaises(Refused) as caught:
                services.confirm_allocation(order_id=order.pk, by=by)
            self.assertEqual(caught.exception.code, code)
        services.confirm_allocation(order_id=order.pk, by=self.cast.leader)
        with self.assertRaises(Refused) as caught:
            services.confirm_allocation(order_id=order.pk, by=self.cast.leader)
        self.assertEqual(caught.exception.code, "confirmed_already")
