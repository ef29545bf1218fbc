"""Steps of add1 that provably change nothing, so that the scan need not run each of them.

Take one sequence of purchases and two shares, a lower and a higher. A voter who starts with more
never has less after the same purchases: with more money among the poor the price is lower, so
those who pay it keep more, and those who pay all have nothing in either case. So for every share
in between the price of a project lies between its price among the richer and its price among the
poorer. If at each purchase the winner's price among the poorer is below every other project's
price among the richer, and in the end not even the richer can pay for another project, then
every share in between buys exactly this sequence. Prices that nobody is too poor to pay do not
depend on the share at all; between those a tie stays a tie. This is no search: a step is passed
over only where its outcome is known.
"""

from fractions import Fraction
from heapq import heapify, heappop, heappush

from .equal_shares import Field, Run
from .purses import ULP, Estimate, Purses, Unsure


def buys_the_same(contest: Field, run: Run, high: Fraction) -> bool:
    """True where every share from the run's up to ``high`` certainly gives the run's purchases.

    The ties are then the same too: projects stand equal over a stretch only where each is paid
    by the same voters at the same price on both sides. False means not known.
    """
    try:
        return _Corridor(contest, run, high).holds()
    except Unsure:
        return False


class _Corridor:
    """The same purchases with the lower and with the higher share, side by side."""

    def __init__(self, contest: Field, run: Run, high: Fraction) -> None:
        self.contest, self.run = contest, run
        self.poorer = Purses(contest.support, contest.costs, contest.groups, run.start)
        self.richer = Purses(contest.support, contest.costs, contest.groups, high)
        self.least = [0.0] * len(contest.costs)
        self.queue = [
            (self._key(contest.costs[place] / self.richer.weights[place], place), place)
            for place in contest.eligible
            if contest.costs[place]
        ]
        heapify(self.queue)

    def holds(self) -> bool:
        """Go through the purchases; stop at the first that is not certain."""
        for place in self.run.bought:
            if self.contest.costs[place] and not self._is_certain(place):
                return False
        bought = set(self.run.bought)
        return not any(
            self.richer.estimate(place, self.least[place])
            for _low, place in self.queue
            if place not in bought
        )

    def _key(self, price: float, place: int) -> float:
        return price / self.contest.per_utility(place) * (1 - 8 * ULP)

    def _is_certain(self, winner: int) -> bool:
        """True where no other project can be as cheap as the winner; pays for the winner."""
        dear = self.poorer.estimate(winner, 0.0)
        if dear is None:
            return False
        self.poorer.check(winner, dear)
        near: list[tuple[float, int]] = []
        highest = self._key(dear.level + dear.slack, winner) * (1 + 32 * ULP)
        while self.queue and self.queue[0][0] <= highest:
            _low, place = heappop(self.queue)
            if place == winner:
                continue
            estimate = self.richer.estimate(place, self.least[place])
            if estimate is None:
                continue
            self.least[place] = estimate.level - estimate.slack
            low = self._key(self.least[place], place)
            heappush(near if low <= highest else self.queue, (low, place))
        if any(not self._is_behind(place, winner) for _low, place in near):
            return False
        for item in near:
            heappush(self.queue, item)
        self.poorer.pay(winner, dear)
        self._pay_richer(winner)
        return True

    def _is_behind(self, place: int, winner: int) -> bool:
        """True where both prices are fixed over the stretch and the winner comes first."""
        fixed, first = self._fixed_price(place), self._fixed_price(winner)
        if fixed is None or first is None:
            return False
        order, votes = self.contest.order, self.contest.votes
        return (first, order.key(winner, votes[winner])) < (fixed, order.key(place, votes[place]))

    def _fixed_price(self, place: int) -> Fraction | None:
        """Return the price per utility if among poorer and richer the same voters pay it."""
        levels = set()
        for side in (self.poorer, self.richer):
            estimate = side.estimate(place, 0.0)
            if estimate is None:
                return None
            side.check(place, estimate)
            levels.add(estimate.exact)
        level = levels.pop()
        return None if levels or level is None else level / self.contest.per_utility(place)

    def _pay_richer(self, winner: int) -> None:
        cheap: Estimate | None = self.richer.estimate(winner, self.least[winner])
        if cheap is None:
            raise Unsure
        self.richer.check(winner, cheap)
        self.richer.pay(winner, cheap)
