"""Who supports each project, as arrays over groups of identical ballots."""

from typing import NamedTuple

import numpy as np

from .model import Election
from .tally import worth_of

CHUNK = 8192
"""So many numbers are added up by one core; longer sums would be spread over all of them."""


def dot(first: np.ndarray, second: np.ndarray) -> float:
    """Return the sum of products of two columns, in whatever order is fastest."""
    if len(first) <= CHUNK:
        return float(first.dot(second))
    starts = range(0, len(first), CHUNK)
    return sum(float(first[at : at + CHUNK].dot(second[at : at + CHUNK])) for at in starts)


class Support(NamedTuple):
    """The groups that support one project.

    ``voters`` is how many stand in each group, ``worth`` what the project is worth to each of
    them (points; None where it is 1 to all, as in approvals) and ``weight`` their product. All
    are whole numbers, which floats hold exactly below 2**53.
    """

    groups: np.ndarray
    voters: np.ndarray
    worth: np.ndarray | None
    weight: np.ndarray

    def only(self, keep: np.ndarray) -> "Support":
        """Return the support of the groups marked in ``keep``."""
        voters = self.voters[keep]
        if self.worth is None:
            return Support(self.groups[keep], voters, None, voters)
        return Support(self.groups[keep], voters, self.worth[keep], self.weight[keep])


def supporters(election: Election, score_vector: tuple[int, ...] = ()) -> list[Support]:
    """Return the support of every project; groups that give it nothing are left out."""
    columns = election.columns
    worth = worth_of(election, score_vector)
    chosen = np.arange(len(columns.choices)) if worth is None else np.flatnonzero(worth > 0)
    choices = columns.choices[chosen]
    order = np.argsort(choices, kind="stable")
    ends = np.searchsorted(choices[order], np.arange(len(election.projects) + 1))
    found = []
    for place in range(len(election.projects)):
        rows = chosen[order[ends[place] : ends[place + 1]]]
        voters = columns.voters[rows]
        if worth is None:
            found.append(Support(columns.groups[rows], voters, None, voters))
        else:
            weight = voters * worth[rows]
            found.append(Support(columns.groups[rows], voters, worth[rows], weight))
    return found
