"""Doing what is due, one thing at a time: what fails is logged and holds up nothing else."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable
from typing import Any

logger = logging.getLogger(__name__)


def do_each(keys: Iterable[Any], act: Callable[[Any], object]) -> int:
    """Call ``act(key)`` for each key, each in its own transaction; how many did something.

    A key whose act raises is logged and tried again when the clock's job runs next.
    """
    done = 0
    for key in keys:
        try:
            done += bool(act(key))
        except Exception:
            logger.exception("%s failed for %s", getattr(act, "__qualname__", act), key)
    return done
