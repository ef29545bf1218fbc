"""One report of a run: JSON for the assurance report, Markdown for people."""

from __future__ import annotations

import json
import os
import platform
import subprocess
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from tests.load.server import ROOT

REPORTS = ROOT / "docs" / "reports"


def circumstances() -> dict[str, Any]:
    """Machine, commit, load: without them a figure says nothing."""
    cpu = next((line.split(":", 1)[1].strip() for line in Path("/proc/cpuinfo").read_text()
                .splitlines() if line.startswith("model name")), platform.machine())  # fmt: skip
    memory = int(Path("/proc/meminfo").read_text().split()[1]) // 1_048_576
    commit = subprocess.run(
        ["git", "rev-parse", "--short=12", "HEAD"], cwd=ROOT, capture_output=True, text=True,
        check=True,
    ).stdout.strip()  # fmt: skip
    return {
        "at": datetime.now(UTC).isoformat(timespec="seconds"), "commit": commit, "cpu": cpu,
        "cores": os.cpu_count(), "memory_gib": memory, "python": platform.python_version(),
        "load_average": round(os.getloadavg()[0], 1),
    }  # fmt: skip


def write(name: str, facts: dict[str, Any], markdown: str, folder: Path = REPORTS) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    (folder / f"{name}.json").write_text(json.dumps(facts, indent=2, ensure_ascii=False) + "\n")
    (folder / f"{name}.md").write_text(markdown)
    return folder / f"{name}.md"


def taken_up(name: str) -> dict[str, Any] | None:
    """The report of that name, if a machine like this one wrote it."""
    file = REPORTS / f"{name}.json"
    facts = json.loads(file.read_text()) if file.exists() else None
    here = circumstances()
    same = facts and all(facts["circumstances"][key] == here[key] for key in ("cpu", "cores"))
    return facts if same else None


def as_markdown(facts: dict[str, Any]) -> str:
    where = facts["circumstances"]
    lines = [
        "# Load, measured", "",
        "Written by `make load`; not edited. The visitors run on the same machine as the site.", "",
        f"{where['at']} · commit {where['commit']} · {where['cores']} × {where['cpu']} · "
        f"{where['memory_gib']} GiB · load average before {where['load_average']} (the visitors "
        f"are load themselves) · {facts['seconds']} s a run, {facts['runs']} runs, medians of "
        "runs; what stands for an evening ran once, as long as the last column says", "",
        " · ".join(f"{key}: {count:,}" for key, count in facts["size"].items()), "",
        "| what | a second | median ms | p95 ms | p99 ms | not 2xx/3xx | errors | exact | s | at |",
        "|---|---|---|---|---|---|---|---|---|---|",
    ]  # fmt: skip
    first = where["commit"]
    lines += [
        _row(name, each, first) for name, each in facts["results"].items() if "median_ms" in each
    ]
    lines += ["", "## Everything else", ""]
    for name, each in facts["results"].items():
        if "median_ms" not in each:
            lines += [f"**{name}**", "", "```json", json.dumps(each, indent=1), "```", ""]
    lines += ["## Ratios", "", *(f"- {key}: {ratio}" for key, ratio in facts["ratios"].items()), ""]
    return "\n".join(lines)


def _row(name: str, each: dict[str, Any], first: str) -> str:
    unwell = {status: count for status, count in each["statuses"].items() if status >= "4"}
    return (
        f"| {name} | {each['rate_per_second']} | {each['median_ms']} | {each['p95_ms']} | "
        f"{each['p99_ms']} | {unwell or 0} | {each['errors'] or 0} | {each.get('exact', '')} | "
        f"{each['seconds']} | {each.get('commit', first)} |"
    )
