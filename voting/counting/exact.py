"""The voters' money under the Method of Equal Shares in whole numbers.

Groups of ballots with the same money form a class. Money is counted in units of ``1/unit``,
where ``unit`` grows with every purchase so that all classes stay whole.
"""

from fractions import Fraction
from math import lcm

import numpy as np

from .supporters import Support

FINE = 10**6
"""Into how many parts of the smallest unit payments are divided where they are added up."""


class ExactPurses:
    """Replays purchases without rounding."""

    def __init__(
        self, support: list[Support], costs: list[int], groups: int, start: Fraction
    ) -> None:
        self.support, self.costs = support, costs
        self.classes = np.zeros(groups, np.intp)
        self.values = [start.numerator]
        self.unit = start.denominator
        self.merge_at = 64

    def as_fine(self) -> np.ndarray:
        """Return the money of each group in millionths, rounded down."""
        fine = [value * FINE // self.unit for value in self.values]
        return np.array(fine, np.int64)[self.classes]

    def as_floats(self) -> np.ndarray:
        """Return the money of each group, correctly rounded."""
        return np.array([value / self.unit for value in self.values])[self.classes]

    def level(self, place: int) -> Fraction | None:
        """Return what a unit of worth costs the supporters, None where they cannot pay.

        Those who cannot pay the common price give all they have; who they are is found in
        ascending order of money per worth.
        """
        holdings = sorted(self._holdings(place), key=lambda held: held[0])
        missing = self.costs[place] * self.unit
        weight = sum(voters * worth for _ratio, _value, voters, worth in holdings)
        for ratio, value, voters, worth in holdings:
            if ratio * weight >= missing:
                return Fraction(missing, weight * self.unit)
            missing -= value * voters
            weight -= worth * voters
        return None

    def pay(self, place: int, level: Fraction) -> np.ndarray:
        """Take the price from each supporter, or all she has where that is less.

        Returns what a voter of each supporting group paid, in millionths, rounded down.
        """
        unit = lcm(self.unit, level.denominator)
        factor, price = unit // self.unit, level.numerator * (unit // level.denominator)
        self.values = [value * factor for value in self.values]
        self.unit = unit
        held = self.support[place]
        keys, inverse = np.unique(self._keys(held), return_inverse=True)
        span = len(self.values)
        paid = []
        for key in keys.tolist():
            worth, number = divmod(key, span)
            payment = min(self.values[number], price * (worth or 1))
            self.values.append(self.values[number] - payment)
            paid.append(payment * FINE // unit)
        self.classes[held.groups] = span + inverse
        self._merge()
        return np.array(paid, np.int64)[inverse]

    def _keys(self, held: Support) -> np.ndarray:
        """Return one number for each pair of class and worth."""
        classes = self.classes[held.groups]
        if held.worth is None:
            return classes
        return held.worth.astype(np.intp) * len(self.values) + classes

    def _holdings(self, place: int) -> list[tuple[int | Fraction, int, int, int]]:
        """Return money per worth, money, number of voters and worth for each kind of supporter."""
        held = self.support[place]
        keys, inverse = np.unique(self._keys(held), return_inverse=True)
        voters = np.bincount(inverse, held.voters).astype(np.int64).tolist()
        holdings: list[tuple[int | Fraction, int, int, int]] = []
        for key, count in zip(keys.tolist(), voters, strict=True):
            worth, number = divmod(key, len(self.values))
            value = self.values[number]
            if worth:
                holdings.append((Fraction(value, worth), value, count, worth))
            else:
                holdings.append((value, value, count, 1))
        return holdings

    def _merge(self) -> None:
        """Forget classes that nobody is in and join those of equal money."""
        if len(self.values) <= self.merge_at:
            return
        used = np.flatnonzero(np.bincount(self.classes, minlength=len(self.values)))
        kept: dict[int, int] = {}
        renamed = np.zeros(len(self.values), np.intp)
        renamed[used] = [kept.setdefault(self.values[old], len(kept)) for old in used.tolist()]
        self.classes, self.values = renamed[self.classes], list(kept)
        self.merge_at = 2 * len(kept) + 64
