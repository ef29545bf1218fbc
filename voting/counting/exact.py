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
        most = max((int(held.voters.sum()) for held in support), default=0)
        self.fine_type = np.int64 if start * FINE * most < 2**62 else object

    def as_fine(self) -> np.ndarray:
        """Return the money of each group in millionths, rounded down."""
        fine = [value * FINE // self.unit for value in self.values]
        return np.array(fine, self.fine_type)[self.classes]

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
        kinds, inverse = self._kinds(held)
        span = len(self.values)
        paid = []
        for worth, number in kinds:
            payment = min(self.values[number], price * worth)
            self.values.append(self.values[number] - payment)
            paid.append(payment * FINE // unit)
        self.classes[held.groups] = span + inverse
        self._merge()
        return np.array(paid, self.fine_type)[inverse]

    def _kinds(self, held: Support) -> tuple[list[tuple[int, int]], np.ndarray]:
        """Return the pairs of worth and class that occur, and for each group which is its."""
        keys = self.classes[held.groups]
        if held.worth is None:
            found = np.flatnonzero(np.bincount(keys, minlength=len(self.values)))
            position = np.zeros(len(self.values), np.intp)
            position[found] = np.arange(len(found))
            return [(1, number) for number in found.tolist()], position[keys]
        keys = held.worth.astype(np.intp) * len(self.values) + keys
        found, inverse = np.unique(keys, return_inverse=True)
        return [divmod(key, len(self.values)) for key in found.tolist()], inverse

    def _holdings(self, place: int) -> list[tuple[int | Fraction, int, int, int]]:
        """Return money per worth, money, number of voters and worth for each kind of supporter."""
        held = self.support[place]
        kinds, inverse = self._kinds(held)
        voters = np.bincount(inverse, held.voters).astype(np.int64).tolist()
        holdings: list[tuple[int | Fraction, int, int, int]] = []
        for (worth, number), count in zip(kinds, voters, strict=True):
            value = self.values[number]
            holdings.append((value if worth == 1 else Fraction(value, worth), value, count, worth))
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
