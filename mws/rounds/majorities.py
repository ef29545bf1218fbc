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
    """What one round says about quorum and majority.

    ``base``: "present" or "seated". ``abstention``: "counts" in the base, or is "left_out" of it.
    ``tie``: what as many against as in favour make of a motion: "rejected" or "deferred".
    """

    quorum: Share
    majority: Share
    base: str
    abstention: str = "counts"
    tie: str = "rejected"

    @classmethod
    def of(cls, rules: RoundRules) -> VotingRules:
        return cls(
            quorum=Share(rules.quorum_numerator, rules.quorum_denominator, rules.quorum_strict),
            majority=Share(
                rules.majority_numerator, rules.majority_denominator, rules.majority_strict
            ),
            base=rules.majority_base,
            abstention=rules.abstention,
            tie=rules.tie,
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
    is_tied: bool
    is_settled: bool
    result: str


def base_of(count: Count, rules: VotingRules) -> int:
    """The number of which a majority is asked; who is recused is never part of it."""
    if rules.base == "seated":
        base = count.seated - count.recused - count.recused_away
    else:
        base = count.present - count.recused
    return base - count.abstain if rules.abstention == "left_out" else base


def stand(count: Count, rules: VotingRules) -> Standing:
    """Judge a count. An abstention is no yes; a tie has not passed; nobody votes twice.

    Nothing passes without a yes: where all are recused there is no majority of nothing.
    ``result``: "passed", "rejected" or "deferred", if it were declared now. ``is_settled``: the
    votes still to come cannot change it.
    """
    base = base_of(count, rules)
    needed = max(rules.majority.least(base), 1)
    has_quorum = rules.quorum.is_met(count.present, count.seated)
    has_majority = count.yes >= needed
    is_tied = not has_majority and count.yes == count.no and count.yes > 0
    is_passed = has_quorum and has_majority
    failed = rules.tie if is_tied else "rejected"
    return Standing(
        has_quorum=has_quorum,
        quorum_least=rules.quorum.least(count.seated),
        base=base,
        needed=needed,
        missing=max(needed - count.yes, 0),
        is_passed=is_passed,
        is_tied=is_tied,
        is_settled=has_majority or _has_failed_for_good(count, rules, needed),
        result="passed" if is_passed else failed,
    )


def _has_failed_for_good(count: Count, rules: VotingRules, needed: int) -> bool:
    """No vote to come makes it pass; nor, where a tie defers, makes or ends a tie.

    A further yes helps at least as much as one abstention fewer in the base.
    """
    if count.yes + count.waiting >= needed:
        return False
    if rules.tie == "rejected" or not count.waiting:
        return True
    return abs(count.yes - count.no) > count.waiting
