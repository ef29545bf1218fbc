"""V11 at full size: ``DATABASE_URL=postgres://… python -m tests.load.close_assurance [--quick]``.

1,000 casts ± 2 s round the end at four servers whose clocks are up to five minutes off; 200 closes
while people cast, the seal's lock held for a second in every fifth and for 0.2 s in the others;
the same without the lock, which must go wrong. On PostgreSQL: SQLite has one lock for all, and the
suite has its form (test_close.py).
"""

from __future__ import annotations

import multiprocessing
import os
import random
import sys
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import django
from django.test.utils import setup_test_environment

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "mws.settings.test")
django.setup()
setup_test_environment()

from django.db import connection, connections

from mws.accounts.models import User
from mws.core.clock import database_now
from mws.core.refusals import Refused
from tests.assurance.promises import Report
from tests.database import fresh_database
from tests.voting.polls.closing import (
    CASTERS,
    PATTERNS,
    VOTERS,
    NextBatch,
    close_under_load,
    wrong_clock,
)
from tests.voting.polls.stage import PollStage, own_keys
from voting.models import Poll, RollEntry, SealedBallot
from voting.polls import services

CLOCKS = (-300, -120, 120, 300)  # seconds by which the servers are wrong
THREADS = 8
SPREAD = 2.0
AHEAD = timedelta(seconds=4)
PATIENCE = 120
SHORT, LONG, EVERY = 0.2, 1.0, 5  # seconds for which the seal keeps its lock
# Writes down when each ballot came to the guard of the box, by the database's own clock.
STAMPS = """
CREATE TABLE close_stamps (at timestamptz NOT NULL);
CREATE FUNCTION close_stamp() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN INSERT INTO close_stamps VALUES (clock_timestamp()); RETURN NEW; END $$;
CREATE TRIGGER a_close_stamp BEFORE INSERT OR UPDATE ON voting_ballotslot
FOR EACH ROW EXECUTE FUNCTION close_stamp();
"""


@dataclass(frozen=True, slots=True)
class Answer:
    """One cast: when it was sent and answered, by the database's clock, and in which word."""

    sent: datetime
    answered: datetime
    word: str


def boundary(report: Report, casts: int) -> None:
    """Casts round the end of a vote, at servers whose clocks are wrong."""
    stage, dice = PollStage(), random.Random(11)
    voters = stage.more_residents(casts)
    poll = stage.opened()
    with connection.cursor() as cursor:
        cursor.execute(STAMPS)
    rows = [(dice.uniform(-SPREAD, SPREAD), voter.pk) for voter in voters]
    answers = _answers(poll, sorted(rows))
    with connection.cursor() as cursor:
        cursor.execute("SELECT max(at) FROM close_stamps")
        last = cursor.fetchone()[0]
    _tell_boundary(report, Poll.objects.get(pk=poll.pk), answers, last)


def _answers(poll: Poll, rows: list[tuple[float, int]]) -> list[Answer]:
    """Let the servers cast, and the clock, which is as wrong as the last of them, close."""
    context = multiprocessing.get_context("fork")
    gate, queue = context.Barrier(len(CLOCKS) + 1), context.SimpleQueue()
    connections.close_all()
    servers = [
        context.Process(target=serve, args=(poll.pk, rows[n :: len(CLOCKS)], off, gate, queue))
        for n, off in enumerate(CLOCKS)
    ]
    for server in servers:
        server.start()
    gate.wait(PATIENCE)
    by_time = database_now() + AHEAD - poll.closes_at
    services.move_poll(poll_id=poll.pk, by_time=by_time, by=None)
    gate.wait(PATIENCE)
    with wrong_clock(CLOCKS[-1]):
        while not Poll.objects.get(pk=poll.pk).is_counted:
            services.run_due_polls()
            time.sleep(0.05)
    answers = [answer for _server in servers for answer in queue.get()]
    for server in servers:
        server.join(PATIENCE)
    return answers


def serve(poll_id: UUID, rows: list[tuple[float, int]], off: int, gate: Any, queue: Any) -> None:
    """A web server, forked, with a clock of its own."""

    def cast(row: tuple[float, int]) -> Answer:
        offset, voter_id = row
        voter = people[voter_id]
        time.sleep(max(0.0, end_here + offset - time.monotonic()))
        sent = database_now()
        try:
            choices = PATTERNS[voter_id % len(PATTERNS)]
            services.cast_ballot(poll_id=poll_id, choices=choices, by=voter)
            word = "cast"
        except Refused as refused:
            word = refused.code
        except Exception as error:
            word = f"{type(error).__name__}: {error}"
        return Answer(sent, database_now(), word)

    with wrong_clock(off), ThreadPoolExecutor(THREADS) as pool:
        people = User.objects.in_bulk([voter_id for _offset, voter_id in rows])
        list(pool.map(lambda _n: (connection.ensure_connection(), time.sleep(0.1)), range(THREADS)))
        gate.wait(PATIENCE)
        gate.wait(PATIENCE)
        end = Poll.objects.get(pk=poll_id).closes_at
        end_here = time.monotonic() + (end - database_now()).total_seconds()
        queue.put(list(pool.map(cast, rows)))


def _tell_boundary(report: Report, poll: Poll, answers: list[Answer], last: datetime) -> None:
    end = poll.closes_at
    cast = [answer for answer in answers if answer.word == "cast"]
    late = [answer for answer in answers if answer.word == "poll_closed"]
    wrong = sum(each.sent >= end for each in cast) + sum(each.answered < end for each in late)
    across = sum(each.sent < end <= each.answered for each in answers)
    near = sum(abs(each.sent - end) <= timedelta(seconds=0.1) for each in answers)
    others = Counter(each.word for each in answers if each not in cast and each not in late)
    print(*others.items(), sep="\n", end="\n" if others else "")
    first, final = (
        (pick(each.sent for each in answers) - end).total_seconds() for pick in (min, max)
    )
    report.add(
        "V11", f"{len(answers):,} casts ± {SPREAD:.0f} s round the end, clocks ± 5 min off: "
        "accepted iff the database's time is before it",
        f"{len(cast):,} accepted, {len(late):,} refused, {wrong} wrongly, "
        f"{others.total()} errors; sent {first:+.1f} to {final:+.1f} s, "
        f"{near} within 0.1 s, {across} across the end; the last one in the box "
        f"{(end - last).total_seconds() * 1000:.0f} ms before it",
        not wrong and not others and bool(cast and late)
        and last < end,
    )  # fmt: skip
    sealed = SealedBallot.objects.filter(poll=poll).count()
    marks = RollEntry.objects.filter(poll=poll, has_voted=True).count()
    report.add(
        "V11", "all that were accepted are in the sealed count, and nothing else",
        f"{len(cast):,} accepted, {sealed:,} sealed, {poll.ballot_count:,} said, {marks:,} marks",
        len(cast) == sealed == poll.ballot_count == marks,
    )  # fmt: skip


def closes(report: Report, number: int) -> None:
    """Closes while people cast; each vote is that of a further round."""
    stage = PollStage()
    voters = stage.more_residents(VOTERS)
    ballots = late = inexact = 0
    for batch in range(2, number + 2):
        hold = LONG if batch % EVERY == 0 else SHORT
        found = close_under_load(NextBatch(stage, batch).opened(), voters, hold=hold)
        ballots += len(found.sealed)
        late += found.after_the_count
        if not found.is_exact:
            inexact += 1
            print(batch, found)
    report.add(
        "V11",
        f"{number} closes while {CASTERS} clients cast, lock held {SHORT} s, each {EVERY}th {LONG}:"
        " no ballot after the count",
        f"{ballots:,} ballots, {late} after the count; {number - inexact} closes exact",
        not inexact and not late and ballots > 0,
    )  # fmt: skip


def control(report: Report, number: int) -> None:
    """The negative control: the same load, and no row locks."""
    stage = PollStage()
    voters = stage.more_residents(VOTERS)
    late = 0
    for batch in range(2, number + 2):
        poll = NextBatch(stage, batch).opened()
        late += close_under_load(poll, voters, hold=SHORT, locked=False).after_the_count
    report.add(
        "V11", f"negative control: {number} closes without the lock lose ballots",
        f"{late} after the count", late > 0,
    )  # fmt: skip


def main(quick: bool) -> None:
    if connection.vendor != "postgresql":
        sys.exit("V11 needs row locks: DATABASE_URL=postgres://…")
    report = Report("close on postgresql")
    for check, size in (
        (boundary, 200 if quick else 1_000),
        (closes, 6 if quick else 200),
        (control, 3 if quick else 20),
    ):
        with own_keys(), fresh_database():
            check(report, size)
    print(f"load average {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores")
    report.finish()


if __name__ == "__main__":
    main("--quick" in sys.argv)
