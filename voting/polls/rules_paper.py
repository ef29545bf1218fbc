"""May it happen now, and why not: codes of the kiosk, paper handed out, batches keyed by two."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from django.utils.translation import gettext_lazy as _

from mws.accounts.models import User
from mws.accounts.permissions import Permission
from mws.core.refusals import Refusal
from voting.models import (
    BatchState,
    KioskCode,
    PaperBatch,
    Poll,
    RollChannel,
    RollEntry,
)
from voting.polls.rules import why_not_choices, why_not_now, why_not_run


def why_not_serve(poll: Poll, *, by: User) -> Refusal | None:
    """At the counter: whoever verifies residents, or runs the vote."""
    place = poll.round.community
    if by.may(Permission.RESIDENCY_VERIFY, place) or by.may(Permission.POLL_RUN, place):
        return None
    return Refusal("not_counter", _("The counter of the community serves voters."))


def why_not_serve_voter(
    poll: Poll, entry: RollEntry | None, *, by: User, now: datetime
) -> Refusal | None:
    """Hand a code or a paper to this person. Nobody serves himself."""
    if refusal := why_not_serve(poll, by=by):
        return refusal
    if poll.is_rehearsing:
        return Refusal("rehearsal", _("In a rehearsal no codes and no papers are handed out."))
    if refusal := why_not_now(poll, now=now):
        return refusal
    if entry is None:
        return Refusal("not_on_roll", _("This person is not on the roll of this vote."))
    if entry.resident_id == by.pk:
        return Refusal("served_oneself", _("A colleague must serve you."))
    if entry.channel == RollChannel.PAPER:
        return Refusal("paper_ballot", _("A paper was handed to this person already."))
    return None


def why_not_use_code(code: KioskCode | None, *, now: datetime) -> Refusal | None:
    if code is None or now >= code.expires_at:
        return Refusal(
            "code_unknown",
            _("This code is not valid, or was used already. Ask at the counter for a new one."),
        )
    return None


def why_not_open_batch(poll: Poll, *, expected: int, left: int, by: User) -> Refusal | None:
    """``left``: papers handed out that lie in no batch yet."""
    if refusal := why_not_run(poll.round, by=by):
        return refusal
    if not poll.takes_papers:
        return Refusal("not_reconciling", _("Papers are keyed after the close, before the count."))
    if expected > left:
        return Refusal(
            "too_many_papers",
            _("Only %(left)s papers that were handed out are not in a batch yet.") % {"left": left},
        )
    return None


def why_not_key(batch: PaperBatch, *, keying: int, sheet: int, by: User) -> Refusal | None:
    if refusal := _why_not_work_on(batch, by=by):
        return refusal
    if keying == 0:
        return Refusal("keyed_by_two", _("Two others have keyed this batch."))
    if not 1 <= sheet <= batch.expected:
        return Refusal(
            "no_such_sheet", _("This batch has %(number)s papers.") % {"number": batch.expected}
        )
    return None


def why_not_said(
    choices: Sequence[str],
    *,
    lists: Sequence[Mapping[str, int]],
    choices_max: int,
    budget_fen: int | None,
) -> Refusal | None:
    """Whether a paper can say this. ``lists``: cost by code of each version of the list that was
    in force while papers were handed out, the first first; one that allows it is enough."""
    refusals = [
        why_not_choices(choices, costs=costs, choices_max=choices_max, budget_fen=budget_fen)
        for costs in lists
    ]
    return None if None in refusals else refusals[0]


def why_not_settle(batch: PaperBatch, *, differs: bool, by: User) -> Refusal | None:
    """A third person settles: whoever keyed the batch would judge their own keying."""
    if refusal := _why_not_work_on(batch, by=by):
        return refusal
    if by.pk in (batch.first_by_id, batch.second_by_id):
        return Refusal(
            "keyed_it_oneself",
            _("You keyed this batch. A third person settles what the two keyings differ on."),
        )
    if not differs:
        return Refusal("no_difference", _("Both keyings of this paper say the same."))
    return None


def why_not_reconcile(
    batch: PaperBatch, *, keyed: tuple[int, int], open_differences: int, by: User
) -> Refusal | None:
    """``keyed``: papers in the first and the second keying."""
    if refusal := _why_not_work_on(batch, by=by):
        return refusal
    if min(keyed) < batch.expected:
        return Refusal(
            "not_keyed_twice",
            _("Keyed so far: %(first)s and %(second)s of %(number)s papers.")
            % {"first": keyed[0], "second": keyed[1], "number": batch.expected},
        )
    if open_differences:
        return Refusal("differences", _("Settle the papers on which the two keyings differ."))
    return None


def why_not_reverse(batch: PaperBatch, *, reason: str, by: User) -> Refusal | None:
    if refusal := why_not_run(batch.poll.round, by=by):
        return refusal
    if not batch.poll.takes_papers:
        return Refusal("counted_already", _("The count stands; a batch cannot be reversed now."))
    if batch.state == BatchState.REVERSED:
        return Refusal("reversed_already", _("This batch was reversed already."))
    if not reason.strip():
        return Refusal("reason_missing", _("Say why the batch is reversed."))
    return None


def why_not_finish_papers(
    poll: Poll, *, open_batches: int, counted: int, handed_out: int, by: User
) -> Refusal | None:
    """Declare that all papers are in, and count."""
    if refusal := why_not_run(poll.round, by=by):
        return refusal
    if not poll.takes_papers:
        return Refusal("not_reconciling", _("No papers are waiting to be counted in this vote."))
    if open_batches:
        return Refusal("batches_open", _("Reconcile or reverse every batch first."))
    if counted > handed_out:
        return Refusal(
            "too_many_papers",
            _("%(counted)s papers are in the batches, but only %(out)s were handed out.")
            % {"counted": counted, "out": handed_out},
        )
    return None


def _why_not_work_on(batch: PaperBatch, *, by: User) -> Refusal | None:
    if refusal := why_not_serve(batch.poll, by=by):
        return refusal
    if not batch.poll.takes_papers or batch.state != BatchState.OPEN:
        return Refusal("batch_closed", _("This batch is not being keyed."))
    return None
