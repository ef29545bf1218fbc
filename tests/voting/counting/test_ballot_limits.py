"""Limits of single ballots, with the reason where one is broken."""

import unittest

from tests.voting.counting.samples import plain_election, village
from voting.counting import BallotLimits, declared_limits, invalid_ballots


class BallotLimitsTests(unittest.TestCase):
    def test_each_limit_has_its_code(self):
        approvals = plain_election({"A": 60, "B": 50}, ["AB"], 100)
        points = plain_election({"A": 60, "B": 50}, [{"A": 3, "B": 1}], 100, "cumulative")
        for election, limits, code in [
            (approvals, BallotLimits(), None),
            (approvals, BallotLimits(fewest_choices=2, most_choices=2, most_cost=110), None),
            (approvals, BallotLimits(fewest_choices=3), "too_few_choices"),
            (approvals, BallotLimits(most_choices=1), "too_many_choices"),
            (approvals, BallotLimits(most_cost=109), "too_expensive"),
            (points, BallotLimits(fewest_points=4, most_points=4, most_points_each=3), None),
            (points, BallotLimits(fewest_points=5), "too_few_points"),
            (points, BallotLimits(most_points=3), "too_many_points"),
            (points, BallotLimits(most_points_each=2), "too_many_points_on_one"),
        ]:
            with self.subTest(limits=limits):
                invalid = limits.why_not_valid(election, election.ballots[0])
                self.assertEqual(invalid and invalid.code, code)

    def test_an_empty_ballot_is_valid(self):
        election = plain_election({"A": 60}, [""], 100)
        limits = BallotLimits(fewest_choices=1)
        self.assertIsNone(limits.why_not_valid(election, election.ballots[0]))

    def test_a_file_declares_its_limits(self):
        election = village(rule="rule;greedy\nmin_length;1\nmax_length;1\nmax_sum_cost;700.5")
        limits = declared_limits(election)
        self.assertEqual((limits.fewest_choices, limits.most_choices), (1, 1))
        self.assertEqual(limits.most_cost, 700)
        self.assertEqual(len(invalid_ballots(election, limits)), 3)
