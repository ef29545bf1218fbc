"""The result: ranks, votes, the money after each project, and why."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from mws.core.fund_bar import Bar, of_ballot
from mws.rounds.models import PollRole
from voting.models import Poll, PollItem, PollResult
from voting.polls import wording


@dataclass(frozen=True, slots=True)
class ResultRow:
    """``left_fen``: the money after this project's turn."""

    result: PollResult
    item: PollItem
    left_fen: int
    why: str


@dataclass(frozen=True, slots=True)
class ResultsPage:
    poll: Poll
    rows: list[ResultRow]
    rule: str

    @property
    def chosen(self) -> list[ResultRow]:
        return [row for row in self.rows if row.result.is_selected]

    @property
    def spent_fen(self) -> int:
        return sum(row.item.cost_fen for row in self.chosen)

    @property
    def bar(self) -> Bar:
        picks = [(row.item.number, row.item.cost_fen) for row in self.chosen]
        return of_ballot(self.poll.budget_fen, picks)

    @property
    def left_fen(self) -> int:
        return max(self.poll.budget_fen - self.spent_fen, 0)

    @property
    def is_binding(self) -> bool:
        return self.poll.round.poll_role == PollRole.BINDING

    @property
    def has_official(self) -> bool:
        """Whether the imported source says what was chosen there."""
        return any(row.item.official_selected is not None for row in self.rows)

    @property
    def differs(self) -> list[ResultRow]:
        """Projects on which the imported source says otherwise."""
        return [
            row
            for row in self.rows
            if row.item.official_selected not in (None, row.result.is_selected)
        ]


def results_page(poll: Poll) -> ResultsPage:
    """One query; the caller decides who may see it before it is certified."""
    return ResultsPage(poll, list(_rows(poll)), wording.rule_sentence(poll))


def _rows(poll: Poll) -> Iterator[ResultRow]:
    """In the order of the count; what took no part comes last."""
    results = PollResult.objects.filter(item__poll=poll).select_related("item__proposal")
    for result in sorted(results, key=lambda row: (row.rank == 0, row.rank, row.item.number)):
        cost = result.item.cost_fen if result.is_selected else 0
        yield ResultRow(
            result, result.item, max(result.left_before_fen - cost, 0), wording.why(result)
        )
