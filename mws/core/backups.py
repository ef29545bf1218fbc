"""Backups: the database as of one moment, media, private files, a list of digests; and back.

The keys of open votes are no part of it: whoever has key and database can tell whose ballot is
whose, and a key that was destroyed at the seal must not live on in an archive. They are mirrored
into a folder of their own, on another medium, and vanish there with the next backup.
"""

from __future__ import annotations

import hashlib
import json
import shutil
import sqlite3
import subprocess
import tarfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from tempfile import NamedTemporaryFile

from django.conf import settings
from django.db import connection
from psycopg.conninfo import make_conninfo

MANIFEST = "manifest.json"
KEYS = "poll-keys"
_BLOCK = 1 << 20


class BackupError(Exception):
    """The backup cannot be made, is not whole, or would overwrite something."""


def back_up(folder: Path) -> Path:
    """Write one backup into a new folder below; it has its name only when it is complete."""
    made_at = datetime.now(UTC)
    target = folder / made_at.strftime("%Y%m%dT%H%M%SZ")
    unfinished = target.with_suffix(".unfinished")
    unfinished.mkdir(mode=0o700, parents=True)
    _dump(unfinished / "database")
    for name, source in _folders().items():
        _pack(unfinished / f"{name}.tar", source)
    digests = {file.name: _digest(file) for file in sorted(unfinished.iterdir())}
    manifest = {"made_at": made_at.isoformat(), "database": connection.vendor, "files": digests}
    (unfinished / MANIFEST).write_text(json.dumps(manifest, indent=2) + "\n")
    unfinished.rename(target)
    return target


def mirror_keys(folder: Path) -> int:
    """Make ``folder`` hold the keys of the votes that are open now, and no others; how many."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    keys = {file.name: file for file in (settings.MWS_PRIVATE_ROOT / KEYS).glob("*.key")}
    for old in folder.glob("*.key"):
        if old.name not in keys:
            old.write_bytes(bytes(old.stat().st_size))
            old.unlink()
    for name, file in keys.items():
        shutil.copy2(file, folder / name)
    return len(keys)


def restore(folder: Path) -> None:
    """Bring a backup back into the empty database and folders of the present settings."""
    manifest = _checked(folder)
    if manifest["database"] != connection.vendor:
        raise BackupError(f"the backup is of {manifest['database']}, not {connection.vendor}")
    _load(folder / "database")
    for name, target in _folders().items():
        if target.exists() and any(target.iterdir()):
            raise BackupError(f"{target} is not empty")
        target.mkdir(parents=True, exist_ok=True)
        with tarfile.open(folder / f"{name}.tar") as archive:
            archive.extractall(target, filter="data")


def prune(folder: Path, *, keep: int) -> None:
    """Remove all but the newest complete backups."""
    complete = sorted(each for each in folder.iterdir() if (each / MANIFEST).exists())
    for old in complete[:-keep]:
        shutil.rmtree(old)


def _folders() -> dict[str, Path]:
    return {"media": Path(settings.MEDIA_ROOT), "files": settings.MWS_PRIVATE_ROOT / "files"}


def _checked(folder: Path) -> dict[str, object]:
    try:
        manifest = json.loads((folder / MANIFEST).read_text())
    except FileNotFoundError:
        raise BackupError(f"{folder} is no complete backup") from None
    for name, digest in manifest["files"].items():
        if _digest(folder / name) != digest:
            raise BackupError(f"{folder / name} was changed since the backup")
    return manifest


def _dump(file: Path) -> None:
    if connection.vendor == "sqlite":
        # One step over one snapshot: writers go on meanwhile, in the write-ahead log.
        source, target = sqlite3.connect(connection.settings_dict["NAME"]), sqlite3.connect(file)
        source.backup(target)
        target.close()
        source.close()
        return
    _run("pg_dump", "--format=custom", "--no-owner", f"--file={file}")


def _load(file: Path) -> None:
    if connection.vendor == "sqlite":
        target = Path(connection.settings_dict["NAME"])
        connection.close()
        if target.exists() and target.stat().st_size:
            raise BackupError(f"{target} exists")
        shutil.copyfile(file, target)
        return
    with connection.cursor() as cursor:
        if connection.introspection.table_names(cursor):
            raise BackupError("the database is not empty")
    connection.close()
    _run("pg_restore", "--no-owner", "--exit-on-error", "--jobs=2", str(file))


@contextmanager
def _server() -> Iterator[str]:
    """How libpq finds the database. The password goes by a file that only we can read: words of a
    command are seen by everyone on the machine."""
    config = connection.settings_dict
    named = {"host": config["HOST"], "port": config["PORT"], "user": config["USER"]}
    with NamedTemporaryFile("w", prefix="mws-") as passfile:
        password = str(config["PASSWORD"]).replace("\\", "\\\\").replace(":", "\\:")
        passfile.write(f"*:*:*:*:{password}\n")
        passfile.flush()
        given = {name: value for name, value in named.items() if value}
        yield make_conninfo(dbname=config["NAME"], passfile=passfile.name, **given)


def _run(program: str, *arguments: str) -> None:
    with _server() as server:
        done = subprocess.run(  # noqa: S603 - our own words and settings
            [program, f"--dbname={server}", *arguments], capture_output=True, text=True, check=False
        )
    if done.returncode:
        raise BackupError(f"{program}: {done.stderr.strip()}")


def _pack(archive: Path, source: Path) -> None:
    with tarfile.open(archive, "w") as tar:
        if source.exists():
            for each in sorted(source.iterdir()):
                tar.add(each, arcname=each.name)


def _digest(file: Path) -> str:
    digest = hashlib.sha256()
    with file.open("rb") as stream:
        while block := stream.read(_BLOCK):
            digest.update(block)
    return digest.hexdigest()
