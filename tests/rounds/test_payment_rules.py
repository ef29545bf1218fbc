"""Rules of payment: how a split is read, and rounds that were frozen under the one share."""

from __future__ import annotations

from django.test import SimpleTestCase

from mws.rounds.parameters import PARAMETERS, RoundRules, parse_split


class SplitTests(SimpleTestCase):
    def test_three_percents_that_add_up(self) -> None:
        self.assertEqual(parse_split("30/50/20"), (30, 50, 20))
        self.assertEqual(PARAMETERS["split_works"].parse(" 30/ 50/20 "), "30/50/20")
        for wrong in ("", "30/70", "30/50/21", "-10/90/20", "a/b/c", "30/30/30/10"):
            with self.subTest(wrong), self.assertRaises(ValueError):
                parse_split(wrong)

    def test_each_form_has_its_own(self) -> None:
        rules = RoundRules.from_frozen({"split_goods": {"value": "10/0/90", "basis": "x"}})
        self.assertEqual(rules.split("goods"), (10, 0, 90))
        self.assertEqual(rules.split("works"), (30, 50, 20))
        self.assertEqual(rules.split("imported"), rules.split("services"))

    def test_a_round_of_before_keeps_the_share_it_was_frozen_with(self) -> None:
        rules = RoundRules.from_frozen({"advance_percent": {"value": "50", "basis": "x"}})
        self.assertEqual(rules.split("works"), (50, 0, 50))
        self.assertEqual(rules.split("services"), (50, 0, 50))
