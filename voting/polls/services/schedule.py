"""What the clock does with polls; called by ``tick``, safe to repeat at any moment."""

from __future__ import annotations

import logging
from datetime import datetime, timedelta
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from mws.accounts.models import User
from mws.audit.services import record
from mws.core.clock import database_now
from mws.core.due import do_each
from mws.core.refusals import Refusal, require
from voting.models import Poll, PollState
from voting.polls import keys
from voting.polls.services.forgetting import forget_ballots
from voting.polls.services.locks import hold_poll
from voting.polls.services.sealing import COUNTING, ask_for_count, close_poll
from voting.polls.services.setup import open_poll

logger = logging.getLogger(__name__)


def run_due_polls(now: datetime | None = None) -> int:
    """Have counted what a dead process left uncounted, open what is due to open, close what is due
    to close; returns how many. A poll that fails is logged, tried again at the next tick, and
    holds up no other; a long count holds up none either, it is a background task."""
    now = now or database_now()
    left = Poll.objects.filter(state__in=COUNTING).exclude(root_sha256="").order_by("pk")
    done = do_each(left.values_list("pk", flat=True), lambda pk: ask_for_count(poll_id=pk))
    for state, due, act in (
        (PollState.FROZEN, "opens_at__lte", open_poll),
        (PollState.OPEN, "closes_at__lte", close_poll),
    ):
        polls = Poll.objects.filter(state=state, **{due: now}).order_by("closes_at", "pk")
        for poll_id in polls.values_list("pk", flat=True):
            try:
                done += act(poll_id=poll_id, by=None, now=now) is not None
            except Exception:
                logger.exception("poll %s: what is due when %s failed", poll_id, state)
    _destroy_spent_keys()
    return done + do_each(_not_forgotten(), lambda poll_id: forget_ballots(poll_id=poll_id))


@transaction.atomic
def move_poll(*, poll_id: UUID, by_time: timedelta, by: User | None) -> Poll:
    """Shift a vote's dates (demonstration only: deadlines move, never the clock)."""
    if not settings.MWS_DEMO:
        require(Refusal("demo_only", _("Published dates move in the demonstration only.")))
    poll = hold_poll(poll_id)
    if poll.is_counted:
        require(Refusal("closed_already", _("This vote has been closed and counted.")))
    poll.opens_at += by_time
    poll.closes_at += by_time
    poll.save(update_fields=["opens_at", "closes_at"])
    record(
        "poll.moved", target=poll, by=by, place_path=poll.round.community.path,
        seconds=int(by_time.total_seconds()),
    )  # fmt: skip
    return poll


def _not_forgotten() -> list[UUID]:
    """Counted votes whose traces a process that died, or a lock, has left."""
    counted = Poll.objects.filter(state__in=PollState.counted(), is_imported=False)
    return list(counted.filter(forgotten_at=None).values_list("pk", flat=True))


def _destroy_spent_keys() -> None:
    """Keys of forgotten polls that came back, say with a backup."""
    kept = keys.kept_keys()
    if kept:
        spent = Poll.objects.filter(pk__in=kept, forgotten_at__isnull=False)
        for poll_id in spent.values_list("pk", flat=True):
            keys.destroy_key(poll_id)
