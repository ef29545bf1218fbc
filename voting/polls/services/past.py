"""Votes that were counted before they came here: imported elections and seeded past years.

There was no box on this site, so the ballots are stored at once as sealed ones, marked imported.
Nonces follow from the seed, so that the same source gives the same leaves and the same root.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction

from mws.accounts.models import User
from mws.audit.services import record
from mws.core.canonical import sha256_hex
from mws.core.clock import database_now
from mws.rounds.models import Round
from proposals.models import Proposal
from voting.counting import BallotKind, Outcome
from voting.models import Poll, PollItem, PollState, SealedBallot
from voting.polls.ballot_line import Choices, choices_text, leaf_of, root_of
from voting.polls.services.counting import store_outcome
from voting.polls.services.sealing import BATCH
from voting.polls.services.setup import TITLE_LENGTH, items_digest

Progress = Callable[[int], None]


@dataclass(frozen=True, slots=True)
class PaperLine:
    """One project as the past ballot had it; ``official``: whether its source says it won."""

    code: str
    proposal: Proposal
    cost_fen: int
    official: bool | None = None


@dataclass(frozen=True, slots=True)
class PastPoll:
    """A finished vote: its paper, its terms, its ballots. Each is a tuple of item codes, in the
    order of the ranks where the terms say ``ordinal``, or of pairs of a code and its points.

    ``seed`` is public and anything that names the source. ``signed_by``: the two who vouch.
    """

    round: Round
    paper: Sequence[PaperLine]
    ballots: Sequence[Choices]
    terms: dict[str, Any]
    budget_fen: int
    choices_max: int
    opens_at: datetime
    closes_at: datetime
    seed: str
    signed_by: tuple[User, User]


@transaction.atomic
def store_past_poll(
    *,
    past: PastPoll,
    outcome: Outcome,
    fen: Callable[[int], int] = int,
    progress: Progress | None = None,
    now: datetime | None = None,
) -> Poll:
    """Store a finished vote with ballots, result and both signatures.

    ``fen`` turns the outcome's money into fen; ``progress`` is told how many ballots are stored.
    """
    now = now or database_now()
    poll = _write_paper(past, now)
    _write_ballots(poll, past, progress)
    store_outcome(poll, outcome, fen=fen)
    poll.state, poll.sealed_at, poll.certified_at = PollState.CERTIFIED, now, now
    poll.proposed_by, poll.certified_by = past.signed_by
    poll.save()
    record(
        "poll.imported", target=poll, by=past.signed_by[1], effective_at=now,
        place_path=past.round.community.path, ballots=poll.ballot_count,
        items_sha256=poll.items_sha256, root_sha256=poll.root_sha256,
    )  # fmt: skip
    return poll


def _write_paper(past: PastPoll, now: datetime) -> Poll:
    """Draft, then items, then frozen and closing in one step: the order the triggers ask for."""
    poll = Poll.objects.create(
        round=past.round, opens_at=past.opens_at, closes_at=past.closes_at, is_imported=True,
        budget_fen=past.budget_fen, choices_max=past.choices_max, rule=past.terms,
    )  # fmt: skip
    items = PollItem.objects.bulk_create(
        PollItem(
            poll=poll, proposal=line.proposal, code=line.code, number=number,
            title=line.proposal.title[:TITLE_LENGTH], cost_fen=line.cost_fen,
            official_selected=line.official,
        )
        for number, line in enumerate(past.paper, 1)
    )  # fmt: skip
    poll.items_sha256 = items_digest(poll, items)
    poll.tie_seed, poll.tie_seed_sha256 = past.seed, sha256_hex(past.seed)
    poll.state, poll.frozen_at = PollState.CLOSING, now
    poll.save()
    return poll


def _write_ballots(poll: Poll, past: PastPoll, progress: Progress | None) -> None:
    ranked = past.terms["ballot"] == BallotKind.RANKED
    sealed = sorted(_leaves(poll.label, past.ballots, past.seed, ranked=ranked))
    rows = [
        SealedBallot(
            poll=poll, position=position, choices=choices, nonce=nonce, leaf=leaf,
            origin="imported",
        )
        for position, (leaf, choices, nonce) in enumerate(sealed, 1)
    ]  # fmt: skip
    for start in range(0, len(rows), BATCH):
        SealedBallot.objects.bulk_create(rows[start : start + BATCH])
        if progress:
            progress(min(start + BATCH, len(rows)))
    poll.ballot_count = len(rows)
    poll.root_sha256 = root_of([leaf for leaf, _choices, _nonce in sealed])


def _leaves(
    label: str, ballots: Iterable[Choices], seed: str, *, ranked: bool
) -> Iterable[tuple[str, str, str]]:
    """(leaf, choices, nonce) of every ballot. Equal ballots share one spelled text."""
    spelled: dict[Choices, str] = {}
    for number, choices in enumerate(ballots):
        text = spelled.get(choices)
        if text is None:
            text = spelled.setdefault(choices, choices_text(choices, ranked=ranked))
        nonce = hashlib.sha256(f"{seed}:{number}".encode()).hexdigest()[:32]
        leaf = leaf_of(round_label=label, choices=choices, nonce=nonce, ranked=ranked)
        yield leaf, text, nonce
