"""L1 and V1: casting per second, whole stack, generator on the same machine:
``DATABASE_URL=postgres://… python -m tests.load.cast_rate [SECONDS] [RESIDENTS]`` (300, 2000).

A signed-in resident after the other casts or changes a ballot over HTTP with all middleware; in the
same run a bare view that writes one row is timed. Counts must be exact at the end.
"""

from __future__ import annotations

import http.client
import os
import random
import socket
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from urllib.parse import urlencode

import django
from django.test.utils import setup_test_environment

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "mws.settings.test")
django.setup()
setup_test_environment()

from django.conf import settings

from tests.assurance.promises import Report
from tests.client import Client
from tests.database import database_url, fresh_database
from tests.load.bare_row import make_table
from tests.voting.polls.stage import PollStage, own_keys
from voting.models import BallotSlot, Poll, RollEntry

PROMISED, CLIENTS, WORKERS = 60, 12, 3
SUBMITS, BROWSERS = 5_000, 200
TOKEN = "x" * 32
PATTERNS = [["1"], ["2"], ["3"], ["4"], ["1", "2"], ["2", "3"], ["3", "4"], ["1", "2", "3"]]


@dataclass
class Run:
    """What the generator saw."""

    times: list[float] = field(default_factory=list)
    errors: list[int] = field(default_factory=list)
    voters: set[int] = field(default_factory=set)

    def at(self, share: float) -> float:
        ordered = sorted(self.times)
        return ordered[int(len(ordered) * share)] * 1000 if ordered else 0.0


def main(seconds: int, residents: int) -> None:
    report = Report("casting")
    with own_keys(), fresh_database():
        make_table()
        stage = PollStage()
        voters = stage.more_residents(residents)
        poll = stage.opened()
        sessions = [session_of(voter) for voter in voters]
        with server() as port:
            one_voter(report, port, poll, sessions[0])
            bare = drive(port, "/bare/", sessions, max(10, seconds // 6))
            cast = drive(port, f"/votes/{poll.pk}/cast/", sessions, seconds)
        tell(report, poll, cast, bare, seconds)
    report.finish()


def one_voter(report: Report, port: int, poll: Poll, session: str) -> None:
    """V1: the same resident from so many browsers at once, by whatever hurry or malice."""
    statuses: Counter[int] = Counter()

    def browser(number: int) -> None:
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=120)
        for choices in (PATTERNS * 4)[: SUBMITS // BROWSERS]:
            statuses[post(connection, f"/votes/{poll.pk}/cast/", session, choices)] += 1

    with ThreadPoolExecutor(BROWSERS) as pool:
        list(pool.map(browser, range(BROWSERS)))
    ballots = BallotSlot.objects.filter(poll=poll).count()
    marks = RollEntry.objects.filter(poll=poll, has_voted=True).count()
    report.add("V1", f"{SUBMITS:,} submits of one resident from {BROWSERS} browsers: one ballot",
               f"{ballots} ballot, {marks} mark, answers {dict(statuses)}",
               (ballots, marks, statuses) == (1, 1, Counter({302: SUBMITS})))  # fmt: skip


def tell(report: Report, poll: Poll, cast: Run, bare: Run, seconds: int) -> None:
    rate = len(cast.times) / seconds
    ratio = rate / max(1e-9, len(bare.times) / max(10, seconds // 6))
    report.add("L1", f"≥ {PROMISED} ballots/s for {seconds} s, 0 errors, p95 ≤ 800 ms, p99 ≤ 2 s",
               f"{rate:.0f}/s, {len(cast.errors)} errors, p95 {cast.at(0.95):.0f} ms, "
               f"p99 {cast.at(0.99):.0f} ms; {ratio:.2f} of a bare view",
               rate >= PROMISED and not cast.errors and cast.at(0.95) <= 800
               and cast.at(0.99) <= 2000)  # fmt: skip
    box = BallotSlot.objects.filter(poll=poll).count()
    marks = RollEntry.objects.filter(poll=poll, has_voted=True).count()
    cast.voters.add(0)  # the one of before
    report.add("L1", "as many ballots and marks as residents who were answered",
               f"{box:,} ballots, {marks:,} marks, {len(cast.voters):,} residents",
               box == marks == len(cast.voters))  # fmt: skip


def session_of(voter) -> str:
    client = Client()
    client.force_login(voter)
    return client.cookies[settings.SESSION_COOKIE_NAME].value


def drive(port: int, path: str, sessions: list[str], seconds: int) -> Run:
    """Post from so many clients at once until the time is over."""
    run, end = Run(), time.monotonic() + seconds

    def client(number: int) -> None:
        dice = random.Random(number)
        mine = list(range(number, len(sessions), CLIENTS))
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
        while time.monotonic() < end:
            who = dice.choice(mine)
            began = time.perf_counter()
            status = post(connection, path, sessions[who], dice.choice(PATTERNS))
            run.times.append(time.perf_counter() - began)
            if status not in (204, 302):
                run.errors.append(status)
            else:
                run.voters.add(who)

    threads = [threading.Thread(target=client, args=(number,)) for number in range(CLIENTS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return run


def post(connection: http.client.HTTPConnection, path: str, session: str, choices: list) -> int:
    cookies = f"{settings.SESSION_COOKIE_NAME}={session}; {settings.CSRF_COOKIE_NAME}={TOKEN}"
    headers = {
        "Content-Type": "application/x-www-form-urlencoded", "Cookie": cookies,
        "X-CSRFToken": TOKEN,
    }  # fmt: skip
    connection.request("POST", path, urlencode({"choice": choices}, doseq=True), headers)
    answer = connection.getresponse()
    answer.read()
    return answer.status


@contextmanager
def server() -> Iterator[int]:
    """The site on a free port, as many workers as one has cores and one more."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        port = listener.getsockname()[1]
    environment = {
        **os.environ, "DATABASE_URL": database_url(),
        "DJANGO_SETTINGS_MODULE": "tests.load.cast_settings",
        "MWS_PRIVATE_ROOT": str(settings.MWS_PRIVATE_ROOT),
    }  # fmt: skip
    command = [sys.executable, "-m", "gunicorn", "mws.wsgi", "--bind", f"127.0.0.1:{port}",
               "--workers", str(WORKERS), "--threads", "4", "--log-level", "warning",
               "--no-control-socket"]  # fmt: skip
    process = subprocess.Popen(command, env=environment)
    try:
        _wait_for(port)
        yield port
    finally:
        process.terminate()
        process.wait(60)


def _wait_for(port: int) -> None:
    for _try in range(240):
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.5)
    raise RuntimeError("the server does not answer")


if __name__ == "__main__":
    numbers = [int(word) for word in sys.argv[1:]]
    main(*(numbers + [300, 2000][len(numbers) :]))
