"""Opening entries, statements of past days, and balances that are added up again."""

from __future__ import annotations

import io
import uuid
from datetime import date, timedelta

from django.core.management import CommandError, call_command
from django.db import DatabaseError, connection
from django.test import TestCase

from mws.core.money import Balances
from mws.core.refusals import Refused
from mws.ledger import services
from mws.ledger.books import faults_in_books
from mws.ledger.models import Account, Fund, Transfer
from mws.ledger.selectors_statement import balances_on, case_balances_on, parts_on, transfers_below
from tests.cast import NOW, YEAR, Cast
from tests.ledger.tampering import tamper


class OpeningTests(TestCase):
    @classmethod
    def setUpTestData(cls) -> None:
        cls.cast = Cast()
        cls.two = {"made_by": cls.cast.finance, "by": cls.cast.leader, "decision": "期初 2026"}
        cls.where = {"community": cls.cast.community, "year": YEAR}

    def open_case(self, committed: int, paid: int) -> uuid.UUID:
        case_id = uuid.uuid4()
        services.open_account(
            case_id=case_id, committed_fen=committed, paid_fen=paid, reference=f"o{case_id}",
            **self.where, **self.two,
        )  # fmt: skip
        return case_id

    def test_what_stood_in_the_old_books_stands_in_the_new(self) -> None:
        services.open_fund(amount_fen=500, reference="o", **self.where, **self.two)
        case_id = self.open_case(300, 200)
        self.assertEqual(Fund.objects.get().balances, Balances(1_000, 500, 0, 300, 200, 0))
        self.assertEqual(set(Transfer.objects.values_list("kind", flat=True)), {"open"})
        services.pay(case_id=case_id, amount_fen=300, reference="p", **self.two)
        self.assertEqual(Account.objects.get().paid_fen, 500)
        self.assertEqual(list(faults_in_books()), [])

    def test_an_opening_entry_needs_two_persons_and_is_reversed_like_any(self) -> None:
        with self.assertRaises(Refused) as caught:
            services.open_fund(
                amount_fen=5, reference="x", **self.where, **(self.two | {"by": self.cast.finance})
            )
        self.assertEqual(caught.exception.code, "same_person")
        wrong = services.open_fund(amount_fen=5, reference="y", **self.where, **self.two)
        services.reverse(transfer_id=wrong.pk, reference="z", **self.two)
        self.assertEqual(Fund.objects.get().allocated_fen, 0)


class StatementTests(TestCase):
    def test_any_past_day_shows_what_was_booked_by_its_end(self) -> None:
        cast = Cast()
        cast.fund(100_000)
        case = {"case_id": uuid.uuid4(), "amount_fen": 400}
        services.reserve(
            community=cast.community, year=YEAR, decision="m", reference="r", by=None,
            now=NOW + timedelta(days=1), **case,
        )  # fmt: skip
        services.commit(
            decision="d", reference="c", made_by=cast.finance, by=cast.leader,
            now=NOW + timedelta(days=2), **case,
        )  # fmt: skip
        first = date(2026, 6, 17)
        for days, reserved, committed in ((-1, 0, 0), (0, 0, 0), (1, 400, 0), (2, 0, 400)):
            day = first + timedelta(days=days)
            with self.subTest(day=day), self.assertNumQueries(4):
                balances = balances_on(transfers_below(cast.city, YEAR), day)
                self.assertEqual((balances.reserved, balances.committed), (reserved, committed))
                self.assertEqual(balances.allocated, 0 if days < 0 else 100_000)
                parts = parts_on(cast.subdistrict, YEAR, day)
                self.assertEqual(parts[0].balances, balances)
                held = case_balances_on(case["case_id"], day)
                self.assertEqual((held.reserved, held.committed), (reserved, committed))

    def test_the_pool_stands_before_the_communities_and_all_add_up(self) -> None:
        cast = Cast()
        cast.fund(100)
        cast.fund(20, community=cast.subdistrict)
        parts = parts_on(cast.subdistrict, YEAR, date(2026, 6, 17))
        self.assertEqual([part.is_pool for part in parts], [True, False, False])
        self.assertEqual(sum(part.balances.allocated for part in parts), 120)
        upper = parts_on(cast.district, YEAR, date(2026, 6, 17))
        self.assertEqual([part.balances.allocated for part in upper], [120])


class RebuildTests(TestCase):
    @classmethod
    def setUpTestData(cls) -> None:
        cls.cast = Cast()
        cls.cast.fund(100_000)
        cls.cast.fund(7, community=cls.cast.other_community)
        case = {"case_id": uuid.uuid4(), "amount_fen": 400}
        services.reserve(
            community=cls.cast.community, year=YEAR, decision="m", reference="r", by=None, **case
        )
        services.commit(
            decision="d", reference="c", made_by=cls.cast.finance, by=cls.cast.leader, **case
        )

    def rows(self) -> list[object]:
        return [*Fund.objects.order_by("pk").values(), *Account.objects.order_by("pk").values()]

    def rebuild(self) -> str:
        out = io.StringIO()
        call_command("rebuild_balances", stdout=out)
        return out.getvalue()

    def test_honest_books_need_no_change(self) -> None:
        self.assertEqual(self.rebuild(), "balances: 0 rows changed\n")

    def test_thrown_away_balances_come_back_as_they_were(self) -> None:
        before = self.rows()
        tamper(
            "ledger_fund",
            "UPDATE ledger_fund SET allocated_fen = 0, available_fen = 0, reserved_fen = 0, "
            "committed_fen = 0, paid_fen = 0, returned_fen = 0, entries = 0, head_hash = ''",
        )
        tamper("ledger_account", "UPDATE ledger_account SET reserved_fen = 9, committed_fen = 0")
        self.assertIn("balances: 3 rows changed", self.rebuild())
        self.assertEqual(self.rows(), before)
        self.assertEqual(list(faults_in_books()), [])

    def test_the_guards_stand_again_afterwards(self) -> None:
        tamper("ledger_fund", "UPDATE ledger_fund SET entries = 0")
        self.rebuild()
        with self.assertRaises(DatabaseError), connection.cursor() as cursor:
            cursor.execute("UPDATE ledger_fund SET available_fen = available_fen + 1")

    def test_nothing_is_rebuilt_from_a_wrong_transfer(self) -> None:
        tamper("ledger_transfer", "UPDATE ledger_transfer SET amount_fen = 5 WHERE seq = 2")
        with self.assertRaisesMessage(CommandError, "transfer #2"):
            self.rebuild()
