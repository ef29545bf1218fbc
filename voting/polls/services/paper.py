"""At the counter and with the urn: codes, papers handed out, batches keyed by two persons."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Max

from mws.accounts.models import User
from mws.audit.services import record
from mws.core.clock import database_now
from mws.core.refusals import require
from voting.models import (
    BallotSlot,
    BatchState,
    KeyedPaper,
    KioskCode,
    PaperBatch,
    RollChannel,
    RollEntry,
)
from voting.polls import rules_paper
from voting.polls.ballot_line import choices_text
from voting.polls.kiosk_codes import hmac_of, new_code
from voting.polls.papers import differing_sheets, handed_out, in_batches, keying_of
from voting.polls.services.casting import slot_in
from voting.polls.services.locks import hold_poll, join_poll
from voting.polls.services.rows import keep, take_out
from voting.polls.terms import is_knapsack, lists_while_open

HOUR = timedelta(hours=1)


@transaction.atomic
def issue_code(*, poll_id: UUID, resident_id: int, by: User) -> str:
    """A one-time code for a person who stands at the counter; it replaces an earlier one.

    Returned once and stored as a hash. No audit event: it would have the time of the ballot.
    """
    poll = join_poll(poll_id)
    entry = _line(poll_id, resident_id)
    now = database_now()
    require(rules_paper.why_not_serve_voter(poll, entry, by=by, now=now))
    code = new_code()
    KioskCode.objects.filter(poll=poll, resident_id=resident_id).delete()
    KioskCode.objects.create(
        poll=poll, resident_id=resident_id, code_hmac=hmac_of(poll.pk, code),
        expires_at=now.replace(minute=0, second=0, microsecond=0) + 2 * HOUR,
    )  # fmt: skip
    return code


@transaction.atomic
def hand_out_paper(*, poll_id: UUID, resident_id: int, by: User) -> None:
    """Give a person a ballot paper: the roll is marked at once, and an online ballot is void."""
    poll = join_poll(poll_id)
    entry = _line(poll_id, resident_id)
    require(rules_paper.why_not_serve_voter(poll, entry, by=by, now=database_now()))
    take_out(BallotSlot.objects.filter(poll=poll, slot=slot_in(poll, resident_id)))
    KioskCode.objects.filter(poll=poll, resident_id=resident_id).delete()
    entry.has_voted, entry.channel = True, RollChannel.PAPER
    keep(entry, "has_voted", "channel")


@transaction.atomic
def open_batch(
    *, poll_id: UUID, expected: int, by: User, now: datetime | None = None
) -> PaperBatch:
    """Begin a batch of papers out of the urn; ``expected`` is how many were counted by hand."""
    poll = hold_poll(poll_id)
    left = handed_out(poll) - in_batches(poll)
    require(rules_paper.why_not_open_batch(poll, expected=expected, left=left, by=by))
    number = (poll.batches.aggregate(last=Max("number"))["last"] or 0) + 1
    batch = PaperBatch.objects.create(poll=poll, number=number, expected=expected)
    _record("poll.batch_opened", batch, by=by, now=now, expected=expected)
    return batch


@transaction.atomic
def key_paper(
    *, batch_id: UUID, sheet: int, choices: Sequence[str], invalid: str = "", by: User
) -> KeyedPaper:
    """Key one paper; whose keying it is follows from who keys. Raises Refused for a number that is
    not on the ballot: such a paper stops the batch until someone looks at it. Keyed otherwise than
    before, it takes back what was settled of this paper: that was settled on other words."""
    batch = _held(batch_id)
    keying = keying_of(batch, by)
    require(rules_paper.why_not_key(batch, keying=keying, sheet=sheet, by=by))
    before = batch.papers.filter(keying=keying, sheet=sheet).first()
    paper = _say(batch, keying, sheet, choices, invalid)
    if before and before.said != paper.said:
        batch.papers.filter(keying=3, sheet=sheet).delete()
    if keying == 1 and batch.first_by_id is None:
        batch.first_by = by
        batch.save(update_fields=["first_by"])
    elif keying == 2 and batch.second_by_id is None:
        batch.second_by = by
        batch.save(update_fields=["second_by"])
    return paper


@transaction.atomic
def settle_paper(
    *, batch_id: UUID, sheet: int, choices: Sequence[str], invalid: str = "", by: User,
    now: datetime | None = None,
) -> None:  # fmt: skip
    """Decide, as a third person and with the paper at hand, what a paper says on which the two
    keyings differ."""
    batch = _held(batch_id)
    differs = sheet in differing_sheets(batch)
    require(rules_paper.why_not_settle(batch, differs=differs, by=by))
    _say(batch, 3, sheet, choices, invalid)
    batch.settled_by = by
    batch.save(update_fields=["settled_by"])
    _record("poll.paper_settled", batch, by=by, now=now, sheet=sheet)


@transaction.atomic
def reconcile_batch(*, batch_id: UUID, by: User, now: datetime | None = None) -> None:
    """Both keyings are complete and agree, or were settled: the batch counts."""
    batch = _held(batch_id)
    settled = set(batch.papers.filter(keying=3).values_list("sheet", flat=True))
    require(
        rules_paper.why_not_reconcile(
            batch, keyed=keyed_so_far(batch),
            open_differences=len(differing_sheets(batch) - settled), by=by,
        )
    )  # fmt: skip
    batch.state = BatchState.RECONCILED
    batch.save(update_fields=["state"])
    _record("poll.batch_reconciled", batch, by=by, now=now, papers=batch.expected)


@transaction.atomic
def reverse_batch(*, batch_id: UUID, reason: str, by: User, now: datetime | None = None) -> None:
    """Take a batch back as a whole; its papers are keyed again in another one."""
    batch = _held(batch_id)
    require(rules_paper.why_not_reverse(batch, reason=reason, by=by))
    batch.state, batch.reversed_by, batch.reason = BatchState.REVERSED, by, reason.strip()
    batch.save(update_fields=["state", "reversed_by", "reason"])
    _record("poll.batch_reversed", batch, by=by, now=now, papers=batch.expected)


def keyed_so_far(batch: PaperBatch) -> tuple[int, int]:
    """Papers in the first and in the second keying."""
    keyed = list(batch.papers.values_list("keying", flat=True))
    return keyed.count(1), keyed.count(2)


def _line(poll_id: UUID, resident_id: int) -> RollEntry | None:
    lines = RollEntry.objects.select_for_update(of=("self",))
    return lines.filter(poll_id=poll_id, resident_id=resident_id).first()


def _held(batch_id: UUID) -> PaperBatch:
    """A batch, locked after its poll: so the count waits for what is being keyed, and who comes
    after the count reads that all is counted."""
    join_poll(PaperBatch.objects.values_list("poll_id", flat=True).get(pk=batch_id))
    batches = PaperBatch.objects.select_for_update(of=("self",))
    return batches.select_related("poll__round__community").get(pk=batch_id)


def _say(
    batch: PaperBatch, keying: int, sheet: int, choices: Sequence[str], invalid: str
) -> KeyedPaper:
    poll = batch.poll
    if not invalid:
        require(
            rules_paper.why_not_said(
                choices, lists=lists_while_open(poll), choices_max=poll.choices_max,
                budget_fen=poll.budget_fen if is_knapsack(poll) else None,
            )
        )  # fmt: skip
    said = {"choices": "[]" if invalid else choices_text(choices), "invalid": invalid}
    paper, _made = KeyedPaper.objects.update_or_create(
        batch=batch, keying=keying, sheet=sheet, defaults=said
    )
    return paper


def _record(
    action: str, batch: PaperBatch, *, by: User, now: datetime | None, **facts: Any
) -> None:
    record(
        action, target=batch.poll, by=by, effective_at=now,
        place_path=batch.poll.round.community.path, batch=batch.number, **facts,
    )  # fmt: skip
