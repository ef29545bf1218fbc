"""How much support each project has."""

from typing import NamedTuple

from .model import BallotKind, Election


class Tally(NamedTuple):
    """For each project: the ballots that name it, and its support under the kind of ballot."""

    votes: list[int]
    support: list[int]


def tally(election: Election, score_vector: tuple[int, ...] = ()) -> Tally:
    """Count approvals, add up points, or score ranks.

    ``score_vector`` gives the worth of the first, second, … rank; ranks beyond it are worth
    nothing. Without one a ranked ballot of at most k places is scored k, k-1, …, 1 (Borda).
    """
    votes = [0] * len(election.projects)
    support = votes if not _is_weighted(election) else [0] * len(election.projects)
    vector = score_vector or default_vector(election)
    for choices, points, weight in election.ballots:
        worth = points or (vector if election.kind is BallotKind.RANKED else ())
        for choice in choices:
            votes[choice] += weight
        for choice, value in zip(choices, worth, strict=False):
            support[choice] += value * weight
    return Tally(votes, support)


def default_vector(election: Election) -> tuple[int, ...]:
    """Return k, k-1, …, 1 for ranked ballots of at most k places."""
    if election.kind is not BallotKind.RANKED:
        return ()
    longest = max((len(ballot.choices) for ballot in election.ballots), default=0)
    declared = election.meta.get("max_length", "")
    length = min(int(declared), len(election.projects)) if declared.isdecimal() else 0
    return tuple(range(max(longest, length), 0, -1))


def _is_weighted(election: Election) -> bool:
    return election.kind in (BallotKind.POINTS, BallotKind.RANKED)
