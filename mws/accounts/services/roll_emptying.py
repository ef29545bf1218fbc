"""A list that counts no longer keeps no lines. A million of them are not deleted while somebody
waits for a page: a background task does it, piece by piece, and ``tick`` what it left."""

from __future__ import annotations

from functools import partial

from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet
from django_tasks import task

from mws.accounts.models import ResidentRoll, RollLine, RollState

PIECE = 20_000  # lines
_ALIVE = (RollState.READING, RollState.READY, RollState.IN_FORCE)


def empty_after_commit(roll: ResidentRoll) -> None:
    transaction.on_commit(partial(empty_in_background.enqueue, roll.pk))


@task()
def empty_in_background(roll_id: int) -> bool:
    return empty_roll(roll_id)


def empty_roll(roll_id: int) -> bool:
    """Delete the lines of a list that counts no longer; whether there were any."""
    roll = ResidentRoll.objects.get(pk=roll_id)
    if roll.state in _ALIVE:
        return False
    has_lines = False
    while piece := list(roll.lines.order_by("digest").values_list("pk", flat=True)[:PIECE]):
        roll.lines.filter(pk__in=piece).delete()
        has_lines = True
    return has_lines


def still_to_empty() -> QuerySet[ResidentRoll]:
    lines = RollLine.objects.filter(roll=OuterRef("pk"))
    return ResidentRoll.objects.exclude(state__in=_ALIVE).filter(Exists(lines))
