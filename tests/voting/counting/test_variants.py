"""Every rule, ballot and spelling that occurs in the Pabulib library, in one made-up file each."""

import unittest
from collections import Counter

from voting.counting import count, declared_rule, parse_pb
from voting.counting.model import Election

# Approvals by project: A 5, B 4, C 3, D 2, E 1.
APPROVALS = ["A", "A,B", "A,B,C", "A,B,C,D", "A,B,C,D,E"]
COSTS = {"A": "400", "B": "350", "C": "500", "D": "200", "E": "50"}


def text_of(
    rule: str,
    *,
    budget: str = "1000",
    kind: str = "approval",
    costs: dict[str, str] | None = None,
    votes: list[str] | None = None,
    columns: str = "project_id;cost",
    extra: dict[str, str] | None = None,
    **meta: str,
) -> str:
    """A file; ``extra`` gives further fields of projects, ``votes`` all but the voter's id."""
    costs, votes, extra = costs or COSTS, votes or APPROVALS, extra or {}
    points = ";points" if any(";" in vote for vote in votes) else ""
    lines = ["META", "key;value", f"budget;{budget}", f"vote_type;{kind}", f"rule;{rule}"]
    lines += [f"{key};{value}" for key, value in meta.items()]
    lines += ["PROJECTS", columns]
    lines += [f"{each};{cost}{extra.get(each, '')}" for each, cost in costs.items()]
    lines += ["VOTES", f"voter_id;vote{points}"]
    lines += [f"{number};{vote}" for number, vote in enumerate(votes, 1)]
    return "\n".join(lines) + "\n"


def chosen(text: str | bytes) -> str:
    data = text.encode() if isinstance(text, str) else text
    election = parse_pb(data)
    return "".join(count(election, declared_rule(election).rule).selected)


class DeclaredVariantsTests(unittest.TestCase):
    def check(self, *cases: tuple[str, str]) -> None:
        for text, selected in cases:
            with self.subTest(text.splitlines()[2:8]):
                self.assertEqual(chosen(text), selected)

    def test_greedy_passes_over_what_does_not_fit(self):
        self.check((text_of("greedy"), "ABDE"), (text_of("Greedy "), "ABDE"))

    def test_no_skip_stops_at_what_does_not_fit(self):
        self.check(
            (text_of("greedy-no-skip"), "AB"), (text_of("greedy-no-skip", budget="1250"), "ABC")
        )

    def test_a_withdrawn_project_neither_takes_part_nor_stops_the_list(self):
        for cost in ("999999999", "999999999.00"):
            costs = {**COSTS, "C": cost}
            self.check(
                (text_of("greedy-no-skip", costs=costs), "ABDE"),
                (text_of("equalshares", budget="3000", costs=costs), "ABDE"),
            )

    def test_a_minimum_score_is_of_votes_or_of_points(self):
        lines = {"min_project_score_threshold": "2"}
        self.check(
            (text_of("greedy-threshold", **lines), "ABD"),
            (text_of("greedy", **lines), "ABD"),
            (text_of("greedy-threshold", min_project_score_threshold="2.0"), "ABD"),
            (text_of("greedy-threshold"), "ABDE"),
            (
                text_of(
                    "greedy-threshold", kind="cumulative", min_project_score_threshold="4",
                    votes=["A,E;1,3", "B;3", "B,E;1,1"],
                ),
                "EB",
            ),
            (text_of("greedy-no-skip", min_project_score_threshold="4"), "AB"),
        )  # fmt: skip

    def test_the_rule_of_poznan_funds_a_misfit_from_eighty_percent(self):
        self.check(
            (text_of("greedy-custom", budget="1149"), "AB"),
            (text_of("greedy-custom", budget="1150"), "ABC"),
            (text_of("greedy-custom", budget="1249"), "ABC"),
            (text_of("greedy-custom", budget="1409"), "ABC"),
            (text_of("greedy-custom", budget="1410"), "ABCD"),
            (text_of("greedy-custom", budget="1149.99"), "AB"),
        )

    def test_exclusive_projects_where_the_file_names_them(self):
        self.check(
            (text_of("greedy-exclusive", exclusive_projects="A,B"), "ACE"),
            (text_of("greedy-exclusive", exclusive_projects="A,B;D,E"), "ACE"),
            (text_of("greedy-exclusive", exclusive_projects="A,B,D;C,E"), "AC"),
            (text_of("greedy-exclusive"), "ABDE"),
        )

    def test_exclusive_projects_that_a_comment_names(self):
        comment = "#1: In the pool, projects {} were treated by the city as mutually exclusive."
        generic = "#1: It happens that two (or more) projects are mutually exclusive, meaning …"
        self.check(
            (text_of("greedy-exclusive", comment=comment.format("A and B")), "ACE"),
            (text_of("greedy-exclusive", comment=comment.format("A and Z")), "ABDE"),
            (text_of("greedy-exclusive", comment=generic), "ABDE"),
            (text_of("greedy", comment=comment.format("A and B")), "ABDE"),
            (text_of("greedy-exclusive", comment=comment.format("A and B"),
                     exclusive_projects="D,E"), "ABD"),
        )  # fmt: skip
        election = parse_pb(text_of("greedy-exclusive", comment=comment.format("A and B")).encode())
        self.assertIn("A, B", declared_rule(election).remarks[0])

    def test_limits_of_categories_and_places(self):
        columns, extra = "project_id;cost;category", {"A": ";x", "B": ";x,y", "D": ";y"}
        places = {"A": ";north", "B": ";north", "C": ";south", "D": ";south"}
        self.check(
            (text_of("greedy", columns=columns, extra=extra, categories="x,y",
                     budget_per_category="700,200"), "ACE"),
            (text_of("greedy", columns=columns, extra=extra,
                     budget_per_category="{'x': 750, 'y': 540}"), "ABE"),
            (text_of("greedy", columns="project_id;cost;neighborhood", extra=places,
                     neighborhoods="north,south", budget_per_neighborhood="[400,600]"), "ACE"),
            (text_of("greedy", columns="project_id;cost;neighbourhood", extra=places,
                     budget_per_neighbourhood="north: 400, south: 600"), "ACE"),
        )  # fmt: skip

    def test_equal_shares_by_name(self):
        votes = ["A"] * 6 + ["B"] * 3 + ["C"]
        costs = {"A": "600", "B": "300", "C": "110"}
        for rule, selected in [
            ("equalshares", "AB"),
            ("equalshares/add1", "AB"),
            ("equalshares-comparison", "AB"),
            ("equalshares/add1-comparison", "AB"),
            ("equalshares/add1u", "AB"),
            ("phragmen", "AB"),
        ]:
            text = text_of(rule, costs=costs, votes=votes)
            with self.subTest(rule):
                self.assertEqual("".join(sorted(chosen(text))), selected)
        self.assertEqual(chosen(text_of("equalshares/add1", votes=votes[3:], costs=costs)), "BC")

    def test_the_comparison_keeps_greedy_where_more_voters_prefer_it(self):
        costs = {"A": "1000", "B": "200", "C": "200"}
        votes = ["A", "A", "A,B", "B", "C"]
        self.assertEqual(chosen(text_of("equalshares", costs=costs, votes=votes)), "BC")
        self.assertEqual(chosen(text_of("equalshares-comparison", costs=costs, votes=votes)), "A")

    def test_an_unknown_rule_is_counted_by_greedy_with_a_remark(self):
        for rule in ("unknown", ""):
            election = parse_pb(text_of(rule).encode())
            declared = declared_rule(election)
            self.assertIn("does not name its rule", declared.remarks[0])
            self.assertEqual(count(election, declared.rule).selected, tuple("ABDE"))

    def test_what_is_spent_outside_the_rule_is_a_remark(self):
        election = parse_pb(text_of("greedy", leftover_budget="one more in part").encode())
        self.assertIn("one more in part", declared_rule(election).remarks[0])

    def test_equals_stand_by_cost_then_votes_then_id(self):
        self.check(
            (text_of("greedy", costs={"A": "600", "B": "500"}, votes=["A", "B"]), "B"),
            (text_of("greedy", costs={"B": "600", "A": "600"}, votes=["A", "B"]), "A"),
            (text_of("greedy", kind="cumulative", costs={"A": "600", "B": "600"},
                     votes=["A;2", "B;1", "B;1"]), "B"),
        )  # fmt: skip


class BallotVariantsTests(unittest.TestCase):
    def test_each_kind_of_ballot_is_scored_its_way(self):
        for kind, votes, support in [
            ("approval", ["A,B", "B", ""], {"A": 1, "B": 2}),
            ("choose-1", ["A", "B", "B"], {"A": 1, "B": 2}),
            ("cumulative", ["A,B;2,1", "B;3", ";"], {"A": 2, "B": 4}),
            ("scoring", ["A,B;10,4", "B;7"], {"A": 10, "B": 11}),
            ("ordinal", ["A,B,C", "B,A", "C"], {"A": 5, "B": 5, "C": 4}),
        ]:
            with self.subTest(kind):
                self.assertEqual(self.support(text_of("greedy", kind=kind, votes=votes)), support)

    def test_ranks_are_worth_what_the_file_says(self):
        votes = ["A,B", "B,A", "B"]
        for meta, support in [
            ({"max_length": "3"}, {"A": 5, "B": 8}),
            ({"max_length": "2"}, {"A": 3, "B": 5}),
            ({}, {"A": 3, "B": 5}),
            ({"scoring_fn": "Borda"}, {"A": 3, "B": 5}),
            ({"scoring_fn": "10,5,3"}, {"A": 15, "B": 25}),
        ]:
            with self.subTest(meta):
                text = text_of("greedy", kind="ordinal", votes=votes, **meta)
                self.assertEqual(self.support(text), support)

    def test_points_of_a_ranked_ballot_are_passed_over(self):
        text = text_of("greedy", kind="ordinal", votes=["A,B;2,1", "B;2"])
        self.assertEqual(self.support(text), {"A": 2, "B": 3})

    def support(self, text: str) -> Counter[str]:
        election = parse_pb(text.encode())
        outcome = count(election, declared_rule(election).rule)
        found = {each.id: each.support for each in outcome.decisions if each.support}
        return Counter(found)


class SpellingTests(unittest.TestCase):
    """The same election, spelled in the ways that occur, gives the same record."""

    def setUp(self) -> None:
        self.text = text_of("greedy", currency="PLN")

    def record(self, data: bytes) -> str:
        election: Election = parse_pb(data)
        return count(election, declared_rule(election).rule).sha256

    def test_spellings(self):
        turned = self.text.split("voter_id;vote\n")
        rows = "".join(reversed(turned[1].splitlines(keepends=True)))
        for name, text in {
            "byte order mark": "\ufeff" + self.text,
            "CRLF": self.text.replace("\n", "\r\n"),
            "decimal zeros": self.text.replace(";400\n", ";400.00\n"),
            "decimal comma": self.text.replace(";400\n", ";400,0\n"),
            "quotes": self.text.replace("A,B,C,D\n", '"A,B,C,D"\n'),
            "other order of rows": turned[0] + "voter_id;vote\n" + rows,
            "other order of choices": self.text.replace("A,B,C,D\n", "D,B,C,A\n"),
            "unknown project": self.text.replace("A,B,C,D\n", "A,B,Z,C,D\n"),
            "repeated project": self.text.replace("A,B,C,D\n", "A,B,A,C,D\n"),
            "unknown columns": self.text.replace("voter_id;vote\n", "voter_id;vote;shoe\n"),
            "capitals": self.text.replace("approval", "Approval").replace("budget", "Budget"),
        }.items():
            with self.subTest(name):
                self.assertEqual(self.record(text.encode()), self.record(self.text.encode()))

    def test_costs_with_decimals_are_counted_to_the_last_one(self):
        costs = {"A": "333.33", "B": "333.33", "C": "333.35"}
        votes = ["A,B,C", "A,B", "A"]
        for budget, selected in [("1000.01", "ABC"), ("1000.00", "AB"), ("1000,01", "ABC")]:
            with self.subTest(budget):
                text = text_of("greedy", budget=budget, costs=costs, votes=votes)
                self.assertEqual(chosen(text), selected)
