"""What a single ballot may say: how many projects, at what cost, with how many points."""

from dataclasses import dataclass
from typing import NamedTuple

from .amounts import AmountError, in_scale, parse_amount
from .model import Ballot, Election


class Invalid(NamedTuple):
    """Why a ballot breaks the limits: a stable code, the limit and what the ballot has."""

    code: str
    limit: int
    found: int


@dataclass(frozen=True)
class BallotLimits:
    """Limits of one election; None where there is none.

    Choose-1 is ``most_choices=1``, k-approval ``most_choices=k``, a knapsack ballot ``most_cost``
    (smallest unit of money). Points are in the election's smallest unit of points.
    """

    fewest_choices: int | None = None
    most_choices: int | None = None
    most_cost: int | None = None
    fewest_points: int | None = None
    most_points: int | None = None
    most_points_each: int | None = None

    def why_not_valid(self, election: Election, ballot: Ballot) -> Invalid | None:
        """Return the first limit that the ballot breaks, None where it is valid.

        A ballot that chooses nothing is valid: a voter may say that nothing pleases her.
        """
        if not ballot.choices:
            return None
        cost = sum(election.projects[choice].cost for choice in ballot.choices)
        points, number = sum(ballot.points), len(ballot.choices)
        checks = [
            ("too_few_choices", self.fewest_choices, number, False),
            ("too_many_choices", self.most_choices, number, True),
            ("too_expensive", self.most_cost, cost, True),
        ]
        if ballot.points:
            checks += [
                ("too_few_points", self.fewest_points, points, False),
                ("too_many_points", self.most_points, points, True),
                ("too_many_points_on_one", self.most_points_each, max(ballot.points), True),
            ]
        for code, limit, found, is_most in checks:
            if limit is not None and (found > limit if is_most else found < limit):
                return Invalid(code, limit, found)
        return None


def declared_limits(election: Election) -> BallotLimits:
    """Return the limits that a .pb file declares; what is not a number is no limit."""
    return BallotLimits(
        fewest_choices=_number(election, "min_length", 1),
        most_choices=_number(election, "max_length", 1),
        most_cost=_number(election, "max_sum_cost", election.scale),
        fewest_points=_number(election, "min_sum_points", election.points_scale),
        most_points=_number(election, "max_sum_points", election.points_scale),
        most_points_each=_number(election, "max_points", election.points_scale),
    )


def invalid_ballots(election: Election, limits: BallotLimits) -> list[tuple[Ballot, Invalid]]:
    """Return every kind of ballot that breaks a limit, with the limit."""
    found = []
    for ballot in election.ballots:
        invalid = limits.why_not_valid(election, ballot)
        if invalid is not None:
            found.append((ballot, invalid))
    return found


def _number(election: Election, key: str, scale: int) -> int | None:
    try:
        return in_scale(parse_amount(election.meta.get(key, "")), scale)
    except AmountError:
        return None
