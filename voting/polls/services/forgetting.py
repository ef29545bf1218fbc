"""After the count is committed: destroy what could still tell whose ballot one was."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import transaction

from mws.audit.services import record
from mws.core.clock import database_now
from voting import partitions
from voting.models import PollState
from voting.polls import keys
from voting.polls.services.locks import hold_poll


def forget_ballots(*, poll_id: UUID, now: datetime | None = None) -> bool:
    """Write the roll anew, drop the box, destroy the key, and note that it is done.

    Safe to repeat from any point at which a process may have died; the result can be certified
    only afterwards. Returns whether there was something to do.
    """
    now = now or database_now()
    with transaction.atomic():
        poll = hold_poll(poll_id)
        if poll.state not in PollState.counted() or poll.forgotten_at is not None:
            return False
    partitions.rewrite_roll_and_drop_box(poll_id)
    keys.destroy_key(poll_id)
    with transaction.atomic():
        poll = hold_poll(poll_id)
        if poll.forgotten_at is None:
            poll.forgotten_at = now
            poll.save(update_fields=["forgotten_at"])
            record(
                "poll.forgotten", target=poll, by=None, effective_at=now,
                place_path=poll.round.community.path,
            )  # fmt: skip
    return True
