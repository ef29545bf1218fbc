"""``make pitr-drill``: a throw-away cluster goes back to a moment before a mistake.

Base backup, then deeds, the moment, a mistake; then the cluster is put back from base backup and
archive to that moment: the deeds are there, the mistake is not, books and trail are sound.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

import psycopg

from tests.chaos.cluster import Cluster
from tests.load import report
from tests.load.server import ROOT, environment

DEED = "INSERT INTO audit_heartbeat (name, beat_at) VALUES ('deed', clock_timestamp())"


def main() -> None:
    folder = Path(tempfile.mkdtemp(prefix="mws-pitr-"))
    try:
        with Cluster(archive_mode="on", archive_command="cp %p ../archive/%f") as cluster:
            facts = _drill(cluster, folder)
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    lines = [f"- {key}: {value}" for key, value in facts.items() if key != "circumstances"]
    print(
        report.write("pitr", facts, "\n".join(["# Back to any moment", "", *lines, ""])).read_text()
    )
    sys.exit(0 if facts["deed is there"] and facts["mistake is not"] else 1)


def _drill(cluster: Cluster, folder: Path) -> dict[str, Any]:
    begun = report.circumstances()
    for name in ("archive", "base"):
        (cluster.folder / name).mkdir(mode=0o700)  # PostgreSQL starts in no other
        if cluster.user:
            shutil.chown(cluster.folder / name, cluster.user)
    cluster.run("createdb", "--host=127.0.0.1", f"--port={cluster.port}", "--username=postgres",
                "--template=template0", "--encoding=UTF8", "--locale=C.UTF-8", "mws")  # fmt: skip
    url = cluster.url("mws")
    site = environment(url, folder)
    _manage(site, "prepare")
    cluster.run("pg_basebackup", "--host=127.0.0.1", f"--port={cluster.port}",
                "--username=postgres", f"--pgdata={cluster.folder / 'base'}", "--wal-method=none",
                "--checkpoint=fast")  # fmt: skip
    moment = _deed_and_mistake(url)
    began = time.perf_counter()
    cluster.stop()
    _put_back(cluster, moment)
    cluster.start()
    with psycopg.connect(url) as connection:
        found = {row[0] for row in connection.execute("SELECT name FROM audit_heartbeat")}
    _manage(site, "check_books")
    _manage(site, "verify_trail")
    return {
        "circumstances": begun, "target": moment, "deed is there": "deed" in found,
        "mistake is not": "mistake" not in found, "books and trail": "checked",
        "seconds": round(time.perf_counter() - began, 1),
    }  # fmt: skip


def _deed_and_mistake(url: str) -> str:
    """The moment in between, by the database's clock."""
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute(DEED)
        time.sleep(1)
        moment = str(connection.execute("SELECT clock_timestamp()").fetchone()[0])  # type: ignore[index]
        time.sleep(1)
        connection.execute(DEED.replace("deed", "mistake"))
        connection.execute("SELECT pg_switch_wal()")
        time.sleep(2)
    return moment


def _put_back(cluster: Cluster, moment: str) -> None:
    """Exactly what docs/deploy.md says."""
    shutil.rmtree(cluster.data)
    (cluster.folder / "base").rename(cluster.data)
    cluster.configure({
        "restore_command": "cp ../archive/%f %p", "recovery_target_time": moment,
        "recovery_target_action": "promote",
    })  # fmt: skip
    (cluster.data / "recovery.signal").touch()
    if cluster.user:
        shutil.chown(cluster.data / "recovery.signal", cluster.user)


def _manage(site: dict[str, str], *words: str) -> None:
    subprocess.run([sys.executable, "manage.py", *words], cwd=ROOT, env=site, check=True)


if __name__ == "__main__":
    main()
