"""One resident, one ballot: cast, changed or withdrawn until the vote closes.

These services are the exception to the house rule. They write roll and box and nothing else: no
audit event, no message, nothing in session, cache or log could tell later who cast which ballot.
The database's own clock judges, in the rule and again in the trigger of the box.
"""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from uuid import UUID

from django.db import transaction

from mws.accounts.models import User
from mws.core.clock import database_now
from mws.core.refusals import require
from voting.models import BallotSlot, Poll, RollChannel, RollEntry
from voting.polls import keys, rules
from voting.polls.ballot_line import choices_text, leaf_of
from voting.polls.services.locks import join_poll

NONCE_BYTES = 16
MOST_CHANGES = 32_767  # what the column holds; further changes are counted no more


@transaction.atomic
def cast_ballot(*, poll_id: UUID, choices: Sequence[str], by: User) -> None:
    """Put a resident's ballot into the box, or replace the one that lies there.

    ``choices`` are item codes. The same choices again (double click, back, a second tab) leave
    ballot and receipt as they are. Raises Refused, Poll.DoesNotExist.
    """
    poll, entry = _enter(poll_id, by)
    require(rules.why_not_vote(poll, entry, by=by, now=database_now()))
    codes = set(poll.items.values_list("code", flat=True))
    require(rules.why_not_choices(choices, codes=codes, choices_max=poll.choices_max))
    slot = _slot(poll, by)
    ballot = BallotSlot.objects.filter(poll=poll, slot=slot).first()
    if ballot is None:
        ballot = BallotSlot(poll=poll, slot=slot)
    elif ballot.choices == choices_text(choices):
        return
    _write(ballot, poll, choices)
    _mark(entry)


@transaction.atomic
def withdraw_ballot(*, poll_id: UUID, by: User) -> None:
    """Take the ballot out of the box; until the close another one may be cast."""
    poll, entry = _enter(poll_id, by)
    require(rules.why_not_withdraw(poll, entry, by=by, now=database_now()))
    BallotSlot.objects.filter(poll=poll, slot=_slot(poll, by)).delete()
    entry.has_voted, entry.channel, entry.changes, entry.notices_sent = False, "", 0, 0
    entry.save(update_fields=["has_voted", "channel", "changes", "notices_sent"])


def _enter(poll_id: UUID, by: User) -> tuple[Poll, RollEntry | None]:
    """The poll, shared with other voters, then the voter's line on the roll, locked: a second
    cast of the same person waits here for the first."""
    poll = join_poll(poll_id)
    entry = RollEntry.objects.select_for_update().filter(poll=poll, resident_id=by.pk).first()
    return poll, entry


def _slot(poll: Poll, by: User) -> str:
    require(rules.why_not_without_key(keys.has_key(poll.pk)))
    return keys.slot_of(keys.read_key(poll.pk), by.pk)


def _write(ballot: BallotSlot, poll: Poll, choices: Sequence[str]) -> None:
    ballot.choices = choices_text(choices)
    ballot.nonce = secrets.token_hex(NONCE_BYTES)
    ballot.leaf = leaf_of(round_label=poll.label, choices=choices, nonce=ballot.nonce)
    ballot.save()


def _mark(entry: RollEntry) -> None:
    """Note on the roll that this person has voted; never when, never what."""
    if entry.has_voted:
        entry.changes = min(entry.changes + 1, MOST_CHANGES)
    else:
        entry.has_voted, entry.channel = True, RollChannel.ONLINE
    entry.save(update_fields=["has_voted", "channel", "changes"])
