"""Races: the same call made many times at once, with the locks the product uses or without.

PostgreSQL has row locks, so the rivals are threads, each with its own connection. SQLite has one
lock for the whole file, taken when a transaction begins (IMMEDIATE), so the rivals are processes.
`locked=False` is the negative control: no row locks on PostgreSQL, DEFERRED transactions on
SQLite. A race test that still passes without its lock proves nothing.
"""

import multiprocessing
import os
import threading
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, nullcontext
from unittest import mock, skipUnless

import django
from django.conf import settings
from django.db import connection, connections
from django.db.models.query import QuerySet

from tests.database import database_url

PROCESSES = 4
PATIENCE = 120  # seconds until a race counts as a deadlock

on_postgresql = skipUnless(
    connection.vendor == "postgresql", "row locks: TEST_DATABASE_URL=postgres://… make test"
)
"""For controls: SQLite's rivals may come one after the other even without their lock."""

Attempt = Callable[..., str]
"""A function at the top of a module; says in one word how the attempt ended."""


def race(attempt: Attempt, arguments: Sequence[tuple], *, locked: bool = True) -> Counter[str]:
    """Call `attempt(*row)` for every row of arguments at once; count the answers.

    An exception counts under its class name. Only for a FreshDatabaseTestCase.
    """
    if connection.vendor == "postgresql":
        return _threads(attempt, arguments, locked=locked)
    return _processes(attempt, arguments, locked=locked)


def _threads(attempt: Attempt, arguments: Sequence[tuple], *, locked: bool) -> Counter[str]:
    answers: list[str] = []
    start = threading.Barrier(len(arguments))

    def run(row: tuple) -> None:
        connection.ensure_connection()
        start.wait(timeout=PATIENCE)
        answers.append(_answer(attempt, row))
        connections.close_all()

    threads = [threading.Thread(target=run, args=(row,), daemon=True) for row in arguments]
    with nullcontext() if locked else _no_row_locks():
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(PATIENCE)
    return Counter(answers)


def _processes(attempt: Attempt, arguments: Sequence[tuple], *, locked: bool) -> Counter[str]:
    context = multiprocessing.get_context("spawn")
    connections.close_all()
    start = context.Barrier(PROCESSES)
    environment = {"DATABASE_URL": database_url(), "DJANGO_SETTINGS_MODULE": "mws.settings.test"}
    with (
        mock.patch.dict(os.environ, environment),
        context.Pool(PROCESSES, _become_a_web_process, (locked, start)) as pool,
    ):
        rows = [(attempt, row) for row in arguments]
        return Counter(pool.starmap_async(_answer, rows, chunksize=1).get(PATIENCE))


def _become_a_web_process(locked: bool, start: threading.Barrier) -> None:
    django.setup()
    if not locked:
        settings.DATABASES["default"]["OPTIONS"]["transaction_mode"] = "DEFERRED"
    connection.ensure_connection()
    start.wait(timeout=PATIENCE)


def _answer(attempt: Attempt, row: tuple) -> str:
    try:
        return attempt(*row)
    except Exception as error:
        return type(error).__name__


@contextmanager
def _no_row_locks() -> Iterator[None]:
    def unlocked(queryset: QuerySet, *args: object, **kwargs: object) -> QuerySet:
        return queryset

    with mock.patch.object(QuerySet, "select_for_update", unlocked):
        yield
