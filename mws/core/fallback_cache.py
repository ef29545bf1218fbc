"""Redis while it answers, the database while it does not: a limit on tries must never be a reason
to refuse everybody, and never one that nobody keeps.

After a failure Redis is left alone for a while, so that no visitor waits for it. What was counted
there begins anew in the database: a limit may let through its number once more.
"""

from __future__ import annotations

import logging
import time
from typing import Any

from django.core.cache import caches
from django.core.cache.backends.redis import RedisCache
from redis.exceptions import RedisError

logger = logging.getLogger(__name__)
REST_SECONDS = 5.0
_METHODS = (
    "add", "get", "set", "touch", "delete", "get_many", "has_key", "incr", "set_many",
    "delete_many", "clear",
)  # fmt: skip


class RedisOrDatabaseCache(RedisCache):
    """The cache ``default`` where REDIS_URL is set; the cache ``database`` stands in for it."""

    rests_until = 0.0  # of this process, monotonic clock

    @property
    def is_resting(self) -> bool:
        return time.monotonic() < type(self).rests_until

    def _ask(self, method: str, *args: Any, **kwargs: Any) -> Any:
        if not self.is_resting:
            try:
                return getattr(super(), method)(*args, **kwargs)
            except (RedisError, OSError):
                type(self).rests_until = time.monotonic() + REST_SECONDS
                logger.exception("redis is away; the database stands in for it")
        return getattr(caches["database"], method)(*args, **kwargs)


def _standing_in(method: str) -> Any:
    def ask(self: RedisOrDatabaseCache, *args: Any, **kwargs: Any) -> Any:
        return self._ask(method, *args, **kwargs)

    return ask


for _name in _METHODS:
    setattr(RedisOrDatabaseCache, _name, _standing_in(_name))
