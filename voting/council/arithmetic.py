"""Quorum and majority in whole numbers: no share is ever rounded, no float ever compared.

"More than two thirds of 13" is asked as ``3 × present > 2 × 13``. Sources: the quorum is 莲塘社区
居民议事会 2016 (超过三分之二), the majority 城市居民委员会组织法; both are settings of the round.
"""

from __future__ import annotations

from dataclasses import dataclass

from mws.rounds.parameters import RoundRules


@dataclass(frozen=True, slots=True)
class Share:
    """A fraction of a whole that must be reached, or exceeded where it is strict."""

    numerator: int
    denominator: int
    is_strict: bool

    def is_met(self, part: int, whole: int) -> bool:
        left, right = self.denominator * part, self.numerator * whole
        return left > right if self.is_strict else left >= right

    def least(self, whole: int) -> int:
        """The smallest number that meets the share of ``whole``."""
        product = self.numerator * whole
        if self.is_strict:
            return product // self.denominator + 1
        return -(-product // self.denominator)


@dataclass(frozen=True, slots=True)
class VotingRules:
    """What one round says about quorum and majority. ``base`` is "present" or "seated"."""

    quorum: Share
    majority: Share
    base: str

    @classmethod
    def of(cls, rules: RoundRules) -> VotingRules:
        return cls(
            quorum=Share(rules.quorum_numerator, rules.quorum_denominator, rules.quorum_strict),
            majority=Share(
                rules.majority_numerator, rules.majority_denominator, rules.majority_strict
            ),
            base=rules.majority_base,
        )


@dataclass(frozen=True, slots=True)
class Count:
    """One motion as it stands. ``present`` are those in the room; ``recused`` those of them who
    do not vote on it; ``recused_away`` those who left the room after their recusal."""

    seated: int
    present: int
    recused: int = 0
    recused_away: int = 0
    yes: int = 0
    no: int = 0
    abstain: int = 0

    @property
    def cast(self) -> int:
        return self.yes + self.no + self.abstain

    @property
    def waiting(self) -> int:
        """Members in the room who may vote and have not."""
        return self.present - self.recused - self.cast


@dataclass(frozen=True, slots=True)
class Standing:
    """What the figures mean: is the meeting valid, has the motion passed, how much is missing."""

    has_quorum: bool
    quorum_least: int
    base: int
    needed: int
    missing: int
    is_passed: bool
    is_settled: bool


def base_of(count: Count, base: str) -> int:
    """The number of which a majority is asked; who is recused is never part of it."""
    if base == "seated":
        return count.seated - count.recused - count.recused_away
    return count.present - count.recused


def stand(count: Count, rules: VotingRules) -> Standing:
    """Judge a count. An abstention is no yes; a tie has not passed; nobody votes twice.

    Nothing passes without a yes: where all are recused there is no majority of nothing.
    ``is_settled``: the votes still to come cannot change whether it passes.
    """
    base = base_of(count, rules.base)
    needed = max(rules.majority.least(base), 1)
    has_quorum = rules.quorum.is_met(count.present, count.seated)
    has_majority = count.yes >= needed
    return Standing(
        has_quorum=has_quorum,
        quorum_least=rules.quorum.least(count.seated),
        base=base,
        needed=needed,
        missing=max(needed - count.yes, 0),
        is_passed=has_quorum and has_majority,
        is_settled=has_majority or count.yes + count.waiting < needed,
    )
