"""“A ballot was cast in your name”: made from the roll, later, in shuffled batches.

A message has a time; a ballot must not get one through it. So while a vote is open only whole
batches go out, drawn by lot from all who voted; the rest follows after the seal.
"""

from __future__ import annotations

import secrets
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import F, Q, QuerySet
from django.urls import reverse

from mws.core.clock import database_now
from mws.notifications.services import queue
from voting.models import Poll, PollState, RollEntry
from voting.polls.services.locks import share_poll

BATCH = 20
AFTER_SEAL = timedelta(days=2)


def send_cast_notices(now: datetime | None = None) -> int:
    """Tell people that a ballot of theirs is in the box, once for each cast; returns how many."""
    now = now or database_now()
    recent = Q(state__in=PollState.counted(), sealed_at__gte=now - AFTER_SEAL)
    sent = 0
    for poll in Poll.objects.filter(Q(state=PollState.OPEN) | recent).select_related(
        "round__community"
    ):
        waiting = list(_waiting(poll).values_list("pk", flat=True))
        secrets.SystemRandom().shuffle(waiting)
        last = len(waiting) if poll.is_counted else len(waiting) // BATCH * BATCH
        for start in range(0, last, BATCH):
            sent += _send_batch(poll, waiting[start : min(start + BATCH, last)], now=now)
    return sent


@transaction.atomic
def _send_batch(poll: Poll, entry_ids: list[UUID], *, now: datetime) -> int:
    share_poll(poll.pk)  # before the roll, as a cast does
    entries = list(
        _waiting(poll)
        .filter(pk__in=entry_ids)
        .select_for_update(of=("self",))
        .select_related("resident")
        .order_by("pk")
    )
    secrets.SystemRandom().shuffle(entries)
    url = reverse("voting:poll", args=[poll.pk])
    for entry in entries:
        queue(
            "ballot_cast", to=entry.resident, context={"place": poll.round.community.name},
            url=url, now=now,
        )  # fmt: skip
    told = RollEntry.objects.filter(poll=poll, pk__in=[entry.pk for entry in entries])
    told.update(notices_sent=F("changes") + 1)
    return len(entries)


def _waiting(poll: Poll) -> QuerySet[RollEntry]:
    """Who voted, or voted anew, since the last notice to them."""
    return RollEntry.objects.filter(poll=poll, has_voted=True, notices_sent__lte=F("changes"))
