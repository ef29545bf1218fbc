"""R7: sixteen processes cast ten thousand ballots into one SQLite file, and a backup is made
meanwhile: ``python -m tests.load.sqlite_writers [--quick] [--ballots N] [--writers N]``.

The file is opened with the site's own settings (write-ahead log, every commit on the disk). The
backup is the site's own command; it is brought back and checked. A run that meets an error, or
whose backup is not whole, exits with 1.
"""

from __future__ import annotations

import argparse
import io
import json
import os
import shutil
import sqlite3
import statistics
import subprocess
import sys
import tempfile
import time
from collections import Counter
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import django

from tests.load import report
from tests.load.server import ROOT, environment

BALLOTS, WRITERS = 10_000, 16
QUICK = 200
PATIENCE = 3_600  # seconds until a run counts as stuck
COUNTS = {
    "ballots": "SELECT count(*) FROM voting_ballotslot",
    "roll marks": "SELECT count(*) FROM voting_rollentry WHERE has_voted",
}
CHECKS = ("prepare", "--then", "check_books", "--then", "verify_trail")  # in one process


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--quick", action="store_true", help=f"{QUICK} ballots")
    parser.add_argument("--ballots", type=int)
    parser.add_argument("--writers", type=int, default=WRITERS)
    parser.add_argument("--name", default="sqlite_writers")
    options = parser.parse_args()
    ballots = options.ballots or (QUICK if options.quick else BALLOTS)
    os.environ |= {"DATABASE_URL": "sqlite:///.cache/unused.sqlite3",
                   "DJANGO_SETTINGS_MODULE": "mws.settings.test"}  # fmt: skip
    django.setup()
    from tests.database import fresh_database

    begun = report.circumstances()
    folder = Path(tempfile.mkdtemp(prefix="mws-writers-"))
    try:
        with fresh_database() as url:
            facts = measure(Box(url, folder), ballots, options.writers)
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    facts = {"circumstances": begun, "load_average_after": round(os.getloadavg()[0], 1)} | facts
    print(report.write(options.name, facts, _markdown(facts)).read_text())
    sys.exit(0 if facts["exact"] and facts["backup"]["ok"] and not facts["errors"] else 1)


@dataclass(frozen=True)
class Box:
    """A migrated SQLite file, and a folder for keys, backup and what is brought back."""

    url: str
    folder: Path

    @property
    def file(self) -> Path:
        return Path(self.url.removeprefix("sqlite:///"))

    def manage(self, *words: str) -> str:
        return subprocess.run(
            [sys.executable, "manage.py", *words], cwd=ROOT, check=True, capture_output=True,
            text=True, env=environment(self.url, self.folder),
        ).stdout.strip()  # fmt: skip

    def count(self) -> dict[str, int]:
        with closing(sqlite3.connect(self.file, timeout=60)) as connection:
            return {name: connection.execute(sql).fetchone()[0] for name, sql in COUNTS.items()}

    def faults(self) -> list[str]:
        """What the commands of a restore drill, and SQLite itself, find wrong."""
        found = []
        with closing(sqlite3.connect(self.file, timeout=60)) as connection:
            for pragma, whole in (("integrity_check", [("ok",)]), ("foreign_key_check", [])):
                if connection.execute(f"PRAGMA {pragma}").fetchall() != whole:
                    found.append(pragma)
        try:
            self.manage(*CHECKS)
        except subprocess.CalledProcessError as error:
            found.append(error.stderr.strip()[-200:])
        return found


def measure(box: Box, ballots: int, writers: int) -> dict[str, Any]:
    poll = _opened(box, ballots)
    running = _ready(box, poll, writers)
    begin = time.time()
    for process in running:
        process.stdin.write("go\n")  # type: ignore[union-attr]
        process.stdin.flush()  # type: ignore[union-attr]
    _until(box, ballots // 3)
    backed = (time.time(), Path(box.manage("backup", str(box.folder / "backups"))), time.time())
    cast: list[tuple[float, float, str]] = []
    for process in running:
        output, _errors = process.communicate(timeout=PATIENCE)
        cast += [tuple(row) for row in json.loads(output)]
    seconds = max(end for _begin, end, _error in cast) - begin
    counts, faults = box.count(), box.faults()
    done = sum(not error for _begin, _end, error in cast)
    return waits(cast, seconds) | {
        "writers": writers, "counts": counts, "faults": faults,
        "exact": set(counts.values()) == {done} and not faults,
        "backup": brought_back(box, cast, *backed),
    }  # fmt: skip


def _opened(box: Box, ballots: int) -> str:
    """A vote with so many people on its roll; its key lies where the site looks for it."""
    from django.core.management import call_command
    from django.db import connections, transaction
    from django.test import override_settings

    from tests.voting.polls.stage import PollStage

    with override_settings(MWS_PRIVATE_ROOT=box.folder / "private"):
        with transaction.atomic():
            stage = PollStage()
            stage.more_residents(ballots - 2)  # Lin and Wang vote too
        poll = stage.opened()
        call_command("recount", stdout=io.StringIO())
    connections.close_all()
    return str(poll.pk)


def _ready(box: Box, poll: str, writers: int) -> list[subprocess.Popen[str]]:
    """Processes that wait for the word."""
    running = [
        subprocess.Popen(
            [sys.executable, "-m", "tests.load.ballot_writer", poll, str(number), str(writers)],
            cwd=ROOT, env=environment(box.url, box.folder), text=True, stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
        ) for number in range(writers)
    ]  # fmt: skip
    for process in running:
        if process.stdout.readline() != "ready\n":  # type: ignore[union-attr]
            raise RuntimeError("a writer did not start")
    return running


def _until(box: Box, ballots: int) -> None:
    """So many lie in the box: what follows happens in the midst of it."""
    begin = time.monotonic()
    while box.count()["ballots"] < ballots:
        if time.monotonic() > begin + PATIENCE:
            raise TimeoutError("nobody casts")
        time.sleep(0.2)


def waits(cast: list[tuple[float, float, str]], seconds: float) -> dict[str, Any]:
    """How long people waited, and what they met instead of "recorded"."""
    times = sorted((end - begin) * 1_000 for begin, end, _error in cast)
    errors = Counter(error for _begin, _end, error in cast if error)
    return {
        "ballots": len(cast), "seconds": round(seconds, 1),
        "rate_per_second": round(len(cast) / max(seconds, 0.001), 1),
        "errors": dict(errors),
        "locked": sum(times for error, times in errors.items() if "locked" in error),
        "median_ms": round(statistics.median(times)),
        "p99_ms": round(times[min(len(times) * 99 // 100, len(times) - 1)]),
        "worst_ms": round(times[-1]),
    }  # fmt: skip


def brought_back(
    box: Box, cast: list[tuple[float, float, str]], begun: float, backup: Path, ended: float
) -> dict[str, Any]:
    """The backup in an empty place: whole, and holding all that was acknowledged before it."""
    folder = box.folder / "restored"
    folder.mkdir()
    back = Box(f"sqlite:///{folder / 'mws.sqlite3'}", folder)
    back.manage("restore", str(backup))
    counts, faults = back.count(), back.faults()
    least = sum(end <= begun and not error for _begin, end, error in cast)
    most = sum(begin <= ended for begin, _end, _error in cast)
    marks, ballots = counts["roll marks"], counts["ballots"]
    return {
        "seconds": round(ended - begun, 1), "acknowledged before": least, **counts,
        "sent until it was made": most, "faults": faults,
        "ok": marks == ballots and least <= ballots <= most and not faults,
    }  # fmt: skip


def _markdown(facts: dict[str, Any]) -> str:
    where, backup = facts["circumstances"], facts["backup"]
    lines = [
        "# Many processes cast into one SQLite file", "",
        "Written by `python -m tests.load.sqlite_writers`; not edited.", "",
        f"{where['at']} · commit {where['commit']} · {where['cores']} × {where['cpu']} · load "
        f"average {where['load_average']} to {facts['load_average_after']}", "",
        f"- {facts['writers']} processes, {facts['ballots']:,} ballots in {facts['seconds']} s "
        f"({facts['rate_per_second']}/s)",
        f"- waits: median {facts['median_ms']} ms, p99 {facts['p99_ms']} ms, worst "
        f"{facts['worst_ms']} ms",
        f"- errors: {facts['errors'] or 0}, of them “database is locked”: {facts['locked']}",
        f"- at the end: {facts['counts']}, faults {facts['faults'] or 0}",
        f"- backup made meanwhile and brought back: {backup}", "",
    ]  # fmt: skip
    return "\n".join(lines)


if __name__ == "__main__":
    main()
