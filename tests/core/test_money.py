"""Amounts in fen: shown, read, split, added up; exact to the last fen."""

from django.test import SimpleTestCase

from mws.core.money import (
    Balances,
    MoneyError,
    format_wan,
    format_yuan,
    parse_yuan,
    per_mille,
    plain_yuan,
    split_largest_remainder,
)


class ShowingTests(SimpleTestCase):
    def test_yuan_has_two_decimals_and_separators(self):
        for fen, text in [(0, "0.00"), (7, "0.07"), (10_944_000, "109,440.00"), (-5, "-0.05")]:
            with self.subTest(fen=fen):
                self.assertEqual(format_yuan(fen), text)

    def test_yuan_for_programs_has_no_separators(self):
        for fen, text in [(0, "0.00"), (7, "0.07"), (10_944_000, "109440.00"), (-5, "-0.05")]:
            with self.subTest(fen=fen):
                self.assertEqual(plain_yuan(fen), text)

    def test_wan_rounds_half_away_from_zero(self):
        cases = [
            (68_000_000, "68.00"),
            (4_999, "0.00"),
            (5_000, "0.01"),
            (-5_000, "-0.01"),
            (12_900_000_000, "12,900.00"),
            (10_650_000_000, "10,650.00"),
        ]
        for fen, text in cases:
            with self.subTest(fen=fen):
                self.assertEqual(format_wan(fen), text)


class ReadingTests(SimpleTestCase):
    def test_amounts_as_people_type_them(self):
        cases = [
            ("12800", 1_280_000),
            (" 12,800.5 ", 1_280_050),
            ("１２，８００．５０元", 1_280_050),
            ("¥0.07", 7),
            ("￥8", 800),
            ("1.28万", 1_280_000),
            ("1.28 万元", 1_280_000),
            ("0.000001万", 1),
            (".5", 50),
            ("3.", 300),
            ("3.100", 310),
        ]
        for text, fen in cases:
            with self.subTest(text=text):
                self.assertEqual(parse_yuan(text), fen)

    def test_what_is_no_amount_says_why(self):
        cases = [
            ("", "empty"),
            ("元", "empty"),
            ("-5", "negative"),
            ("一千", "not_a_number"),
            (".", "not_a_number"),
            ("1,2", "not_a_number"),
            ("12,80", "not_a_number"),
            ("1.2.3", "not_a_number"),
            ("1e5", "not_a_number"),
            ("1.234", "too_precise"),
            ("0.0000001万", "too_precise"),
            ("123456789012", "too_large"),
        ]
        for text, code in cases:
            with self.subTest(text=text), self.assertRaises(MoneyError) as caught:
                parse_yuan(text)
            self.assertEqual(caught.exception.code, code)

    def test_what_is_shown_reads_back(self):
        for fen in (1, 99, 100, 14_250_660, 999_999_999_999):
            with self.subTest(fen=fen):
                self.assertEqual(parse_yuan(format_yuan(fen)), fen)


class SplittingTests(SimpleTestCase):
    def test_parts_add_up_and_the_largest_remainders_get_the_rest(self):
        cases = [
            (1000, [1, 1, 1], [334, 333, 333]),
            (10, [6, 3, 1], [6, 3, 1]),
            (5, [0, 1, 0], [0, 5, 0]),
            (0, [0, 0], [0, 0]),
            (100, [15, 25, 60], [15, 25, 60]),
            (7, [30, 20, 20], [3, 2, 2]),
        ]
        for total, weights, parts in cases:
            with self.subTest(total=total, weights=weights):
                self.assertEqual(split_largest_remainder(total, weights), parts)
                self.assertEqual(sum(parts), total)

    def test_there_must_be_something_to_split_by(self):
        for total, weights in [(5, [0, 0]), (5, []), (-1, [1]), (5, [2, -1])]:
            with self.subTest(total=total, weights=weights), self.assertRaises(ValueError):
                split_largest_remainder(total, weights)


class BalancesTests(SimpleTestCase):
    fund = Balances(200, 68, 12, 58, 61, 1)

    def test_funds_add_up_state_by_state(self):
        self.assertEqual(self.fund + Balances.zero(), self.fund)
        self.assertEqual(self.fund + self.fund, Balances(400, 136, 24, 116, 122, 2))

    def test_every_fen_stands_in_exactly_one_state(self):
        self.assertTrue(self.fund.is_balanced)
        self.assertTrue(Balances.zero().is_balanced)
        self.assertFalse(Balances(200, 68, 12, 58, 61, 0).is_balanced)
        self.assertFalse(Balances(0, -5, 5, 0, 0, 0).is_balanced)

    def test_shares_are_in_tenths_of_a_percent(self):
        self.assertEqual(self.fund.share("paid"), 305)
        self.assertEqual(Balances.zero().share("paid"), 0)
        self.assertEqual(per_mille(1, 2000), 1)
