"""V10: a process that seals is killed at any moment; whoever comes next finishes the same seal."""

from __future__ import annotations

import os
import random
import shutil
import signal
import time
from collections.abc import Callable
from pathlib import Path

from django.conf import settings
from django.db import connection, connections

from tests.database import copy_template, drop, point_at
from voting.models import BallotSlot, Poll
from voting.polls import keys, services


def copy_of(name: str) -> str:
    """A copy of a database that nobody is connected to."""
    connections.close_all()
    place = copy_template()
    if connection.vendor == "sqlite":
        shutil.copyfile(name, place)
        return place
    drop(place)
    with connection._nodb_cursor() as cursor:
        cursor.execute(f'CREATE DATABASE "{place}" TEMPLATE "{name}"')
    return place


def seal(poll_id: object) -> None:
    services.close_poll(poll_id=poll_id, by=None)
    services.forget_ballots(poll_id=poll_id)


def roots_after_kills(poll: Poll, points: int, *, seed: int = 1) -> tuple[str, list[str]]:
    """The root of a seal left in peace, and the faults of as many that were killed."""
    name, key = connection.settings_dict["NAME"], keys.read_key(poll.pk)
    began = time.monotonic()
    undisturbed = _after(name, poll, key, lambda: seal(poll.pk))
    lasts, dice, faults = time.monotonic() - began, random.Random(seed), []
    for _point in range(points):
        delay = dice.uniform(0, lasts)
        root = _after(name, poll, key, lambda delay=delay: _killed(poll, delay))
        if root != undisturbed:
            faults.append(f"killed after {delay:.3f} s: {root}")
    point_at(name)
    return undisturbed, faults


def _after(name: str, poll: Poll, key: bytes, act: Callable[[], None]) -> str:
    """The root, or what is wrong, when ``act`` and then the clock have worked on a copy."""
    copy = copy_of(name)
    point_at(copy)
    key_file = Path(settings.MWS_PRIVATE_ROOT) / "poll-keys" / f"{poll.pk}.key"
    key_file.write_bytes(key)
    try:
        act()
        services.run_due_polls()
        return _state(poll)
    finally:
        point_at(name)
        drop(copy)


def _state(poll: Poll) -> str:
    found = Poll.objects.get(pk=poll.pk)
    if found.forgotten_at is None or keys.has_key(poll.pk):
        return f"not forgotten in state {found.state}"
    if BallotSlot.objects.filter(poll=poll).exists():
        return "ballots left in the box"
    return found.root_sha256


def _killed(poll: Poll, delay: float) -> None:
    connections.close_all()
    child = os.fork()
    if not child:
        try:
            seal(poll.pk)
        finally:
            os._exit(0)
    time.sleep(delay)
    os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)
