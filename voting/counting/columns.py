"""The ballots of an election as columns, one row for each project on each kind of ballot."""

from collections.abc import Sequence
from itertools import chain
from typing import NamedTuple

import numpy as np


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
    lengths = np.fromiter(
        (len(choices) for choices, _points, _voters in ballots), np.intp, len(ballots)
    )
    total = int(lengths.sum())
    flat = chain.from_iterable(choices for choices, _points, _voters in ballots)
    choices = np.fromiter(flat, np.intp, total)
    weights = np.fromiter(
        (voters for _choices, _points, voters in ballots), np.float64, len(ballots)
    )
    groups = np.repeat(np.arange(len(ballots)), lengths)
    starts = np.repeat(np.cumsum(lengths) - lengths, lengths)
    return Columns(groups, choices, np.arange(total) - starts, weights[groups])
