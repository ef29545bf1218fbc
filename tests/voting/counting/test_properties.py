"""Promises of the count that hold for any election, tried on invented ones.

``MUTATIONS=100000`` tries as many damaged files as ``make assurance`` asks for.
"""

import os
import random
import unittest
from dataclasses import replace
from fractions import Fraction

from hypothesis import given, settings
from hypothesis import strategies as st

from tests.voting.counting import naive
from tests.voting.counting.samples import VILLAGE
from voting.counting import (
    BallotKind,
    Cap,
    Completion,
    Election,
    EqualShares,
    Greedy,
    Misfit,
    PbError,
    Phragmen,
    Project,
    RuleError,
    Ties,
    Utility,
    count,
    declared_rule,
    explain,
    make_election,
    parse_pb,
    write_pb,
)
from voting.counting.equal_shares import Field, run_shares
from voting.counting.exact import ExactPurses
from voting.counting.model import BallotBox
from voting.counting.pb_ballots import BESIDE, BallotError, BallotParser

LOT = Ties(("cost", "lot"), seed="0d")
IDS = "ABCDEFG"
KINDS = [BallotKind.APPROVAL, BallotKind.POINTS, BallotKind.RANKED]
MUTATIONS = int(os.environ.get("MUTATIONS", "2000"))

PIECES = [b";", b",", b'"', b"\n", b"\r", b"0", b"A", b"\x00", b"\xff", b".", b"-", b"9" * 30]
PIECES += [b"META\n", b"PROJECTS\n", b"VOTES\n", "\u2028".encode(), b'""', b";;;"]


@st.composite
def elections(draw: st.DrawFn, kind: BallotKind = BallotKind.APPROVAL) -> Election:
    """Up to seven projects, up to twelve ballots, costs that often tie."""
    ids = IDS[: draw(st.integers(1, len(IDS)))]
    cost = st.sampled_from([1, 2, 3, 5, 7, 10, 20, 30])
    groups = st.sampled_from(["", "x", "y"])
    projects = [
        Project(each, draw(cost), categories=tuple(filter(None, [draw(groups)]))) for each in ids
    ]
    choices = st.lists(st.sampled_from(ids), unique=True, max_size=5)
    if kind is BallotKind.POINTS:
        ballots = draw(st.lists(st.dictionaries(st.sampled_from(ids), st.integers(0, 4))))
    else:
        ballots = draw(st.lists(choices, max_size=12))
    budget = draw(st.integers(1, 80))
    return make_election(budget=budget, projects=projects, ballots=ballots, kind=kind)


ITEMS = st.lists(st.sampled_from(["A", "B", "C", " B", "Z", ""]), max_size=4).map(",".join)
POINTS = st.lists(st.sampled_from(["0", "1", "12", "2.5", "2.50", ".5", "x", " 3", ""]), max_size=4)
BALLOT_TEXTS = st.tuples(ITEMS, POINTS.map(",".join))

RULES = st.sampled_from([
    Greedy(ties=LOT),
    Greedy(misfit=Misfit.STOP, min_score=2, ties=LOT),
    Greedy(exclusive=(("A", "B"), ("B", "C", "D")), caps=(Cap("category", "x", 15),), ties=LOT),
    EqualShares(ties=LOT),
    EqualShares(completion=Completion.ADD1U, increment=3, ties=LOT),
    EqualShares(
        utility=Utility.CARDINALITY, completion=Completion.ADD1, increment=2,
        exhaustive_stop=True, comparison=True, ties=LOT,
    ),
    Phragmen(LOT),
])  # fmt: skip


class PropertyTests(unittest.TestCase):
    @settings(deadline=None, max_examples=150)
    @given(st.sampled_from(KINDS).flatmap(elections), RULES)
    def test_money_caps_and_exclusions_hold(self, election: Election, rule: object) -> None:
        if isinstance(rule, Phragmen) and not election.kind.is_approval:
            return
        outcome = count(election, rule)
        self.assertLessEqual(outcome.spent, election.budget)
        self.assertEqual(len(set(outcome.selected)), len(outcome.selected))
        self.assertEqual({d.id for d in outcome.decisions}, {p.id for p in election.projects})
        if isinstance(rule, Greedy):
            costs = {project.id: project for project in election.projects}
            for group in rule.exclusive:
                self.assertLessEqual(len(set(group) & set(outcome.selected)), 1)
            for cap in rule.caps:
                under = [costs[x].cost for x in outcome.selected if cap.covers(costs[x])]
                self.assertLessEqual(sum(under), cap.limit)

    @settings(deadline=None, max_examples=150)
    @given(st.sampled_from(KINDS).flatmap(elections), RULES, st.randoms(use_true_random=False))
    def test_the_order_of_rows_changes_no_byte(
        self, election: Election, rule: object, chance: random.Random
    ) -> None:
        if isinstance(rule, Phragmen) and not election.kind.is_approval:
            return
        projects, ballots = list(election.projects), list(election.each_vote())
        if election.kind.has_points:
            ballots = [dict(chance.sample(pairs, len(pairs))) for pairs in ballots]
        chance.shuffle(projects)
        chance.shuffle(ballots)
        turned = make_election(
            budget=election.budget, projects=projects, ballots=ballots, kind=election.kind
        )
        self.assertEqual(count(turned, rule).canonical, count(election, rule).canonical)

    @settings(deadline=None, max_examples=100)
    @given(elections(), st.permutations(IDS))
    def test_other_ids_change_nothing_but_the_lot(
        self, election: Election, others: list[str]
    ) -> None:
        """Where no tie is left to the ids, the same projects win under any ids."""
        renamed = dict(zip(IDS, others, strict=True))
        turned = make_election(
            budget=election.budget,
            projects=[Project(renamed[p.id], p.cost) for p in election.projects],
            ballots=[[renamed[x] for x in ballot] for ballot in election.each_ballot()],
        )
        for rule in (Greedy(ties=Ties(("cost", "id"))), EqualShares(ties=Ties(("cost", "id")))):
            outcome = count(election, rule)
            if all("id" not in tie.decided_by for tie in outcome.ties):
                expected = tuple(renamed[x] for x in outcome.selected)
                self.assertEqual(count(turned, rule).selected, expected)

    @settings(deadline=None, max_examples=60)
    @given(elections(), RULES, st.sampled_from([7, 10**18 + 1]))
    def test_the_unit_of_money_changes_nothing(
        self, election: Election, rule: object, unit: int
    ) -> None:
        """Not even where amounts are far beyond what a float holds exactly."""
        projects = [
            Project(p.id, p.cost * unit, categories=p.categories) for p in election.projects
        ]
        turned = make_election(
            budget=election.budget * unit, projects=projects, ballots=election.each_ballot()
        )
        other = rule
        if isinstance(rule, EqualShares) and rule.increment:
            other = replace(rule, increment=rule.increment * unit)
        if isinstance(rule, Greedy):
            caps = tuple(replace(cap, limit=cap.limit * unit) for cap in rule.caps)
            other = replace(rule, caps=caps)
        self.assertEqual(count(turned, other).selected, count(election, rule).selected)

    @settings(deadline=None, max_examples=150)
    @given(elections(), st.fractions(Fraction(1, 7), 40, max_denominator=60))
    def test_equal_shares_is_exact_for_any_share(self, election: Election, share: Fraction) -> None:
        run = run_shares(Field.of(election, EqualShares(ties=LOT)), share)
        expected = naive.equal_shares(election, share, by_cost=True, ties=LOT)
        self.assertEqual([election.projects[place].id for place in run.bought], expected)

    @settings(deadline=None, max_examples=100)
    @given(st.sampled_from(KINDS).flatmap(elections))
    def test_nobody_pays_above_her_share_and_no_money_is_lost(self, election: Election) -> None:
        share = Fraction(election.budget, max(1, election.ballot_count))
        contest = Field.of(election, EqualShares(ties=LOT))
        run = run_shares(contest, share)
        purses = ExactPurses(contest.support, contest.costs, contest.groups, share)
        for place in run.bought:
            purses.pay(place, purses.level(place))
        money = [Fraction(purses.values[number], purses.unit) for number in purses.classes]
        self.assertTrue(all(0 <= held <= share for held in money))
        left = sum(
            held * ballot.weight for held, ballot in zip(money, election.ballots, strict=True)
        )
        self.assertEqual(left + run.cost, share * election.ballot_count)

    @settings(deadline=None, max_examples=60)
    @given(st.sampled_from(KINDS).flatmap(elections))
    def test_what_is_written_reads_back_equal(self, election: Election) -> None:
        again = parse_pb(write_pb(election).encode(), strict=True)
        self.assertEqual(again.digest, election.digest)

    def test_amounts_beyond_any_real_budget_are_counted_exactly(self) -> None:
        huge = 10**17
        projects = [Project("A", huge), Project("B", huge + 1), Project("C", 1)]
        election = make_election(
            budget=2 * huge + 1, projects=projects, ballots=["AB", "A", "B", "C"]
        )
        share = Fraction(election.budget, 4)
        for rule in (
            EqualShares(ties=LOT),
            EqualShares(completion=Completion.ADD1, increment=huge),
        ):
            self.assertLessEqual(count(election, rule).spent, election.budget)
        run = run_shares(Field.of(election, EqualShares(ties=LOT)), share)
        expected = naive.equal_shares(election, share, by_cost=True, ties=LOT)
        self.assertEqual([election.projects[place].id for place in run.bought], expected)

    @settings(deadline=None, max_examples=200)
    @given(st.sampled_from(list(BallotKind)), st.lists(BALLOT_TEXTS, min_size=1, max_size=12))
    def test_ballots_read_as_columns_are_those_read_one_by_one(
        self, kind: BallotKind, pairs: list[tuple[str, str]]
    ) -> None:
        texts = [f"{vote}{BESIDE}{points}" if kind.has_points else vote for vote, points in pairs]
        parser = BallotParser(kind, list("ABC"))
        if kind.has_points:
            parser.learn_scale(texts)
        self.assertNotIn(None, parser.plain([f"C{BESIDE}2" if kind.has_points else "C"]))
        for text, ballot in zip(texts, parser.plain(texts), strict=True):
            try:
                choices, points = parser.careful(text)
            except BallotError:
                self.assertIsNone(ballot)
                continue
            if ballot is not None:
                box = BallotBox(kind)
                self.assertEqual(box.place(choices, points), box.collect(ballot))
                self.assertEqual(parser.defects, [])

    def test_damaged_files_are_read_or_refused_with_a_line(self) -> None:
        chance = random.Random(2026)
        points = VILLAGE.replace("approval", "cumulative").replace("vote;age", "vote;points")
        for said, beside in [("A,C;30", "A,C;2,1"), ("B,A;", "B,A;1,2"), ("B,C;19", "B,C;3,0")]:
            points = points.replace(said, beside)
        bases = [
            VILLAGE,
            VILLAGE.replace("approval", "ordinal").replace("rule;greedy", "rule;equalshares/add1"),
            points,
            points.replace("2,1", "2.5,0.5").replace("rule;greedy", "rule;greedy-custom"),
            VILLAGE.replace("approval", "choose-1").replace("greedy", "greedy-no-skip"),
        ]
        read = 0
        for number in range(MUTATIONS):
            data = bases[number % len(bases)].encode()
            for _change in range(chance.randint(1, 5)):
                start = chance.randrange(len(data) + 1)
                end = min(len(data), start + chance.choice([0, 0, 1, 2, 10, 60]))
                piece = chance.choice([b"", *PIECES, data[start:end] * 2])
                data = data[:start] + piece + data[end:]
            try:
                election = parse_pb(data)
                rule = declared_rule(election).rule
            except PbError as error:
                self.assertGreaterEqual(error.line, 1)
            except RuleError as error:
                self.assertTrue(str(error))
            else:
                read += 1
                outcome = count(election, rule)
                self.assertLessEqual(outcome.spent - outcome.reserve, election.budget)
                self.assertEqual(len(outcome.decisions), len(election.projects))
                self.assertEqual(len(outcome.sha256), 64)
                for decision in outcome.decisions:
                    self.assertTrue(explain(election, outcome, decision, "zh"))
                if not number % 10:
                    again = parse_pb(write_pb(election).encode())
                    self.assertEqual(count(again, rule).sha256, outcome.sha256)
        self.assertGreater(read, MUTATIONS // 20)
