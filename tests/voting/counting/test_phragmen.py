"""Sequential Phragmén: equal to its definition in fractions."""

import unittest

from tests.voting.counting import naive
from tests.voting.counting.samples import plain_election, random_election
from voting.counting import Phragmen, Ties, count


class PhragmenTests(unittest.TestCase):
    def test_every_count_equals_the_definition(self):
        ties = Ties(("lot",), seed="beef")
        for seed in range(200):
            election = random_election(seed, voters=5 + seed % 30, items=3 + seed % 7)
            with self.subTest(seed=seed):
                expected = naive.phragmen(election, ties)
                self.assertEqual(list(count(election, Phragmen(ties=ties)).selected), expected)

    def test_every_project_has_a_reason(self):
        costs = {"A": 60, "B": 50, "C": 30, "D": 10, "E": 500}
        election = plain_election(costs, ["AB", "AB", "AC", "BE", "C"], 100)
        outcome = count(election, Phragmen())
        reasons = {decision.id: decision.reason for decision in outcome.decisions}
        self.assertEqual(
            reasons,
            {"C": "bought", "B": "bought", "A": "over_budget", "D": "no_support",
             "E": "above_budget"},
        )  # fmt: skip
        self.assertEqual(outcome.by_id["C"].figures["time"], 15_000)

    def test_other_ballots_are_refused(self):
        with self.assertRaises(ValueError):
            count(plain_election({"A": 1}, ["A"], 1, "ordinal"), Phragmen())
