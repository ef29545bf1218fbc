"""The ballots of an election as columns, one row for each project on each kind of ballot."""

from collections.abc import Sequence
from itertools import chain
from operator import itemgetter
from typing import NamedTuple

import numpy as np

CHOICES, VOTERS = itemgetter(0), itemgetter(2)


class Columns(NamedTuple):
    """``groups`` and ``choices`` are positions in the election's ballots and projects.

    ``ranks`` count from 0 within a ballot; ``voters`` is how many cast it, held exactly.
    """

    groups: np.ndarray
    choices: np.ndarray
    ranks: np.ndarray
    voters: np.ndarray


def columns_of(ballots: Sequence[tuple[tuple[int, ...], tuple[int, ...], int]]) -> Columns:
    """Lay out grouped ballots: choices, points and number of voters of each."""
    lengths = np.fromiter(map(len, map(CHOICES, ballots)), np.intp, len(ballots))
    total = int(lengths.sum())
    choices = np.fromiter(chain.from_iterable(map(CHOICES, ballots)), np.intp, total)
    weights = np.fromiter(map(VOTERS, ballots), np.float64, len(ballots))
    groups = np.repeat(np.arange(len(ballots)), lengths)
    starts = np.repeat(np.cumsum(lengths) - lengths, lengths)
    return Columns(groups, choices, np.arange(total) - starts, weights[groups])
