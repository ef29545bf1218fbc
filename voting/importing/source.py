"""The file as it comes in: read, refused in words where it cannot be counted, its rule known."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from voting.counting import (
    Election,
    Greedy,
    Outcome,
    PbError,
    Phragmen,
    Rule,
    RuleError,
    Ties,
    count,
    declared_rule,
    load_pb,
    parse_pb,
)
from voting.counting.completion import Progress as CountProgress

TIES = Ties(("cost", "votes", "id"))
FEN = 100
_DAY = re.compile(r"(\d{1,2})\.(\d{1,2})\.(\d{4})")


class SourceError(ValueError):
    """The file cannot be imported; the text says why and, where there is one, names the line."""


@dataclass(frozen=True)
class Source:
    """An election to import, and the rule to count it by."""

    name: str
    sha256: str
    election: Election
    rule: Rule
    remarks: tuple[str, ...]

    def fen(self, amount: int) -> int:
        """An amount of the file in fen, one unit of its currency being one yuan."""
        return self.election.in_units(amount, FEN)

    def counted(self, progress: CountProgress | None = None) -> Outcome:
        """The outcome; ``progress`` is told each step of add1 and the cost of its outcome."""
        return count(self.election, self.rule, progress)

    @property
    def title(self) -> str:
        return self.election.meta.get("description") or self.name

    @property
    def currency(self) -> str:
        return self.election.meta.get("currency", "")

    @property
    def longest_ballot(self) -> int:
        return max((len(ballot.choices) for ballot in self.election.ballots), default=1) or 1

    def day(self, key: str) -> date | None:
        """A day of META written as 21.04.2023; other spellings are too ambiguous to use."""
        match = _DAY.fullmatch(self.election.meta.get(key, "").strip())
        if match is None:
            return None
        day, month, year = (int(part) for part in match.groups())
        try:
            return date(year, month, day)
        except ValueError:
            return None


def read_source(path: Path, progress: Callable[[int], None] | None = None) -> Source:
    """Read a file whole. Raises SourceError; nothing is stored."""
    try:
        name, data = load_pb(path)
        election = parse_pb(data, name=name, strict=True, progress=progress)
    except PbError as error:
        raise SourceError(str(error)) from error
    _refuse_what_cannot_be_counted(name, election)
    rule, remarks = _rule_of(election)
    if isinstance(rule, Phragmen) and not election.kind.is_approval:
        raise SourceError(f"{name}: Phragmén's rule counts approval ballots only")
    return Source(name, hashlib.sha256(data).hexdigest(), election, rule, remarks)


def _refuse_what_cannot_be_counted(name: str, election: Election) -> None:
    if not election.ballot_count:
        raise SourceError(f"{name}: the file holds no ballots")
    if election.budget <= 0:
        raise SourceError(f"{name}: the budget must be above zero")
    for project in election.projects:
        if project.cost <= 0 and not project.withdrawn:
            raise SourceError(f"{name}: project {project.id} has no cost")
        try:
            election.in_units(project.cost, FEN)
        except ValueError as error:
            raise SourceError(f"{name}: project {project.id}: {error}") from error


def _rule_of(election: Election) -> tuple[Rule, tuple[str, ...]]:
    """The declared rule; where none is known, greedy by support with a remark."""
    try:
        return declared_rule(election, TIES)
    except RuleError as error:
        return Greedy(ties=TIES), (f"{error}; counted by greedy: most support first",)
