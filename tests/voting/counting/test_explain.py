"""Every decision can be said in a sentence, in both languages."""

import re
import unittest

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
    count,
    make_election,
)
from voting.counting.explain import SENTENCES, explain

COSTS = {"A": 60, "B": 50, "C": 40, "D": 10}
BALLOTS = ["ABCD", "ABC", "AB", "A", "AD"]


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
        self.assertEqual(seen, set(SENTENCES) - {"bought_at", "bought_free"})

    def test_figures_are_said_with_units(self):
        election = plain_election(COSTS, BALLOTS, 100)
        outcome = count(election, Greedy())
        self.assertEqual(
            explain(election, outcome, outcome.by_id["B"]),
            "Not funded: it costs 50, 10 too much when its turn came."
            " 2 votes more would have been enough.",
        )
        self.assertEqual(
            explain(election, outcome, outcome.by_id["B"], "zh"),
            "未入选:需要 50,轮到时还差 10。再多 2 票就能入选。",
        )
