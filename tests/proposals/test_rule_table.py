"""Every cell of status × role × stage × clock, against the committed table.

After a change of a rule: ``WRITE_RULES=1 python -m pytest tests/proposals/test_rule_table.py``, and
read the difference before it is committed.
"""

import os

from django.test import TestCase

from proposals.models import ProposalStatus
from tests.proposals.rule_table import CLOCKS, STAGES, TABLE, World, cells, table


class RuleTableTests(TestCase):
    @classmethod
    def setUpTestData(cls):
        cls.world = World()
        cls.cells = cells(cls.world)

    def told(self, action, *, status=None, stage=None, clock=None):
        """The answers by role in every cell that is asked for."""
        for (act, where, when, how), codes in self.cells.items():
            if act == action and all(
                wanted in (None, is_so)
                for wanted, is_so in ((status, where), (stage, when), (clock, how))
            ):
                yield where, dict(zip(self.world.roles, codes, strict=True))

    def test_every_cell_is_as_written(self):
        roles = list(self.world.roles)
        count = len(self.cells) * len(roles)
        dimensions = (len(self.world.answers()), len(ProposalStatus.values), len(STAGES),
                      len(CLOCKS), len(roles))  # fmt: skip
        self.assertEqual((20, 19, 3, 4, 11), dimensions)
        self.assertEqual(50_160, count)
        found = table(self.cells, roles)
        if os.environ.get("WRITE_RULES"):
            TABLE.write_text(found, encoding="utf-8")
        self.assertEqual(TABLE.read_text(encoding="utf-8"), found)

    def test_nobody_without_the_office_decides(self):
        outsiders = ("author", "signer", "enterer", "neighbour", "elsewhere", "homeless",
                     "next door")  # fmt: skip
        for action in ("admit", "return", "refuse admission", "merge", "screen", "shortlist",
                       "revise the estimate", "hear an appeal", "post the notice", "review",
                       "approve"):  # fmt: skip
            for status, told in self.told(action):
                with self.subTest(action=action, status=status):
                    self.assertNotIn("ok", [told[role] for role in outsiders])

    def test_no_clock_that_runs_out_opens_anything(self):
        """What no one answers never counts as consent: overdue allows nothing that was refused."""
        for (action, status, stage, clock), codes in self.cells.items():
            in_time = self.cells[action, status, stage, "in time"]
            for code, before in zip(codes, in_time, strict=True):
                if before != "ok":
                    self.assertEqual(before, code, (action, status, stage, clock))

    def test_a_clock_that_stands_still_costs_nobody_their_day(self):
        for (action, status, stage, clock), codes in self.cells.items():
            if clock == "paused":
                self.assertEqual(self.cells[action, status, stage, "in time"], codes,
                                 (action, status, stage))  # fmt: skip
