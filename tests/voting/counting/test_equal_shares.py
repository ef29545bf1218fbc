"""The Method of Equal Shares: equal to its definition in fractions, fair to every voter."""

import unittest
from dataclasses import replace
from fractions import Fraction
from unittest.mock import patch

from tests.voting.counting import naive
from tests.voting.counting.samples import plain_election, random_election
from voting.counting import Completion, Election, EqualShares, Greedy, Ties, Utility, count
from voting.counting.equal_shares import Field, OverBudget, run_shares
from voting.counting.exact import ExactPurses
from voting.counting.purses import Purses

LOT = Ties(("lot",), seed="c0de")


def bought(election: Election, rule: EqualShares, start: Fraction) -> list[str]:
    run = run_shares(Field.of(election, rule), start)
    return [election.projects[place].id for place in run.bought]


class ExactnessTests(unittest.TestCase):
    def test_every_run_equals_the_definition(self):
        for seed in range(100):
            for kind in ("approval", "cumulative", "ordinal"):
                election = random_election(seed, kind, voters=5 + seed % 30, items=3 + seed % 7)
                for utility in Utility:
                    for share in (
                        Fraction(election.budget, election.ballot_count),
                        Fraction(17, 3),
                    ):
                        with self.subTest(seed=seed, kind=kind, utility=utility, share=share):
                            rule = EqualShares(utility=utility, ties=LOT)
                            by_cost = utility is Utility.COST
                            expected = naive.equal_shares(
                                election, share, by_cost=by_cost, ties=LOT
                            )
                            self.assertEqual(bought(election, rule, share), expected)

    def test_the_exact_purses_alone_give_the_same_runs(self):
        """With a bound so wide that floats never decide, every answer is exact."""
        for seed in range(40):
            election = random_election(seed, "cumulative" if seed % 2 else "approval", voters=25)
            rule = EqualShares(ties=LOT)
            share = Fraction(election.budget, election.ballot_count)
            fast = bought(election, rule, share)
            original = Purses.__init__

            def widen(self: Purses, *args: object, original: object = original) -> None:
                original(self, *args)
                self.error = float(share)  # noqa: B023 - called in this turn of the loop

            with patch.object(Purses, "__init__", widen):
                self.assertEqual(bought(election, rule, share), fast)

    def test_nobody_pays_more_than_her_share_and_no_money_is_lost(self):
        for seed in range(60):
            election = random_election(seed)
            outcome = count(election, EqualShares())
            self.assertLessEqual(outcome.spent, election.budget)
            share = Fraction(election.budget, election.ballot_count)
            contest = Field.of(election, EqualShares())
            purses = self.replayed(contest, share)
            money = [Fraction(value, purses.unit) for value in purses.values]
            left = sum(
                money[purses.classes[row]] * ballot.weight
                for row, ballot in enumerate(election.ballots)
            )
            self.assertTrue(all(0 <= value <= share for value in money))
            self.assertEqual(left + outcome.spent, election.budget)

    def replayed(self, contest: Field, share: Fraction) -> ExactPurses:
        run = run_shares(contest, share)
        purses = ExactPurses(contest.support, contest.costs, contest.groups, share)
        for place in run.bought:
            purses.pay(place, purses.level(place))
        return purses


class CompletionTests(unittest.TestCase):
    def test_add1_is_the_last_step_before_the_budget_is_exceeded(self):
        for seed in range(40):
            election = random_election(seed, voters=9)
            rule = EqualShares(completion=Completion.ADD1, ties=LOT)
            share = Fraction(election.budget, election.ballot_count)
            step, last = 0, naive.equal_shares(election, share, by_cost=True, ties=LOT)
            costs = {project.id: project.cost for project in election.projects}
            supported = {x for ballot in election.each_ballot() for x in ballot}
            while set(last) != supported:
                step += 1
                more = naive.equal_shares(election, share + step, by_cost=True, ties=LOT)
                if sum(costs[x] for x in more) > election.budget:
                    break
                last = more
            with self.subTest(seed=seed):
                self.assertEqual(list(count(election, rule).selected), last)

    def test_stretches_passed_over_are_those_that_change_nothing(self):
        passed = 0
        for seed in range(2):
            kind = "cumulative" if seed % 3 == 0 else "approval"
            small = random_election(seed, kind, voters=8 + seed, items=7)
            projects = [replace(p, cost=p.cost * 997 + i) for i, p in enumerate(small.projects)]
            election = replace(small, projects=tuple(projects), budget=small.budget * 700)
            rule = EqualShares(completion=Completion.ADD1, increment=3, ties=LOT)
            told: list[tuple[int, int]] = []
            outcome = count(election, rule, progress=lambda *step, told=told: told.append(step))
            with patch("voting.counting.completion.buys_the_same", return_value=False):
                plain = count(election, rule)
            with self.subTest(seed=seed):
                self.assertEqual(outcome.canonical, plain.canonical)
            passed += outcome.process["step"] - len(told)
        self.assertGreater(passed, 100)

    def test_an_exhaustive_stop_ends_as_soon_as_nothing_fits(self):
        election = plain_election({"A": 60, "B": 50, "C": 45}, ["AB", "A", "A", "B", "C"], 100)
        full = count(election, EqualShares(completion=Completion.ADD1))
        early = count(election, EqualShares(completion=Completion.ADD1, exhaustive_stop=True))
        self.assertEqual(early.process["ended"], "nothing_more_fits")
        self.assertLessEqual(early.process["step"], full.process["step"])

    def test_a_top_up_spends_what_is_left_by_support(self):
        costs = {"A": 60, "B": 55, "C": 40}
        election = plain_election(costs, ["A", "A", "A", "B", "B", "C"], 100)
        outcome = count(election, EqualShares(completion=Completion.ADD1U))
        self.assertEqual(outcome.selected, ("A", "C"))
        self.assertEqual(outcome.by_id["C"].reason, "topped_up")

    def test_the_comparison_keeps_greedy_where_more_voters_prefer_it(self):
        costs = {"A": 100, "B": 20, "C": 20}
        election = plain_election(costs, ["A", "A", "AB", "B", "C"], 100)
        rule = EqualShares(comparison=True)
        outcome = count(election, rule)
        self.assertEqual(outcome.selected, count(election, Greedy()).selected)
        self.assertEqual(outcome.process["comparison"], {"prefer_greedy": 3, "prefer_shares": 2})

    def test_a_limit_ends_a_run(self):
        election = plain_election({"A": 50, "B": 50}, ["A", "B"], 100)
        with self.assertRaises(OverBudget):
            run_shares(Field.of(election, EqualShares()), Fraction(60), 70)

    def test_a_floored_share_and_an_increment_are_used_and_told(self):
        election = plain_election({"A": 50, "B": 50}, ["A", "B", "AB"], 100)
        rule = EqualShares(completion=Completion.ADD1, floor_share=True, increment=5)
        outcome = count(election, rule)
        self.assertEqual(outcome.process["first_share"], "33")
        self.assertEqual(outcome.process["increment"], 5)

    def test_progress_is_told_each_step(self):
        told: list[tuple[int, int]] = []
        election = plain_election({"A": 90, "B": 80}, ["A", "B", "B"], 100)
        rule = EqualShares(completion=Completion.ADD1)
        count(election, rule, progress=lambda step, cost: told.append((step, cost)))
        steps = [step for step, _cost in told]
        self.assertEqual(steps, sorted(set(steps)))
        self.assertTrue(told)


class DecisionTests(unittest.TestCase):
    def test_every_project_has_a_reason_and_its_figures(self):
        costs = {"A": 60, "B": 50, "C": 30, "D": 10, "E": 0}
        election = plain_election(costs, ["AB", "AB", "AC", "BE", "C", "C"], 120)
        outcome = count(election, EqualShares(min_score=2))
        self.assertEqual(
            {decision.id: decision.reason for decision in outcome.decisions},
            {"C": "bought", "A": "not_affordable", "B": "bought", "D": "no_support",
             "E": "below_minimum"},
        )  # fmt: skip
        self.assertEqual(outcome.by_id["C"].figures["price"], 10_000)
        self.assertEqual(outcome.by_id["C"].figures["effective"], 3000)
        figures = outcome.by_id["A"].figures
        self.assertEqual(figures["held"] + figures["short"], 60)
        self.assertEqual(figures["went_to"][0][0], "B")

    def test_projects_that_cost_nothing_are_bought_first(self):
        election = plain_election({"A": 10, "B": 0}, ["AB", "A"], 10)
        self.assertEqual(count(election, EqualShares()).selected, ("B", "A"))

    def test_an_election_without_ballots_funds_nothing(self):
        election = plain_election({"A": 10}, [], 10)
        self.assertEqual(count(election, EqualShares()).selected, ())

    def test_ties_are_decided_by_the_declared_order_and_logged(self):
        election = plain_election({"A": 50, "B": 50}, ["A", "B"], 100)
        for ties, first in [(Ties(("id",)), "A"), (Ties(("lot",), seed="01"), None)]:
            outcome = count(election, EqualShares(ties=ties))
            self.assertEqual(len(outcome.ties), 1)
            self.assertEqual(outcome.ties[0].at, 1)
            self.assertEqual(outcome.ties[0].projects[0], first or outcome.selected[0])
