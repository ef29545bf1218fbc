"""The detector of N+1: one page that asks the same question of the database again and again."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from django.db import connection

# A statement may be repeated for a handful of things; a list of rows is longer.
MOST = 15


class RepeatedQueries(AssertionError):
    """A query a row: prefetch, join, or ask for all at once."""


@contextmanager
def no_repeats(what: str) -> Iterator[None]:
    """Fail where one SELECT, by its text without values, is run more than ``MOST`` times."""
    seen: Counter[str] = Counter()

    def count(execute: Callable[..., Any], sql: str, params: Any, many: bool, context: Any) -> Any:
        if sql.startswith("SELECT"):
            seen[sql] += 1
        return execute(sql, params, many, context)

    with connection.execute_wrapper(count):
        yield
    for sql, times in seen.most_common(1):
        if times > MOST:
            raise RepeatedQueries(f"{what}: {times} times {sql[:300]}")
