"""What a process can find out about itself and its surroundings: database, disk, cache, clock.

The words are few and fixed, so that whoever is woken at night can look them up
(docs/operations.md). ``mws.pages.health`` composes them with what other rooms know.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings
from django.core.cache import cache
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.utils import timezone

from mws.core.clock import database_now

# Shares of a disk that are free: below the first staff are warned, below the second nothing is
# taken in any more.
DISK_LOW, DISK_FULL = 0.10, 0.02
SKEW_SECONDS = 2


@dataclass(frozen=True, slots=True)
class Finding:
    """One field of the answer; ``is_stop``: this node should get no visitors."""

    name: str
    value: str | int
    is_stop: bool = False


def disk() -> Finding:
    share = free_share()
    if share < DISK_FULL:
        return Finding("disk", "full", is_stop=True)
    return Finding("disk", "low" if share < DISK_LOW else "ok")


def free_share() -> float:
    """The smallest share of free space among the disks that this process writes to."""
    usages = [shutil.disk_usage(_existing(folder)) for folder in _folders()]
    return min(usage.free / usage.total for usage in usages)


def _existing(folder: Path) -> Path:
    """The folder, or the nearest one above it that is there already."""
    return next(each for each in (folder, *folder.parents) if each.exists())


def _folders() -> Iterable[Path]:
    yield Path(settings.MEDIA_ROOT)
    yield Path(settings.MWS_PRIVATE_ROOT)
    name = Path(str(connection.settings_dict["NAME"]))
    if connection.vendor == "sqlite" and name.is_absolute():
        yield name.parent


def migrations() -> Finding:
    """Whether the database is as new as this code. A node that is newer waits for it."""
    executor = MigrationExecutor(connection)
    is_pending = bool(executor.migration_plan(executor.loader.graph.leaf_nodes()))
    return Finding("migrations", "pending" if is_pending else "ok", is_stop=is_pending)


def clock() -> Finding:
    """This machine's clock against the database's, which alone decides: no reason to stop."""
    skew = abs((timezone.now() - database_now()).total_seconds())
    return Finding("clock", "warn" if skew > SKEW_SECONDS else "ok")


def shared_cache() -> Finding:
    """Without its cache the site is slower and counts tries in the database: no reason to stop."""
    try:
        cache.set("health", 1, 60)
        is_there = cache.get("health") == 1 and not getattr(cache, "is_resting", False)
    except Exception:  # whatever a client library raises, it means the same
        is_there = False
    return Finding("cache", "ok" if is_there else "degraded")
