"""The close: wait for casts in flight, take in the papers, order the ballots by their hashes,
count, and forget.

From open to sealed is one transaction; with papers there are two, and the reconciling between
them. Only a count that would take longer than a request may, add1 on many ballots, follows in the
background. A process that dies leaves either the state before or the state after;
``run_due_polls`` goes on from there.
"""

from __future__ import annotations

import json
from datetime import datetime
from functools import partial
from uuid import UUID

from django.db import transaction
from django.db.models import Count
from django_tasks import task

from mws.accounts.models import User
from mws.audit.services import record
from mws.core.clock import database_now
from mws.core.refusals import require
from voting.models import BallotSlot, BatchState, Poll, PollState, RollChannel, SealedBallot
from voting.polls import keys, progress, rules, rules_paper
from voting.polls.ballot_line import choices_text, leaf_of, root_of
from voting.polls.papers import handed_out, in_batches, invalid_papers, valid_papers
from voting.polls.services.counting import count_poll, rule_of, store_outcome, takes_long
from voting.polls.services.forgetting import forget_ballots
from voting.polls.services.locks import hold_poll
from voting.polls.services.rows import take_out

BATCH = 2_000
Line = tuple[str, str, str]
COUNTING = (PollState.CLOSING, PollState.RECONCILING)
"""States in which a poll that has its root waits for a long count."""


class BoxMismatchError(Exception):
    """The box holds another number of ballots than the roll has marks, or what was put in order
    has another root than was written: nothing is sealed."""


@transaction.atomic
def close_poll(*, poll_id: UUID, by: User | None, now: datetime | None = None) -> Poll:
    """Close a vote; count and seal it at once where no paper was handed out.

    ``by`` is None when the clock does it. Raises Refused before the published end,
    BoxMismatchError, KeyMissingError.
    """
    now = now or database_now()
    poll = hold_poll(poll_id)
    require(rules.why_not_close_poll(poll, by=by, now=now))
    poll.state = PollState.CLOSING
    poll.save(update_fields=["state"])
    poll.kiosk_codes.all().delete()
    _compare_with_roll(poll)
    if handed_out(poll):
        poll.state = PollState.RECONCILING
        poll.save(update_fields=["state"])
        record(
            "poll.closed", target=poll, by=by, effective_at=now,
            place_path=poll.round.community.path, marks=marks_of(poll),
        )  # fmt: skip
        return poll
    return _seal(poll, by=by, now=now)


@transaction.atomic
def finish_papers(*, poll_id: UUID, by: User, now: datetime | None = None) -> Poll:
    """Declare that all papers are in their batches; count and seal."""
    now = now or database_now()
    poll = hold_poll(poll_id)
    require(
        rules_paper.why_not_finish_papers(
            poll, open_batches=poll.batches.filter(state=BatchState.OPEN).count(),
            counted=in_batches(poll), handed_out=handed_out(poll), by=by,
        )
    )  # fmt: skip
    _compare_with_roll(poll)
    return _seal(poll, by=by, now=now)


@task()
def count_in_background(poll_id: str) -> bool:
    return count_closed_poll(poll_id=UUID(poll_id)) is not None


def ask_for_count(*, poll_id: UUID) -> bool:
    """Have what was closed counted by a background task; whether a task was put in the queue.

    Not where one is at it, or was asked for in the last minutes and may wait for its turn.
    """
    awaits = Poll.objects.filter(pk=poll_id, state__in=COUNTING).exclude(root_sha256="").exists()
    if not awaits or not progress.ask(poll_id):
        return False
    count_in_background.enqueue(str(poll_id))
    return True


def count_closed_poll(*, poll_id: UUID, now: datetime | None = None) -> Poll | None:
    """Count what was closed but not counted, and seal it; None where another process is at it.

    The count itself holds no lock: the ballots cannot change any more, and it begins with making
    their root again. It tells how far it is, see ``progress``. Raises BoxMismatchError.
    """
    poll = Poll.objects.select_related("round__community").get(pk=poll_id)
    if not poll.awaits_count or not progress.claim(poll_id):
        return None
    outcome = count_poll(poll, _ballots_of_root(poll), progress.told(poll_id))
    with transaction.atomic():
        poll = hold_poll(poll_id)
        if poll.awaits_count:
            store_outcome(poll, outcome)
            _publish_count(poll, by=None, now=now or database_now())
    progress.forget(poll_id)
    return poll


def _ballots_of_root(poll: Poll) -> list[list[str]]:
    """The choices of all ballots in their order, where they are those that the root was made of."""
    rows = poll.sealed_ballots.order_by("position").values_list("choices", "nonce")
    ballots = [(json.loads(text), nonce) for text, nonce in rows.iterator(BATCH)]
    leaves = [
        leaf_of(round_label=poll.label, choices=choices, nonce=nonce) for choices, nonce in ballots
    ]
    if (root_of(leaves), len(leaves)) != (poll.root_sha256, poll.ballot_count):
        raise BoxMismatchError(f"poll {poll.pk}: {len(leaves)} ballots of another root")
    return [choices for choices, _nonce in ballots]


def marks_of(poll: Poll) -> dict[str, int]:
    """How many voted by each channel; a paper counts when it is handed out (one query)."""
    found = poll.roll.filter(has_voted=True).values_list("channel").annotate(Count("pk"))
    return {channel: dict(found).get(channel, 0) for channel in RollChannel.values}


def _seal(poll: Poll, *, by: User | None, now: datetime) -> Poll:
    """Order the ballots of box and papers by their leaves, and count them."""
    key = keys.read_key(poll.pk)
    lines = sorted([*_box_lines(poll), *_paper_lines(poll, key)])
    SealedBallot.objects.bulk_create(
        (
            SealedBallot(
                poll=poll, position=position, choices=choices, nonce=nonce, leaf=leaf,
                origin="cast",
            )
            for position, (leaf, choices, nonce) in enumerate(lines, 1)
        ),
        batch_size=BATCH,
    )  # fmt: skip
    take_out(BallotSlot.objects.filter(poll=poll))
    poll.tie_seed = keys.tie_seed_of(key)
    poll.root_sha256 = root_of([leaf for leaf, _choices, _nonce in lines])
    poll.ballot_count = len(lines)
    if takes_long(rule_of(poll), len(lines)):
        poll.save(update_fields=["root_sha256", "tie_seed", "ballot_count"])
        transaction.on_commit(partial(ask_for_count, poll_id=poll.pk))
        return poll
    store_outcome(poll, count_poll(poll, [json.loads(choices) for _leaf, choices, _nonce in lines]))
    return _publish_count(poll, by=by, now=now)


def _publish_count(poll: Poll, *, by: User | None, now: datetime) -> Poll:
    """Sealed; whose the ballots were is forgotten when that is committed."""
    poll.state, poll.sealed_at = PollState.SEALED, now
    poll.save(update_fields=["state", "sealed_at", "ballot_count", "root_sha256", "tie_seed"])
    record(
        "poll.sealed", target=poll, by=by, effective_at=now,
        place_path=poll.round.community.path, ballots=poll.ballot_count,
        root_sha256=poll.root_sha256, tie_seed=poll.tie_seed, marks=marks_of(poll),
        invalid=invalid_papers(poll),
    )  # fmt: skip
    transaction.on_commit(partial(forget_ballots, poll_id=poll.pk), robust=True)
    return poll


def _box_lines(poll: Poll) -> list[Line]:
    return list(BallotSlot.objects.filter(poll=poll).values_list("leaf", "choices", "nonce"))


def _paper_lines(poll: Poll, key: bytes) -> list[Line]:
    lines = []
    for paper, choices in valid_papers(poll):
        nonce = keys.paper_nonce_of(key, paper.pk)
        leaf = leaf_of(round_label=poll.label, choices=choices, nonce=nonce)
        lines.append((leaf, choices_text(choices), nonce))
    return lines


def _compare_with_roll(poll: Poll) -> None:
    box, marks = poll.box.count(), marks_of(poll)
    cast_here = marks[RollChannel.ONLINE] + marks[RollChannel.ASSISTED]
    if cast_here != box:
        raise BoxMismatchError(f"poll {poll.pk}: {box} ballots, {cast_here} marks on the roll")
