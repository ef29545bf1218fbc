"""R4: a thousand notices, and the processes that send them killed three times; each must arrive
once. ``python -m tests.chaos.notices [--quick] [--notices N] [--database postgresql|sqlite]``

Clock and worker run as in production, against a provider of our own that knows a repeat by its id,
and are killed while a message is on its way. What a dead process held goes out when its lease has
run out, which takes two minutes; ``--quick`` does not wait for that. A run that loses or doubles a
notice exits with 1.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import signal
import sqlite3
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

from tests.chaos.cluster import Cluster
from tests.chaos.provider import MOMENTS, Provider
from tests.load import report
from tests.load.database import Database
from tests.load.server import ROOT, environment

DATABASES = ("postgresql", "sqlite")
WORKERS = (("tick", "--every", "2"), ("db_worker",))
NOTICES, QUICK = 1_000, 40
PATIENCE = 1_200  # seconds until a run counts as stuck
LEASES_END = "UPDATE notifications_message SET due_at = queued_at WHERE due_at IS NOT NULL"
WAITING = "SELECT count(*) FROM notifications_message WHERE due_at IS NOT NULL"
NOT_SENT = "SELECT count(*) FROM notifications_message WHERE sent_at IS NULL"


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--quick", action="store_true", help="few notices; no lease is waited for")
    parser.add_argument("--notices", type=int)
    parser.add_argument("--database", choices=DATABASES, action="append")
    parser.add_argument("--name", default="notices")
    options = parser.parse_args()
    count = options.notices or (QUICK if options.quick else NOTICES)
    # Told to stop, it still ends what it started.
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    begun, results = report.circumstances(), {}
    for database in options.database or DATABASES:
        with _prepared(database) as (url, folder):
            results[database] = deliver(url, folder, count, is_quick=options.quick)
        print(f"{database}: {json.dumps(results[database])}", file=sys.stderr, flush=True)
    facts = {
        "circumstances": begun, "load_average_after": round(os.getloadavg()[0], 1),
        "results": results,
    }  # fmt: skip
    print(report.write(options.name, facts, _markdown(facts)).read_text())
    sys.exit(0 if all(each["exact"] for each in results.values()) else 1)


@contextmanager
def _prepared(database: str) -> Iterator[tuple[str, Path]]:
    """A migrated database of its own, and a folder, both gone afterwards."""
    folder = Path(tempfile.mkdtemp(prefix="mws-notices-"))
    try:
        if database == "sqlite":
            yield _migrated(f"sqlite:///{folder / 'mws.sqlite3'}", folder), folder
            return
        with Cluster() as cluster:
            cluster.run("createdb", "--host=127.0.0.1", f"--port={cluster.port}",
                        "--username=postgres", "--template=template0", "--encoding=UTF8",
                        "--locale=C.UTF-8", "mws")  # fmt: skip
            yield _migrated(cluster.url("mws"), folder), folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _migrated(url: str, folder: Path) -> str:
    subprocess.run([sys.executable, "manage.py", "prepare"], cwd=ROOT, check=True,
                   stdout=subprocess.DEVNULL, env=environment(url, folder))  # fmt: skip
    return url


def deliver(
    url: str,
    folder: Path,
    count: int,
    *,
    moments: Sequence[str] = MOMENTS,
    commands: Sequence[tuple[str, ...]] = WORKERS,
    is_quick: bool = False,
) -> dict[str, Any]:
    """Queue, send, kill at each of the moments, spread over the notices; then count."""
    workers = Workers(url, folder, commands, is_quick=is_quick)
    traps = [(count * n // (len(moments) + 1), moment) for n, moment in enumerate(moments, 1)]
    with Provider(traps, workers.kill) as provider:
        workers.environment = environment(
            url, folder, DJANGO_SETTINGS_MODULE="tests.chaos.settings", MWS_SMS_URL=provider.url,
            MWS_SMS_TOKEN="for measurements", NO_PROXY="127.0.0.1",
        )  # fmt: skip
        queued = json.loads(subprocess.check_output(
            [sys.executable, "-m", "tests.chaos.outbox", str(count)], cwd=ROOT,
            env=workers.environment))  # fmt: skip
        seconds = workers.work()
    facts, not_noted = count_up(queued, provider), ask(url, NOT_SENT)
    return facts | {
        "not_noted": not_noted, "broken_off": workers.broken_off, "seconds": seconds,
        "leases_waited_for": not is_quick,
        "exact": facts["exact"] and not (not_noted or workers.broken_off),
    }  # fmt: skip


class Workers:
    """The processes that send; one that has ended is started again, as systemd does it."""

    def __init__(
        self, url: str, folder: Path, commands: Sequence[tuple[str, ...]], *, is_quick: bool
    ) -> None:
        self.url, self.folder, self.commands, self.is_quick = url, folder, commands, is_quick
        self.environment: dict[str, str] = {}
        self.running: dict[tuple[str, ...], subprocess.Popen[bytes]] = {}
        self.broken_off = 0  # ended by themselves, which they should not
        self.lock = threading.Lock()

    def work(self) -> float:
        """Until nothing waits in the outbox, or patience ends; how many seconds."""
        begin = time.monotonic()
        try:
            while ask(self.url, WAITING) and time.monotonic() < begin + PATIENCE:
                self.tend()
                time.sleep(0.5)
        finally:
            self.kill()
        return round(time.monotonic() - begin, 1)

    def tend(self) -> None:
        with self.lock:
            for command, process in list(self.running.items()):
                if process.poll() is not None:
                    self.broken_off += 1
                    del self.running[command]
            if not self.running and self.is_quick:
                ask(self.url, LEASES_END)  # whoever held a lease is dead
            for command in self.commands:
                if command not in self.running:
                    self.running[command] = self._started(command)

    def _started(self, command: tuple[str, ...]) -> subprocess.Popen[bytes]:
        with (self.folder / "workers.log").open("ab") as log:
            return subprocess.Popen([sys.executable, "manage.py", *command], cwd=ROOT,
                                    env=self.environment, stdout=log, stderr=log)  # fmt: skip

    def kill(self) -> None:
        """All of them, at once: only processes that were started here."""
        with self.lock:
            for process in self.running.values():
                process.kill()
            for process in self.running.values():
                process.wait()
            self.running.clear()


def count_up(queued: dict[str, str], provider: Provider) -> dict[str, Any]:
    """What was to arrive against what arrived; a repeat under the same id is none."""
    missing = {key for key, number in queued.items() if provider.taken.get(key) != number}
    numbers = Counter(provider.taken.values())
    facts = {
        "queued": len(queued), "received": len(provider.taken), "missing": len(missing),
        "doubled": sum(times > 1 for times in numbers.values()),
        "unknown": len(set(provider.taken) - set(queued)),
    }  # fmt: skip
    exact = bool(queued) and not (facts["missing"] or facts["doubled"] or facts["unknown"])
    repeats = sum(provider.calls.values()) - len(provider.taken)
    kills = len(provider.sprung)
    return facts | {"repeats": repeats, "kills": kills, "killed": provider.sprung, "exact": exact}


def ask(url: str, sql: str) -> int:
    """Of either database: a number, or how many rows were changed."""
    if not url.startswith("sqlite"):
        return Database(url).value(sql) if sql.startswith("SELECT") else Database(url).change(sql)
    with closing(sqlite3.connect(url.removeprefix("sqlite:///"), timeout=60)) as connection:
        with connection:
            cursor = connection.execute(sql)
            return int(cursor.fetchone()[0]) if sql.startswith("SELECT") else cursor.rowcount


def _markdown(facts: dict[str, Any]) -> str:
    where = facts["circumstances"]
    lines = [
        "# Notices, and their senders killed", "", "Written by `make chaos`; not edited.", "",
        f"{where['at']} · commit {where['commit']} · {where['cores']} × {where['cpu']} · load "
        f"average {where['load_average']} to {facts['load_average_after']}", "",
        "| database | notices | received | missing | doubled | repeats under one id | kills of "
        "clock and worker | seconds |", "|---|---|---|---|---|---|---|---|",
    ]  # fmt: skip
    for database, each in facts["results"].items():
        lines.append(
            f"| {database} | {each['queued']} | {each['received']} | {each['missing']} | "
            f"{each['doubled']} | {each['repeats']} | {each['kills']}: "
            f"{'; '.join(each['killed'])} | {each['seconds']} |"
        )
    return "\n".join([*lines, ""])


if __name__ == "__main__":
    main()
