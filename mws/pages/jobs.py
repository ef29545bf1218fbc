"""The one list of what time alone makes due. ``manage.py tick`` runs it; new jobs join it here.

A job is idempotent, takes the moment, and returns how many things it did.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import NamedTuple

from mws.accounts.services import forget_unverified
from mws.audit.services import deliver_events, seal_trail
from mws.notifications.services import deliver_due


class Job(NamedTuple):
    """``name`` appears in the log."""

    name: str
    run: Callable[[datetime], int | None]


JOBS: list[Job] = [
    Job("unverified sign-ups", lambda now: forget_unverified(now=now)),
    Job("messages", deliver_due),
    # Last: what the others did is sealed and told in the same round.
    Job("trail", lambda _now: seal_trail()),
    Job("subscribers", lambda _now: deliver_events()),
]
