"""How much of something may be spent in a day. A brake on cost, counted in the shared cache: two
that spend in the same instant may be counted as one."""

from __future__ import annotations

from django.core.cache import cache

from mws.core.clock import database_now, local_day

A_DAY = 24 * 3600


def spend(purpose: str, *, limit: int) -> bool:
    """Take one of today's ``limit``; False when they are spent. The day begins in Shenzhen."""
    key = f"budget|{purpose}|{local_day(database_now())}"
    cache.add(key, 0, A_DAY)
    return cache.incr(key) <= limit
