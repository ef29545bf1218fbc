"""Every decision can be said in a sentence, in both languages."""

import re
import unittest
from dataclasses import replace
from itertools import product

from tests.voting.counting.samples import plain_election, random_election
from voting.counting import (
    Cap,
    Completion,
    EqualShares,
    Greedy,
    Misfit,
    Phragmen,
    Project,
    Ties,
    Utility,
    count,
    make_election,
)
from voting.counting.explain import SENTENCES, explain, margin

COSTS = {"A": 60, "B": 50, "C": 40, "D": 10}
BALLOTS = ["ABCD", "ABC", "AB", "A", "AD"]
VARIANTS = {"bought_at", "bought_free", "tie_lost_to_one"}
"""Sentences for a reason that has another one as well."""


class ExplainTests(unittest.TestCase):
    def test_every_decision_of_every_rule_has_a_sentence(self):
        seen = set()
        rules = [
            Greedy(min_score=4, mandated=("D",), exclusive=(("A", "B"),)),
            Greedy(misfit=Misfit.STOP, ties=Ties(("lot",), seed="aa")),
            Greedy(misfit=Misfit.FUND, misfit_percent=50),
            EqualShares(min_score=2, completion=Completion.ADD1U),
            Phragmen(),
        ]
        elections = [random_election(seed) for seed in range(25)]
        elections.append(plain_election({**COSTS, "E": 0, "F": 5}, [*BALLOTS, "E"], 100))
        limited = [Project("A", 5, categories=("x",)), Project("B", 5, withdrawn=True)]
        rules.append(Greedy(caps=(Cap("category", "x", 1),)))
        elections.append(make_election(budget=9, projects=limited, ballots=["A", "B"]))
        for election in elections:
            for rule in rules:
                outcome = count(election, rule)
                for decision in outcome.decisions:
                    seen.add(decision.reason)
                    english = explain(election, outcome, decision, "en")
                    chinese = explain(election, outcome, decision, "zh")
                    self.assertNotRegex(english + chinese, r"[{}]|None")
                    self.assertTrue(re.search(r"[\u4e00-\u9fff]", chinese))
        self.assertEqual(seen, set(SENTENCES) - VARIANTS)

    def test_a_cost_lower_by_the_margin_is_enough(self):
        """Under every rule that states one."""
        stated = set()
        rules = [
            Greedy(min_score=2),
            Greedy(misfit=Misfit.STOP),
            Greedy(misfit=Misfit.FUND, misfit_percent=70),
            Greedy(ties=Ties(("cost", "lot"), seed="0a")),
            EqualShares(),
            EqualShares(utility=Utility.CARDINALITY),
            Phragmen(),
        ]
        for seed, rule in product(range(40), rules):
            election = random_election(seed)
            for decision in count(election, rule).decisions:
                less = margin(decision, "cheaper")
                if not less:
                    continue
                stated.add(decision.reason)
                projects = [
                    replace(each, cost=each.cost - less) if each.id == decision.id else each
                    for each in election.projects
                ]
                cheaper = replace(election, projects=tuple(projects))
                with self.subTest(seed=seed, rule=rule.name, project=decision.id):
                    self.assertIn(decision.id, count(cheaper, rule).selected)
        self.assertEqual(stated, {"too_expensive", "tie_lost", "over_budget", "not_affordable"})

    def test_a_lost_tie_names_the_equal_that_came_first(self):
        election = plain_election({"A": 60, "B": 60, "C": 60}, ["A", "B", "C"], 120)
        for rule in (Greedy(), Greedy(misfit=Misfit.STOP)):
            outcome = count(election, rule)
            lost = outcome.by_id["C"]
            self.assertEqual((lost.reason, lost.figures["by"]), ("tie_lost", "B"))
            self.assertIn("B has equal support", explain(election, outcome, lost))
            self.assertIn("B 与它同票", explain(election, outcome, lost, "zh"))
        kept = lost._replace(figures={"short": 60})
        self.assertIn("another project", explain(election, outcome, kept))
        stopping = plain_election({"A": 50, "B": 40, "C": 30}, ["A", "B", "C"], 35)
        rule = Greedy(misfit=Misfit.STOP, ties=Ties(("votes", "id")))
        self.assertEqual(count(stopping, rule).by_id["C"].figures["by"], "A")

    def test_figures_are_said_with_units(self):
        election = plain_election(COSTS, BALLOTS, 100)
        outcome = count(election, Greedy())
        self.assertEqual(
            explain(election, outcome, outcome.by_id["B"]),
            "Not funded: it costs 50 and 40 were left when its turn came."
            " It would have been in with 2 more votes, or 10 cheaper.",
        )
        self.assertEqual(
            explain(election, outcome, outcome.by_id["B"], "zh"),
            "未入选：需要 50，轮到时只剩 40。再多 2 票，或者少花 10，就能入选。",
        )
