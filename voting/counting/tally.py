"""How much support each project has."""

from itertools import chain
from typing import NamedTuple

import numpy as np

from .model import BallotKind, Election


class Tally(NamedTuple):
    """For each project: the ballots that name it, and its support under the kind of ballot."""

    votes: list[int]
    support: list[int]


def tally(election: Election, score_vector: tuple[int, ...] = ()) -> Tally:
    """Count approvals, add up points, or score ranks.

    ``score_vector`` gives the worth of the first, second, … rank; ranks beyond it are worth
    nothing. Without one a ranked ballot of at most k places is scored k, k-1, …, 1. All sums
    are of whole numbers far below 2**53 and therefore exact.
    """
    columns = election.columns
    worth = worth_of(election, score_vector)
    count = len(election.projects)
    votes = np.bincount(columns.choices, columns.voters, count)
    support = votes
    if worth is not None:
        support = np.bincount(columns.choices, columns.voters * worth, count)
    return Tally(votes.astype(np.int64).tolist(), support.astype(np.int64).tolist())


def worth_of(election: Election, score_vector: tuple[int, ...] = ()) -> np.ndarray | None:
    """Return what each row of ``election.columns`` is worth, None for approvals: 1 each."""
    columns = election.columns
    if election.kind.has_points:
        flat = chain.from_iterable(ballot.points for ballot in election.ballots)
        return np.fromiter(flat, np.float64, len(columns.choices))
    if election.kind is not BallotKind.RANKED:
        return None
    given = score_vector or default_vector(election)
    vector = np.zeros(max(len(given), int(columns.ranks.max(initial=0)) + 1))
    vector[: len(given)] = given
    return vector[columns.ranks]


def default_vector(election: Election) -> tuple[int, ...]:
    """Return k, k-1, …, 1 for ranked ballots of at most k places (Borda)."""
    longest = max((len(ballot.choices) for ballot in election.ballots), default=0)
    declared = election.meta.get("max_length", "")
    known = declared.isdecimal() and len(declared) < 9
    length = min(int(declared), len(election.projects)) if known else 0
    return tuple(range(max(longest, length), 0, -1))
