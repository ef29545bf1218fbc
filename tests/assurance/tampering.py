"""Rows of the books changed behind its back (M11): each is found, by its number.

DATABASE_URL=… .venv/bin/python -m tests.assurance.tampering [rows=500]
"""

from __future__ import annotations

import random

from tests.assurance.base import numbers, report, set_up

set_up()

from django.db import connection, transaction

from mws.ledger import services
from mws.ledger.books import faults_in_books
from mws.ledger.models import Transfer
from tests.cast import Cast
from tests.ledger.tampering import unguarded

# What somebody would change who wants money to look different, and how.
CHANGES = (
    "amount_fen = amount_fen + 1", "amount_fen = amount_fen * 2", "decision = 'other'",
    "reference = reference || 'x'", "effective_at = '2020-01-01 00:00:00+00:00'",
    "hash = 'g' || substr(hash, 2)", "previous_hash = 'x' || substr(previous_hash, 2)",
    "made_by_id = {other}",
)  # fmt: skip


def fill(cast: Cast, rows: int) -> None:
    """One long book."""
    for number in range(rows):
        services.allocate(
            community=cast.community, year=2026, amount_fen=1 + number, document_no=f"d{number}",
            reference=f"a{number}", made_by=cast.finance, by=cast.leader,
        )  # fmt: skip


def tampered(seq: int, change: str) -> str:
    """The first fault that the check names when this row is changed; all is undone again."""
    with transaction.atomic():
        with unguarded("ledger_transfer"), connection.cursor() as cursor:
            cursor.execute(f"UPDATE ledger_transfer SET {change} WHERE seq = {seq}")
        fault = next(faults_in_books(), None)
        transaction.set_rollback(True)
    return fault.row if fault else "nothing"


def run(rows: int) -> str:
    cast, pick = Cast(), random.Random(17)
    fill(cast, rows)
    fund = Transfer.objects.first().fund_id
    for seq in range(1, rows + 1):
        change = pick.choice(CHANGES).format(other=cast.officer.pk)
        found = tampered(seq, change)
        assert found == f"fund {fund} transfer #{seq}", (seq, change, found)
    assert list(faults_in_books()) == []
    return f"{rows} rows changed one by one, {rows} found by their number"


def main() -> str:
    return run(numbers(500)[0])


if __name__ == "__main__":
    report("tampering", main)
