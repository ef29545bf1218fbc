"""The export adds up by itself, and to what the columns hold (assurance M6)."""

from __future__ import annotations

import io
import re
import uuid
from collections import Counter

from django.core.management import call_command
from django.test import TestCase

from mws.ledger import services
from tests.cast import YEAR, Cast


class ExportTests(TestCase):
    def test_every_transaction_is_even_and_the_balances_are_those_of_the_funds(self) -> None:
        cast = Cast()
        cast.fund(100_050)
        cast.fund(500, community=cast.subdistrict)
        services.reserve(
            case_id=uuid.uuid4(), community=cast.community, year=YEAR, amount_fen=40_001,
            decision='quote " and \\', reference="r", by=None,
        )  # fmt: skip
        out = io.StringIO()
        call_command("export_books", stdout=out)
        held: Counter[str] = Counter()
        postings = re.findall(r"^  (\S+)  (-?[\d.]+) CNY$", out.getvalue(), re.MULTILINE)
        for name, amount in postings:
            held[name] += round(float(amount) * 100)
        self.assertEqual(sum(held.values()), 0)
        balances = re.findall(r"balance (\S+)  (-?[\d.]+) CNY", out.getvalue())
        self.assertEqual(len(balances), 10)
        for name, amount in balances:
            self.assertEqual(held[name], round(float(amount) * 100), name)
        self.assertEqual(len(postings), 6)
        self.assertNotIn("\\", out.getvalue())
