"""The outcome as a table for people, with the running balance."""

import sys
from collections.abc import Iterable, Mapping
from fractions import Fraction
from typing import Any, TextIO

from .amounts import format_amount
from .compare import effect, overlap
from .explain import explain
from .model import Election
from .outcome import Decision, Outcome
from .shares_explained import SHOWN

MAX_NAME = 40


def print_outcome(
    election: Election,
    outcome: Outcome,
    remarks: Iterable[str] = (),
    *,
    explained: bool = False,
    out: TextIO | None = None,
) -> None:
    """Print rule, table, ties and hash, and a sentence for each project if asked."""
    out = out or sys.stdout
    lines = [*_head(election, outcome, remarks), *_table(election, outcome)]
    if explained:
        lines += _sentences(election, outcome)
    lines += _ties(outcome)
    lines += _foot(election, outcome)
    print("\n".join(lines), file=out)


def print_comparison(
    election: Election, outcome: Outcome, others: Iterable[Outcome], out: TextIO | None = None
) -> None:
    """Print what other rules would have chosen beside what this one chose."""
    lines = [
        "",
        f"{'rule':<26} {'projects':>8} {'in common':>9} {'spent':>16} {'voters reached':>15}",
    ]
    for other in (outcome, *others):
        what = effect(election, other)
        share = 100 * what.reached / what.voters if what.voters else 0
        lines.append(
            f"{other.rule:<26} {len(other.selected):>8} {overlap(outcome, other):>9}"
            f" {format_amount(other.spent, other.scale):>16} {share:>13.1f} %"
        )
        lines += [
            f"    {category or 'no category'}: {format_amount(money, other.scale)}"
            for category, money in what.money.items()
            if set(what.money) != {""}
        ]
    print("\n".join(lines), file=out or sys.stdout)


def _head(election: Election, outcome: Outcome, remarks: Iterable[str]) -> Iterable[str]:
    title = election.meta.get("description") or election.meta.get("unit") or "an election"
    yield f"{_printable(title)} · {outcome.ballots:,} ballots · {len(outcome.decisions)} projects"
    yield f"rule {outcome.rule} ({', '.join(_settings(outcome))})"
    if outcome.process:
        yield f"run: {', '.join(_process(outcome))}"
    yield from (f"remark: {_printable(remark)}" for remark in remarks)
    yield from (f"note: line {note.line}: {note.message}" for note in election.notes[:10])
    yield ""


def _settings(outcome: Outcome) -> Iterable[str]:
    """The exact variant: every setting but the lists that are empty."""
    settings: dict[str, Any] = outcome.parameters
    for key, value in settings.items():
        if key == "ties":
            yield (
                "ties="
                + ">".join(value["order"])
                + (f" seed={value['seed']}" * bool(value["seed"]))
            )
        elif value != []:
            yield f"{key}={value}"


def _process(outcome: Outcome) -> Iterable[str]:
    """How the runs of Equal Shares went; money as money."""
    process: Mapping[str, Any] = outcome.process
    for key, value in process.items():
        if key in ("first_share", "share"):
            cents = int(Fraction(value) * 100 / outcome.scale)
            yield f"{key.replace('_', ' ')} {format_amount(cents, 100)}"
        elif key in ("increment", "next_cost"):
            yield f"{key.replace('_', ' ')} {format_amount(value, outcome.scale)}"
        elif isinstance(value, dict):
            yield from (f"{name.replace('_', ' ')} {number:,}" for name, number in value.items())
        else:
            yield f"{key} {str(value).replace('_', ' ')}"


def _table(election: Election, outcome: Outcome) -> Iterable[str]:
    names = {project.id: project.name for project in election.projects}
    width = max([len(decision.id) for decision in outcome.decisions] + [7])
    yield (
        f"{'rank':>4} {'project':<{width}} {'support':>9} {'cost':>14} {'left after':>14}  outcome"
    )
    for decision in outcome.decisions:
        after = max(0, decision.left - decision.cost) if decision.selected else decision.left
        yield (
            f"{decision.rank or '-':>4} {decision.id:<{width}} {decision.support:>9,}"
            f" {format_amount(decision.cost, outcome.scale):>14}"
            f" {format_amount(after, outcome.scale):>14}"
            f"  {'✔' if decision.selected else ' '} {_reason(decision, outcome.scale)}"
            f"  {_printable(names[decision.id])[:MAX_NAME]}".rstrip()
        )
    yield ""


def _printable(text: str) -> str:
    """One line without what a terminal would take for a command."""
    return "".join(each if each.isprintable() else " " for each in text)


def _sentences(election: Election, outcome: Outcome) -> Iterable[str]:
    for decision in outcome.decisions:
        yield f"{decision.id}: {explain(election, outcome, decision, 'en')}"
        yield f"  {explain(election, outcome, decision, 'zh')}"
    yield ""


def _reason(decision: Decision, scale: int) -> str:
    figures = decision.figures
    parts = [decision.reason.replace("_", " ")]
    if "by" in figures:
        parts.append(f"{'to' if decision.reason == 'tie_lost' else 'by'} {figures['by']}")
    if "short" in figures:
        parts.append(f"by {format_amount(figures['short'], scale)}")
    elif "effective" in figures:
        parts.append(f"with {figures['effective'] * 10 // SHOWN / 10:,.1f} effective votes")
    if "needs" in figures:
        parts.append(f"({figures['needs']:,} more would do)")
    return " ".join(parts)


def _ties(outcome: Outcome) -> Iterable[str]:
    for tie in outcome.ties:
        lost = f"; lost: {', '.join(tie.lost)}" if tie.lost else ""
        by = " then ".join(tie.decided_by)
        yield f"tie at {tie.at:,}: {', '.join(tie.projects)} (by {by}{lost})"
        yield from (f"  lot of {project_id}: {value}" for project_id, value in tie.lots)


def _foot(election: Election, outcome: Outcome) -> Iterable[str]:
    spent, budget = (format_amount(x, outcome.scale) for x in (outcome.spent, outcome.budget))
    currency = election.meta.get("currency", "")
    yield f"selected {len(outcome.selected)} for {spent} of {budget} {currency}".rstrip()
    if election.official is not None:
        chosen, official = set(outcome.selected), set(election.official)
        if chosen == official:
            yield "the source says the same"
        for project_id in sorted(official - chosen):
            yield f"the source selected {project_id}, this count did not"
        for project_id in sorted(chosen - official):
            yield f"this count selected {project_id}, the source did not"
    yield f"record sha256 {outcome.sha256}"
