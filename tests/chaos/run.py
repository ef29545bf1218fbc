"""``make chaos``: people cast and an office pays while things are killed; then everything is
counted. ``python -m tests.chaos.run [--seconds S] [--communities N] [--name NAME]``

Lost acknowledged ballots and payments must be 0; a run that loses one exits with 1.
"""

from __future__ import annotations

import argparse
import hmac
import json
import os
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field, replace
from itertools import cycle
from pathlib import Path
from typing import Any

import psycopg

from tests.chaos.cluster import Cluster
from tests.chaos.faults import FAULTS, KILLS, Redis, Stage
from tests.load import report
from tests.load.database import Database
from tests.load.generator import Tally, closed
from tests.load.scenarios import cast_of
from tests.load.server import ROOT, Server, environment
from tests.load.wire import Request, Wire


def main() -> None:
    parser = argparse.ArgumentParser(prog="make chaos")
    parser.add_argument("--seconds", type=float, default=10, help="of casting before a fault")
    parser.add_argument("--rounds", type=int, default=1,
                        help="how often each kill comes; the other faults come once")  # fmt: skip
    parser.add_argument("--communities", type=int, default=2)
    parser.add_argument("--name", default="chaos")
    options = parser.parse_args()
    # Told to stop, it still ends what it started.
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    folder = Path(tempfile.mkdtemp(prefix="mws-chaos-"))
    redis = Redis()
    try:
        redis.start()
        with Cluster() as cluster:
            database = _seeded(cluster, folder, options.communities)
            facts = _break(cluster, database, folder, redis, options)
    finally:
        redis.stop()
        shutil.rmtree(folder, ignore_errors=True)
    written = report.write(options.name, facts, _markdown(facts))
    print(written.read_text())
    lost = facts["end"]["lost ballots"] + facts["end"]["lost payments"]
    sys.exit(1 if lost or facts["end"]["faults"] else 0)


def _seeded(cluster: Cluster, folder: Path, communities: int) -> Database:
    cluster.run("createdb", "--host=127.0.0.1", f"--port={cluster.port}", "--username=postgres",
                "--template=template0", "--encoding=UTF8", "--locale=C.UTF-8", "mws")  # fmt: skip
    database = Database(cluster.url("mws"))
    seed = f"seed_demo --scale city --communities {communities}"
    subprocess.run([sys.executable, "manage.py", "prepare", "--then", seed], cwd=ROOT,
                   env=environment(database.url, folder), check=True)  # fmt: skip
    return database


def _break(
    cluster: Cluster,
    database: Database,
    folder: Path,
    redis: Redis,
    options: argparse.Namespace,
) -> dict[str, Any]:
    world = json.loads(subprocess.check_output(
        [sys.executable, "-m", "tests.load.world", "20000"], cwd=ROOT,
        env=environment(database.url, folder, REDIS_URL=redis.url)))  # fmt: skip
    # Gateways that nobody answers at: mail and SMS are away the whole time.
    away = {"DJANGO_SETTINGS_MODULE": "tests.chaos.settings", "REDIS_URL": redis.url,
            "MWS_SMS_URL": "http://127.0.0.1:9/", "EMAIL_URL": "smtp://127.0.0.1:9",
            "MWS_PAGE_CACHE_SECONDS": "0"}  # fmt: skip
    with Server(database.url, folder, **away) as server:

        def clock() -> subprocess.Popen[bytes]:
            return subprocess.Popen(
                [sys.executable, "manage.py", "tick", "--every", "2"], cwd=ROOT,
                env=server.environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
            )  # fmt: skip

        stage = Stage(cluster, server, redis, clock(), clock)
        office = Office(server)
        begun = report.circumstances()
        before = database.counts()
        try:
            asked = Asked()
            results = _all_rounds(stage, asked, world["voters"], options)
        finally:
            paid = office.stop()
            stage.clock.kill()
            stage.clock.wait()
        end = _count(database, server, before, asked, paid)
    return {
        "circumstances": begun, "load_average_after": round(os.getloadavg()[0], 1),
        "results": results, "end": end,
        "kills": options.rounds * len(KILLS),
    }  # fmt: skip


def _all_rounds(
    stage: Stage, asked: Asked, voters: list[dict[str, Any]], options: argparse.Namespace
) -> dict[str, Any]:
    """Every fault once, then the kills again and again."""
    casts = asked.casts(voters)
    results = _one_by_one(stage, casts, list(FAULTS), options.seconds, asked)
    for number in range(1, options.rounds):
        print(f"round {number + 1} of {options.rounds}", file=sys.stderr, flush=True)
        more = _one_by_one(stage, casts, KILLS, options.seconds, asked)
        results |= {name: together(results[name], each) for name, each in more.items()}
    return results


class Office:
    """The process that pays, and what was confirmed to it."""

    def __init__(self, server: Server) -> None:
        self.process = subprocess.Popen(
            [sys.executable, "-m", "tests.chaos.payments", "100000"], cwd=ROOT,
            env=server.environment, stdout=subprocess.PIPE, text=True,
        )  # fmt: skip

    def stop(self) -> list[str]:
        self.process.kill()
        output, _errors = self.process.communicate()
        return [line for line in output.splitlines() if line.startswith("pay-")]


def _one_by_one(
    stage: Stage, casts: Iterator[Request], faults: list[str], seconds: float, asked: Asked
) -> dict[str, Any]:
    results: dict[str, Any] = {}
    for name in faults:
        tallies: list[Tally] = []
        port = stage.server.port
        voting = threading.Thread(target=lambda port=port, tallies=tallies: tallies.append(
            closed(port, casts, visitors=8, seconds=seconds * 2)))  # fmt: skip
        voting.start()
        time.sleep(seconds / 2)
        moment = time.perf_counter()
        watched = Watch(stage)
        FAULTS[name](stage)
        done = time.perf_counter() - moment
        seen = {"fault_took_s": round(done, 1)} | watched.until_ready(moment)
        voting.join()
        asked.acknowledge(tallies[0].acknowledged)
        results[name] = tallies[0].facts() | {
            "acknowledged": len(tallies[0].acknowledged), **seen, "pages": _pages(stage),
        }  # fmt: skip
        stage.redis.start()
        print(f"{name}: {json.dumps(results[name])}", file=sys.stderr, flush=True)
    return results


def together(before: dict[str, Any], after: dict[str, Any]) -> dict[str, Any]:
    """The same fault again: counts are added up, the longest wait and every word are kept."""
    longest = ("ready_again_after_s", "fault_took_s", "median_ms", "p95_ms", "p99_ms")
    return (
        after
        | {name: before[name] + after[name] for name in ("acknowledged", "answers")}
        | {name: dict(Counter(before[name]) + Counter(after[name])) for name in
           ("statuses", "errors")}
        | {name: max(before[name], after[name]) for name in longest}
        | {name: sorted({*before[name], *after[name]}) for name in
           ("readyz_statuses", "readyz_fields")}
        | {"pages": {path: max(before["pages"].get(path, 0), status)
                     for path, status in after["pages"].items()}}
    )  # fmt: skip


@dataclass
class Asked:
    """Every cast that was sent, by person in order, and which of them were acknowledged."""

    sent: dict[int, list[Request]] = field(default_factory=dict)
    taken: set[tuple[int, int]] = field(default_factory=set)

    def casts(self, voters: list[dict[str, Any]]) -> Iterator[Request]:
        """Everybody in turn, again and again: a later cast replaces one's own ballot."""
        chance = random.Random(4)
        for voter in cycle(voters):
            yield self.note(cast_of(voter, chance))

    def note(self, request: Request) -> Request:
        mine = self.sent.setdefault(int(str(request.tag)), [])
        request = replace(request, tag=(request.tag, len(mine)))
        mine.append(request)
        return request

    def acknowledge(self, tags: list[object]) -> None:
        self.taken.update(tags)  # type: ignore[arg-type]

    def possible(self, person: int) -> list[list[str]]:
        """What may lie in the box: the last acknowledged choices, or any sent after them."""
        numbers = [number for someone, number in self.taken if someone == person]
        return [
            sorted(value for _name, value in request.form or ())
            for request in self.sent[person][max(numbers, default=0) :]
        ]


class Watch:
    """Asks /readyz while something is broken."""

    def __init__(self, stage: Stage) -> None:
        self.stage = stage
        self.seen: list[tuple[int, dict[str, Any]]] = []
        self.stopped = threading.Event()
        self.thread = threading.Thread(target=self._look, daemon=True)
        self.thread.start()

    def _look(self) -> None:
        while not self.stopped.is_set():
            self.seen.append(self.stage.ready())
            time.sleep(0.1)

    def until_ready(self, begin: float, most: float = 60) -> dict[str, Any]:
        while time.perf_counter() - begin < most and self.stage.ready()[0] != 200:
            time.sleep(0.2)
        back = time.perf_counter() - begin
        self.stopped.set()
        self.thread.join(30)
        words = [
            f"{key}={value}" for _status, fields in self.seen for key, value in fields.items()
            if value in ("away", "degraded", "late", "stopped", "missing", "pending", "full")
        ]  # fmt: skip
        return {
            "ready_again_after_s": round(back, 1),
            "readyz_statuses": sorted({status for status, _fields in self.seen}),
            "readyz_fields": sorted(set(words)), "readyz_after": self.stage.ready()[1],
        }  # fmt: skip


def _pages(stage: Stage) -> dict[str, int]:
    """What visitors of public pages meet after the fault."""
    found = {}
    for path in ("/", "/communities/", "/votes/"):
        with suppress(OSError):
            found[path] = Wire(stage.server.port).ask(Request(path)).status
    return found


def _count(
    database: Database, server: Server, before: dict[str, int],
    asked: Asked, paid: list[str],
) -> dict[str, Any]:  # fmt: skip
    after = database.counts()
    people = sorted({person for person, _number in asked.taken})
    with psycopg.connect(database.url) as connection:
        marked = connection.execute(
            "SELECT count(*) FROM voting_rollentry WHERE has_voted AND resident_id = ANY(%s)",
            [people],
        ).fetchone()
        booked = connection.execute(
            "SELECT count(*) FROM ledger_transfer WHERE reference = ANY(%s)", [paid]
        ).fetchone()
    wrong = _wrong(database, server, asked, people)
    new, marks = after["ballots"] - before["ballots"], after["roll marks"] - before["roll marks"]
    faults = []
    for command in ("check_books", "verify_trail"):
        try:
            server.manage(command)
        except subprocess.CalledProcessError as error:
            faults.append(f"{command}: {error.stderr.strip().splitlines()[-1]}")
    return {
        "acknowledged ballots": len(asked.taken), "of people": len(people),
        "new ballots": new, "new roll marks": marks,
        "lost ballots": len(people) - int(marked[0]) + wrong,  # type: ignore[index]
        "half states": abs(new - marks), "confirmed payments": len(paid),
        "lost payments": len(paid) - int(booked[0]),  # type: ignore[index]
        "deadlocks": after["deadlocks"], "faults": faults,
    }  # fmt: skip


def _wrong(database: Database, server: Server, asked: Asked, people: list[int]) -> int:
    """How many of these people's ballots are not what was last acknowledged, or sent after it."""
    wrong = 0
    with psycopg.connect(database.url) as connection:
        for person in people:
            poll = asked.sent[person][0].path.split("/")[2]
            key = (server.folder / "private" / "poll-keys" / f"{poll}.key").read_bytes()
            slot = hmac.new(key, f"slot|v1|{person}".encode(), "sha256").hexdigest()
            row = connection.execute(
                "SELECT choices FROM voting_ballotslot WHERE poll_id = %s AND slot = %s",
                [poll, slot],
            ).fetchone()
            wrong += row is None or sorted(json.loads(row[0])) not in asked.possible(person)
    return wrong


def _markdown(facts: dict[str, Any]) -> str:
    where = facts["circumstances"]
    lines = [
        "# Faults, on purpose", "", "Written by `make chaos`; not edited.", "",
        f"{where['at']} · commit {where['commit']} · load average {where['load_average']} to "
        f"{facts['load_average_after']}; mail and SMS gateways away the whole time. "
        f"{facts['kills']} kills; of a fault that came often: sums, and the longest wait.", "",
        "| fault | ballots acknowledged | statuses | no answer | ready again after s "
        "| /readyz said | public pages after |", "|---|---|---|---|---|---|---|",
    ]  # fmt: skip
    for name, each in facts["results"].items():
        lines.append(
            f"| {name} | {each['acknowledged']} | {each['statuses']} | {each['errors'] or 0} | "
            f"{each['ready_again_after_s']} | {each['readyz_statuses']} {each['readyz_fields']} | "
            f"{each['pages']} |"
        )
    lines += ["", *(f"- {key}: {value}" for key, value in facts["end"].items()), ""]
    return "\n".join(lines)


if __name__ == "__main__":
    main()
