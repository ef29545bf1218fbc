"""Two writers and a dozen ballots instead of 16 and 10,000: no figure is judged here."""

from pathlib import Path
from tempfile import TemporaryDirectory
from unittest import skipUnless

from django.db import connection
from django.test import SimpleTestCase

from tests.database import FreshDatabaseTestCase, database_url
from tests.load.sqlite_writers import Box, measure, waits


@skipUnless(connection.vendor == "sqlite", "about SQLite's one file")
class WriterTests(FreshDatabaseTestCase):
    def test_every_ballot_is_in_the_box_and_the_backup_is_whole(self):
        with TemporaryDirectory() as folder:
            facts = measure(Box(database_url(), Path(folder)), 12, 2)
        self.assertEqual({"ballots": 12, "roll marks": 12}, facts["counts"])
        self.assertEqual(({}, 0, True), (facts["errors"], facts["locked"], facts["exact"]))
        self.assertTrue(facts["backup"]["ok"], facts["backup"])


class WaitTests(SimpleTestCase):
    def test_what_people_waited_and_met(self):
        locked = "OperationalError: database is locked"
        cast = [(0.0, 0.1, ""), (0.0, 0.2, ""), (0.0, 0.4, locked), (1.0, 1.3, "Refused: closed")]
        facts = waits(cast, 2.0)
        self.assertEqual((4, 250, 400, 1), tuple(
            facts[key] for key in ("ballots", "median_ms", "worst_ms", "locked")))  # fmt: skip
        self.assertEqual({locked: 1, "Refused: closed": 1}, facts["errors"])
