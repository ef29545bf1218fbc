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
from mws.core.collisions import ask_again
from mws.core.refusals import Refusal, require
from voting.models import BallotSlot, KioskCode, Poll, RollChannel, RollEntry
from voting.polls import keys, rules, rules_paper
from voting.polls.ballot_line import choices_text, leaf_of, receipt_of
from voting.polls.kiosk_codes import hmac_of
from voting.polls.services.locks import join_poll
from voting.polls.services.rows import keep, take_out
from voting.polls.terms import current_costs, is_knapsack

NONCE_BYTES = 16
MOST_CHANGES = 32_767  # what the column holds; further changes are counted no more


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
        poll, entry = _enter(poll_id, by.pk)
        _cast(poll, entry, choices, by=by, channel=RollChannel.ONLINE)


@transaction.atomic
def cast_at_kiosk(*, poll_id: UUID, code: str, choices: Sequence[str]) -> str:
    """Cast with a one-time code from the counter; returns the receipt, which is kept nowhere.

    The code is used up. Whoever handed it over never sees the ballot. Raises Refused.
    """
    poll = join_poll(poll_id)
    found = KioskCode.objects.filter(poll=poll, code_hmac=hmac_of(poll.pk, code)).first()
    resident_id = found.resident_id if found else None
    entry = _locked(poll, resident_id)
    # Whoever came second waited above, so that the code is looked up again.
    found = KioskCode.objects.filter(pk=found.pk).first() if found else None
    require(rules_paper.why_not_use_code(found, now=database_now()))
    resident = entry.resident
    with ask_again(lambda: rules.why_not_vote(poll, entry, by=resident, now=database_now())):
        ballot = _cast(poll, entry, choices, by=resident, channel=RollChannel.ASSISTED)
    found.delete()
    return receipt_of(ballot.leaf)


@transaction.atomic
def withdraw_ballot(*, poll_id: UUID, by: User) -> None:
    """Take the ballot out of the box; until the close another one may be cast."""
    poll, entry = _enter(poll_id, by.pk)
    require(rules.why_not_withdraw(poll, entry, by=by, now=database_now()))
    mine = BallotSlot.objects.filter(poll=poll, slot=slot_in(poll, by.pk))
    with ask_again(lambda: rules.why_not_withdraw(poll, entry, by=by, now=database_now())):
        take_out(mine)
    entry.has_voted, entry.channel, entry.changes, entry.notices_sent = False, "", 0, 0
    keep(entry, "has_voted", "channel", "changes", "notices_sent")


def slot_in(poll: Poll, resident_id: int) -> str:
    """Where a resident's ballot lies in the box. Raises Refused without the key."""
    require(rules.why_not_without_key(keys.has_key(poll.pk)))
    return keys.slot_of(keys.read_key(poll.pk), resident_id)


def _enter(poll_id: UUID, resident_id: int) -> tuple[Poll, RollEntry | None]:
    """The poll, shared with other voters, then the voter's line on the roll, locked: a second
    cast of the same person waits here for the first."""
    poll = join_poll(poll_id)
    return poll, _locked(poll, resident_id)


def _locked(poll: Poll, resident_id: int | None) -> RollEntry | None:
    lines = RollEntry.objects.select_for_update(of=("self",))
    return lines.filter(poll=poll, resident_id=resident_id).first()


def _cast(
    poll: Poll, entry: RollEntry | None, choices: Sequence[str], *, by: User, channel: str
) -> BallotSlot:
    require(rules.why_not_vote(poll, entry, by=by, now=database_now()))
    require(
        rules.why_not_choices(
            choices, costs=current_costs(poll), choices_max=poll.choices_max,
            budget_fen=poll.budget_fen if is_knapsack(poll) else None,
        )
    )  # fmt: skip
    slot = slot_in(poll, entry.resident_id)
    mine = BallotSlot.objects.filter(poll=poll, slot=slot).first() if entry.has_voted else None
    ballot = mine or BallotSlot(poll=poll, slot=slot)
    if ballot.choices != choices_text(choices):
        _write(ballot, poll, choices)
        _mark(entry, channel)
    return ballot


def _write(ballot: BallotSlot, poll: Poll, choices: Sequence[str]) -> None:
    ballot.choices = choices_text(choices)
    ballot.nonce = secrets.token_hex(NONCE_BYTES)
    ballot.leaf = leaf_of(round_label=poll.label, choices=choices, nonce=ballot.nonce)
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
