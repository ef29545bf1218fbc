"""The faults, each as something done to our own processes while people cast and an office pays."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

from tests.chaos.cluster import Cluster
from tests.load.server import Server, free_port
from tests.load.wire import Request, Wire


class Redis:
    """One of our own, to be taken away."""

    def __init__(self) -> None:
        self.port = free_port()
        self.process: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        return f"redis://127.0.0.1:{self.port}/0"

    def start(self) -> None:
        """Where it is not running yet."""
        if self.process is not None:
            return
        self.process = subprocess.Popen(
            ["redis-server", "--port", str(self.port), "--bind", "127.0.0.1", "--save", "",
             "--appendonly", "no"],
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        )  # fmt: skip
        time.sleep(0.5)

    def stop(self) -> None:
        if self.process is not None:
            self.process.kill()
            self.process.wait()
            self.process = None


@dataclass
class Stage:
    """What there is to break."""

    cluster: Cluster
    server: Server
    redis: Redis
    clock: subprocess.Popen[bytes]
    restart_clock: Callable[[], subprocess.Popen[bytes]]

    def ready(self) -> tuple[int, dict[str, Any]]:
        with suppress(OSError, ValueError):
            answer = Wire(self.server.port).ask(Request("/readyz"))
            return answer.status, json.loads(answer.body)
        return 0, {}


def kill_web_worker(stage: Stage) -> None:
    """gunicorn replaces it; requests it held are lost, answers it gave are kept."""
    os.kill(stage.server.workers()[0], signal.SIGKILL)


def kill_clock(stage: Stage) -> None:
    """The task worker and the clock are one process here: ``tick --every``."""
    stage.clock.kill()
    stage.clock.wait()
    stage.clock = stage.restart_clock()


def kill_backend(stage: Stage) -> None:
    stage.cluster.kill_backend()
    stage.cluster.wait()


def kill_postmaster(stage: Stage) -> None:
    stage.cluster.kill_postmaster()
    stage.cluster.start()


def restart_database(stage: Stage) -> None:
    stage.cluster.restart()


def take_redis_away(stage: Stage) -> None:
    """Until the next fault: see ``Redis.start``."""
    stage.redis.stop()


FAULTS: dict[str, Callable[[Stage], None]] = {
    "web worker killed": kill_web_worker,
    "clock and task worker killed": kill_clock,
    "PostgreSQL backend killed": kill_backend,
    "postmaster killed": kill_postmaster,
    "PostgreSQL restarted": restart_database,
    "Redis away": take_redis_away,
}
KILLS = [name for name in FAULTS if "killed" in name]
