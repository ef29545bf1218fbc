"""One process at a time: what must not run twice at once, whichever server it is started on."""

from __future__ import annotations

import fcntl
import hashlib
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.db import DEFAULT_DB_ALIAS, connection, connections


@contextmanager
def only_one(name: str) -> Iterator[bool]:
    """Whether this process is the one that may go on; never waits.

    PostgreSQL: an advisory lock, freed when its connection ends, however the process ends.
    SQLite: the lock of a file that belongs to the database file; freed when the process ends.
    """
    with _advisory(name) if connection.vendor == "postgresql" else _file(name) as is_ours:
        yield is_ours


@contextmanager
def _advisory(name: str) -> Iterator[bool]:
    """On a connection of its own, which no job can close or roll back."""
    number = int.from_bytes(hashlib.sha256(name.encode()).digest()[:7], "big")
    keeper = connections.create_connection(DEFAULT_DB_ALIAS)
    try:
        with keeper.cursor() as cursor:
            cursor.execute("SELECT pg_try_advisory_lock(%s)", [number])
            (is_ours,) = cursor.fetchone()
            try:
                yield is_ours
            finally:
                if is_ours:
                    cursor.execute("SELECT pg_advisory_unlock(%s)", [number])
    finally:
        keeper.close()


@contextmanager
def _file(name: str) -> Iterator[bool]:
    database = str(connection.settings_dict["NAME"])
    digest = hashlib.sha256(f"{database}\n{name}".encode()).hexdigest()[:16]
    with (Path(tempfile.gettempdir()) / f"mws-{digest}.lock").open("w") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            yield False
        else:
            yield True
