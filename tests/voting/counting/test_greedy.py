"""Greedy by support: every option, every reason, margins that hold when tried."""

import unittest
from dataclasses import replace
from itertools import combinations

from tests.voting.counting.samples import plain_election, random_election
from voting.counting import (
    Cap,
    Election,
    Greedy,
    Misfit,
    Project,
    Standing,
    Ties,
    count,
    make_election,
)

COSTS = {"A": 60, "B": 50, "C": 40, "D": 10}
BALLOTS = ["ABCD", "ABC", "AB", "A", "AD"]  # A 5, B 3, C 2, D 2


class GreedyTests(unittest.TestCase):
    def test_what_happens_at_the_first_misfit(self):
        for misfit, percent, budget, reasons in [
            (Misfit.SKIP, 80, 100, "funded too_expensive tie_lost funded"),
            (Misfit.STOP, 80, 100, "funded too_expensive stopped stopped"),
            (Misfit.STOP, 80, 110, "funded funded stopped too_expensive"),
            (Misfit.FUND, 80, 100, "funded funded_share stopped stopped"),
            (Misfit.FUND, 81, 100, "funded too_expensive stopped stopped"),
            (Misfit.FUND, 80, 99, "funded too_expensive stopped stopped"),
        ]:
            with self.subTest(misfit=misfit, percent=percent, budget=budget):
                election = plain_election(COSTS, BALLOTS, budget)
                outcome = count(election, Greedy(misfit=misfit, misfit_percent=percent))
                self.assertEqual([outcome.by_id[x].reason for x in "ABCD"], reasons.split())

    def test_money_from_elsewhere_is_named(self):
        election = plain_election(COSTS, BALLOTS, 100)
        outcome = count(election, Greedy(misfit=Misfit.FUND))
        self.assertEqual((outcome.spent, outcome.reserve, outcome.left), (110, 10, 0))
        self.assertEqual(outcome.by_id["B"].figures, {"reserve": 10})

    def test_a_minimum_score_keeps_projects_out(self):
        election = plain_election(COSTS, BALLOTS, 1000)
        outcome = count(election, Greedy(min_score=3))
        self.assertEqual(outcome.selected, ("A", "B"))
        self.assertEqual(outcome.by_id["C"].reason, "below_minimum")
        self.assertEqual(outcome.by_id["C"].figures, {"minimum": 3, "needs": 1})

    def test_exclusive_projects_keep_each_other_out(self):
        election = plain_election(COSTS, BALLOTS, 1000)
        outcome = count(election, Greedy(exclusive=(("A", "B"), ("B", "D"))))
        self.assertEqual(set(outcome.selected), {"A", "C", "D"})
        self.assertEqual(outcome.by_id["B"].figures["by"], "A")

    def test_caps_limit_the_money_of_a_group(self):
        projects = [Project("A", 60, categories=("x",)), Project("B", 50, categories=("x", "y"))]
        projects += [Project("C", 40, place="hill"), Project("D", 10, targets=("old",))]
        for cap, out in [
            (Cap("category", "x", 100), {"B"}),
            (Cap("category", "y", 49), {"B"}),
            (Cap("place", "hill", 39), {"C"}),
            (Cap("target", "old", 10), set()),
        ]:
            with self.subTest(cap=cap):
                election = make_election(budget=1000, projects=projects, ballots=BALLOTS)
                outcome = count(election, Greedy(caps=(cap,)))
                self.assertEqual({d.id for d in outcome.decisions if not d.selected}, out)
                for project_id in out:
                    self.assertEqual(outcome.by_id[project_id].reason, "over_cap")

    def test_mandated_projects_come_first_as_far_as_the_money_goes(self):
        election = plain_election(COSTS, BALLOTS, 70)
        outcome = count(election, Greedy(mandated=("D", "C", "B")))
        self.assertEqual(outcome.selected, ("D", "C"))
        self.assertEqual(outcome.by_id["B"].reason, "too_expensive")

    def test_reasons_carry_the_figures(self):
        outcome = count(plain_election(COSTS, BALLOTS, 100), Greedy())
        self.assertEqual(outcome.by_id["B"].figures, {"short": 10, "needs": 2})
        self.assertEqual([d.rank for d in outcome.decisions], [1, 2, 3, 4])
        self.assertEqual([d.left for d in outcome.decisions], [100, 40, 40, 30])

    def test_points_and_ranks_are_added_up(self):
        points = plain_election({"A": 5, "B": 5}, [{"A": 3, "B": 1}, {"B": 3}], 5, "cumulative")
        self.assertEqual(count(points, Greedy()).selected, ("B",))
        ranks = plain_election({"A": 5, "B": 5, "C": 9}, ["ABC", "BA", "BC"], 5, "ordinal")
        outcome = count(ranks, Greedy())
        self.assertEqual([outcome.by_id[x].support for x in "ABC"], [5, 8, 3])
        outcome = count(ranks, Greedy(score_vector=(10, 5)))
        self.assertEqual([outcome.by_id[x].support for x in "ABC"], [15, 25, 5])

    def test_a_council_ranks_by_share_of_yes_then_beneficiaries_for_the_money(self):
        standings = (
            Standing("A", 5, 7, 100), Standing("B", 6, 7, 10), Standing("C", 6, 7, 40),
            Standing("D", 0, 0),
        )  # fmt: skip
        election = plain_election(COSTS, BALLOTS, 100)
        outcome = count(election, Greedy(council=standings))
        self.assertEqual([decision.id for decision in outcome.decisions], ["C", "B", "A", "D"])
        self.assertEqual(outcome.selected, ("C", "B", "D"))
        self.assertEqual(outcome.rule, "greedy-council")
        recused = (Standing("A", 5, 5), Standing("B", 6, 7))
        outcome = count(election, Greedy(council=recused))
        self.assertEqual([decision.id for decision in outcome.decisions][:2], ["A", "B"])

    def test_the_order_of_rows_never_decides(self):
        rule = Greedy(ties=Ties(("lot",), seed="ab12"))
        for seed in range(30):
            election = random_election(seed)
            turned = make_election(
                budget=election.budget,
                projects=reversed(election.projects),
                ballots=reversed(list(election.each_ballot())),
            )
            self.assertEqual(count(election, rule).canonical, count(turned, rule).canonical)

    def test_budget_caps_and_exclusions_always_hold(self):
        for seed in range(60):
            election = random_election(seed)
            pairs = tuple(combinations("ABC", 2))
            for misfit in (Misfit.SKIP, Misfit.STOP):
                outcome = count(election, Greedy(misfit=misfit, exclusive=pairs))
                self.assertLessEqual(outcome.spent, election.budget)
                self.assertLessEqual(len(set(outcome.selected) & set("ABC")), 1)

    def test_needs_is_exactly_the_support_that_was_missing(self):
        for seed in range(60):
            election = random_election(seed)
            for rule in (
                Greedy(min_score=3, exclusive=(("A", "B", "C"),)),
                Greedy(misfit=Misfit.STOP, ties=Ties(("lot",), seed="77")),
                Greedy(misfit=Misfit.FUND, ties=Ties(("cost", "id"))),
            ):
                for decision in count(election, rule).decisions:
                    needs = decision.figures.get("needs")
                    with self.subTest(seed=seed, rule=rule.name, project=decision.id):
                        if needs is not None:
                            self.assertTrue(self.funded_with(election, rule, decision.id, needs))
                            self.assertFalse(
                                self.funded_with(election, rule, decision.id, needs - 1)
                            )
                        elif not decision.selected:
                            self.assertFalse(self.funded_with(election, rule, decision.id, 99))

    def funded_with(self, election: Election, rule: Greedy, project_id: str, more: int) -> bool:
        ballots = [*election.each_ballot(), *[(project_id,)] * more]
        fuller = make_election(budget=election.budget, projects=election.projects, ballots=ballots)
        return project_id in count(fuller, rule).selected


class TieTests(unittest.TestCase):
    costs = {"A": 50, "B": 40, "C": 50}

    def outcome(self, ties: Ties, budget: int = 50):
        return count(plain_election(self.costs, ["ABC"], budget), Greedy(ties=ties))

    def test_steps_decide_in_turn_and_are_logged(self):
        for ties, first, decided_by in [
            (Ties(("id",)), "A", ("id",)),
            (Ties(("cost", "id")), "B", ("cost", "id")),
            (Ties(("lot",), seed="00"), "C", ("lot",)),
            (Ties(("cost", "lot"), seed="00"), "B", ("cost", "lot")),
        ]:
            with self.subTest(ties=ties):
                outcome = self.outcome(ties)
                tie = outcome.ties[0]
                self.assertEqual((tie.at, tie.decided_by), (1, decided_by))
                self.assertEqual((tie.projects[0], *outcome.selected), (first, first))
                self.assertEqual(len(tie.lost), 2)
                self.assertEqual(outcome.by_id[tie.lost[0]].reason, "tie_lost")
                self.assertEqual(bool(tie.lots), "lot" in decided_by)

    def test_lots_are_the_sha256_of_seed_and_id(self):
        tie = self.outcome(Ties(("lot",), seed="00")).ties[0]
        lots = dict(tie.lots)
        self.assertTrue(lots["A"].startswith("c2a78684"))  # printf '%s' 00:A | sha256sum
        self.assertEqual(list(tie.projects), sorted(lots, key=lots.get))

    def test_a_tie_without_losers_is_logged_as_such(self):
        self.assertEqual(self.outcome(Ties(("id",)), budget=999).ties[0].lost, ())

    def test_an_order_that_could_leave_projects_equal_is_refused(self):
        for order, seed in [(("cost",), ""), ((), ""), (("lot",), ""), (("row", "id"), "")]:
            with self.subTest(order=order), self.assertRaises(ValueError):
                Ties(order, seed)

    def test_an_open_order_is_closed_by_lot_or_id(self):
        self.assertEqual(Ties.parse("cost", "0f").order, ("cost", "lot"))
        self.assertEqual(Ties.parse("cost, votes").order, ("cost", "votes", "id"))


class MakeElectionTests(unittest.TestCase):
    def test_bad_input_is_refused(self):
        for costs, ballots, kind in [
            ({"A": 5}, ["AX"], "approval"),
            ({"A": 5}, ["AA"], "approval"),
            ({"A": -5}, [], "approval"),
            ({"A": 5}, [["A"]], "cumulative"),
            ({"A": 5}, [{"A": -1}], "cumulative"),
        ]:
            with self.subTest(ballots=ballots), self.assertRaises(ValueError):
                plain_election(costs, ballots, 10, kind)
        with self.assertRaises(ValueError):
            make_election(budget=1, projects=[Project("A", 1), Project("A", 2)], ballots=[])

    def test_withdrawn_projects_take_no_part(self):
        election = plain_election(COSTS, BALLOTS, 1000)
        gone = replace(election.projects[0], withdrawn=True)
        election = replace(election, projects=(gone, *election.projects[1:]))
        self.assertNotIn("A", count(election, Greedy()).selected)
