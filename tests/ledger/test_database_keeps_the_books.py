"""What raw SQL cannot do, whoever runs it; and what check_books finds when somebody managed."""

from __future__ import annotations

import io
import uuid
from unittest import skipUnless

from django.core.management import CommandError, call_command
from django.db import DatabaseError, connection, transaction
from django.test import TestCase, override_settings

from mws.ledger import services
from mws.ledger.books import faults_in_books
from mws.ledger.models import Fund, Transfer
from tests.cast import YEAR, Cast

NEXT_ROW = """
INSERT INTO ledger_transfer (id, fund_id, seq, account_id, kind, origin, target, amount_fen,
    decision, reference, made_by_id, approved_by_id, effective_at, recorded_at, previous_hash, hash)
SELECT '{id}', fund_id, {seq}, {account}, '{kind}', '{origin}', '{target}', {amount},
    '{decision}', '{reference}', {made_by}, {approved_by}, effective_at, recorded_at,
    {previous}, 'x'
FROM ledger_transfer ORDER BY seq DESC LIMIT 1
"""
HONEST = {
    "seq": "seq + 1", "account": "account_id", "kind": "reserve", "origin": "available",
    "target": "reserved", "amount": 1, "decision": "m", "reference": "raw", "made_by": "NULL",
    "approved_by": "NULL", "previous": "hash",
}  # fmt: skip


ROLE = [
    "CREATE ROLE mws_web NOLOGIN",
    "GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO mws_web",
    "GRANT USAGE ON ALL SEQUENCES IN SCHEMA public TO mws_web",
]
LIFTING = [
    "ALTER TABLE ledger_transfer DISABLE TRIGGER USER",
    "ALTER TABLE ledger_fund DROP CONSTRAINT ledger_fund_balanced",
    "DROP TRIGGER ledger_transfer_apply ON ledger_transfer",
    "CREATE OR REPLACE FUNCTION ledger_apply_transfer() RETURNS trigger LANGUAGE plpgsql AS "
    "$$ BEGIN RETURN NULL; END $$",
    "SET session_replication_role = replica",
    "TRUNCATE ledger_transfer CASCADE",
    "DROP TABLE ledger_transfer CASCADE",
]


def next_row(**changes: object) -> str:
    return NEXT_ROW.format(id=uuid.uuid4().hex, **{**HONEST, **changes})


def direct_attacks(community_id: int, fund_id: int) -> list[str]:
    return [
        "UPDATE ledger_fund SET available_fen = available_fen - 1",
        "UPDATE ledger_fund SET available_fen = -1, reserved_fen = reserved_fen + 1",
        "UPDATE ledger_fund SET available_fen = available_fen - 1, paid_fen = paid_fen + 1",
        "UPDATE ledger_fund SET allocated_fen = allocated_fen + 1, "
        "available_fen = available_fen + 1",
        "UPDATE ledger_fund SET entries = entries + 1",
        "UPDATE ledger_fund SET head_hash = 'x'",
        "DELETE FROM ledger_fund",
        "UPDATE ledger_account SET paid_fen = paid_fen + 1",
        "UPDATE ledger_account SET reserved_fen = 0",
        "DELETE FROM ledger_account",
        "UPDATE ledger_fund SET closed_at = '2026-12-31 00:00:00+00:00'",
        "UPDATE ledger_fund SET year = year + 1",
        "UPDATE ledger_fund SET purse = 'social'",
        f"UPDATE ledger_fund SET community_id = {community_id} WHERE id = {fund_id}",
        f"UPDATE ledger_account SET fund_id = {fund_id}",
        f"UPDATE ledger_account SET case_id = '{uuid.uuid4().hex}'",
        "UPDATE ledger_transfer SET amount_fen = 1",
        "UPDATE ledger_transfer SET decision = 'other'",
        "UPDATE ledger_transfer SET approved_by_id = NULL",
        "DELETE FROM ledger_transfer",
        "INSERT INTO ledger_fund (community_id, year, allocated_fen, available_fen, "
        "reserved_fen, committed_fen, paid_fen, returned_fen, entries, head_hash) "
        f"VALUES ({community_id}, 2030, 5, 5, 0, 0, 0, 0, 0, '0')",
        "INSERT INTO ledger_account (case_id, fund_id, reserved_fen, committed_fen, paid_fen) "
        f"VALUES ('{uuid.uuid4().hex}', {fund_id}, 0, 7, 0)",
    ]


def forged_rows(person_id: int) -> list[dict[str, object]]:
    """What a forged next transfer may differ in from an honest one."""
    commit = {"kind": "commit", "origin": "reserved", "target": "committed"}
    two = {"made_by": person_id, "approved_by": f"{person_id} + 1"}
    return [
        {"amount": 40_001},
        {"amount": 0},
        {"amount": -1},
        {"seq": "seq + 2"},
        {"seq": "seq"},
        {"previous": "'forged'"},
        {"decision": ""},
        {"reference": "reserve-1"},
        {"account": "NULL"},
        {"kind": "pay", "origin": "available", "target": "paid"},
        commit,
        {**commit, "made_by": person_id, "approved_by": person_id},
        {"kind": "allocate", "origin": "source", "target": "available", "account": "NULL"},
        {"kind": "gift", "origin": "source", "target": "paid"},
        {"kind": "release", "origin": "committed", "target": "available"},
        {"kind": "reverse", "origin": "reserved", "target": "available"},
        {"kind": "open", "origin": "source", "target": "committed"},
        {"kind": "lapse", "origin": "available", "target": "returned", "account": "NULL"},
        {**two, "kind": "move_in", "origin": "source", "target": "available", "account": "NULL"},
        {**two, "kind": "carry_in", "origin": "source", "target": "committed"},
        {**two, "kind": "carry_out", "origin": "reserved", "target": "source"},
    ]


class RawSqlTests(TestCase):
    @classmethod
    def setUpTestData(cls) -> None:
        cls.cast = Cast()
        cls.cast.fund(100_000)
        cls.other = cls.cast.fund(50_000, community=cls.cast.other_community)
        services.reserve(
            case_id=uuid.uuid4(), community=cls.cast.community, year=YEAR, amount_fen=60_000,
            decision="motion-1", reference="reserve-1", by=cls.cast.chair,
        )  # fmt: skip

    def execute(self, sql: str) -> None:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(sql)

    def test_every_attack_is_refused(self) -> None:
        attacks = direct_attacks(self.cast.community.pk, self.other.pk)
        attacks += [next_row(**changes) for changes in forged_rows(self.cast.leader.pk)]
        before = list(Fund.objects.order_by("pk").values())
        for sql in attacks:
            with self.subTest(sql=sql), self.assertRaises(DatabaseError):
                self.execute(sql)
        self.assertGreaterEqual(len(attacks), 40)
        self.assertEqual(list(Fund.objects.order_by("pk").values()), before)
        self.assertEqual(list(faults_in_books()), [])

    @skipUnless(connection.vendor == "postgresql", "SQLite knows no roles")
    def test_the_application_s_own_role_cannot_lift_the_guards(self) -> None:
        """The role that docs/money.md gives the web processes: it reads and writes rows, and owns
        no table."""
        for sql in ROLE:
            self.execute(sql)
        attacks = direct_attacks(self.cast.community.pk, self.other.pk) + LIFTING
        attacks += [next_row(**changes) for changes in forged_rows(self.cast.leader.pk)]
        before = list(Fund.objects.order_by("pk").values())
        for sql in attacks:
            with self.subTest(sql=sql), self.assertRaises(DatabaseError), transaction.atomic():
                with connection.cursor() as cursor:
                    cursor.execute("SET LOCAL ROLE mws_web")
                    cursor.execute(sql)
        self.assertEqual(list(Fund.objects.order_by("pk").values()), before)
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SET LOCAL ROLE mws_web")
            cursor.execute(next_row())
            cursor.execute("RESET ROLE")

    def test_an_honest_row_is_taken_so_the_refusals_mean_something(self) -> None:
        self.execute(next_row())
        self.assertEqual(Fund.objects.get(community=self.cast.community).reserved_fen, 60_001)


class CheckBooksTests(TestCase):
    """The command finds what a person with the power to drop triggers has done."""

    @classmethod
    def setUpTestData(cls) -> None:
        cls.cast = Cast()
        cls.fund = cls.cast.fund(100_000)
        services.reserve(
            case_id=uuid.uuid4(), community=cls.cast.community, year=YEAR, amount_fen=60_000,
            decision="motion-1", reference="reserve-1", by=cls.cast.chair,
        )  # fmt: skip

    def tamper(self, table: str, sql: str) -> None:
        with connection.cursor() as cursor:
            if connection.vendor == "postgresql":
                cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
                cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
            else:
                cursor.execute(
                    "SELECT name FROM sqlite_master WHERE type = 'trigger' AND tbl_name = %s",
                    [table],
                )
                for (name,) in cursor.fetchall():
                    cursor.execute(f"DROP TRIGGER {name}")
            cursor.execute(sql)

    @override_settings(MWS_BOOK_CHECKS=[])
    def test_honest_books_pass(self) -> None:
        out = io.StringIO()
        call_command("check_books", stdout=out)
        self.assertIn("1 funds, 2 transfers, 1,000.00 yuan", out.getvalue())

    def test_a_changed_row_is_named(self) -> None:
        second = Transfer.objects.get(seq=2)
        self.tamper("ledger_transfer", "UPDATE ledger_transfer SET amount_fen = 5 WHERE seq = 2")
        with self.assertRaisesMessage(CommandError, f"fund {second.fund_id} transfer #2"):
            call_command("check_books")

    def test_a_missing_row_is_named(self) -> None:
        self.tamper("ledger_transfer", "DELETE FROM ledger_transfer WHERE seq = 1")
        with self.assertRaisesMessage(CommandError, "transfer #1 is missing"):
            call_command("check_books")

    def test_a_changed_balance_is_named(self) -> None:
        self.tamper(
            "ledger_fund",
            "UPDATE ledger_fund SET available_fen = 30000, reserved_fen = 70000",
        )
        with self.assertRaisesMessage(CommandError, f"fund {self.fund.pk}"):
            call_command("check_books")
