"""During the vote only turnout is public: counted every ten minutes, with a root that binds the
box; and a reminder, once, to who has not voted."""

from __future__ import annotations

import hashlib
import secrets
from datetime import date, datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.urls import reverse

from mws.audit.services import record
from mws.core.clock import database_now, local_day
from mws.core.due import do_each
from mws.notifications.services import queue
from voting.models import Poll, PollState, TurnoutCount
from voting.polls.ballot_line import root_of
from voting.polls.services.locks import hold_poll
from voting.polls.services.sealing import marks_of

EVERY = timedelta(minutes=10)
HOUR = timedelta(hours=1)


def count_turnouts(now: datetime | None = None) -> int:
    """Publish the turnout of every open vote, once in ten minutes."""
    now = now or database_now()
    mark = now - (now - datetime.min.replace(tzinfo=now.tzinfo)) % EVERY
    open_polls = Poll.objects.filter(state=PollState.OPEN)
    waiting = open_polls.exclude(turnout__at=mark).values_list("pk", flat=True)
    return do_each(list(waiting), lambda poll_id: _count_turnout(poll_id, mark))


def remind_voters(now: datetime | None = None) -> int:
    """Remind those on the roll who have not voted, once a vote, some hours before the close.

    Whether somebody has chosen but not cast nobody knows here: choices wait in the browser.
    """
    now = now or database_now()
    polls = Poll.objects.filter(state=PollState.OPEN, reminded_at=None, closes_at__gt=now)
    due = [
        poll.pk
        for poll in polls.select_related("round")
        if (hours := poll.round.frozen_rules.poll_reminder_hours)
        and poll.closes_at - hours * HOUR <= now
    ]
    return do_each(due, lambda poll_id: _remind(poll_id, now))


@transaction.atomic
def _count_turnout(poll_id: UUID, mark: datetime) -> bool:
    poll = Poll.objects.get(pk=poll_id)
    if poll.state != PollState.OPEN or poll.turnout.filter(at=mark).exists():
        return False
    marks = marks_of(poll)
    TurnoutCount.objects.create(poll=poll, at=mark, box_root=_box_root(poll), **marks)
    return True


def _box_root(poll: Poll) -> str:
    """The root over SHA-256(0x00, slot, leaf) of the box as it is: binds it, says nothing of it."""
    blinded = (
        hashlib.sha256(b"\x00" + bytes.fromhex(slot) + bytes.fromhex(leaf)).hexdigest()
        for slot, leaf in poll.box.values_list("slot", "leaf")
    )
    return root_of(sorted(blinded))


@transaction.atomic
def _remind(poll_id: UUID, now: datetime) -> bool:
    poll = hold_poll(poll_id)
    if poll.state != PollState.OPEN or poll.reminded_at:
        return False
    waiting = list(poll.roll.filter(has_voted=False).select_related("resident").order_by("pk"))
    secrets.SystemRandom().shuffle(waiting)
    context: dict[str, str | date] = {
        "place": poll.round.community.name,
        "ends_on": local_day(poll.closes_at),
    }
    for entry in waiting:
        queue(
            "poll_closes_soon", to=entry.resident, context=context,
            url=reverse("voting:poll", args=[poll.pk]), now=now,
        )  # fmt: skip
    poll.reminded_at = now
    poll.save(update_fields=["reminded_at"])
    record(
        "poll.reminded", target=poll, by=None, effective_at=now,
        place_path=poll.round.community.path, reminded=len(waiting),
    )  # fmt: skip
    return True
