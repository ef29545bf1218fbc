"""Promises of the count that hold for any election, tried on invented ones.

``MUTATIONS=100000`` tries as many damaged files as ``make assurance`` asks for.
"""

import os
import random
import unittest
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
    Ties,
    count,
    make_election,
    parse_pb,
    write_pb,
)
from voting.counting.equal_shares import Field, run_shares

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


RULES = st.sampled_from([
    Greedy(ties=LOT),
    Greedy(misfit=Misfit.STOP, min_score=2, ties=LOT),
    Greedy(exclusive=(("A", "B"), ("B", "C", "D")), caps=(Cap("category", "x", 15),), ties=LOT),
    EqualShares(ties=LOT),
    EqualShares(completion=Completion.ADD1U, increment=3, ties=LOT),
    Phragmen(LOT),
])  # fmt: skip


class PropertyTests(unittest.TestCase):
    @settings(deadline=None, max_examples=150)
    @given(elections(), RULES)
    def test_money_caps_and_exclusions_hold(self, election: Election, rule: object) -> None:
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
    @given(elections(), RULES, st.randoms(use_true_random=False))
    def test_the_order_of_rows_changes_no_byte(
        self, election: Election, rule: object, chance: random.Random
    ) -> None:
        projects, ballots = list(election.projects), list(election.each_ballot())
        chance.shuffle(projects)
        chance.shuffle(ballots)
        turned = make_election(budget=election.budget, projects=projects, ballots=ballots)
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

    @settings(deadline=None, max_examples=150)
    @given(elections(), st.fractions(Fraction(1, 7), 40, max_denominator=60))
    def test_equal_shares_is_exact_for_any_share(self, election: Election, share: Fraction) -> None:
        run = run_shares(Field.of(election, EqualShares(ties=LOT)), share)
        expected = naive.equal_shares(election, share, by_cost=True, ties=LOT)
        self.assertEqual([election.projects[place].id for place in run.bought], expected)

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

    def test_damaged_files_are_read_or_refused_with_a_line(self) -> None:
        chance = random.Random(2026)
        for _number in range(MUTATIONS):
            data = VILLAGE.encode()
            for _change in range(chance.randint(1, 5)):
                start = chance.randrange(len(data) + 1)
                end = min(len(data), start + chance.choice([0, 0, 1, 2, 10, 60]))
                piece = chance.choice([b"", *PIECES, data[start:end] * 2])
                data = data[:start] + piece + data[end:]
            try:
                election = parse_pb(data)
            except PbError as error:
                self.assertGreaterEqual(error.line, 1)
            else:
                self.assertLessEqual(count(election, Greedy()).spent, election.budget)
