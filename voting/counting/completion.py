"""The Method of Equal Shares as a rule: runs, completion and comparison.

The exact variant matters: over 605 real elections the way add1 stops changed the winners in
69. What is applied is printed with every outcome.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import partial

from .compare import prefer
from .equal_shares import Field, OverBudget, Run, run_shares
from .greedy import count_greedy
from .model import Election
from .outcome import Explained, Outcome, with_losers
from .rules import Completion, EqualShares, Greedy
from .shares_explained import explain_shares
from .skipping import buys_the_same

Progress = Callable[[int, int], None]
"""Called after each step of add1 with the step and the cost of its outcome."""

SHORTEST = 2
"""The shortest stretch of steps that is worth passing over at once."""


@dataclass
class Completed:
    """The run that counts, and how the search for it ended."""

    run: Run
    step: int
    ended: str
    next_cost: int | None = None


def count_equal_shares(
    election: Election, rule: EqualShares, progress: Progress | None = None
) -> Outcome:
    """Apply Equal Shares with the completion and comparison that the rule names.

    Reasons: ``bought``, ``topped_up`` | ``not_affordable``, ``below_minimum``, ``no_support``,
    ``withdrawn``. Where the comparison step decides for greedy, the reasons are greedy's.
    """
    contest = Field.of(election, rule)
    completed = _complete(election, rule, contest, progress)
    topped = _top_up(election, contest, completed.run) if _tops_up(rule) else []
    process = _process(rule, completed, election)
    selected = [election.projects[place].id for place in (*completed.run.bought, *topped)]
    explain = partial(_explained, election, rule, contest, completed.run, topped)
    if rule.comparison:
        greedy = count_greedy(election, _greedy(rule))
        shares, other = prefer(election, selected, greedy.selected, rule.utility)
        process["comparison"] = {"prefer_shares": shares, "prefer_greedy": other}
        if other > shares:
            return Outcome(election, rule, greedy.selected, greedy.explain, process)
    return Outcome(election, rule, tuple(selected), explain, process)


def _explained(
    election: Election, rule: EqualShares, contest: Field, run: Run, topped: list[int]
) -> Explained:
    decisions = explain_shares(election, rule, contest, run, topped)
    return Explained(decisions, with_losers(run.ties, decisions))


def _complete(
    election: Election, rule: EqualShares, contest: Field, progress: Progress | None
) -> Completed:
    run = run_shares(contest, _share(election, rule))
    if rule.completion is Completion.NONE:
        return Completed(run, 0, "single_run")
    scan = _Scan(contest, run, _increment(rule, election), election.budget)
    while len(scan.run.bought) < len(contest.eligible):
        if rule.exhaustive_stop and _is_exhaustive(contest, scan.run, election.budget):
            return Completed(scan.run, scan.step, "nothing_more_fits")
        if progress:
            progress(scan.step, scan.run.cost)
        try:
            scan.advance()
        except OverBudget:
            next_cost = run_shares(contest, scan.start_at(scan.step + 1)).cost
            return Completed(scan.run, scan.step, "next_over_budget", next_cost)
    return Completed(scan.run, scan.step, "everything_bought")


class _Scan:
    """The steps of add1 in their order; stretches that provably change nothing are passed over."""

    def __init__(self, contest: Field, run: Run, increment: int, budget: int) -> None:
        self.contest, self.run, self.increment, self.budget = contest, run, increment, budget
        self.first, self.step = run.start, 0
        self.stride, self.pause, self.wait = SHORTEST, 1, 0
        self.cautious = False

    def start_at(self, step: int) -> Fraction:
        """Return each voter's share at a step."""
        return self.first + step * self.increment

    def advance(self) -> None:
        """Go to the next step, or further where it is certain that nothing changes."""
        while not self.wait:
            if self._pass_over():
                return
            if self.stride == SHORTEST:
                self.pause *= 2
                self.wait = self.pause
            self.cautious = self.stride > SHORTEST
            self.stride = max(SHORTEST, self.stride // 2)
        self.run = run_shares(self.contest, self.start_at(self.step + 1), self.budget)
        self.step += 1
        self.wait -= 1

    def _pass_over(self) -> bool:
        """Try to pass over a stretch; the longer, the more often that has worked."""
        high = self.start_at(self.step + self.stride)
        if not buys_the_same(self.contest, self.run, high):
            return False
        self.run = replace(self.run, start=high)
        self.step += self.stride
        self.stride += self.stride // 4 + 1 if self.cautious else self.stride * 3
        self.pause = 1
        return True


def _share(election: Election, rule: EqualShares) -> Fraction:
    """Return with how much each voter starts."""
    share = Fraction(election.budget, max(1, election.ballot_count))
    return Fraction(share.numerator // share.denominator) if rule.floor_share else share


def _increment(rule: EqualShares, election: Election) -> int:
    return rule.increment or election.scale


def _is_exhaustive(contest: Field, run: Run, budget: int) -> bool:
    """True where no project that is left would fit into the money that is left."""
    rest = set(contest.eligible) - set(run.bought)
    return all(contest.costs[place] > budget - run.cost for place in rest)


def _tops_up(rule: EqualShares) -> bool:
    return rule.completion is Completion.ADD1U


def _top_up(election: Election, contest: Field, run: Run) -> list[int]:
    """Return what still fits, by support, equals in the declared order."""
    left, topped = election.budget - run.cost, []
    rest = set(contest.eligible) - set(run.bought)
    order = contest.order
    for place in sorted(
        rest, key=lambda place: (-contest.scores[place], *order.key(place, contest.votes[place]))
    ):
        if contest.costs[place] <= left:
            left -= contest.costs[place]
            topped.append(place)
    return topped


def _greedy(rule: EqualShares) -> Greedy:
    return Greedy(min_score=rule.min_score, score_vector=rule.score_vector, ties=rule.ties)


def _process(rule: EqualShares, completed: Completed, election: Election) -> dict[str, object]:
    """Return how the runs went, in whole numbers and texts."""
    process: dict[str, object] = {
        "ended": completed.ended,
        "step": completed.step,
        "first_share": str(_share(election, rule)),
        "share": str(completed.run.start),
    }
    if rule.completion is not Completion.NONE:
        process["increment"] = _increment(rule, election)
    if completed.next_cost is not None:
        process["next_cost"] = completed.next_cost
    return process
