"""How the heavy checks of the books run: a migrated database of their own, from the command line.

DATABASE_URL=… .venv/bin/python -m tests.assurance.last_yuan [trials] [rivals]
"""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import django


def set_up() -> None:
    """The settings of the tests, before anything of Django is imported."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "mws.settings.test")
    django.setup()


def numbers(*defaults: int) -> list[int]:
    """The arguments of the command line as numbers; what is not given is the default."""
    given = [int(text) for text in sys.argv[1:]]
    return given + list(defaults[len(given) :])


@contextmanager
def own_database() -> Iterator[None]:
    from tests.database import fresh_database

    with fresh_database():
        yield


def report(name: str, run: Callable[[], str]) -> None:
    """Run it, and say in one line what came of it and how long it took."""
    from django.db import connection

    begin = time.monotonic()
    with own_database():
        said = run()
    print(f"{name} [{connection.vendor}]: {said}; {time.monotonic() - begin:.0f} s")
