"""``make load``: the production configuration under visitors, on a seeded city, into one report.

    python -m tests.load.run [--database URL] [--communities N] [--seconds S] [--runs N]
                             [--only NAME …] [--long]

Without ``--database`` a city of so many communities is seeded on the server of TEST_DATABASE_URL
and dropped at the end. Everything is bounded: each measurement takes ``--seconds``; with ``--long``
what is promised for an evening is measured once, for as long as the promise names, into a report
of its own (docs/reports/load_long.md).
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import signal
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from tests.load import report, scenarios
from tests.load.database import Database
from tests.load.scenarios import Scene
from tests.load.seals import seals
from tests.load.server import ROOT, Server, environment

ONCE = ("last_hour", "mixed", "council_burst")
# Seconds that the promises name; the seals take as long as they take.
LONG = {"casting": 600, "last_hour": 600, "overload": 300, "mixed": 1800, "seals": 0}
PLAN = {
    "anonymous_cached": scenarios.anonymous_cached,
    "anonymous_uncached": scenarios.anonymous_uncached,
    "filtered_list": scenarios.filtered_list,
    "search": scenarios.search,
    "pgbench": scenarios.pgbench,
    "bare_view": scenarios.bare_view,
    "casting": scenarios.casting,
    "council_burst": scenarios.council_burst,
    "mixed": scenarios.mixed,
    "last_hour": scenarios.last_hour,
}


def main() -> None:
    options = _options()
    # Told to stop, it still ends what it started.
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    folder = Path(tempfile.mkdtemp(prefix="mws-load-"))
    try:
        with _city(options, folder) as database:
            facts = _measure(options, database, folder)
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    print(report.as_markdown(facts))


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="make load")
    parser.add_argument("--database", default=os.environ.get("LOAD_DATABASE_URL", ""))
    parser.add_argument("--private", default=os.environ.get("LOAD_PRIVATE_ROOT", ""),
                        help="where the keys of that city's votes lie")  # fmt: skip
    parser.add_argument("--communities", type=int, default=60)
    parser.add_argument("--seconds", type=float, default=20)
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--voters", type=int, default=0, help="who have not voted yet")
    parser.add_argument("--meetings", type=int, default=20)
    parser.add_argument("--only", nargs="*", default=[])
    parser.add_argument("--long", action="store_true", help="as long as the promises name")
    parser.add_argument("--name", default="")
    options = parser.parse_args()
    options.voters = options.voters or (200_000 if options.long else 20_000)
    options.name = options.name or ("load_long" if options.long else "load")
    return options


@contextmanager
def _city(options: argparse.Namespace, folder: Path) -> Iterator[Database]:
    """The database named, or a city of its own."""
    if options.database:
        if options.private:
            shutil.copytree(options.private, folder / "private")
        yield Database(options.database)
        return
    server = os.environ.get("TEST_DATABASE_URL", "postgres://postgres@127.0.0.1:5432/postgres")
    database = Database(f"{server.rsplit('/', 1)[0]}/mws_load_{os.getpid()}")
    subprocess.run(["createdb", "--maintenance-db", server, "--template=template0",
                    "--locale=C.UTF-8", "--encoding=UTF8", database.name], check=True)  # fmt: skip
    try:
        seed = f"seed_demo --scale city --communities {options.communities}"
        subprocess.run([sys.executable, "manage.py", "prepare", "--then", seed], cwd=ROOT,
                       env=environment(database.url, folder), check=True)  # fmt: skip
        yield database
    finally:
        database.drop()


def _measure(options: argparse.Namespace, database: Database, folder: Path) -> dict[str, Any]:
    """Facts of a report, which is written after each figure: who is stopped keeps what there is,
    and ``--only`` takes up what is there; each figure says at which commit it was taken."""
    wanted = options.only or (list(LONG) if options.long else [*PLAN, "overload", "seals"])
    world = _world(options, database, folder, wanted)
    facts = report.taken_up(options.name) if options.only else None
    facts = facts or {
        "circumstances": report.circumstances(), "seconds": options.seconds, "runs": options.runs,
        "size": world["size"], "results": {},
    }  # fmt: skip
    scene = Scene(Server(database.url, folder), database, world, options.seconds)

    def note(name: str, result: dict[str, Any]) -> None:
        now = report.circumstances()
        taken = {key: now[key] for key in ("commit", "load_average")}
        facts["results"][name] = result | taken
        facts["ratios"] = _ratios(facts["results"])
        report.write(options.name, facts, report.as_markdown(facts))
        print(f"{name}: {json.dumps(result)}", file=sys.stderr, flush=True)

    with scene.server:
        scenarios.warm_up(scene)
        for name in [name for name in wanted if name != "seals"]:
            scene.seconds = LONG[name] if options.long else options.seconds
            note(name, _result(name, scene, 1 if options.long else options.runs))
    if "seals" in wanted:  # works on a copy, so nobody may be connected
        scene.seconds = options.seconds
        note("seals", seals(scene))
    return facts


def _world(
    options: argparse.Namespace, database: Database, folder: Path, wanted: list[str]
) -> dict[str, Any]:
    """Who visits, and what there is to look at (tests.load.world)."""
    meetings = [str(options.meetings)] if "council_burst" in wanted else []
    words = [sys.executable, "-m", "tests.load.world", str(options.voters), *meetings]
    env = environment(database.url, folder)
    return json.loads(subprocess.check_output(words, cwd=ROOT, env=env))


def _result(name: str, scene: Scene, runs: int) -> dict[str, Any]:
    if name == "overload":
        return scenarios.overload(scene)
    if name in ONCE:
        return PLAN[name](scene)
    measured = [PLAN[name](scene) for _ in range(runs)]
    middle = statistics.median_low([each["rate_per_second"] for each in measured])
    median = next(each for each in measured if each["rate_per_second"] == middle)
    exact = [each["exact"] for each in measured if "exact" in each]
    rates = {"rates": [each["rate_per_second"] for each in measured]}
    return median | rates | ({"exact": all(exact)} if exact else {})


def _ratios(results: dict[str, dict[str, Any]]) -> dict[str, float]:
    def rate(name: str) -> float:
        return float(results.get(name, {}).get("rate_per_second", 0))

    pairs = {
        "casting / bare view": ("casting", "bare_view"),
        "casting / pgbench": ("casting", "pgbench"),
        "bare view / pgbench": ("bare_view", "pgbench"),
    }
    return {
        words: round(rate(above) / rate(below), 2)
        for words, (above, below) in pairs.items()
        if rate(below)
    }


if __name__ == "__main__":
    main()
