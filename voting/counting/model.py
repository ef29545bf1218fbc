"""What is counted: projects with costs, ballots grouped by content, and the budget."""

import hashlib
from array import array
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cached_property
from typing import NamedTuple

from .amounts import plain_amount, rescale
from .columns import Columns, columns_of

MAX_POINTS = 10**6
"""So that sums over all ballots stay below 2**53, where floats hold every whole number."""


class BallotKind(StrEnum):
    """How a ballot speaks about projects; the values are those of ``vote_type`` in .pb files."""

    APPROVAL = "approval"
    CHOOSE_1 = "choose-1"
    POINTS = "cumulative"
    SCORES = "scoring"
    RANKED = "ordinal"

    @property
    def has_points(self) -> bool:
        """True where a ballot gives numbers to projects: out of a sum, or freely."""
        return self in (BallotKind.POINTS, BallotKind.SCORES)

    @property
    def is_approval(self) -> bool:
        """True where a ballot only names projects; one choice is an approval ballot too."""
        return self in (BallotKind.APPROVAL, BallotKind.CHOOSE_1)

    @property
    def family(self) -> "BallotKind":
        """The kind by which it is counted: one choice is an approval, free scores are points."""
        if self.is_approval:
            return BallotKind.APPROVAL
        return BallotKind.POINTS if self.has_points else self


@dataclass(frozen=True, slots=True)
class Project:
    """One line of the ballot paper; ``cost`` in the election's smallest unit of money.

    ``votes``, ``score`` and ``selected`` are what the source says was counted and decided
    (None where it is silent). A count never reads them. A withdrawn project keeps its ballots
    but takes no part.
    """

    id: str
    cost: int
    name: str = ""
    categories: tuple[str, ...] = ()
    targets: tuple[str, ...] = ()
    place: str = ""
    votes: int | None = None
    score: int | None = None
    selected: int | None = None
    withdrawn: bool = False


class Ballot(NamedTuple):
    """All ballots of one content: positions in ``Election.projects`` and how many there are.

    ``choices`` ascend for approvals and points, and run from the first rank down for ranked
    ballots. ``points`` stand beside the choices for points ballots and are empty otherwise.
    """

    choices: tuple[int, ...]
    points: tuple[int, ...]
    weight: int


class Note(NamedTuple):
    """Something in the source that was read past without changing the count's meaning."""

    code: str
    section: str
    line: int
    message: str


@dataclass(frozen=True)
class Election:
    """Everything a rule needs, and nothing about the voters.

    ``order`` gives for each ballot, in the order of the source, its place in ``ballots``.
    ``points_scale`` is to points what ``scale`` is to money.
    """

    kind: BallotKind
    budget: int
    projects: tuple[Project, ...]
    ballots: tuple[Ballot, ...]
    order: array = field(repr=False, compare=False, default_factory=lambda: array("I"))
    scale: int = 1
    points_scale: int = 1
    meta: Mapping[str, str] = field(default_factory=dict, compare=False)
    notes: tuple[Note, ...] = field(default=(), compare=False)

    @cached_property
    def ballot_count(self) -> int:
        """The number of ballots, empty ones included."""
        return sum(ballot.weight for ballot in self.ballots)

    @cached_property
    def columns(self) -> Columns:
        """The ballots as columns, for rules that add up over all of them."""
        return columns_of(self.ballots)

    @cached_property
    def official(self) -> tuple[str, ...] | None:
        """The projects the source says were chosen by its rule, or None where it is silent.

        They are marked 1; under ``greedy-custom`` also 2: funded where most of the cost was left.
        Other marks stand for money or decisions from outside the rule.
        """
        if all(project.selected is None for project in self.projects):
            return None
        marks = (1, 2) if self.meta.get("rule", "").lower() == "greedy-custom" else (1,)
        return tuple(project.id for project in self.projects if project.selected in marks)

    def each_ballot(self) -> Iterator[tuple[str, ...]]:
        """Yield the project ids of every single ballot, in the order of the source."""
        ids = [project.id for project in self.projects]
        texts = [tuple(ids[choice] for choice in ballot.choices) for ballot in self.ballots]
        return (texts[position] for position in self.order)

    def each_vote(self) -> Iterator[tuple[str, ...] | tuple[tuple[str, int], ...]]:
        """Yield every single ballot as it was cast: ids, or pairs of an id and its points."""
        if not self.kind.has_points:
            return self.each_ballot()
        ids = [project.id for project in self.projects]
        votes = [
            tuple((ids[choice], given) for choice, given in zip(choices, points, strict=True))
            for choices, points, _weight in self.ballots
        ]
        return (votes[position] for position in self.order)

    def in_units(self, amount: int, wanted: int) -> int:
        """Return an amount of this election in 1/``wanted`` of the currency (100: hundredths).

        Raises ValueError where the amount would have to be rounded.
        """
        return rescale(amount, self.scale, wanted)

    @cached_property
    def digest(self) -> str:
        """SHA-256 over money, projects and ballots, the same for any order and scale."""
        ids = [repr(project.id) for project in self.projects]
        lines = sorted(
            f"project {project.id!r} {plain_amount(project.cost, self.scale)}"
            f" {int(project.withdrawn)}"
            f" {sorted(project.categories)} {sorted(project.targets)} {project.place!r}"
            for project in self.projects
        )
        lines += sorted(_ballot_lines(self.ballots, ids, self.kind))
        head = f"{self.kind.family} {plain_amount(self.budget, self.scale)} {self.points_scale}"
        return hashlib.sha256("\n".join([head, *lines]).encode()).hexdigest()


def _ballot_lines(ballots: Iterable[Ballot], ids: list[str], kind: BallotKind) -> Iterator[str]:
    """One line for each content: the projects in order of their ids, ranks in their own order."""
    for choices, points, weight in ballots:
        said = [ids[choice] for choice in choices]
        if points:
            said = list(map("{}={}".format, said, points))
        if kind is not BallotKind.RANKED:
            said.sort()
        yield f"ballot {' '.join(said)} x{weight}"


class BallotBox:
    """Collects ballots one by one and keeps one copy of each content."""

    def __init__(self, kind: BallotKind) -> None:
        self.kind = kind
        self.order = array("I")
        self._places: dict[tuple[tuple[int, ...], tuple[int, ...]], int] = {}

    def place(self, choices: tuple[int, ...], points: tuple[int, ...] = ()) -> int:
        """Return the number under which ballots of this content are collected."""
        if points:
            in_order, beside = zip(*sorted(zip(choices, points, strict=True)), strict=True)
            return self.collect((in_order, beside))
        if self.kind is BallotKind.RANKED:
            return self.collect((choices, ()))
        return self.collect((tuple(sorted(choices)), ()))

    def collect(self, ballot: tuple[tuple[int, ...], tuple[int, ...]]) -> int:
        """Do the same for choices that stand in order already, with the points beside them."""
        return self._places.setdefault(ballot, len(self._places))

    def ballots(self) -> tuple[Ballot, ...]:
        """Return the grouped ballots, counted from ``order``."""
        weights = Counter(self.order)
        return tuple(
            Ballot(choices, points, weights[place])
            for (choices, points), place in self._places.items()
        )


def make_election(
    *,
    budget: int,
    projects: Iterable[Project],
    ballots: Iterable[Iterable[str] | Mapping[str, int]],
    kind: BallotKind = BallotKind.APPROVAL,
    scale: int = 1,
) -> Election:
    """Build an election from what a program holds: each ballot is a collection of project ids.

    A ranked ballot is a sequence from first to last, a points ballot a mapping from id to
    points. ``budget`` and costs are in the same smallest unit, ``scale`` of them to one unit of
    currency (fen and yuan: 100). Raises ValueError for unknown, repeated or ill-formed entries.
    """
    projects = tuple(projects)
    places = {project.id: place for place, project in enumerate(projects)}
    if len(places) != len(projects):
        raise ValueError("two projects share an id")
    if budget < 0 or any(project.cost < 0 for project in projects):
        raise ValueError("budget and costs may not be negative")
    box = BallotBox(kind)
    for ballot in ballots:
        given = tuple(ballot)
        try:
            choices = tuple(places[choice] for choice in given)
        except KeyError as unknown:
            raise ValueError(f"a ballot names an unknown project: {unknown}") from None
        if len(set(choices)) != len(choices):
            raise ValueError(f"a ballot names a project twice: {', '.join(given)}")
        box.order.append(box.place(choices, _points_of(ballot, given, kind)))
    return Election(kind, budget, projects, box.ballots(), box.order, scale)


def _points_of(ballot: object, given: tuple[str, ...], kind: BallotKind) -> tuple[int, ...]:
    if not kind.has_points:
        return ()
    if not isinstance(ballot, Mapping):
        raise ValueError("a points ballot must map project ids to points")
    points = tuple(ballot[choice] for choice in given)
    if any(not isinstance(value, int) or value < 0 for value in points):
        raise ValueError("points must be whole numbers and not negative")
    if any(value > MAX_POINTS for value in points):
        raise ValueError(f"points may be at most {MAX_POINTS:,}")
    return points
