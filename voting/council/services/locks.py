"""One meeting, one lock: every deed in a meeting takes the meeting's row first, so that arrivals,
votes and results stand in one order and no result is declared beside a vote in flight."""

from __future__ import annotations

from typing import Any

from voting.models import AgendaItem, Meeting, Motion


def lock_meeting(**lookup: Any) -> Meeting:
    """The meeting, locked. Raises Meeting.DoesNotExist."""
    return (
        Meeting.objects.select_for_update(of=("self",))
        .select_related("place", "round__community", "round__rule_set")
        .get(**lookup)
    )


def lock_item(item_id: int) -> AgendaItem:
    """An agenda item, read after its meeting was locked."""
    meeting = lock_meeting(agenda=item_id)
    item = AgendaItem.objects.select_related("proposal", "package").get(pk=item_id)
    item.meeting = meeting
    return item


def lock_motion(motion_id: int) -> Motion:
    """A motion with its item, read after their meeting was locked."""
    meeting = lock_meeting(agenda__motions=motion_id)
    motion = Motion.objects.select_related("item__proposal", "item__package").get(pk=motion_id)
    motion.item.meeting = meeting
    return motion
