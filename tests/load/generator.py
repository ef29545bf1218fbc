"""Visitors: a closed model (each asks again when answered) and an open one (they come by the
clock, whether the site keeps up or not; waiting counts from when they came)."""

from __future__ import annotations

import random
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field

from tests.load.wire import Request, Wire

SHARES = {"median": 0.5, "p95": 0.95, "p99": 0.99}


@dataclass
class Tally:
    """What came of it. Times in seconds; ``errors``: no answer at all, by kind."""

    times: list[float] = field(default_factory=list)
    statuses: Counter[int] = field(default_factory=Counter)
    errors: Counter[str] = field(default_factory=Counter)
    acknowledged: list[object] = field(default_factory=list)  # tags of forms that were taken
    seconds: float = 0.0
    unserved: int = 0  # of an open model: came, and found nobody free before the end

    @property
    def answered(self) -> int:
        return sum(self.statuses.values())

    @property
    def served(self) -> int:
        """Who got what they came for; "busy" is an answer, but no page."""
        return sum(count for status, count in self.statuses.items() if status < 400)

    @property
    def failed(self) -> int:
        """No answer, or a fault of the site; a 503 is said to the visitor and counted apart."""
        broken = sum(count for status, count in self.statuses.items() if status in (500, 502, 504))
        return broken + sum(self.errors.values())

    def quantile(self, share: float) -> float:
        ordered = sorted(self.times)
        return ordered[min(int(len(ordered) * share), len(ordered) - 1)] if ordered else 0.0

    def facts(self) -> dict[str, object]:
        return {
            "rate_per_second": round(self.served / self.seconds, 1) if self.seconds else 0,
            **{f"{name}_ms": round(self.quantile(share) * 1000) for name, share in SHARES.items()},
            "answers": self.answered,
            "statuses": {str(key): count for key, count in sorted(self.statuses.items())},
            "errors": dict(self.errors), "unserved": self.unserved,
            "seconds": round(self.seconds, 1),
        }  # fmt: skip


def closed(port: int, requests: Sequence[Request] | Iterator[Request], *, visitors: int,
           seconds: float, pause: float = 0) -> Tally:  # fmt: skip
    """So many visitors at once, for so long or until all is asked; each asks again when answered,
    or about ``pause`` seconds later, on a connection of its own, as who reads a page does."""
    source, lock, end = iter(requests), threading.Lock(), time.perf_counter() + seconds

    def due() -> tuple[float, Request] | None:
        with lock:
            request = next(source, None)
        now = time.perf_counter()
        return (now, request) if request is not None and now < end else None

    return _run(port, due, visitors, pause)


def opened(port: int, arrivals: Sequence[tuple[float, Request]], *, visitors: int,
           seconds: float) -> Tally:  # fmt: skip
    """``arrivals``: at which second who comes, in order. At most ``visitors`` wait at a time."""
    source, lock, begin = iter(arrivals), threading.Lock(), time.perf_counter()
    left = [len(arrivals)]

    def due() -> tuple[float, Request] | None:
        with lock:
            come = next(source, None)
            left[0] -= come is not None
        if come is None or time.perf_counter() - begin > seconds + 5:
            return None
        moment = begin + come[0]
        time.sleep(max(moment - time.perf_counter(), 0))
        return moment, come[1]

    tally = _run(port, due, visitors)
    tally.unserved = left[0]
    return tally


def _run(
    port: int, due: Callable[[], tuple[float, Request] | None], visitors: int, pause: float = 0
) -> Tally:
    tally, lock = Tally(), threading.Lock()

    def visit() -> None:
        wire = Wire(port)
        time.sleep(random.random() * 2 * pause)  # they do not come all at once
        while come := due():
            moment, request = come
            try:
                answer = wire.ask(request)
            except OSError as error:
                with lock:
                    tally.errors[type(error).__name__] += 1
                time.sleep(0.05)
                continue
            with lock:
                tally.times.append(time.perf_counter() - moment)
                tally.statuses[answer.status] += 1
                if request.form is not None and _is_taken(answer.status, answer.headers):
                    tally.acknowledged.append(request.tag)
            if pause:
                wire.close()
                time.sleep(random.random() * 2 * pause)
        wire.close()

    begin = time.perf_counter()
    threads = [threading.Thread(target=visit, daemon=True) for _ in range(visitors)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    tally.seconds = time.perf_counter() - begin
    return tally


def _is_taken(status: int, headers: bytes) -> bool:
    """A ballot is acknowledged by leading on to the receipt, a council's vote by leading back to
    the meeting; the bare view says 200."""
    leads_on = b"/done/" in headers or b"/council/meetings/" in headers
    return status == 200 or (status == 302 and leads_on)
