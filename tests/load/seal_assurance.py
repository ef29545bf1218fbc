"""V1, V2, V6, V10 at full size: ``DATABASE_URL=… python -m tests.load.seal_assurance [--quick]``.

5,000 submits of one resident; 2,000 residents with five changes each at 64 clients; the linker on
10,000 ballots; kill -9 at a hundred points of the seal. Each on a throw-away database.
"""

from __future__ import annotations

import os
import random
import sys
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import django
from django.test.utils import setup_test_environment

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "mws.settings.test")
django.setup()
setup_test_environment()

from django.db import connection, connections

from mws.accounts.models import User
from tests.assurance.promises import Report
from tests.database import fresh_database
from tests.voting.polls.killing import roots_after_kills
from tests.voting.polls.linker import (
    bytes_of_store,
    correlation,
    linked_by_transaction,
    order_of,
)
from tests.voting.polls.stage import PollStage, own_keys
from voting.models import BallotSlot, Poll, RollEntry
from voting.polls import keys, services
from voting.polls.ballot_line import choices_text

CLIENTS = 64
PATTERNS = [["1"], ["2"], ["3"], ["4"], ["1", "2"], ["2", "3"], ["3", "4"], ["1", "2", "3"]]


def at_once(act: Callable[[int], None], numbers: list[int], clients: int) -> list[str]:
    """Call ``act`` for all numbers with so many threads; the errors."""
    errors: list[str] = []

    def one(number: int) -> None:
        try:
            act(number)
        except Exception as error:
            errors.append(type(error).__name__)

    def leave(_number: int) -> None:
        connections.close_all()

    with ThreadPoolExecutor(clients) as pool:
        list(pool.map(one, numbers))
        list(pool.map(leave, range(clients * 4)))
    return errors


def one_resident(report: Report, submits: int) -> None:
    stage = PollStage()
    poll, lin = stage.opened(), stage.cast.lin

    def submit(number: int) -> None:
        choices = PATTERNS[number % len(PATTERNS)]
        services.cast_ballot(poll_id=poll.pk, choices=choices, by=lin)

    errors = at_once(submit, list(range(submits)), 32)
    ballots, marks = BallotSlot.objects.count(), RollEntry.objects.filter(has_voted=True).count()
    report.add("V1", f"{submits:,} submits of one resident at 32 connections: one ballot, one mark",
               f"{ballots} ballot, {marks} mark, {len(errors)} errors",
               (ballots, marks, errors) == (1, 1, []))  # fmt: skip


def many_residents(report: Report, residents: int, changes: int) -> None:
    stage = PollStage()
    voters = stage.more_residents(residents)
    poll = stage.opened()
    acknowledged: dict[int, list[str]] = {}
    guards = {voter.pk: threading.Lock() for voter in voters}
    dice = random.Random(2)
    plan = [(voter, dice.choice(PATTERNS)) for voter in voters for _change in range(changes)]
    dice.shuffle(plan)

    def change(number: int) -> None:
        voter, choices = plan[number]
        with guards[voter.pk]:  # so that the client knows which answer was the last
            services.cast_ballot(poll_id=poll.pk, choices=choices, by=voter)
            acknowledged[voter.pk] = choices

    errors = at_once(change, list(range(len(plan))), CLIENTS)
    key = keys.read_key(poll.pk)
    box = dict(BallotSlot.objects.filter(poll=poll).values_list("slot", "choices"))
    right = sum(
        box.get(keys.slot_of(key, voter.pk)) == choices_text(acknowledged.get(voter.pk, []))
        for voter in voters
    )
    report.add("V2", f"{residents:,} residents × {changes} changes at {CLIENTS} clients: the last",
               f"{right:,} right of {len(box):,} ballots, {len(errors)} errors",
               right == len(box) == residents and not errors)  # fmt: skip


def nobody_linked(report: Report, residents: int) -> None:
    stage = PollStage()
    voters = stage.more_residents(residents)
    poll = stage.opened()
    dice = random.Random(6)
    dice.shuffle(voters)
    for voter in voters:
        services.cast_ballot(poll_id=poll.pk, choices=dice.choice(PATTERNS), by=voter)
    key = keys.read_key(poll.pk)
    slots = {voter.pk: keys.slot_of(key, voter.pk) for voter in voters}
    leaves = dict(BallotSlot.objects.values_list("slot", "leaf"))
    truth = {pk: leaves[slot] for pk, slot in slots.items()}
    before = len(linked_by_transaction(poll, "voting_ballotslot"))
    stage.over(poll)
    services.close_poll(poll_id=poll.pk, by=None)
    services.forget_ballots(poll_id=poll.pk)
    after = len(linked_by_transaction(poll, "voting_sealedballot"))
    sealed = order_of("voting_sealedballot", "leaf", poll)
    casting = abs(correlation(truth, [voter.pk for voter in voters], sealed))
    rolled = abs(correlation(truth, order_of("voting_rollentry", "resident_id", poll), sealed))
    store = bytes_of_store()
    left = sum(slot.encode() in store for slot in slots.values())
    report.add("V6", f"after the seal nobody of {residents:,} is linked; |ρ| < 0.05",
               f"before {before:,}, after {after}; ρ {casting:.3f}, {rolled:.3f}; slots: {left}",
               not after and not left and max(casting, rolled) < 0.05
               and (connection.vendor == "sqlite" or before == residents))  # fmt: skip


def killed(report: Report, points: int) -> None:
    stage = PollStage()
    voters = stage.more_residents(200)
    poll, dice = stage.opened(), random.Random(10)
    for voter in voters:
        services.cast_ballot(poll_id=poll.pk, choices=dice.choice(PATTERNS), by=voter)
    stage.over(poll)
    _root, faults = roots_after_kills(Poll.objects.get(pk=poll.pk), points)
    print(*faults, sep="\n", end="\n" if faults else "")
    report.add("V10", f"kill -9 at {points} points of the seal: the same root",
               f"{points - len(faults)} of {points}", not faults)  # fmt: skip


def main(quick: bool) -> None:
    report = Report(f"seal on {connection.vendor}")
    for check, *sizes in (
        (one_resident, 200 if quick else 5_000),
        (many_residents, 60 if quick else 2_000, 5),
        (nobody_linked, 400 if quick else 10_000),
        (killed, 8 if quick else 100),
    ):
        with own_keys(), fresh_database():
            check(report, *sizes)
    report.finish()


if __name__ == "__main__":
    assert User  # imported, so that models are ready before threads are
    main("--quick" in sys.argv)
