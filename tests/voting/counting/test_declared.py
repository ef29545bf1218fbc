"""The rule named in a file, as data."""

import unittest

from tests.voting.counting.samples import village
from voting.counting import (
    Cap,
    EqualShares,
    Greedy,
    Misfit,
    Phragmen,
    RuleError,
    Ties,
    count,
    declared_rule,
)


class DeclaredRuleTests(unittest.TestCase):
    def test_names_become_rules(self):
        for name, rule, remarked in [
            ("greedy", Greedy(), False),
            ("greedy-threshold", Greedy(), False),
            ("greedy-no-skip", Greedy(misfit=Misfit.STOP), False),
            ("greedy-custom", Greedy(misfit=Misfit.FUND), True),
            ("greedy-exclusive", Greedy(), True),
            ("equalshares-comparison", EqualShares(comparison=True), False),
            ("phragmen", Phragmen(), False),
            ("unknown", Greedy(), True),
            ("", Greedy(), True),
        ]:
            with self.subTest(name):
                declared = declared_rule(village(rule=f"rule;{name}"))
                self.assertEqual((declared.rule, bool(declared.remarks)), (rule, remarked))

    def test_parameters_are_taken_over(self):
        election = village(rule="rule;greedy\nmin_project_score_threshold;2")
        self.assertEqual(declared_rule(election).rule, Greedy(min_score=2))
        self.assertEqual(count(election, declared_rule(election).rule).selected, ("A", "C"))

    def test_money_limits_of_categories_become_caps(self):
        caps = (Cap("category", "safety", 700), Cap("category", "green", 200))
        for lines in (
            "categories;safety,green\nbudget_per_category;700,200",
            "budget_per_category;safety: 700, green: 200",
        ):
            with self.subTest(lines):
                self.assertEqual(
                    declared_rule(village(rule=f"rule;greedy\n{lines}")).rule.caps, caps
                )

    def test_limits_that_are_not_understood_are_left_out_with_a_remark(self):
        for line in (
            "budget_per_category;700,200",
            "budget_per_category;green: 0.5",
            "categories;green\nbudget_per_category;much",
        ):
            with self.subTest(line):
                declared = declared_rule(village(rule=f"rule;greedy\n{line}"))
                self.assertEqual(declared.rule, Greedy())
                self.assertIn("is not applied", declared.remarks[0])

    def test_the_order_among_equals_is_the_callers(self):
        ties = Ties(("lot",), seed="ff")
        self.assertEqual(declared_rule(village(), ties).rule.ties, ties)

    def test_what_cannot_be_applied_is_refused_in_words(self):
        for line in (
            "rule;dictatorship",
            "rule;greedy\nmin_project_score_threshold;some",
            "rule;greedy-exclusive\nexclusive_projects;A,Z",
        ):
            with self.subTest(line), self.assertRaises(RuleError):
                declared_rule(village(rule=line))
