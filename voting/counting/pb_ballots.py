"""The contents of one ballot in a .pb file: project ids, and points where there are any."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from itertools import pairwise, repeat

import numpy as np

from .amounts import AmountError, common_scale, in_scale, parse_amount
from .model import MAX_POINTS, BallotKind

MAX_CHOICES = 10_000
MAX_POINTS_PLACES = 3
BATCH = 512
"""So many ballots are read at once, as columns."""
BESIDE = "\n"
"""Between the projects and the points in the text of a ballot: neither holds one within."""
ParsedBallot = tuple[tuple[int, ...], tuple[int, ...]]
"""The positions of the projects chosen, and the points beside them, if any."""


class BallotError(ValueError):
    """The ballot cannot be read; the text says why."""


class BallotParser:
    """Turns the texts of ballots into positions of projects.

    ``defects`` holds what was passed over in the ballot read carefully last: ids that no project
    has, repeated ids, of which the first counts, and more choices than the kind allows, all
    counted. Points are in units of ``1 / scale``, which becomes finer when a ballot needs it.
    """

    def __init__(self, kind: BallotKind, project_ids: list[str]) -> None:
        self.kind, self.scale = kind, 1
        self.amounts: dict[str, tuple[int, int]] = {}
        self.values: dict[str, int] = {}
        self.places = {project_id: place for place, project_id in enumerate(project_ids)}
        self.defects: list[tuple[str, str]] = []

    def learn_scale(self, texts: Iterable[str]) -> None:
        """Make the scale as fine as the points of all ballots need; errors come up later."""
        for text in texts:
            if "." in text.partition(BESIDE)[2]:
                with suppress(BallotError):
                    self.careful(text)

    def plain(self, texts: list[str]) -> list[ParsedBallot | None]:
        """Read ballots that are plain lists of different projects, all of them as columns.

        Choices ascend, but ranks keep their order. The others are None, to be read with care.
        """
        if not self.kind.has_points:
            return self._by_columns(texts, [])
        votes, points = zip(*(text.split(BESIDE, 1) for text in texts), strict=True)
        return self._by_columns(votes, points)

    def _by_columns(self, votes: Sequence[str], points: Sequence[str]) -> list[ParsedBallot | None]:
        lengths = _lengths(votes)
        groups = np.repeat(np.arange(len(votes)), lengths)
        choices = _looked_up(",".join(votes).split(","), self.places)
        keys = groups * (len(self.places) + 1) + choices + 1
        order = np.argsort(keys)
        keys = keys[order]
        bad = lengths > (1 if self.kind is BallotKind.CHOOSE_1 else MAX_CHOICES)
        bad[groups[choices < 0]] = True
        bad[groups[1:][keys[1:] == keys[:-1]]] = True
        if self.kind is not BallotKind.RANKED:
            choices = choices[order]
        beside: Iterable[tuple[int, ...]] = repeat(())
        if points:
            given = self._given(points, lengths)
            bad[groups[given < 0]] = True
            beside = _tuples(given[order], lengths)
        pairs = zip(bad.tolist(), _tuples(choices, lengths), beside, strict=False)
        return [None if is_bad else (chosen, points) for is_bad, chosen, points in pairs]

    def _given(self, points: Sequence[str], lengths: np.ndarray) -> np.ndarray:
        """Return the points of plain ballots one after the other, -1 where there is a doubt."""
        misfits = np.flatnonzero(_lengths(points) != lengths)
        if len(misfits):
            points = list(points)
            for place in misfits:
                points[place] = "," * (lengths[place] - 1)
        items = ",".join(points).split(",")
        for text in set(items) - self.values.keys():
            with suppress(BallotError):
                amount = _amount(text)
                if common_scale([amount]) <= self.scale:
                    self.values[text] = in_scale(amount, self.scale)
        return _looked_up(items, self.values)

    def careful(self, text: str) -> ParsedBallot:
        """Read a ballot that need not be plain; BallotError where that cannot be done."""
        vote, _beside, points = text.partition(BESIDE)
        self.defects = []
        ids = _items(vote)
        values = self._points(points, len(ids)) if self.kind.has_points else []
        if len(ids) > MAX_CHOICES:
            raise BallotError(f"the ballot names more than {MAX_CHOICES:,} projects")
        if self.kind is BallotKind.CHOOSE_1 and len(ids) > 1:
            message = f"the ballot names {len(ids)} projects where one is allowed"
            self.defects.append(("too_many_choices", message))
        kept = self._known(ids)
        choices = tuple(self.places[ids[position]] for position in kept)
        return choices, self._in_scale([values[position] for position in kept] if values else [])

    def _in_scale(self, given: list[str]) -> tuple[int, ...]:
        """Return the points as whole numbers, after making the scale as fine as they need."""
        amounts = [self.amounts[text] for text in given]
        self.scale = max(self.scale, common_scale(amounts))
        return tuple(in_scale(amount, self.scale) for amount in amounts)

    def _known(self, ids: list[str]) -> list[int]:
        kept: dict[str, int] = {}
        for position, project_id in enumerate(ids):
            if project_id not in self.places:
                message = f"the ballot names project {project_id[:40]!r}, which is not listed"
                self.defects.append(("unknown_project", message))
            elif project_id in kept:
                message = f"the ballot names project {project_id} twice"
                self.defects.append(("repeated_project", message))
            else:
                kept[project_id] = position
        return list(kept.values())

    def _points(self, text: str, expected: int) -> list[str]:
        """Return the points beside the projects; what has none beside it gets nothing."""
        items = _items(text)
        if len(items) != expected:
            message = f"{expected} projects but {len(items)} numbers of points"
            self.defects.append(("points_missing", message))
            items = [*items, *["0"] * expected][:expected]
        for item in items:
            self.amounts[item] = _amount(item)
        return items


def _lengths(texts: Sequence[str]) -> np.ndarray:
    """Return how many items each list has."""
    return np.fromiter(map(str.count, texts, repeat(",")), np.intp, len(texts)) + 1


def _looked_up(items: list[str], values: Mapping[str, int]) -> np.ndarray:
    """Return what the items stand for, -1 for what is not known."""
    return np.fromiter(map(values.get, items, repeat(-1)), np.int64, len(items))


def _tuples(column: np.ndarray, lengths: np.ndarray) -> Iterator[tuple[int, ...]]:
    """Cut a column into tuples of these lengths."""
    flat, ends = column.tolist(), [0, *np.cumsum(lengths).tolist()]
    return (tuple(flat[start:end]) for start, end in pairwise(ends))


def _amount(text: str) -> tuple[int, int]:
    try:
        digits, places = parse_amount(text)
    except AmountError:
        raise BallotError(f"points {text[:40]!r} are not a number") from None
    if places > MAX_POINTS_PLACES or digits > MAX_POINTS:
        raise BallotError("points may be up to a million, with three decimals")
    return digits, places


def _items(text: str) -> list[str]:
    return [item for item in map(str.strip, text.split(",")) if item]
