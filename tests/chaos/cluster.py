"""A PostgreSQL of our own in a temporary folder: to be killed, restarted, turned back in time."""

from __future__ import annotations

import os
import pwd
import shutil
import signal
import subprocess
import tempfile
import time
from contextlib import suppress
from pathlib import Path

import psycopg

from tests.load.server import free_port

BINARIES = sorted(Path("/usr/lib/postgresql").glob("*/bin"))
SETTINGS = {
    "listen_addresses": "127.0.0.1", "max_connections": "60", "shared_buffers": "128MB",
    "synchronous_commit": "on", "fsync": "on", "full_page_writes": "on", "wal_level": "replica",
    "restart_after_crash": "on", "log_min_messages": "fatal",
}  # fmt: skip


def program(name: str) -> str:
    found = BINARIES[-1] / name if BINARIES else None
    return str(found) if found and found.exists() else name


class Cluster:
    """``with Cluster() as cluster``; never runs as root, which PostgreSQL refuses."""

    def __init__(self, **settings: str) -> None:
        self.folder = Path(tempfile.mkdtemp(prefix="mws-cluster-"))
        self.data = self.folder / "data"
        self.port = free_port()
        self.settings = SETTINGS | settings | {"port": str(self.port)}
        self.user = "postgres" if os.geteuid() == 0 else None
        if self.user:
            shutil.chown(self.folder, self.user)

    def __enter__(self) -> Cluster:
        self.run("initdb", "--pgdata", str(self.data), "--username=postgres", "--auth=trust",
                 "--encoding=UTF8", "--locale=C.UTF-8", "--no-sync")  # fmt: skip
        self.configure(self.settings)
        self.start()
        return self

    def __exit__(self, *_exception: object) -> None:
        with suppress(subprocess.CalledProcessError):
            self.stop("immediate")
        shutil.rmtree(self.folder, ignore_errors=True)

    def configure(self, settings: dict[str, str]) -> None:
        lines = [f"{name} = '{value}'" for name, value in settings.items()]
        lines.append(f"unix_socket_directories = '{self.folder}'")
        text = "\n".join(lines) + "\n"
        with (self.data / "postgresql.conf").open("a") as file:
            file.write(text)

    def run(self, name: str, *words: str) -> str:
        done = subprocess.run(
            [program(name), *words], user=self.user, cwd=self.folder, check=True,
            stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
            env={"PATH": os.environ["PATH"], "LC_ALL": "C.UTF-8", "HOME": str(self.folder)},
        )  # fmt: skip
        return done.stdout

    def start(self) -> None:
        """Also after a kill: recovers from the write-ahead log, and waits for it."""
        subprocess.run(
            [program("pg_ctl"), "start", "--wait", "--silent", "--pgdata", str(self.data),
             "--log", str(self.folder / "log")],
            user=self.user, cwd=self.folder, check=True, stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL, env={"PATH": os.environ["PATH"], "LC_ALL": "C.UTF-8"},
        )  # fmt: skip

    def stop(self, mode: str = "fast") -> None:
        self.run("pg_ctl", "stop", "--wait", "--silent", "--mode", mode, "--pgdata", str(self.data))

    def restart(self) -> None:
        self.stop()
        self.start()

    def url(self, database: str) -> str:
        return f"postgres://postgres@127.0.0.1:{self.port}/{database}"

    def postmaster(self) -> int:
        return int((self.data / "postmaster.pid").read_text().splitlines()[0])

    def kill_postmaster(self) -> None:
        """As the kernel does when memory is short; its children end by themselves."""
        pid = self.postmaster()
        self._kill(pid)
        while Path(f"/proc/{pid}").exists():
            time.sleep(0.05)
        time.sleep(0.5)  # the children notice
        (self.data / "postmaster.pid").unlink(missing_ok=True)

    def kill_backend(self) -> bool:
        """One that serves the site. The postmaster then restarts all of them."""
        with psycopg.connect(self.url("postgres")) as connection:
            row = connection.execute(
                "SELECT pid FROM pg_stat_activity WHERE backend_type = 'client backend' "
                "AND pid <> pg_backend_pid() AND datname <> 'postgres' ORDER BY random() LIMIT 1"
            ).fetchone()
        if row:
            self._kill(int(row[0]))
        return row is not None

    def _kill(self, pid: int) -> None:
        """Only a process whose data folder is ours."""
        owner = pwd.getpwuid(Path(f"/proc/{pid}").stat().st_uid).pw_name
        folder = os.readlink(f"/proc/{pid}/cwd")
        if folder != str(self.data):
            raise RuntimeError(f"process {pid} of {owner} in {folder} is not ours")
        os.kill(pid, signal.SIGKILL)

    def wait(self, seconds: float = 60) -> float:
        """Until it takes connections again; how long it took."""
        begin = time.perf_counter()
        while time.perf_counter() - begin < seconds:
            with suppress(psycopg.OperationalError), psycopg.connect(self.url("postgres")):
                return time.perf_counter() - begin
            time.sleep(0.1)
        raise TimeoutError("the cluster does not come back")
