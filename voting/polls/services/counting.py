"""Counting a poll by its frozen terms, and keeping what the count did."""

from __future__ import annotations

from collections.abc import Callable
from typing import cast

from voting.counting import (
    Completion,
    Election,
    EqualShares,
    Greedy,
    Misfit,
    Outcome,
    Project,
    Rule,
    Ties,
    count,
    effect,
    make_election,
    other_rules,
    overlap,
)
from voting.counting.completion import Progress
from voting.models import CountEvent, CountRun, Poll, PollItem, PollResult
from voting.polls.terms import current_costs

FEN_SCALE = 100
MANY_BALLOTS = 10_000
Fen = Callable[[int], int]


def rule_of(poll: Poll) -> Rule:
    """The rule that was frozen, with the seed that was committed to."""
    terms = poll.rule
    ties, least = Ties(tuple(terms["ties"]), seed=poll.tie_seed), terms["minimum_support"]
    if terms["rule"] == "equal-shares":
        return EqualShares(completion=Completion.ADD1U, min_score=least, ties=ties)
    misfit = Misfit.STOP if terms["rule"] == "greedy-no-skip" else Misfit.SKIP
    return Greedy(misfit=misfit, min_score=least, ties=ties)


def takes_long(rule: Rule, ballots: int) -> bool:
    """Whether the count would keep a request waiting: add1 runs hundreds of times."""
    scans = isinstance(rule, EqualShares) and rule.completion is not Completion.NONE
    return scans and ballots > MANY_BALLOTS


def election_of(poll: Poll, ballots: list[list[str]]) -> Election:
    """The items and ballots of a poll as the count sees them; a project's form is its category.
    What was taken off the list takes no part."""
    costs = current_costs(poll)
    projects = [
        Project(
            id=item.code, cost=costs.get(item.code, 0), name=item.title,
            categories=(item.proposal.category,), withdrawn=item.code not in costs,
        )
        for item in poll.items.select_related("proposal")
    ]  # fmt: skip
    return make_election(
        budget=poll.budget_fen, scale=FEN_SCALE, projects=projects, ballots=ballots
    )


def count_poll(poll: Poll, ballots: list[list[str]], progress: Progress | None = None) -> Outcome:
    """Apply the frozen rule to ballots of item codes."""
    return count(election_of(poll, ballots), rule_of(poll), progress)


def store_outcome(poll: Poll, outcome: Outcome, *, fen: Fen = int) -> None:
    """Write the result, a row an item, and the runs of this and other rules with all reasons;
    ``fen`` turns the outcome's money into fen."""
    items: dict[str, PollItem] = {item.code: item for item in poll.items.all()}
    PollResult.objects.bulk_create(
        PollResult(
            item=items[decision.id], support=decision.support, rank=decision.rank,
            is_selected=decision.selected, reason=decision.reason,
            left_before_fen=fen(decision.left),
            short_by_fen=fen(cast(int, decision.figures.get("short", 0))),
            short_by_votes=cast("int | None", decision.figures.get("needs")),
        )
        for decision in outcome.decisions
    )  # fmt: skip
    for each in (outcome, *other_rules(outcome.source, outcome)):
        _store_run(poll, items, outcome, each, fen)


def _store_run(
    poll: Poll, items: dict[str, PollItem], result: Outcome, outcome: Outcome, fen: Fen
) -> None:
    what = effect(outcome.source, outcome)
    run = CountRun.objects.create(
        poll=poll, is_result=outcome is result, rule=outcome.rule,
        record=outcome.canonical.decode(), sha256=outcome.sha256,
        scale=outcome.scale, points_scale=outcome.source.points_scale,
        chosen=len(outcome.selected), in_common=overlap(result, outcome),
        spent_fen=fen(outcome.spent), reached=what.reached,
        by_form={form: fen(money) for form, money in what.money.items()},
    )  # fmt: skip
    CountEvent.objects.bulk_create(
        CountEvent(
            run=run, item=items[decision.id], position=decision.rank,
            turn=cast("int | None", decision.figures.get("round")),
            is_selected=decision.selected, reason=decision.reason, votes=decision.votes,
            support=decision.support, cost=decision.cost, left=decision.left,
            figures=dict(decision.figures),
        )
        for decision in outcome.decisions
    )  # fmt: skip
