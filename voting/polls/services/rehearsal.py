"""演练: a vote is tried out with the same code before it opens; on opening all of it is wiped."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import transaction

from mws.accounts.models import User
from mws.audit.services import record
from mws.core.refusals import require
from voting.models import BallotSlot, Poll
from voting.polls import rules
from voting.polls.services.locks import hold_poll
from voting.polls.services.rows import take_out


@transaction.atomic
def start_rehearsal(*, poll_id: UUID, by: User, now: datetime | None = None) -> Poll:
    """Let the people on the roll try the vote; every page says that nothing of it counts."""
    poll = hold_poll(poll_id)
    require(rules.why_not_rehearse(poll, by=by))
    return _switch(poll, True, by=by, now=now)


@transaction.atomic
def end_rehearsal(*, poll_id: UUID, by: User, now: datetime | None = None) -> Poll:
    """Wipe what was cast on trial; it ends by itself when the vote opens."""
    poll = hold_poll(poll_id)
    require(rules.why_not_end_rehearsal(poll, by=by))
    wipe_rehearsal(poll)
    return _switch(poll, False, by=by, now=now)


def wipe_rehearsal(poll: Poll) -> None:
    """Empty box and marks; inside the transaction of a caller who holds the poll."""
    take_out(BallotSlot.objects.filter(poll=poll))
    poll.roll.filter(has_voted=True).update(has_voted=False, channel="", changes=0, notices_sent=0)


def _switch(poll: Poll, rehearsing: bool, *, by: User, now: datetime | None) -> Poll:
    poll.is_rehearsing = rehearsing
    poll.save(update_fields=["is_rehearsing"])
    record(
        "poll.rehearsal_begun" if rehearsing else "poll.rehearsal_ended", target=poll, by=by,
        effective_at=now, place_path=poll.round.community.path,
    )  # fmt: skip
    return poll
