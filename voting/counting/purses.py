"""The voters' money under the Method of Equal Shares: fast, with a bound on the error.

``Purses`` holds a float for each group of ballots and one number that bounds how far any of
them can be from the truth. Where the bound leaves a question open it raises ``Unsure``, and the
answer comes from ``exact.ExactPurses``. The argument for the bound is in docs/counting.md.
"""

from fractions import Fraction
from typing import NamedTuple

import numpy as np

from .exact import ExactPurses
from .supporters import Support, dot

ULP = 2.0**-52
"""Twice the largest relative error of one rounding."""


class Unsure(Exception):
    """The bound does not allow an answer."""


class Estimate(NamedTuple):
    """What the supporters of a project would pay for one unit of worth.

    The truth lies within ``slack`` of ``level``; ``exact`` is given where it is known.
    """

    level: float
    slack: float
    exact: Fraction | None


class Purses:
    """Floats with a common bound ``error`` on the absolute error of each; 0.0 is always exact."""

    def __init__(
        self, support: list[Support], costs: list[int], groups: int, start: Fraction
    ) -> None:
        self.support, self.costs = list(support), costs
        self.weights = [float(held.weight.sum()) for held in support]
        self.money = np.full(groups, float(start))
        self.ulp = float(start) * ULP
        self.error = self.ulp

    def reload(self, exact: ExactPurses) -> None:
        """Take over the exact purses, rounded to floats."""
        self.money = exact.as_floats()
        self.error = self.ulp

    def estimate(self, place: int, at_least: float) -> Estimate | None:
        """Return the price of a project, None where its supporters cannot pay it.

        ``at_least`` is a lower bound from an earlier round. The price is the zero of a concave
        function and is approached by Newton's method from the left.
        """
        held, money = self._with_money(place)
        cost, weight = self.costs[place], self.weights[place]
        total, rounding = dot(held.voters, money), len(money) * ULP
        doubt = rounding * total + self.error * weight
        if total + doubt < cost:
            return None
        if total - doubt < cost:
            raise Unsure
        owned = held.voters * money
        ratio = money if held.worth is None else money / held.worth
        level, rich, left = max(at_least, cost / weight), -1.0, weight
        given = 0.0
        while left != rich:
            rich = left
            poor = (ratio < level).astype(np.float64)
            given = dot(owned, poor)
            left = weight - dot(held.weight, poor)
            if left <= 0:
                raise Unsure
            level = max(level, (cost - given) / left)
        slack = (rounding * (given + cost) + self.error * (weight - left)) / left
        slack += 4 * ULP * level
        exact = Fraction(cost, int(weight)) if left == weight else None
        return Estimate(level, slack, exact)

    def check(self, place: int, estimate: Estimate) -> None:
        """Raise Unsure unless it is certain who pays the full price and who pays all she has.

        The upper half of the estimate's interval, and its ``exact``, hold only after this.
        """
        held, money = self._with_money(place)
        ratio = money if held.worth is None else money / held.worth
        band = 2 * estimate.slack + 2 * self.error + ULP * estimate.level
        if bool((np.abs(ratio - estimate.level) <= band).any()):
            raise Unsure

    def pay(self, place: int, estimate: Estimate) -> None:
        """Take the price from the supporters; the estimate must have passed ``check``."""
        held, money = self._with_money(place)
        price: float | np.ndarray = estimate.level
        most = 1.0
        if held.worth is not None:
            price, most = estimate.level * held.worth, float(held.worth.max())
        self.money[held.groups] = np.where(money < price, 0.0, money - price)
        self.error += most * estimate.slack + 2 * self.ulp

    def _with_money(self, place: int) -> tuple[Support, np.ndarray]:
        """Return the supporters who have money, and their money; forget the others."""
        held = self.support[place]
        money = self.money[held.groups]
        keep = money > 0
        if not keep.all():
            held = self.support[place] = held.only(keep)
            self.weights[place] = float(held.weight.sum())
            money = money[keep]
        return held, money
