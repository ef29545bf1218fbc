"""The one list of what time alone makes due. ``manage.py tick`` runs it; new jobs join it here.

A job is idempotent, takes the moment, and returns how many things it did.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import NamedTuple

from django.core.management import call_command

from mws.accounts.services import (
    forget_birth_dates,
    forget_stale_proofs,
    forget_unverified,
    tell_of_ends,
    tend_rolls,
)
from mws.audit.services import beat, deliver_events, seal_trail
from mws.core.background import run_waiting_tasks
from mws.files.services import forget_erased
from mws.notifications.services import deliver_due
from mws.oversight.services import recount_changed
from mws.rounds.services import remind_of_deadlines
from proposals.selectors.facets import keep_counts
from proposals.services.notices import end_due_notices
from proposals.services.satisfaction import open_later_surveys
from proposals.services.settlement import close_due_surveys
from proposals.services.warranties import remind_of_warranties
from voting.polls.services import (
    count_turnouts,
    make_due_packages,
    remind_voters,
    run_due_polls,
    send_cast_notices,
)


class Job(NamedTuple):
    """``name`` appears in the log."""

    name: str
    run: Callable[[datetime], int | None]


def _publish_scheduled(_now: datetime) -> None:
    """Wagtail's own command: pages whose hour has come."""
    call_command("publish_scheduled")


def _beat(_now: datetime) -> None:
    """So that /readyz knows that the clock goes."""
    beat("tick")


JOBS: list[Job] = [
    Job("heartbeat", _beat),
    Job("polls", run_due_polls),
    Job("turnout", count_turnouts),
    Job("packages of votes", make_due_packages),
    Job("reminders of votes", remind_voters),
    Job("public notices", end_due_notices),
    Job("surveys", close_due_surveys),
    Job("second surveys", open_later_surveys),
    Job("warranties", remind_of_warranties),
    Job("reminders", remind_of_deadlines),
    Job("ends of roles", tell_of_ends),
    Job("notes of cast ballots", send_cast_notices),
    Job("unverified sign-ups", lambda now: forget_unverified(now=now)),
    Job("counts of the list", lambda _now: keep_counts()),
    Job("birth dates", lambda now: forget_birth_dates(now=now)),
    Job("proofs", lambda now: forget_stale_proofs(now=now)),
    Job("erased files", lambda _now: forget_erased()),
    Job("rolls of residents", tend_rolls),
    Job("scheduled pages", _publish_scheduled),
    # Last, so that what the others did is sealed, told and sent in the same round.
    Job("trail", lambda _now: seal_trail()),
    Job("tallies", recount_changed),
    Job("subscribers", lambda _now: deliver_events()),
    Job("background tasks", lambda _now: run_waiting_tasks()),
    Job("messages", deliver_due),
]
