"""What a count leaves behind: the decision on every project and a record to check it by."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any, NamedTuple

from .lots import Tie
from .model import Election

VERSION = "1.0"
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


@dataclass(frozen=True)
class Outcome:
    """The result of one rule on one election; amounts in the election's smallest unit.

    ``selected`` is in the order of selection. ``spent`` is what the selected projects cost;
    where a rule takes money from elsewhere, ``reserve`` is the part beyond the budget.
    """

    rule: str
    parameters: Mapping[str, object]
    election: str
    budget: int
    scale: int
    ballots: int
    selected: tuple[str, ...]
    decisions: tuple[Decision, ...]
    ties: tuple[Tie, ...]
    process: Mapping[str, object]

    @cached_property
    def by_id(self) -> dict[str, Decision]:
        """The decisions by project id."""
        return {decision.id: decision for decision in self.decisions}

    @cached_property
    def spent(self) -> int:
        """The cost of everything selected."""
        return sum(self.by_id[project_id].cost for project_id in self.selected)

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
            "parameters": dict(self.parameters),
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


def outcome_of(
    election: Election,
    *,
    rule: str,
    parameters: Mapping[str, object],
    selected: list[str],
    decisions: list[Decision],
    ties: list[Tie],
    process: Mapping[str, object] | None = None,
) -> Outcome:
    """Put an outcome together with what identifies its input."""
    return Outcome(
        rule=rule,
        parameters=parameters,
        election=election.digest,
        budget=election.budget,
        scale=election.scale,
        ballots=election.ballot_count,
        selected=tuple(selected),
        decisions=tuple(decisions),
        ties=tuple(ties),
        process=process or {},
    )
