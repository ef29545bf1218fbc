"""Test databases: one migrated template, cheap copies of it, and never a flush.

Migrating takes half a minute, copying the result a moment. A flush is no way to clean up: the
append-only triggers refuse it, and it would empty what Wagtail's migrations have put in. So every
process works on a copy, and a test that needs real commits gets a copy of its own.
"""

import fcntl
import functools
import hashlib
import os
import re
import shutil
import tempfile
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import quote

import django
from django.apps import apps
from django.conf import settings
from django.core.management import call_command
from django.db import connection, connections
from django.test import SimpleTestCase

CACHE = settings.BASE_DIR / ".cache" / "databases"
KEPT_TEMPLATES = 12  # other work trees on this machine need theirs too
OUR_IMPORT = re.compile(r"^from ((?:mws|proposals|voting|cms)[\w.]*) import", re.MULTILINE)


class FreshDatabaseTestCase(SimpleTestCase):
    """For what TestCase cannot do inside its transaction: threads, processes, on_commit, locks.

    Each test has a migrated database to itself, which is thrown away afterwards.
    """

    databases = {"default"}

    def run(self, result=None):
        with fresh_database():
            return super().run(result)


@contextmanager
def fresh_database() -> Iterator[str]:
    """Point the default connection, of all threads, at a new copy; yields its DATABASE_URL."""
    before = connection.settings_dict["NAME"]
    name = copy_template()
    point_at(name)
    try:
        yield database_url()
    finally:
        point_at(before)
        drop(name)


def point_at(name: str) -> None:
    """Threads open their own connections later, from this same dictionary."""
    connections.close_all()
    connection.settings_dict["NAME"] = name


def database_url() -> str:
    """The present database as a DATABASE_URL, for a process of its own."""
    config = connection.settings_dict
    if connection.vendor == "sqlite":
        return f"sqlite:///{config['NAME']}"
    login = ":".join(quote(part, safe="") for part in (config["USER"], config["PASSWORD"]) if part)
    port = f":{config['PORT']}" if config["PORT"] else ""
    host = f"{config['HOST']}{port}"
    return f"postgres://{f'{login}@' if login else ''}{host}/{config['NAME']}"


def copy_template() -> str:
    """A new database with all migrations applied; its name, on SQLite its file."""
    template = migrated_template()
    name = _place(f"mws_test_{os.getpid()}_{uuid.uuid4().hex[:8]}")
    if connection.vendor == "sqlite":
        shutil.copyfile(template, name)
        return name
    with connection._nodb_cursor() as cursor:
        cursor.execute(f'CREATE DATABASE "{name}" TEMPLATE "{template}"')
    return name


def drop(name: str) -> None:
    if connection.vendor == "sqlite":
        for suffix in ("", "-wal", "-shm"):
            Path(f"{name}{suffix}").unlink(missing_ok=True)
        return
    with connection._nodb_cursor() as cursor:
        cursor.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')


@functools.cache
def migrated_template() -> str:
    """The template for the migrations as they are, made now if it is missing.

    Parallel workers, and other work trees on the same machine, wait for the one that makes it.
    """
    CACHE.mkdir(parents=True, exist_ok=True)
    # SQLite's files lie in this tree, a server's databases are shared by all trees of the machine.
    home = CACHE if connection.vendor == "sqlite" else Path(tempfile.gettempdir())
    with (home / "mws-test-databases.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        _sweep()
        template = _place(f"mws_template_{migrations_digest()}")
        if template not in _names():
            _build(template)
    return template


def migrations_digest() -> str:
    """Changes whenever a migration does, ours or a library's, or what our migrations import."""
    files = {
        file for app in apps.get_app_configs() for file in Path(app.path).glob("migrations/**/*.py")
    }
    ours = [
        file
        for file in files
        if file.is_relative_to(settings.BASE_DIR) and ".venv" not in file.parts
    ]
    for file in ours:
        for module in OUR_IMPORT.findall(file.read_text()):
            path = settings.BASE_DIR / module.replace(".", "/")
            files |= {
                found for found in (path.with_suffix(".py"), path / "__init__.py") if found.exists()
            }
    digest = hashlib.sha256(f"{django.__version__} {settings.INSTALLED_APPS}".encode())
    for file in sorted(files):
        digest.update(f"{file.name}\0".encode() + file.read_bytes())
    return digest.hexdigest()[:16]


def _build(template: str) -> None:
    """Migrate under another name first, so that a half-made template is never taken for one."""
    before = connection.settings_dict["NAME"]
    unfinished = _place("mws_unfinished")
    if connection.vendor != "sqlite":
        with connection._nodb_cursor() as cursor:
            cursor.execute(f'CREATE DATABASE "{unfinished}" TEMPLATE template0')
    point_at(unfinished)
    try:
        call_command("migrate", verbosity=0, interactive=False)
    finally:
        point_at(before)
    if connection.vendor == "sqlite":
        Path(unfinished).rename(template)
        return
    with connection._nodb_cursor() as cursor:
        cursor.execute(f'ALTER DATABASE "{unfinished}" RENAME TO "{template}"')


def _place(name: str) -> str:
    """SQLite's databases are files in our cache."""
    return str(CACHE / f"{name}.sqlite3") if connection.vendor == "sqlite" else name


def _names() -> list[str]:
    """Our databases on this server, the oldest first."""
    if connection.vendor == "sqlite":
        files = CACHE.glob("mws_*.sqlite3")
        return [str(file) for file in sorted(files, key=lambda file: file.stat().st_mtime)]
    with connection._nodb_cursor() as cursor:
        cursor.execute(r"SELECT datname FROM pg_database WHERE datname LIKE 'mws\_%' ORDER BY oid")
        return [name for (name,) in cursor.fetchall()]


def _sweep() -> None:
    """Drop what a killed run has left behind, and templates of migrations long changed."""
    names = _names()
    stale = [name for name in names if "mws_template_" in name][:-KEPT_TEMPLATES]
    stale += [name for name in names if "mws_unfinished" in name]
    for name in names:
        owner = re.search(r"mws_test_(\d+)_", name)
        if owner and not _is_running(int(owner[1])):
            stale.append(name)
    for name in stale:
        drop(name)


def _is_running(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True
