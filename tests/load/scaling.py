"""L8: one, two, four web processes on one city: ``python -m tests.load.scaling --database URL``.

Uncached pages a second, because they need the processors; on two cores four processes show where
it ends.
"""

from __future__ import annotations

import argparse
import json
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from tests.load import report, scenarios
from tests.load.database import Database
from tests.load.scenarios import Scene
from tests.load.server import ROOT, Server, environment


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--database", required=True)
    parser.add_argument("--seconds", type=float, default=20)
    options = parser.parse_args()
    folder, database = Path(tempfile.mkdtemp(prefix="mws-load-")), Database(options.database)
    facts: dict[str, object] = {"circumstances": report.circumstances()}
    rates: dict[str, float] = {}
    try:
        world = json.loads(subprocess.check_output(
            [sys.executable, "-m", "tests.load.world", "100"], cwd=ROOT,
            env=environment(database.url, folder)))  # fmt: skip
        for workers in (1, 2, 4):
            with Server(database.url, folder, workers=workers) as server:
                scene = Scene(server, database, world, options.seconds)
                scenarios.warm_up(scene)
                # As many as they serve: whoever is told "busy" asks again and costs time.
                told = scenarios.anonymous_uncached(scene, at_once=4 * workers)
                rates[str(workers)] = told["rate_per_second"]
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    lines = [f"- {workers} processes: {rate} pages/s" for workers, rate in rates.items()]
    report.write(
        "scaling", facts | {"rates": rates}, "\n".join(["# More processes", "", *lines, ""])
    )


if __name__ == "__main__":
    main()
