"""Counts of a large selection, kept the longer the dearer they are: what a visitor is told may be
that old.

Counting a whole city costs a third of a second, a word that stands in ten thousand cases a
twentieth. Fewer cases are counted each time, and are always exact.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

from django.core.cache import cache

from mws.core.canonical import canonical_json, sha256_hex

LARGE = 1_000
CASES_A_SECOND = 100  # ten seconds for a thousand cases
MOST_SECONDS = 300

C = TypeVar("C")


def kept(
    name: str, said: dict[str, Any], count: Callable[[], C], *, cases: Callable[[C], int]
) -> C:
    """``count()`` of the selection that the filters ``said`` leave, or what it was minutes ago."""
    key = key_of(name, said)
    found = cache.get(key)
    if found is None:
        found = count()
        if is_large(cases(found)):
            keep(name, said, found, cases=cases(found))
    return found


def keep(name: str, said: dict[str, Any], found: Any, *, cases: int) -> None:
    """Keep what was counted for as long as so many cases are worth."""
    cache.set(key_of(name, said), found, min(max(cases // CASES_A_SECOND, 1), MOST_SECONDS))


def is_large(cases: int) -> bool:
    """Whether so many cases are worth being kept."""
    return cases > LARGE


def key_of(name: str, said: dict[str, Any]) -> str:
    """Where the counts of a selection lie; how it is sorted makes no other one."""
    chosen = {key: str(value) for key, value in said.items() if value and key != "sort"}
    return f"proposals.{name}.{sha256_hex(canonical_json(chosen))}"
