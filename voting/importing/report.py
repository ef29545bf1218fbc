"""What an import says when it is done: selected beside official, row by row."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict, dataclass
from typing import Any

from mws.core.money import format_yuan
from mws.rounds.models import Round
from voting.counting import Outcome
from voting.importing.source import Source

HEADINGS = "selected  official  project"


@dataclass(frozen=True, slots=True)
class ReportRow:
    """One project; ``official`` is None where the file does not say what was chosen."""

    rank: int
    code: str
    title: str
    cost_fen: int
    support: int
    selected: bool
    official: bool | None
    reason: str
    left_after_fen: int


@dataclass(frozen=True, slots=True)
class ImportReport:
    """The import as figures; ``agrees`` is None where there is nothing to agree with."""

    file: str
    sha256: str
    community: str
    year: int
    batch: int
    round_id: int
    ballots: int
    projects: int
    rule: str
    declared_rule: str
    remarks: tuple[str, ...]
    budget_fen: int
    spent_fen: int
    selected: tuple[str, ...]
    official: tuple[str, ...] | None
    agrees: bool | None
    rows: tuple[ReportRow, ...]

    def as_json(self) -> dict[str, Any]:
        return asdict(self)

    def lines(self) -> Iterator[str]:
        """The report for a reader."""
        yield f"{self.file}: {self.ballots:,} ballots, {self.projects} projects, rule {self.rule}"
        yield from (f"remark: {remark}" for remark in self.remarks)
        yield ""
        yield f"{'rank':>4} {'votes':>8} {'cost':>16} {'left after':>16}  {HEADINGS}"
        yield from (self._line(row) for row in self.rows)
        yield ""
        yield (
            f"selected {len(self.selected)} for {format_yuan(self.spent_fen)} "
            f"of {format_yuan(self.budget_fen)} yuan"
        )
        yield from self._comparison()
        yield f"round {self.year}/{self.batch} of {self.community}: the council can go on with it"

    def _comparison(self) -> Iterator[str]:
        if self.official is None:
            yield "the file does not say what was selected"
            return
        ours, theirs = set(self.selected), set(self.official)
        if self.agrees:
            yield f"the file says the same ({len(theirs)} selected)"
            return
        yield f"the file says otherwise: {len(ours & theirs)} of {len(theirs)} are the same"
        if missing := theirs - ours:
            yield f"only the file selects: {', '.join(sorted(missing))}"
        if more := ours - theirs:
            yield f"only this count selects: {', '.join(sorted(more))}"

    @staticmethod
    def _line(row: ReportRow) -> str:
        official = {True: "yes", False: "", None: "?"}[row.official]
        return (
            f"{row.rank or '-':>4} {row.support:>8,} {format_yuan(row.cost_fen):>16} "
            f"{format_yuan(row.left_after_fen):>16}  {'yes' if row.selected else '':<8}  "
            f"{official:<8}  {row.code} {row.title}"
        ).rstrip()


def report_of(source: Source, round: Round, outcome: Outcome) -> ImportReport:
    official = source.election.official
    return ImportReport(
        file=source.name,
        sha256=source.sha256,
        community=round.community.code,
        year=round.year,
        batch=round.batch,
        round_id=round.pk,
        ballots=source.election.ballot_count,
        projects=len(source.election.projects),
        rule=source.rule.name,
        declared_rule=source.election.meta.get("rule", ""),
        remarks=source.remarks,
        budget_fen=source.fen(outcome.budget),
        spent_fen=source.fen(outcome.spent),
        selected=outcome.selected,
        official=official,
        agrees=None if official is None else set(official) == set(outcome.selected),
        rows=tuple(_rows(source, outcome)),
    )


def _rows(source: Source, outcome: Outcome) -> Iterator[ReportRow]:
    names = {project.id: project.name for project in source.election.projects}
    official = source.election.official
    for decision in outcome.decisions:
        spent = min(decision.cost, decision.left) if decision.selected else 0
        yield ReportRow(
            rank=decision.rank,
            code=decision.id,
            title=names[decision.id],
            cost_fen=source.fen(decision.cost),
            support=decision.support,
            selected=decision.selected,
            official=None if official is None else decision.id in official,
            reason=decision.reason,
            left_after_fen=source.fen(decision.left - spent),
        )
