"""Reminding whoever holds a file, once, before its time limit ends."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import transaction

from mws.accounts.selectors import holders_of
from mws.core.clock import database_now, local_day
from mws.core.context import url_or_none
from mws.notifications.services import queue
from mws.rounds.models import Deadline, DeadlineKind

AHEAD = timedelta(days=1)
BATCH = 200


def remind_of_deadlines(now: datetime | None = None) -> int:
    """The clock's job: tell the holders of limits that end tomorrow or have ended; how many
    limits. Each is reminded of once."""
    now = now or database_now()
    ending = Deadline.objects.late_on(local_day(now) + AHEAD + AHEAD).filter(reminded_at=None)
    keys = list(ending.order_by("due_on", "pk").values_list("pk", flat=True)[:BATCH])
    return sum(_remind(pk, now) for pk in keys)


@transaction.atomic
def _remind(deadline_id: int, now: datetime) -> bool:
    deadline = (
        Deadline.objects.select_for_update(of=("self",)).select_related("place").get(pk=deadline_id)
    )
    if deadline.reminded_at or deadline.done_at:
        return False
    for holder in holders_of(deadline.holder_role, deadline.place, now=now):
        queue(
            "deadline_near", to=holder, case_id=deadline.case_id, now=now,
            url=url_or_none("pages:desk") or "",
            context={
                "step": DeadlineKind(deadline.kind).label, "place": deadline.place.name,
                "due_on": deadline.due_on,
            },
        )  # fmt: skip
    deadline.reminded_at = now
    deadline.save(update_fields=["reminded_at"])
    return True
