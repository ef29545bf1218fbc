"""Progress of a long command: one line per step, with a bar where there is a count."""

from __future__ import annotations

import sys
import time
from collections.abc import Iterable, Iterator, Sized
from typing import Any, TypeVar

T = TypeVar("T")
WIDTH = 30


class Progress:
    def __init__(self, stream: Any = None) -> None:
        self.stream = stream or sys.stdout
        self.began = time.monotonic()

    def say(self, text: str) -> None:
        self.stream.write(f"{time.monotonic() - self.began:5.1f} s  {text}\n")
        self.stream.flush()

    def over(self, items: Iterable[T], label: str) -> Iterator[T]:
        """Iterate with a bar that is redrawn at most fifty times."""
        total = len(items) if isinstance(items, Sized) else 0
        step = max(total // 50, 1)
        for done, item in enumerate(items, start=1):
            yield item
            if total and (done % step == 0 or done == total) and self.stream.isatty():
                bar = "#" * (done * WIDTH // total)
                self.stream.write(f"\r{label:<24} [{bar:<{WIDTH}}] {done}/{total}")
                self.stream.flush()
        if total and self.stream.isatty():
            self.stream.write("\n")
        self.say(f"{label}: {total}")
