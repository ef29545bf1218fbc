"""The site as `make run` serves it, on a free port and on a copy of the seeded database."""

import shutil
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.seeded import ROOT, environment_of, seeded_folder

PATIENCE = 60  # seconds until a server that does not answer counts as broken


@contextmanager
def running_server(folder: Path) -> Iterator[str]:
    """Serve a copy of the demonstration made in `folder`; yields the address, without a slash."""
    site = folder / "site"
    shutil.copytree(seeded_folder(), site)
    address = f"127.0.0.1:{_free_port()}"
    log = folder / "server.log"
    command = [sys.executable, "-m", "gunicorn", "mws.wsgi", "--bind", address]
    command += ["--threads", "4", "--no-control-socket", "--log-level", "warning"]
    with log.open("wb") as out:
        server = subprocess.Popen(
            command, cwd=ROOT, env=environment_of(site), stdout=out, stderr=out
        )
    try:
        _wait_for(f"http://{address}/", server, log)
        yield f"http://{address}"
    finally:
        server.terminate()
        server.wait(timeout=PATIENCE)


def manage(folder: Path, *arguments: str) -> str:
    """Run a management command on the server's database; what it prints."""
    return subprocess.run(
        [sys.executable, "manage.py", *arguments],
        cwd=ROOT,
        env=environment_of(folder / "site"),
        check=True,
        capture_output=True,
        text=True,
    ).stdout


def _free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return listener.getsockname()[1]


def _wait_for(url: str, server: subprocess.Popen, log: Path) -> None:
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline and server.poll() is None:
        try:
            urllib.request.urlopen(url, timeout=PATIENCE).close()  # noqa: S310
        except urllib.error.HTTPError:
            return
        except OSError:
            time.sleep(0.2)
        else:
            return
    raise RuntimeError(f"The server does not answer:\n{log.read_text()}")
