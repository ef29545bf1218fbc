"""How far a long count is: a line in the cache that also says that somebody is at it."""

from __future__ import annotations

from collections.abc import Callable
from uuid import UUID

from django.core.cache import cache

LEASE = 120
"""Seconds without news after which a count is taken to have died."""


def ask(poll_id: UUID) -> bool:
    """True where nobody is counting this poll and nobody was asked to lately; the caller asks."""
    return cache.get(_key(poll_id)) is None and cache.add(_asked(poll_id), 1, timeout=LEASE)


def claim(poll_id: UUID) -> bool:
    """True where nobody else is counting this poll; the caller is from now on."""
    return cache.add(_key(poll_id), (0, 0), timeout=LEASE)


def told(poll_id: UUID) -> Callable[[int, int], None]:
    """What a count calls after each step of add1: the step, and the cost of its outcome."""
    return lambda step, cost: cache.set(_key(poll_id), (step, cost), timeout=LEASE)


def step_of(poll_id: UUID) -> tuple[int, int] | None:
    """The step a count has come to and the money its outcome would spend; None: not running."""
    return cache.get(_key(poll_id))


def forget(poll_id: UUID) -> None:
    cache.delete_many([_key(poll_id), _asked(poll_id)])


def _key(poll_id: UUID) -> str:
    return f"count-{poll_id}"


def _asked(poll_id: UUID) -> str:
    return f"count-asked-{poll_id}"
