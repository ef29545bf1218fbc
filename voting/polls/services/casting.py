"""One resident, one ballot: cast, changed or withdrawn until the vote closes.

These services are the exception to the house rule. They write roll and box and nothing else: no
audit event, no message, nothing in session, cache or log could tell later who cast which ballot.
The database's own clock judges, in the rule and again in the trigger of the box.
"""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet
from django.db.models.functions import Now

from mws.accounts.models import User
from mws.core.clock import database_now
from mws.core.collisions import ask_again
from mws.core.refusals import Refusal, require
from voting.models import BallotSlot, KioskCode, Poll, PollAmendment, RollChannel, RollEntry
from voting.polls import keys, rules, rules_paper
from voting.polls.ballot_line import choices_text, leaf_of, receipt_of
from voting.polls.kiosk_codes import hmac_of
from voting.polls.services.locks import share_poll
from voting.polls.services.rows import keep, take_out
from voting.polls.terms import current_costs, frozen_terms

NONCE_BYTES = 16
MOST_CHANGES = 32_767  # what the column holds; further changes are counted no more
NEEDED = (  # by a cast, of roll and poll
    "resident_id", "channel", "has_voted", "changes", "notices_sent", "poll__state",
    "poll__opens_at", "poll__closes_at", "poll__is_rehearsing", "poll__items_sha256",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Turn:
    """A voter in front of the box: the poll, their line on its roll, and what time it is there.
    ``is_amended``: two have signed a change of the frozen list."""

    poll: Poll
    entry: RollEntry | None
    now: datetime
    is_amended: bool


def cast_ballot(*, poll_id: UUID, choices: Sequence[str], by: User) -> None:
    """Put a resident's ballot into the box, or replace the one that lies there.

    ``choices`` are item codes. The same choices again (double click, back, a second tab) leave
    ballot and receipt as they are. Raises Refused, Poll.DoesNotExist.
    """

    def why_not() -> Refusal | None:
        poll = Poll.objects.get(pk=poll_id)
        entry = RollEntry.objects.filter(poll=poll, resident=by).first()
        return rules.why_not_vote(poll, entry, by=by, now=database_now())

    # The end may come between the rule's answer and the box, which takes nothing after it.
    with ask_again(why_not):
        _cast(_enter(poll_id, by.pk), choices, by=by, channel=RollChannel.ONLINE)


@transaction.atomic
def cast_at_kiosk(*, poll_id: UUID, code: str, choices: Sequence[str]) -> str:
    """Cast with a one-time code from the counter; returns the receipt, which is kept nowhere.

    The code is used up. Whoever handed it over never sees the ballot. Raises Refused.
    """
    found = KioskCode.objects.filter(poll=poll_id, code_hmac=hmac_of(poll_id, code)).first()
    turn = _enter(poll_id, found.resident_id if found else None)
    # Whoever came second waited above, so that the code is looked up again.
    found = KioskCode.objects.filter(pk=found.pk).first() if found else None
    require(rules_paper.why_not_use_code(found, now=database_now()))
    resident = turn.entry.resident
    with ask_again(
        lambda: rules.why_not_vote(turn.poll, turn.entry, by=resident, now=database_now())
    ):
        ballot = _cast(turn, choices, by=resident, channel=RollChannel.ASSISTED)
    found.delete()
    return receipt_of(ballot.leaf)


@transaction.atomic
def withdraw_ballot(*, poll_id: UUID, by: User) -> None:
    """Take the ballot out of the box; until the close another one may be cast."""
    turn = _enter(poll_id, by.pk)
    poll, entry = turn.poll, turn.entry
    require(rules.why_not_withdraw(poll, entry, by=by, now=turn.now))
    mine = BallotSlot.objects.filter(poll=poll, slot=slot_in(poll, by.pk))
    with ask_again(lambda: rules.why_not_withdraw(poll, entry, by=by, now=database_now())):
        take_out(mine)
    entry.has_voted, entry.channel, entry.changes, entry.notices_sent = False, "", 0, 0
    keep(entry, "has_voted", "channel", "changes", "notices_sent")


def slot_in(poll: Poll, resident_id: int) -> str:
    """Where a resident's ballot lies in the box. Raises Refused without the key."""
    require(rules.why_not_without_key(keys.has_key(poll.pk)))
    return keys.slot_of(keys.read_key(poll.pk), resident_id)


def _enter(poll_id: UUID, resident_id: int | None) -> Turn:
    """The poll, shared with other voters, and the voter's line on its roll, locked: a second cast
    of the same person waits here for the first. All is read together, as thousands come here on
    one evening; whoever is on no roll is told so from the poll alone. Raises Poll.DoesNotExist."""
    share_poll(poll_id)
    lines = _lines().select_for_update(of=("self",))
    entry = lines.filter(poll=poll_id, resident=resident_id).first()
    if entry is None:
        return Turn(Poll.objects.get(pk=poll_id), None, database_now(), is_amended=False)
    return Turn(entry.poll, entry, entry.now, entry.is_amended)


@cache
def _lines() -> QuerySet[Any]:
    """Lines of rolls as a cast reads them, put together once."""
    signed = PollAmendment.objects.filter(poll=OuterRef("poll_id")).exclude(confirmed_at=None)
    lines = RollEntry.objects.only(*NEEDED).select_related("poll")
    return lines.annotate(now=Now(), is_amended=Exists(signed))


def _cast(turn: Turn, choices: Sequence[str], *, by: User, channel: str) -> BallotSlot:
    poll, entry = turn.poll, turn.entry
    require(rules.why_not_vote(poll, entry, by=by, now=turn.now))
    terms = frozen_terms(poll.pk, poll.items_sha256, poll.is_rehearsing)
    require(
        rules.why_not_choices(
            choices, costs=current_costs(poll) if turn.is_amended else terms.costs,
            choices_max=terms.choices_max, budget_fen=terms.budget_fen,
        )
    )  # fmt: skip
    slot = slot_in(poll, entry.resident_id)
    mine = BallotSlot.objects.filter(poll=poll, slot=slot).first() if entry.has_voted else None
    ballot = mine or BallotSlot(poll=poll, slot=slot)
    if ballot.choices == choices_text(choices):
        # Nothing is written that the box would judge, and the line may have been waited for.
        require(rules.why_not_vote(poll, entry, by=by, now=database_now()))
        return ballot
    _write(ballot, choices, label=terms.label)
    _mark(entry, channel)
    return ballot


def _write(ballot: BallotSlot, choices: Sequence[str], *, label: str) -> None:
    ballot.choices = choices_text(choices)
    ballot.nonce = secrets.token_hex(NONCE_BYTES)
    ballot.leaf = leaf_of(round_label=label, choices=choices, nonce=ballot.nonce)
    if ballot._state.adding:
        ballot.save(force_insert=True)
    else:
        keep(ballot, "choices", "nonce", "leaf")


def _mark(entry: RollEntry, channel: str) -> None:
    """Note on the roll that this person has voted; never when, never what."""
    if entry.has_voted:
        entry.changes = min(entry.changes + 1, MOST_CHANGES)
    entry.has_voted, entry.channel = True, channel
    keep(entry, "has_voted", "channel", "changes")
