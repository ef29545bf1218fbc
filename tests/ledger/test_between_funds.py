"""Pool and community: money that leaves one fund arrives in the other, in the same transaction."""

from __future__ import annotations

import uuid

from django.db import DatabaseError, IntegrityError, connection, transaction
from django.test import TestCase

from mws.core.clock import local_day
from mws.core.refusals import Refused
from mws.ledger import services
from mws.ledger.books import faults_in_books
from mws.ledger.models import AllocationOrder, Fund, Transfer
from mws.ledger.selectors import balances_of_place, fund_of
from mws.ledger.selectors_statement import lines_of
from tests.cast import NOW, YEAR, Cast


class MoveTests(TestCase):
    @classmethod
    def setUpTestData(cls) -> None:
        cls.cast = Cast()
        cls.cast.fund(100_000)
        cls.cast.fund(50_000, community=cls.cast.subdistrict)

    def enter(self, **changes: object) -> AllocationOrder:
        terms = {
            "community": self.cast.community, "year": YEAR, "amount_fen": 20_000, "line": "pool",
            "giver": self.cast.subdistrict, "document_no": "桃街财〔2026〕3号",
            "by": self.cast.finance,
        } | changes  # fmt: skip
        return services.enter_allocation(**terms)

    def confirm(self, order: AllocationOrder) -> AllocationOrder:
        return services.confirm_allocation(order_id=order.pk, by=self.cast.leader)

    def available(self, place: object) -> int:
        fund = fund_of(place, YEAR)
        return fund.available_fen if fund else 0

    def test_the_pool_gives_what_the_community_gets_and_the_sum_stays(self) -> None:
        before = balances_of_place(self.cast.city, YEAR)
        order = self.confirm(self.enter())
        self.assertEqual(self.available(self.cast.subdistrict), 30_000)
        self.assertEqual(self.available(self.cast.community), 120_000)
        self.assertEqual(balances_of_place(self.cast.city, YEAR), before)
        self.assertEqual(order.transfer.counterpart.kind, "move_out")
        self.assertEqual(list(faults_in_books()), [])

    def test_a_community_gives_back_to_the_pool(self) -> None:
        self.confirm(self.enter(community=self.cast.subdistrict, giver=self.cast.community))
        self.assertEqual(self.available(self.cast.community), 80_000)
        self.assertEqual(self.available(self.cast.subdistrict), 70_000)

    def test_more_than_the_pool_holds_is_refused_and_neither_book_changes(self) -> None:
        order = self.enter(amount_fen=50_001)
        rows = Transfer.objects.count()
        with self.assertRaises(Refused) as caught:
            self.confirm(order)
        self.assertEqual(caught.exception.code, "available_short")
        self.assertEqual(Transfer.objects.count(), rows)

    def test_a_move_is_sent_back_never_reversed(self) -> None:
        moved = self.confirm(self.enter()).transfer
        for transfer in (moved, moved.counterpart):
            with self.assertRaises(Refused) as caught:
                services.reverse(
                    transfer_id=transfer.pk, decision="更正", reference=f"r-{transfer.kind}",
                    made_by=self.cast.finance, by=self.cast.leader,
                )  # fmt: skip
            self.assertEqual(caught.exception.code, "between_funds")

    def test_refusals(self) -> None:
        cast = self.cast
        for changes, code in [
            ({"line": "base"}, "no_way"),
            ({"giver": cast.other_community}, "no_way"),
            ({"line": "co_funding", "giver": None}, "mixed_money"),
            ({"source": "social", "giver": None, "line": "base"}, "mixed_money"),
            ({"community": cast.district, "giver": None}, "not_community"),
            ({"community": cast.subdistrict, "giver": None, "line": "base"}, "only_pool"),
            ({"by": cast.leader}, "not_finance"),
            ({"document_no": " "}, "no_document"),
        ]:
            with self.subTest(code=code, changes=changes), self.assertRaises(Refused) as caught:
                self.enter(**changes)
            self.assertEqual(caught.exception.code, code)

    def test_the_database_refuses_orders_that_cannot_be(self) -> None:
        order = self.enter()
        for wrong in (
            {"line": "gift"}, {"source": "luck"}, {"source": "social"}, {"line": "base"},
            {"giver": self.cast.community}, {"amount_fen": 0},
        ):  # fmt: skip
            with self.subTest(wrong), self.assertRaises(IntegrityError), transaction.atomic():
                AllocationOrder.objects.filter(pk=order.pk).update(**wrong)

    def test_money_that_arrives_without_having_left_is_refused_by_the_database(self) -> None:
        moved = self.confirm(self.enter()).transfer
        fund = fund_of(self.cast.community, YEAR)
        for counterpart, amount in (
            ("NULL", 20_000), (f"'{moved.counterpart_id.hex}'", 20_000),
            (f"'{moved.pk.hex}'", 20_000),
        ):  # fmt: skip
            sql = f"""
            INSERT INTO ledger_transfer (id, fund_id, seq, kind, origin, target, amount_fen,
                decision, reference, made_by_id, approved_by_id, effective_at, recorded_at,
                previous_hash, hash, counterpart_id)
            VALUES ('{uuid.uuid4().hex}', {fund.pk}, {fund.entries + 1}, 'move_in', 'source',
                'available', {amount}, 'd', 'raw', {self.cast.finance.pk}, {self.cast.leader.pk},
                '2026-06-17', '2026-06-17', '{fund.head_hash}', 'x', {counterpart})"""
            with (
                self.subTest(counterpart=counterpart),
                self.assertRaises(DatabaseError),
                transaction.atomic(),
                connection.cursor() as cursor,
            ):
                cursor.execute(sql)

    def test_what_left_and_never_arrived_is_found(self) -> None:
        fund = services.posting.lock_fund(community=self.cast.subdistrict, year=YEAR)
        out = services.posting.Movement(
            "move_out", "available", "source", 7, "d", "lost", self.cast.finance, self.cast.leader
        )
        services.posting.post(fund, None, out, now=NOW)
        self.assertIn("arrived in none", next(faults_in_books()).message)


class CoFundingTests(TestCase):
    @classmethod
    def setUpTestData(cls) -> None:
        cls.cast = Cast()
        cls.cast.fund(100_000)

    def give(self) -> AllocationOrder:
        order = services.enter_allocation(
            community=self.cast.community, year=YEAR, amount_fen=30_000, line="co_funding",
            source="social", document_no="捐〔2026〕1号", by=self.cast.finance,
        )  # fmt: skip
        return services.confirm_allocation(order_id=order.pk, by=self.cast.leader, now=NOW)

    def test_it_lies_in_a_fund_of_its_own_and_in_no_fiscal_figure(self) -> None:
        self.give()
        self.assertEqual(fund_of(self.cast.community, YEAR).allocated_fen, 100_000)
        social = fund_of(self.cast.community, YEAR, purse="social")
        self.assertEqual(social.allocated_fen, 30_000)
        self.assertEqual(balances_of_place(self.cast.city, YEAR).allocated, 100_000)
        today = local_day(NOW)
        self.assertEqual(lines_of(self.cast.city, YEAR, today), [])
        self.assertEqual(len(lines_of(self.cast.city, YEAR, today, purse="social")), 1)

    def test_a_case_takes_its_money_from_one_of_the_two(self) -> None:
        self.give()
        case = {"case_id": uuid.uuid4(), "community": self.cast.community, "year": YEAR}
        services.reserve(
            amount_fen=10, decision="m", reference="a", by=None, purse="social", **case
        )
        with self.assertRaises(Refused) as caught:
            services.reserve(amount_fen=10, decision="m", reference="b", by=None, **case)
        self.assertEqual(caught.exception.code, "other_fund")
        self.assertEqual(Fund.objects.get(purse="social").reserved_fen, 10)
        self.assertEqual(fund_of(self.cast.community, YEAR).reserved_fen, 0)
