"""The production configuration, as processes of this measurement: gunicorn, and the clock."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from contextlib import suppress
from pathlib import Path

from tests.load.wire import HOST, Request, Wire

ROOT = Path(__file__).resolve().parents[2]


def environment(database_url: str, folder: Path, **more: str) -> dict[str, str]:
    """Everything production asks for; folders of its own. The keys are those of the settings that
    a city is usually seeded under."""
    return os.environ | {
        "DJANGO_SETTINGS_MODULE": "tests.load.settings", "DATABASE_URL": database_url,
        "SECRET_KEY": "only for measurements 9f3b1d0c5e7a9426b0d9c1f2e3a4b5c6d7",
        "MWS_PEPPER": "development pepper", "MWS_FIELD_KEYS": "development field key",
        "ALLOWED_HOSTS": HOST, "MWS_BASE_URL": f"https://{HOST}",
        "MEDIA_ROOT": str(folder / "media"),
        "MWS_PRIVATE_ROOT": str(folder / "private"), "STATIC_ROOT": str(folder / "static"),
        "REDIS_URL": "",
    } | more  # fmt: skip


class Server:
    """gunicorn with ``mws/deploy/gunicorn.py``; ``with Server(...) as server``."""

    def __init__(self, database_url: str, folder: Path, *, workers: int = 2, **more: str) -> None:
        self.port = free_port()
        self.folder = folder
        self.environment = environment(database_url, folder, **more)
        self.address = ["--bind", f"127.0.0.1:{self.port}", "--workers", str(workers)]
        self.process: subprocess.Popen | None = None

    def __enter__(self) -> Server:
        if not (self.folder / "static" / "staticfiles.json").exists():
            self.manage("collectstatic", "--noinput", "--verbosity", "0")
        self.start()
        return self

    def __exit__(self, *_exception: object) -> None:
        self.stop()

    def start(self) -> None:
        log = (self.folder / "server.log").open("ab")
        self.process = subprocess.Popen(
            [sys.executable, "-m", "gunicorn", "--config", "mws/deploy/gunicorn.py", *self.address,
             "--log-level", "warning", "mws.wsgi"],
            cwd=ROOT, env=self.environment, stdout=log, stderr=log, start_new_session=True,
        )  # fmt: skip
        self.wait_ready()

    def wait_ready(self, seconds: float = 60) -> float:
        """Until /healthz answers 200; how long it took."""
        begin = time.perf_counter()
        while time.perf_counter() - begin < seconds:
            with suppress(OSError):
                if Wire(self.port).ask(Request("/healthz")).status == 200:
                    return time.perf_counter() - begin
            time.sleep(0.1)
        raise TimeoutError((self.folder / "server.log").read_text()[-2_000:])

    def workers(self) -> list[int]:
        """Process ids of the web workers: the children of the one that was started."""
        assert self.process
        children = Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children")
        return [int(pid) for pid in children.read_text().split()]

    def manage(self, *words: str) -> str:
        done = subprocess.run(
            [sys.executable, "manage.py", *words], cwd=ROOT, env=self.environment, check=True,
            capture_output=True, text=True,
        )  # fmt: skip
        return done.stdout

    def stop(self) -> None:
        if self.process is None:
            return
        self.process.terminate()
        try:
            self.process.wait(30)
        except subprocess.TimeoutExpired:
            os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait()
        self.process = None


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]
