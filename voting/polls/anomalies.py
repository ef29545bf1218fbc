"""异常检查: what certifiers look at before they sign. Pure arithmetic over counts; no person in it.

Wrocław 2025 is the pattern: accounts of the very old, all with one and the same ballot, in a few
hours. A finding proves nothing; it says where to look.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import median

OLD_FROM, OLD_LEAST, OLD_SHARE = 95, 20, 0.6
OLDEST, YOUNGEST = 120, 14
BURST_LEAST, BURST_TIMES = 20, 10
SAME_LEAST, SAME_SHARE = 20, 0.5
CELL = 10  # a group of fewer people is not told apart


@dataclass(frozen=True, slots=True)
class SameBallots:
    """So many of ``ballots`` are one and the same."""

    same: int
    ballots: int

    @property
    def share(self) -> float:
        return self.same / self.ballots if self.ballots else 0.0


@dataclass(frozen=True, slots=True)
class Burst:
    """In interval ``index`` one channel grew by ``grown``; ``usual`` is the median."""

    index: int
    channel: str
    grown: int
    usual: float


@dataclass(frozen=True, slots=True)
class GroupTurnout:
    """How many of a group on the roll have voted."""

    name: str
    roll: int
    voted: int

    @property
    def share(self) -> float:
        return self.voted / self.roll if self.roll else 0.0


def same_ballots(ballots: Iterable[Sequence[str]]) -> SameBallots:
    """How often the most frequent ballot was cast."""
    counts = Counter(tuple(sorted(ballot)) for ballot in ballots)
    return SameBallots(max(counts.values(), default=0), counts.total())


def is_flagged(found: SameBallots) -> bool:
    """Whether more than half of a vote are one and the same ballot."""
    return found.ballots >= SAME_LEAST and found.share > SAME_SHARE


def old_voters(rows: Iterable[tuple[int, Sequence[str]]]) -> SameBallots:
    """The most frequent ballot among voters of 95 and over, from a source that tells ages."""
    return same_ballots(ballot for age, ballot in rows if age >= OLD_FROM)


def is_wroclaw_pattern(found: SameBallots) -> bool:
    """Whether most of the very old cast the same ballot, where there are enough of them."""
    return found.ballots >= OLD_LEAST and found.share > OLD_SHARE


def impossible_ages(ages: Iterable[int]) -> Counter[int]:
    """Ages that no voter has."""
    return Counter(age for age in ages if age > OLDEST or age < YOUNGEST)


def bursts(counts: Sequence[dict[str, int]]) -> list[Burst]:
    """Intervals in which a channel grew far beyond what is usual for it."""
    found = []
    for channel in counts[0] if counts else ():
        grown = [after[channel] - before[channel] for before, after in pairwise(counts)]
        usual = median([step for step in grown if step > 0] or [0])
        found += [
            Burst(index, channel, step, usual)
            for index, step in enumerate(grown, 1)
            if step >= BURST_LEAST and step > BURST_TIMES * usual
        ]
    return found


def turnout_by_group(rows: Iterable[tuple[str, int, int]]) -> list[GroupTurnout]:
    """(name, on the roll, voted); groups too small to be told apart are put together as ``""``."""
    shown, small = [], [0, 0]
    for name, roll, voted in rows:
        if roll < CELL:
            small = [small[0] + roll, small[1] + voted]
        else:
            shown.append(GroupTurnout(name, roll, voted))
    shown.sort(key=lambda group: (-group.share, group.name))
    return [*shown, GroupTurnout("", *small)] if small[0] >= CELL else shown


def stands_out(group: GroupTurnout, whole: float) -> bool:
    """Whether a group's turnout is more than twice that of the whole, and nearly complete."""
    return group.share > 2 * whole and group.share > 0.8
