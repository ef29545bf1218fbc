"""What a count leaves behind: the decision on every project and a record to check it by."""

import hashlib
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, NamedTuple

from .lots import Tie
from .model import Election
from .rules import Rule, parameters

VERSION = "1.2"
"""Raised whenever the same input could give another record."""


Figures = Mapping[str, Any]
"""Whole numbers, texts and lists of them by name."""


class Decision(NamedTuple):
    """What became of one project, with the figures that explain it.

    ``rank`` counts from 1 (0: it took no part). ``left`` is the money left when its turn came.
    ``figures`` depend on ``reason``; all are integers, texts or lists of them.
    """

    id: str
    cost: int
    votes: int
    support: int
    rank: int
    selected: bool
    reason: str
    left: int
    figures: Figures

    def described(self) -> dict[str, object]:
        """Return everything but the id, as it stands in the record."""
        return {name: value for name, value in self._asdict().items() if name != "id"}


class Explained(NamedTuple):
    """Why: a decision on every project, and the ties met."""

    decisions: list[Decision]
    ties: list[Tie]


@dataclass(frozen=True)
class Outcome:
    """The result of one rule on one election; amounts in the election's smallest unit.

    ``selected`` is in the order of selection. ``spent`` is what the selected projects cost;
    where a rule takes money from elsewhere, ``reserve`` is the part beyond the budget. Reasons,
    ties and hashes are worked out when they are first asked for.
    """

    source: Election = field(repr=False)
    applied: Rule
    selected: tuple[str, ...]
    explain: Callable[[], Explained] = field(repr=False, compare=False)
    process: Mapping[str, object] = field(default_factory=dict)

    @property
    def rule(self) -> str:
        """The name of the rule."""
        return self.applied.name

    @cached_property
    def parameters(self) -> dict[str, object]:
        """The settings of the rule, as printed and hashed."""
        return parameters(self.applied)

    @property
    def election(self) -> str:
        """The digest of what was counted."""
        return self.source.digest

    @property
    def budget(self) -> int:
        """The money there was."""
        return self.source.budget

    @property
    def scale(self) -> int:
        """How many of the smallest unit make one unit of currency."""
        return self.source.scale

    @property
    def ballots(self) -> int:
        """The number of ballots, empty ones included."""
        return self.source.ballot_count

    @cached_property
    def _explained(self) -> Explained:
        return self.explain()

    @property
    def decisions(self) -> tuple[Decision, ...]:
        """A decision on every project, in the order in which they are shown."""
        return tuple(self._explained.decisions)

    @property
    def ties(self) -> tuple[Tie, ...]:
        """Every tie met, with who lost it."""
        return tuple(self._explained.ties)

    @cached_property
    def by_id(self) -> dict[str, Decision]:
        """The decisions by project id."""
        return {decision.id: decision for decision in self.decisions}

    @cached_property
    def spent(self) -> int:
        """The cost of everything selected."""
        costs = {project.id: project.cost for project in self.source.projects}
        return sum(costs[project_id] for project_id in self.selected)

    @property
    def reserve(self) -> int:
        """The part of ``spent`` that the budget does not cover."""
        return max(0, self.spent - self.budget)

    @property
    def left(self) -> int:
        """The part of the budget that is not spent."""
        return max(0, self.budget - self.spent)

    def record(self) -> dict[str, object]:
        """Return everything as integers, texts, truth values, lists and objects."""
        return {
            "ballots": self.ballots,
            "budget": self.budget,
            "election": self.election,
            "kind": str(self.source.kind.family),
            "parameters": self.parameters,
            "points_scale": self.source.points_scale,
            "process": dict(self.process),
            "projects": {decision.id: decision.described() for decision in self.decisions},
            "reserve": self.reserve,
            "rule": self.rule,
            "scale": self.scale,
            "selected": list(self.selected),
            "spent": self.spent,
            "ties": [
                {**tie._asdict(), "lots": dict(tie.lots)}
                for tie in sorted(self.ties, key=lambda tie: (-tie.at, tie.projects))
            ],
            "version": VERSION,
        }

    @cached_property
    def canonical(self) -> bytes:
        """The record as canonical JSON (RFC 8785 on integers and texts): the bytes hashed."""
        return canonical_json(self.record())

    @cached_property
    def sha256(self) -> str:
        """The hash of ``canonical``, equal for equal input on every machine."""
        return hashlib.sha256(self.canonical).hexdigest()


def canonical_json(value: object) -> bytes:
    """Return the one form of JSON that is hashed: sorted keys, no spaces, UTF-8, no floats."""
    text = json.dumps(value, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return text.encode()


def with_losers(ties: list[Tie], decisions: list[Decision]) -> list[Tie]:
    """Complete the ties by those of the equals that were not funded in the end."""
    funded = {decision.id for decision in decisions if decision.selected}
    return [
        tie._replace(lost=tuple(name for name in tie.projects if name not in funded))
        for tie in ties
    ]
