"""Before the first ballot: dates, the frozen list with its digests, the roll, the key, the opening.

A poll in preparation has dates only. Freezing copies the shortlist with its costs, the rule and
the money into it, and draws the roll; from then on the database refuses every change.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from mws.accounts.models import User
from mws.audit.services import record
from mws.core.canonical import canonical_json, sha256_hex
from mws.core.clock import database_now
from mws.core.refusals import require
from mws.rounds.models import Round
from mws.rounds.parameters import RoundRules
from proposals.models import Proposal
from proposals.services.ballots import put_on_ballot
from voting.models import Poll, PollItem, PollState, RollEntry
from voting.partitions import add_partitions
from voting.polls import keys, rules
from voting.polls.ballot_line import root_of
from voting.polls.preflight import available_fen, electors_of, preflight, residents_of
from voting.polls.services.locks import hold_poll
from voting.polls.services.rehearsal import wipe_rehearsal

TITLE_LENGTH = 200
MINIMUM_SUPPORT = 1  # what nobody chose is not funded, however much money is left


@transaction.atomic
def create_poll(
    *,
    round_id: int,
    opens_at: datetime,
    closes_at: datetime,
    by: User,
    now: datetime | None = None,
) -> Poll:
    """Give a round's residents' vote its dates. What is voted on follows at the freeze."""
    now = now or database_now()
    round = (
        Round.objects.select_for_update(of=("self",)).select_related("community").get(pk=round_id)
    )
    available = available_fen(round)
    require(
        rules.why_not_create_poll(
            round, opens_at=opens_at, closes_at=closes_at, available_fen=available, by=by, now=now
        )
    )
    poll = Poll.objects.create(
        round=round, opens_at=opens_at, closes_at=closes_at, budget_fen=available,
        choices_max=round.frozen_rules.ballot_max,
    )  # fmt: skip
    record(
        "poll.created", target=poll, by=by, effective_at=now, place_path=round.community.path,
        opens_at=opens_at.isoformat(), closes_at=closes_at.isoformat(),
    )  # fmt: skip
    return poll


def freeze_poll(*, poll_id: UUID, by: User, now: datetime | None = None) -> Poll:
    """Fix what is voted on and who may vote, and publish the digests of it.

    The budget is what the community's fund has available now, in fen. The seed of lots among
    equals is committed to by its hash and published at the seal.
    """
    now = now or database_now()
    require(preflight(Poll.objects.select_related("round__community").get(pk=poll_id), by=by,
                      now=now).refusal)  # fmt: skip
    add_partitions(poll_id)
    return _freeze(poll_id, by=by, now=now)


@transaction.atomic
def _freeze(poll_id: UUID, *, by: User, now: datetime) -> Poll:
    poll = hold_poll(poll_id)
    shortlist = put_on_ballot(round_id=poll.round_id, by=by, now=now)
    require(preflight(poll, by=by, now=now).refusal)
    residents, available = electors_of(poll), available_fen(poll.round)
    items = _write_items(poll, shortlist)
    key = keys.create_key(poll.pk)
    RollEntry.objects.bulk_create(
        (RollEntry(poll=poll, resident_id=resident) for resident in residents), batch_size=2_000
    )
    poll.budget_fen, poll.roll_size = available, len(residents)
    poll.residents = residents_of(poll.round.community).count()
    poll.roll_root_sha256 = root_of(sorted(keys.roll_leaf_of(key, pk) for pk in residents))
    poll.rule = rule_terms(poll.round.frozen_rules)
    poll.items_sha256 = items_digest(poll, items)
    poll.tie_seed_sha256 = sha256_hex(keys.tie_seed_of(key))
    poll.state, poll.frozen_at = PollState.FROZEN, now
    poll.save()
    record(
        "poll.frozen", target=poll, by=by, effective_at=now,
        place_path=poll.round.community.path, items=len(items), budget_fen=poll.budget_fen,
        items_sha256=poll.items_sha256, tie_seed_sha256=poll.tie_seed_sha256,
        roll_size=poll.roll_size, roll_root_sha256=poll.roll_root_sha256,
        rules_sha256=poll.round.rules_sha256,
    )  # fmt: skip
    return poll


@transaction.atomic
def open_poll(*, poll_id: UUID, by: User | None, now: datetime | None = None) -> Poll:
    """Open the box at the published time; ``by`` is None when the clock does it. What was cast in
    a rehearsal is wiped."""
    now = now or database_now()
    poll = hold_poll(poll_id)
    require(rules.why_not_open_poll(poll, has_key=keys.has_key(poll.pk), by=by, now=now))
    if poll.is_rehearsing:
        wipe_rehearsal(poll)
    poll.state, poll.is_rehearsing = PollState.OPEN, False
    poll.save(update_fields=["state", "is_rehearsing"])
    record(
        "poll.opened", target=poll, by=by, effective_at=now,
        place_path=poll.round.community.path, roll_size=poll.roll_size,
    )  # fmt: skip
    return poll


def rule_terms(rules: RoundRules) -> dict[str, Any]:
    """The rule as it is frozen and counted by: ballots of up to k choices, most votes first."""
    return {
        "ballot": rules.ballot_format,
        "choices_max": rules.ballot_max,
        "minimum_support": MINIMUM_SUPPORT,
        "rule": rules.poll_rule,
        "ties": ["cost", "lot"],
    }


def items_digest(poll: Poll, items: list[PollItem]) -> str:
    """SHA-256 of everything a voter chooses by: projects, costs, money, rule."""
    rows = [
        {"code": item.code, "cost_fen": item.cost_fen, "number": item.number, "title": item.title}
        for item in items
    ]
    terms = {
        "budget_fen": poll.budget_fen, "items": rows, "round": poll.label, "rule": poll.rule,
    }  # fmt: skip
    return sha256_hex(canonical_json(terms))


def _write_items(poll: Poll, shortlist: list[Proposal]) -> list[PollItem]:
    return PollItem.objects.bulk_create(
        PollItem(
            poll=poll, proposal=proposal, code=str(number), number=number,
            title=proposal.title[:TITLE_LENGTH], cost_fen=proposal.requested_fen,
        )
        for number, proposal in enumerate(shortlist, 1)
    )  # fmt: skip
