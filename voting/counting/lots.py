"""The order among equals: declared steps first, then a lot that anyone can draw again.

The lot of a project is the SHA-256 of ``SEED:ID`` in UTF-8, written in hexadecimal; the smaller
lot comes first. The seed is published before the vote opens. To draw again by hand::

    printf '%s' "SEED:ID" | sha256sum
"""

import hashlib
from itertools import pairwise
from typing import NamedTuple

from .model import Election
from .rules import Ties


class Tie(NamedTuple):
    """Projects that stood equal, in the order decided, and the steps that decided it.

    ``at`` is their support under greedy, and the number of the purchase under other rules.
    """

    at: int
    projects: tuple[str, ...]
    decided_by: tuple[str, ...]
    lots: tuple[tuple[str, str], ...]
    lost: tuple[str, ...]
    """Those that equals ahead of them kept from being funded."""


def lot(seed: str, project_id: str) -> str:
    """Return the project's lot; the smallest comes first.

    >>> lot("00", "A")[:8]
    'c2a78684'
    """
    return hashlib.sha256(f"{seed}:{project_id}".encode()).hexdigest()


class TieOrder:
    """Sort keys for the projects of one election under declared steps."""

    def __init__(self, election: Election, ties: Ties) -> None:
        self.projects, self.ties = election.projects, ties
        columns: dict[str, list | None] = {
            "cost": [project.cost for project in election.projects],
            "votes": None,
            "id": [project.id.encode() for project in election.projects],
        }
        if "lot" in ties.order:
            columns["lot"] = [lot(ties.seed, project.id) for project in election.projects]
        self.columns = [columns[step] for step in ties.order]

    def columns_for(self, votes: list[int]) -> list[list]:
        """Return the keys of all projects, a list for each step."""
        fewer = [-number for number in votes]
        return [fewer if column is None else column for column in self.columns]

    def key(self, place: int, votes: int) -> tuple[int | bytes | str, ...]:
        """Return the key by which equals ascend; no two projects share it."""
        return tuple(-votes if column is None else column[place] for column in self.columns)

    def tie(self, places: list[int], votes: list[int], at: int, lost: list[int]) -> Tie:
        """Describe how the order of equals came about."""
        keys = [self.key(place, votes[place]) for place in places]
        decided = {
            next(step for step, a, b in zip(self.ties.order, first, second, strict=True) if a != b)
            for first, second in pairwise(keys)
        }
        ids = [self.projects[place].id for place in places]
        return Tie(
            at=at,
            projects=tuple(ids),
            decided_by=tuple(step for step in self.ties.order if step in decided),
            lots=tuple((id_, lot(self.ties.seed, id_)) for id_ in ids) if "lot" in decided else (),
            lost=tuple(self.projects[place].id for place in lost),
        )
