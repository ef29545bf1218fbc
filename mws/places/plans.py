"""A community's plan as pages show it: its squares by letter and number, and pins on it.

Places on a plan are given in thousandths of its width and of its height, so that they hold for
every size in which it is shown.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from math import hypot

from mws.places.models import CommunityPlan

COLUMNS = "ABCDEFGH"
MOST_ROWS = 12
WHOLE = 1000

At = tuple[int, int]
"""From the left and from the top, in thousandths."""


@dataclass(frozen=True, slots=True)
class Pin:
    """``label`` stands in it, ``words`` are read out; with ``url`` it is a link."""

    at: At
    label: str = ""
    words: str = ""
    url: str = ""


@dataclass(frozen=True)
class DrawnPlan:
    """A plan with pins, drawn in thousandths of its width."""

    plan: CommunityPlan
    pins: Sequence[Pin] = ()
    has_squares: bool = field(default=False, kw_only=True)

    @property
    def height(self) -> int:
        return self.plan.height_per_mille

    def height_at(self, width: int) -> int:
        """How high it is where it is so wide, in pixels."""
        return max(round(width * self.height / WHOLE), 1)

    @property
    def rows(self) -> int:
        """So many that squares are about square."""
        return min(max(round(len(COLUMNS) * self.height / WHOLE), 1), MOST_ROWS)

    @property
    def squares(self) -> list[str]:
        return [f"{letter}{row + 1}" for row in range(self.rows) for letter in COLUMNS]

    def square_at(self, at: At) -> str:
        column, row = (min(along * many // WHOLE, many - 1) for along, many in
                       zip(at, (len(COLUMNS), self.rows), strict=True))  # fmt: skip
        return f"{COLUMNS[column]}{row + 1}"

    def middle_of(self, square: str) -> At:
        column, row = COLUMNS.index(square[0]), int(square[1:]) - 1
        return (2 * column + 1) * WHOLE // (2 * len(COLUMNS)), (2 * row + 1) * WHOLE // (
            2 * self.rows
        )

    @property
    def lines(self) -> list[tuple[int, int, int, int]]:
        """The lines between squares: x1, y1, x2, y2."""
        across = [WHOLE * n // len(COLUMNS) for n in range(1, len(COLUMNS))]
        down = [self.height * n // self.rows for n in range(1, self.rows)]
        return [(x, 0, x, self.height) for x in across] + [(0, y, WHOLE, y) for y in down]

    @property
    def names(self) -> list[tuple[str, int, int]]:
        """Each square's name and where it is written."""
        wide, high = WHOLE / len(COLUMNS), self.height / self.rows
        return [
            (square, round(n % len(COLUMNS) * wide) + 8, round(n // len(COLUMNS) * high) + 30)
            for n, square in enumerate(self.squares)
        ]

    @property
    def drawn_pins(self) -> list[tuple[Pin, int, int]]:
        """Each pin with where its point is drawn."""
        return [(pin, pin.at[0], pin.at[1] * self.height // WHOLE) for pin in self.pins]


def metres_between(plan: CommunityPlan, one: At, other: At) -> float | None:
    """How far two pins on a plan are from each other; None where nobody knows how wide it is."""
    if plan.metres_across is None:
        return None
    across = (one[0] - other[0]) / WHOLE
    down = (one[1] - other[1]) / WHOLE * plan.height_per_mille / WHOLE
    return hypot(across, down) * plan.metres_across
