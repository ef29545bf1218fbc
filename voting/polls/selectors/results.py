"""The result: ranks, votes, the money after each project, and why."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from mws.core.fund_bar import Bar, of_ballot
from mws.rounds.models import PollRole
from voting.counting import format_amount
from voting.models import CountRun, Poll, PollItem, PollResult
from voting.polls import wording
from voting.polls.terms import current_costs


@dataclass(frozen=True, slots=True)
class ResultRow:
    """``left_fen``: the money after this project's turn; ``cost_fen``: with amendments."""

    result: PollResult
    item: PollItem
    cost_fen: int
    left_fen: int
    why: str
    points_scale: int = 1

    @property
    def support(self) -> str:
        """Votes or points; points may have decimals."""
        return format_amount(self.result.support, self.points_scale)


@dataclass(frozen=True, slots=True)
class TieLine:
    """Projects that stood equal, in the order decided, with the lots where they were drawn;
    ``lost``: those that their equals kept from being chosen."""

    projects: list[str]
    lost: list[str]
    lots: list[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class ResultsPage:
    poll: Poll
    rows: list[ResultRow]
    rule: str
    run: CountRun | None = None
    ties: list[TieLine] = field(default_factory=list)
    shares: str = ""

    @property
    def chosen(self) -> list[ResultRow]:
        return [row for row in self.rows if row.result.is_selected]

    @property
    def spent_fen(self) -> int:
        return sum(row.cost_fen for row in self.chosen)

    @property
    def bar(self) -> Bar:
        picks = [(row.item.number, row.cost_fen) for row in self.chosen]
        return of_ballot(self.poll.budget_fen, picks)

    @property
    def left_fen(self) -> int:
        return max(self.poll.budget_fen - self.spent_fen, 0)

    @property
    def has_approvals(self) -> bool:
        return wording.has_approvals(self.poll)

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
    """Four queries; the caller decides who may see it before it is certified."""
    run = CountRun.objects.filter(poll=poll, is_result=True).first()
    rows = list(_rows(poll, run))
    if run is None:
        return ResultsPage(poll, rows, wording.rule_sentence(poll))
    record = json.loads(run.record)
    return ResultsPage(
        poll, rows, wording.rule_sentence(poll), run, list(_ties(record, rows)),
        wording.share_sentence(record["process"], run.scale),
    )  # fmt: skip


def _ties(record: dict[str, Any], rows: list[ResultRow]) -> Iterator[TieLine]:
    """The ties that kept a project out or were decided by lot."""
    titles = {row.item.code: f"{row.item.number} {row.item.title}" for row in rows}
    for tie in record["ties"]:
        if tie["lost"] or tie["lots"]:
            lots = [(code, tie["lots"][code]) for code in tie["projects"] if code in tie["lots"]]
            projects, lost = ([titles[code] for code in tie[key]] for key in ("projects", "lost"))
            yield TieLine(projects, lost, lots)


def _rows(poll: Poll, run: CountRun | None) -> Iterator[ResultRow]:
    """In the order of the count; what took no part comes last."""
    costs = current_costs(poll)
    results = list(PollResult.objects.filter(item__poll=poll).select_related("item__proposal"))
    reasons = _reasons(poll, run, {each.item.code: each.item.title for each in results})
    for result in sorted(results, key=lambda row: (row.rank == 0, row.rank, row.item.number)):
        cost = costs.get(result.item.code, 0)
        spent = cost if result.is_selected else 0
        yield ResultRow(
            result, result.item, cost, max(result.left_before_fen - spent, 0),
            reasons.get(result.item_id, ""), run.points_scale if run else 1,
        )  # fmt: skip


def _reasons(poll: Poll, run: CountRun | None, titles: dict[str, str]) -> dict[int, str]:
    """The sentence for each item, from what the count kept."""
    if run is None:
        return {}
    terms = wording.terms_of(run, poll, titles)
    events = run.events.select_related("item")
    return {event.item_id: wording.why(event, terms) for event in events}
