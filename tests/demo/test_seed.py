"""The seeded demonstration itself, on a copy of what the browser's tests use."""

import shutil
import sqlite3
import subprocess
import sys
import tempfile
from pathlib import Path

from django.test import SimpleTestCase

from tests.seeded import ROOT, environment_of, seeded_folder

FIGURES = {
    "communities with money in 2017": (
        "SELECT count(DISTINCT community_id) FROM ledger_fund WHERE year = 2017",
        101,
    ),
    "projects of 2017": (
        "SELECT count(*) FROM proposals_project p JOIN proposals_proposal c ON c.id = p.proposal_id"
        " JOIN rounds_round r ON r.id = c.round_id WHERE r.year = 2017",
        1_779,
    ),
    "paid in 2017": ("SELECT sum(paid_fen) FROM ledger_fund WHERE year = 2017", 106_500_000_00),
    "allocated in 2017": (
        "SELECT sum(allocated_fen) FROM ledger_fund WHERE year = 2017",
        106_500_000_00,
    ),
    "councils without a published scheme": (
        "SELECT count(*) FROM places_place p LEFT JOIN voting_councilscheme s ON s.place_id = p.id"
        " LEFT JOIN (SELECT scheme_id, sum(seats) AS seats FROM voting_schemeseats GROUP BY"
        " scheme_id) l ON l.scheme_id = s.id WHERE p.level = 'community' AND l.seats IS NOT 13",
        0,
    ),
    "ended meetings whose counters are not named or have not signed": (
        "SELECT count(*) FROM voting_meeting m LEFT JOIN voting_minutes t ON t.meeting_id = m.id"
        " WHERE m.state = 'closed' AND (m.scrutineer_id IS NULL OR m.teller_id IS NULL OR 2 !="
        " (SELECT count(*) FROM voting_minutessignature g WHERE g.minutes_id = t.id))",
        0,
    ),
    "decisions before the sub-district that came without a batch": (
        "SELECT count(*) FROM proposals_proposal c WHERE c.status = 'in_review' AND NOT EXISTS"
        " (SELECT 1 FROM proposals_handovercase l WHERE l.proposal_id = c.id)",
        0,
    ),
    "minutes of 2017 not signed": (
        "SELECT count(*) FROM voting_meeting m JOIN rounds_round r ON r.id = m.round_id"
        " LEFT JOIN voting_minutes p ON p.meeting_id = m.id WHERE r.year = 2017 AND p.id IS NULL",
        0,
    ),
}


class SeededDemonstrationTests(SimpleTestCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        parent = Path(cls.enterClassContext(tempfile.TemporaryDirectory()))
        cls.folder = parent / "copy"
        shutil.copytree(seeded_folder(), cls.folder)

    def manage(self, *command: str) -> str:
        answer = subprocess.run(
            [sys.executable, "manage.py", *command],
            cwd=ROOT, env=environment_of(self.folder), capture_output=True, text=True, check=True,
        )  # fmt: skip
        return answer.stdout

    def ask(self, query: str) -> int:
        database = sqlite3.connect(self.folder / "db.sqlite3")
        try:
            return database.execute(query).fetchone()[0]
        finally:
            database.close()

    def content(self) -> list[str]:
        database = sqlite3.connect(self.folder / "db.sqlite3")
        try:
            return list(database.iterdump())
        finally:
            database.close()

    def test_the_figures_are_those_of_the_article(self):
        for what, (query, wanted) in FIGURES.items():
            with self.subTest(what=what):
                self.assertEqual(wanted, self.ask(query))

    def test_books_and_trail_are_whole(self):
        self.manage("check_books")
        self.manage("verify_trail")

    def test_seeding_again_changes_nothing(self):
        before = self.content()
        self.assertIn("nothing was changed", self.manage("seed_demo"))
        self.assertEqual(before, self.content())
