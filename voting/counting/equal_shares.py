"""One run of the Method of Equal Shares.

Every voter starts with the same share. In each round the project is bought whose supporters pay
the least for a unit of utility, each the same price or all she has left, until no project can
be paid by its supporters.
"""

from dataclasses import dataclass, field
from fractions import Fraction
from heapq import heapify, heappop, heappush
from typing import NamedTuple

from .exact import ExactPurses
from .lots import Tie, TieOrder
from .model import Election
from .purses import ULP, Estimate, Purses, Unsure
from .rules import EqualShares, Utility
from .supporters import Support, supporters
from .tally import tally


class OverBudget(Exception):
    """The projects bought already cost more than allowed."""


@dataclass(frozen=True)
class Field:
    """What stays the same over all runs on one election."""

    support: list[Support]
    costs: list[int]
    voters: int
    groups: int
    votes: list[int]
    scores: list[int]
    eligible: list[int]
    order: TieOrder
    utility: Utility

    @classmethod
    def of(cls, election: Election, rule: EqualShares) -> "Field":
        """Prepare an election; projects without support or below the minimum take no part."""
        votes, scores = tally(election, rule.score_vector)
        eligible = [
            place
            for place, project in enumerate(election.projects)
            if scores[place] > 0 and scores[place] >= rule.min_score and not project.withdrawn
        ]
        return cls(
            support=supporters(election, rule.score_vector),
            costs=[project.cost for project in election.projects],
            voters=election.ballot_count,
            groups=len(election.ballots),
            votes=votes,
            scores=scores,
            eligible=eligible,
            order=TieOrder(election, rule.ties),
            utility=rule.utility,
        )

    def per_utility(self, place: int) -> int:
        """By what a price for one unit of worth is divided to compare projects."""
        return self.costs[place] if self.utility is Utility.COST else 1


@dataclass
class Run:
    """The purchases of one run in their order, and the ties met."""

    start: Fraction
    bought: list[int] = field(default_factory=list)
    ties: list[Tie] = field(default_factory=list)
    cost: int = 0


class Contender(NamedTuple):
    """A project that may be the next to be bought."""

    place: int
    estimate: Estimate
    low: float
    high: float
    sharp: bool


def run_shares(contest: Field, start: Fraction, limit: int | None = None) -> Run:
    """Run the method from a share of ``start`` for each voter.

    Raises OverBudget as soon as the purchases cost more than ``limit``.
    """
    return _Run(contest, start, limit).complete()


class _Run:
    """The state of a run: a queue of projects by the least they can still cost per utility."""

    def __init__(self, contest: Field, start: Fraction, limit: int | None) -> None:
        self.contest, self.limit = contest, limit
        self.result = Run(start)
        self.purses = Purses(contest.support, contest.costs, contest.groups, start)
        self.exact: ExactPurses | None = None
        self.replayed = 0
        self.least = [0.0] * len(contest.costs)
        self.queue: list[tuple[float, int]] = []

    def complete(self) -> Run:
        """Buy until nothing can be bought."""
        free = [place for place in self.contest.eligible if not self.contest.costs[place]]
        for place in sorted(free, key=self._tie_key):
            self.result.bought.append(place)
        self.replayed = len(free)
        for place in self.contest.eligible:
            if self.contest.costs[place]:
                price = self.contest.costs[place] / self.purses.weights[place]
                self.queue.append((self._per_utility(price, place) * (1 - 8 * ULP), place))
        heapify(self.queue)
        while contenders := self._contenders():
            self._buy(self._decide(contenders))
        return self.result

    def _tie_key(self, place: int) -> tuple:
        return self.contest.order.key(place, self.contest.votes[place])

    def _per_utility(self, price: float, place: int) -> float:
        return price / self.contest.per_utility(place)

    def _contenders(self) -> list[Contender]:
        """Return the projects that may have the lowest price; put the others back."""
        seen: list[Contender] = []
        highest = float("inf")
        while self.queue and self.queue[0][0] <= highest:
            _low, place = heappop(self.queue)
            contender = self._contender(place, highest)
            if contender is not None:
                seen.append(contender)
                highest = min(highest, contender.high)
        near = [contender for contender in seen if contender.low <= highest]
        for contender in seen:
            if contender.low > highest:
                heappush(self.queue, (contender.low, contender.place))
        return near

    def _contender(self, place: int, highest: float) -> Contender | None:
        """Price a project afresh; None, and never asked again, where nobody can pay it."""
        try:
            estimate = self.purses.estimate(place, self.least[place])
            if estimate is None:
                return None
            low = self._per_utility(estimate.level - estimate.slack, place) * (1 - 4 * ULP)
            if low <= highest:
                self.purses.check(place, estimate)
            sharp = True
        except Unsure:
            estimate = self._exact_estimate(place)
            if estimate is None:
                return None
            sharp = False
            low = self._per_utility(estimate.level - estimate.slack, place) * (1 - 4 * ULP)
        self.least[place] = max(self.least[place], estimate.level - estimate.slack)
        high = self._per_utility(estimate.level + estimate.slack, place) * (1 + 4 * ULP)
        return Contender(place, estimate, low, high, sharp)

    def _exact_estimate(self, place: int) -> Estimate | None:
        """Answer in whole numbers, and take the exact purses over while at it."""
        level = self._exact_purses().level(place)
        if level is None:
            return None
        return Estimate(float(level), 2 * ULP * float(level), level)

    def _exact_purses(self) -> ExactPurses:
        """Return the exact purses after the purchases so far."""
        contest, bought = self.contest, self.result.bought
        if self.exact is None:
            start = self.result.start
            self.exact = ExactPurses(contest.support, contest.costs, contest.groups, start)
        if self.replayed < len(bought):
            for place in bought[self.replayed :]:
                self.exact.pay(place, self.exact.level(place))
            self.replayed = len(bought)
            self.purses.reload(self.exact)
        return self.exact

    def _decide(self, contenders: list[Contender]) -> Contender:
        """Return the contender of the lowest price, equals in the declared order."""
        if len(contenders) == 1:
            return contenders[0]
        prices = {contender.place: self._exact_price(contender) for contender in contenders}
        lowest = min(prices.values())
        equals = [contender for contender in contenders if prices[contender.place] == lowest]
        equals.sort(key=lambda contender: self._tie_key(contender.place))
        if len(equals) > 1:
            places = [contender.place for contender in equals]
            turn = len(self.result.bought) + 1
            self.result.ties.append(self.contest.order.tie(places, self.contest.votes, turn, []))
        for contender in contenders:
            if contender.place != equals[0].place:
                heappush(self.queue, (contender.low, contender.place))
        return equals[0]

    def _exact_price(self, contender: Contender) -> Fraction:
        level = contender.estimate.exact
        if level is None:
            level = self._exact_purses().level(contender.place)
        return level / self.contest.per_utility(contender.place)

    def _buy(self, winner: Contender) -> None:
        """Take the price from the supporters, in whole numbers where floats leave a doubt."""
        self.result.bought.append(winner.place)
        self.result.cost += self.contest.costs[winner.place]
        if self.limit is not None and self.result.cost > self.limit:
            raise OverBudget
        if winner.sharp:
            self.purses.pay(winner.place, winner.estimate)
        else:
            self._exact_purses()
