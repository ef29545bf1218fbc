#!/usr/bin/env python3
"""`make restore-drill`: a backup into a database and folders of its own, and all verifiers there.

The backup is the newest of BACKUPS, or a new one. DATABASE_URL names the site's database; on
PostgreSQL a second one is made beside it, and dropped. REPORT: where the figures go as JSON.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from urllib.parse import urlsplit, urlunsplit

import psycopg
from psycopg.sql import SQL, Identifier

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "mws.settings.dev")
DRILLED = f"mws_drill_{os.getpid()}"
VERIFIERS = ("check_books", "verify_trail", "verify_votes")


def main() -> None:
    with TemporaryDirectory(prefix="mws-drill-") as work:
        backup, took = timed(lambda: newest_backup(Path(work)))
        size = sum(file.stat().st_size for file in backup.iterdir())
        facts = {"circumstances": circumstances(), "backup_s": took, "megabytes": size >> 20}
        with database_beside(os.environ.get("DATABASE_URL", ""), Path(work)) as url:
            os.environ |= {"DATABASE_URL": url, "MEDIA_ROOT": f"{work}/media",
                           "MWS_PRIVATE_ROOT": f"{work}/private"}  # fmt: skip
            facts |= restored(backup)
    if report := os.environ.get("REPORT"):
        Path(report).parent.mkdir(parents=True, exist_ok=True)
        Path(report).write_text(json.dumps(facts, indent=2) + "\n")
    print(f"restore drill passed: {json.dumps(facts)}")


def newest_backup(work: Path) -> Path:
    """Of BACKUPS, which is left as it is; else one made now."""
    folder = Path(os.environ.get("BACKUPS") or work / "backups")
    if not folder.exists():
        words = [sys.executable, "manage.py", "backup", str(folder), "--keys-to", f"{work}/keys"]
        subprocess.run(words, cwd=ROOT, check=True)  # noqa: S603 - our own words
    complete = sorted(each for each in folder.glob("*Z") if (each / "manifest.json").exists())
    if not complete:
        sys.exit(f"there is no complete backup in {folder}")
    return complete[-1]


@contextmanager
def database_beside(url: str, work: Path) -> Iterator[str]:
    """An empty database of the same kind; its URL. On PostgreSQL it is dropped at the end."""
    if not url.startswith("postgres"):
        yield f"sqlite:///{work}/db.sqlite3"
        return
    name = Identifier(DRILLED)
    with psycopg.connect(url, autocommit=True) as server:
        server.execute(
            SQL("CREATE DATABASE {} TEMPLATE template0 ENCODING 'UTF8' LOCALE 'C.UTF-8'").format(
                name
            )
        )
        try:
            yield urlunsplit(urlsplit(url)._replace(path=f"/{DRILLED}"))
        finally:
            server.execute(SQL("DROP DATABASE {} WITH (FORCE)").format(name))


def restored(backup: Path) -> dict[str, Any]:
    """Bring it back under the present settings, and let every verifier speak; how long it took,
    and of how many ballots, in seconds."""
    import django
    from django.core.management import call_command
    from django.db import connection

    django.setup()
    _nothing, restore = timed(lambda: call_command("restore", str(backup)))
    call_command("migrate", check=True, interactive=False)
    checks = {name: timed(partial(call_command, name))[1] for name in VERIFIERS}
    with connection.cursor() as cursor:
        cursor.execute("SELECT (SELECT count(*) FROM voting_ballotslot)"
                       " + (SELECT count(*) FROM voting_sealedballot)")  # fmt: skip
        ballots = cursor.fetchone()[0]
    connection.close()
    return {"ballots": ballots, "restore_s": restore, "verifiers_s": checks}


def timed(work: Callable[[], Any]) -> tuple[Any, float]:
    """What came of it, and the seconds it took."""
    begun = time.monotonic()
    result = work()
    return result, round(time.monotonic() - begun, 1)


def circumstances() -> dict[str, Any]:
    """When, of which commit, under which load: without them a figure says nothing."""
    words = ["git", "rev-parse", "--short=12", "HEAD"]
    commit = subprocess.run(  # noqa: S603 - our own words
        words, cwd=ROOT, capture_output=True, text=True, check=False
    )
    return {
        "at": datetime.now(UTC).isoformat(timespec="seconds"), "commit": commit.stdout.strip(),
        "load_average": round(os.getloadavg()[0], 1),
    }  # fmt: skip


if __name__ == "__main__":
    main()
