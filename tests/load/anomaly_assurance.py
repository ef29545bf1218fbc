"""V14 on real files: ``PABULIB_DIR=… python -m tests.load.anomaly_assurance``."""

from __future__ import annotations

import csv
import os
from collections.abc import Iterator
from pathlib import Path

from tests.assurance.promises import Report
from voting.polls import anomalies

FLAGGED = {"Poland_Wroclaw_2025.pb", "Poland_Wroclaw_2025_Local.pb"}


def voters_of(file: Path) -> Iterator[tuple[int, list[str]]]:
    """Age and choices of each line that tells an age."""
    with file.open(encoding="utf-8-sig", newline="") as lines:
        rows = csv.reader(lines, delimiter=";")
        for row in rows:
            if row[:1] == ["VOTES"]:
                break
        columns = next(rows)
        if "age" not in columns:
            return
        age, vote = columns.index("age"), columns.index("vote")
        for row in rows:
            text = row[age].strip() if len(row) > max(age, vote) else ""
            if text.isdecimal():
                yield int(text), row[vote].split(",")


def main() -> None:
    report = Report("anomalies")
    eligible, flagged = 0, set()
    for file in sorted(Path(os.environ["PABULIB_DIR"]).glob("*.pb")):
        found = anomalies.old_voters(voters_of(file))
        eligible += found.ballots >= anomalies.OLD_LEAST
        if anomalies.is_wroclaw_pattern(found):
            flagged.add(file.name)
            print(f"        {file.name}: {found.same} of {found.ballots} voters of 95 and over")
    report.add(
        "V14", "both Wrocław 2025 files flagged, and no other with ≥ 20 voters of 95 and over",
        f"{len(flagged)} of {eligible} flagged", flagged == FLAGGED,
    )  # fmt: skip
    report.finish()


if __name__ == "__main__":
    main()
