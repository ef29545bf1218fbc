"""The close: wait for casts in flight, copy the box in the order of its hashes, count, forget.

One transaction from open to sealed. The key is destroyed after the commit; should the process die
in between, ``run_due_polls`` does it.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import datetime
from functools import partial
from typing import cast
from uuid import UUID

from django.db import transaction

from mws.accounts.models import User
from mws.audit.services import record
from mws.core.clock import database_now
from mws.core.refusals import require
from voting.counting import Greedy, Misfit, Outcome, Project, Ties, count, make_election
from voting.models import BallotSlot, Poll, PollItem, PollResult, PollState, SealedBallot
from voting.polls import keys, rules
from voting.polls.ballot_line import root_of
from voting.polls.services.locks import hold_poll

FEN_SCALE = 100
BATCH = 2_000


class BoxMismatchError(Exception):
    """The box holds another number of ballots than the roll has marks: nothing is sealed."""


@transaction.atomic
def close_poll(*, poll_id: UUID, by: User | None, now: datetime | None = None) -> Poll:
    """Close, seal and count a vote; ``by`` is None when the clock does it.

    Raises Refused before the published end, BoxMismatchError, KeyMissingError.
    """
    now = now or database_now()
    poll = hold_poll(poll_id)
    require(rules.why_not_close_poll(poll, by=by, now=now))
    poll.state = PollState.CLOSING
    poll.save(update_fields=["state"])
    box = list(BallotSlot.objects.filter(poll=poll).order_by("leaf"))
    _compare_with_roll(poll, box)
    SealedBallot.objects.bulk_create(
        (
            SealedBallot(
                poll=poll, position=position, choices=ballot.choices, nonce=ballot.nonce,
                leaf=ballot.leaf, origin="cast",
            )
            for position, ballot in enumerate(box, 1)
        ),
        batch_size=BATCH,
    )  # fmt: skip
    BallotSlot.objects.filter(poll=poll).delete()
    poll.tie_seed = keys.tie_seed_of(keys.read_key(poll.pk))
    poll.root_sha256 = root_of([ballot.leaf for ballot in box])
    store_outcome(poll, count_poll(poll, [json.loads(ballot.choices) for ballot in box]))
    _seal(poll, by=by, now=now)
    transaction.on_commit(partial(keys.destroy_key, poll.pk))
    return poll


def count_poll(poll: Poll, ballots: list[list[str]]) -> Outcome:
    """Apply the frozen rule to ballots of item codes."""
    projects = [
        Project(id=item.code, cost=item.cost_fen, name=item.title) for item in poll.items.all()
    ]
    election = make_election(
        budget=poll.budget_fen, scale=FEN_SCALE, projects=projects, ballots=ballots
    )
    misfit = Misfit.STOP if poll.rule["rule"] == "greedy-no-skip" else Misfit.SKIP
    ties = Ties(tuple(poll.rule["ties"]), seed=poll.tie_seed)
    return count(election, Greedy(misfit=misfit, min_score=poll.rule["minimum_support"], ties=ties))


def store_outcome(poll: Poll, outcome: Outcome, *, fen: Callable[[int], int] = int) -> None:
    """Write one result row an item; ``fen`` turns the outcome's money into fen."""
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


def _compare_with_roll(poll: Poll, box: list[BallotSlot]) -> None:
    marks = poll.roll.filter(has_voted=True).count()
    if marks != len(box):
        raise BoxMismatchError(f"poll {poll.pk}: {len(box)} ballots, {marks} marks on the roll")


def _seal(poll: Poll, *, by: User | None, now: datetime) -> None:
    poll.ballot_count = poll.sealed_ballots.count()
    poll.state, poll.sealed_at = PollState.SEALED, now
    poll.save(update_fields=["state", "sealed_at", "ballot_count", "root_sha256", "tie_seed"])
    record(
        "poll.sealed", target=poll, by=by, effective_at=now,
        place_path=poll.round.community.path, ballots=poll.ballot_count,
        root_sha256=poll.root_sha256, tie_seed=poll.tie_seed,
    )  # fmt: skip
