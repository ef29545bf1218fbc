"""What other rules would have chosen from the same ballots: as counted at the close."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from proposals.models import Category
from voting.models import CountRun, Poll, PollItem
from voting.polls import wording


@dataclass(frozen=True, slots=True)
class RuleColumn:
    """One rule, its short name, and the money of its list by form."""

    run: CountRun
    name: str
    by_form: list[tuple[str, int]]


@dataclass(frozen=True, slots=True)
class ItemRow:
    """One project; ``chosen`` says for each rule whether it is on its list."""

    item: PollItem
    chosen: list[tuple[str, bool]]

    @property
    def is_disputed(self) -> bool:
        return len({is_chosen for _name, is_chosen in self.chosen}) > 1


@dataclass(frozen=True, slots=True)
class OtherRulesPage:
    poll: Poll
    columns: list[RuleColumn]
    rows: list[ItemRow]


def other_rules_page(poll: Poll) -> OtherRulesPage:
    """Three queries, whatever the number of ballots; the rule that decided comes first."""
    runs = list(poll.runs.defer("record").prefetch_related("events"))
    columns = [_column(run) for run in runs]
    return OtherRulesPage(poll, columns, list(_rows(poll, columns)))


def _column(run: CountRun) -> RuleColumn:
    forms = dict(Category.choices)
    money = [(str(forms.get(form, form)), fen) for form, fen in run.by_form.items() if form]
    return RuleColumn(run, wording.rule_name(run.rule), money)


def _rows(poll: Poll, columns: list[RuleColumn]) -> Iterator[ItemRow]:
    chosen = [
        {event.item_id for event in column.run.events.all() if event.is_selected}
        for column in columns
    ]
    for item in poll.items.select_related("proposal").order_by("number"):
        yield ItemRow(
            item,
            [(column.name, item.pk in ids) for column, ids in zip(columns, chosen, strict=True)],
        )
