"""What heavy checks report: promise, figure promised, figure reached; red stays visible."""

from __future__ import annotations

import sys
from dataclasses import dataclass, field


@dataclass
class Report:
    """Lines of a table; ``finish`` ends the process with 1 where a promise was not kept."""

    name: str
    lines: list[tuple[str, str, str, bool]] = field(default_factory=list)

    def add(self, promise: str, promised: str, reached: str, kept: bool) -> None:
        self.lines.append((promise, promised, reached, kept))
        mark = "kept  " if kept else "BROKEN"
        print(f"{mark}  {promise:5}  {promised:58}  {reached}", flush=True)

    def finish(self) -> None:
        broken = [line for line in self.lines if not line[3]]
        print(f"{self.name}: {len(self.lines) - len(broken)} of {len(self.lines)} promises kept")
        sys.exit(1 if broken else 0)
