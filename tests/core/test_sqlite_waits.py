"""How a writer waits for SQLite's one write lock."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from unittest import skipUnless
from unittest.mock import patch

from django.db import OperationalError, connection, transaction
from django.test import SimpleTestCase

from mws.core.sqlite import base
from tests.database import FreshDatabaseTestCase


@skipUnless(connection.vendor == "sqlite", "about SQLite's one file")
class WaitTests(FreshDatabaseTestCase):
    def holder(self) -> sqlite3.Connection:
        other = sqlite3.connect(connection.settings_dict["NAME"], isolation_level=None)
        other.execute("BEGIN IMMEDIATE")
        return other

    def test_looks_again_until_the_lock_is_free(self) -> None:
        with closing(self.holder()) as other:
            steps: list[float] = []

            def sleep(seconds: float) -> None:
                steps.append(seconds)
                if len(steps) == 5:
                    other.execute("ROLLBACK")

            with patch.object(base.time, "sleep", sleep), transaction.atomic():
                self.assertTrue(connection.in_atomic_block)
        self.assertEqual((5, base.FIRST), (len(steps), steps[0]))
        self.assertEqual(20_000, self.busy_timeout())

    def test_says_that_it_is_locked_when_patience_ends(self) -> None:
        with (
            closing(self.holder()),
            patch.dict(connection.settings_dict["OPTIONS"], timeout=0),
            self.assertRaisesMessage(OperationalError, "database is locked"),
            transaction.atomic(),
        ):
            self.fail("began while another writes")
        with transaction.atomic():  # and begins again later
            self.assertEqual(20_000, self.busy_timeout())

    def test_another_error_is_not_waited_out(self) -> None:
        connection.ensure_connection()  # which reads the mode from the settings
        with (
            patch.object(connection, "transaction_mode", "NONSENSE"),
            self.assertRaisesMessage(OperationalError, "syntax error"),
            transaction.atomic(),
        ):
            self.fail("began in a mode that there is not")

    def busy_timeout(self) -> int:
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA busy_timeout")
            return cursor.fetchone()[0]


class PauseTests(SimpleTestCase):
    def test_who_has_waited_longer_looks_more_often(self) -> None:
        pauses = [base.pause_after(seconds) for seconds in (0, 0.5, 1, 2, 3)]
        self.assertEqual(sorted(set(pauses), reverse=True), pauses)
        self.assertEqual((base.FIRST, base.LEAST), (pauses[0], base.pause_after(20)))
