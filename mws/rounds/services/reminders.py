"""Reminding whoever holds a file before its time limit ends, and their superior after it.

Each is told once per clock. Telling is all that time does: no step is taken because nobody
answered.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction
from django.db.models import QuerySet

from mws.accounts.models import User
from mws.accounts.selectors import holders_of
from mws.core.clock import database_now, local_day
from mws.core.context import url_or_none
from mws.notifications.services import queue
from mws.rounds.limits import SUPERIOR_OF, SUPERIOR_OF_DESKS
from mws.rounds.models import Deadline, DeadlineKind

BATCH = 200


def remind_of_deadlines(now: datetime | None = None) -> int:
    """The clock's job: tell the holders of limits that are amber, and the superiors of those that
    have let one pass; how many limits."""
    now = now or database_now()
    today = local_day(now)
    amber = Deadline.objects.amber_on_day(today).filter(reminded_at=None)
    red = Deadline.objects.late_on(today).filter(escalated_at=None)
    told = sum(_tell_holder(pk, now) for pk in _first(amber))
    return told + sum(_tell_superior(pk, now) for pk in _first(red))


def _first(deadlines: QuerySet[Deadline]) -> list[int]:
    return list(deadlines.order_by("due_on", "pk").values_list("pk", flat=True)[:BATCH])


@transaction.atomic
def _tell_holder(deadline_id: int, now: datetime) -> bool:
    deadline = _lock(deadline_id)
    if deadline.reminded_at or deadline.done_at or deadline.paused_at:
        return False
    page = "proposals:mine" if deadline.holder_id else "pages:desk"
    _queue("deadline_near", deadline, holders(deadline, now), page, now)
    deadline.reminded_at = now
    deadline.save(update_fields=["reminded_at"])
    return True


@transaction.atomic
def _tell_superior(deadline_id: int, now: datetime) -> bool:
    deadline = _lock(deadline_id)
    if deadline.escalated_at or deadline.done_at or deadline.paused_at:
        return False
    _queue("deadline_passed", deadline, superiors(deadline, now), "proposals:clocks", now)
    deadline.escalated_at = now
    deadline.save(update_fields=["escalated_at"])
    return True


def holders(deadline: Deadline, now: datetime) -> list[User]:
    """The persons with whom the file lies now."""
    if deadline.holder is not None:
        return [deadline.holder]
    if deadline.desk is not None:
        seats = deadline.desk.seats.in_force(local_day(now)).select_related("person")
        return [seat.person for seat in seats]
    return list(holders_of(deadline.holder_role, deadline.place, now=now))


def superiors(deadline: Deadline, now: datetime) -> list[User]:
    """Who stands above the holder: the next role that somebody holds. A proposer has none."""
    role = SUPERIOR_OF.get(deadline.holder_role)
    if deadline.desk is not None:
        role = SUPERIOR_OF_DESKS
    while role:
        if found := list(holders_of(role, deadline.place, now=now)):
            return found
        role = SUPERIOR_OF.get(role)
    return []


def _lock(deadline_id: int) -> Deadline:
    rows = Deadline.objects.select_for_update(of=("self",))
    return rows.select_related("place", "holder", "desk").get(pk=deadline_id)


def _queue(code: str, deadline: Deadline, people: Iterable[User], page: str, now: datetime) -> None:
    for person in people:
        queue(
            code, to=person, case_id=deadline.case_id, now=now, url=url_or_none(page) or "",
            context={
                "step": DeadlineKind(deadline.kind).label, "place": deadline.place.name,
                "holder": deadline.holder_words, "due_on": deadline.due_on,
            },
        )  # fmt: skip
