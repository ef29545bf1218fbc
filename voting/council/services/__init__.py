"""Every write of the council: seats, meetings, the roll, motions, votes, results, minutes."""

from voting.council.services.attendance import mark_arrival, mark_departure, note_absence
from voting.council.services.items import defer_item, waitlist_item
from voting.council.services.meetings import (
    call_meeting,
    close_meeting,
    move_meeting,
    open_meeting,
)
from voting.council.services.minutes import sign_minutes
from voting.council.services.motions import declare_result, move_motion, withdraw_motion
from voting.council.services.seats import appoint_seat, end_seat
from voting.council.services.votes import cast_vote, record_recusal

__all__ = [
    "appoint_seat",
    "call_meeting",
    "cast_vote",
    "close_meeting",
    "declare_result",
    "defer_item",
    "end_seat",
    "mark_arrival",
    "mark_departure",
    "move_meeting",
    "move_motion",
    "note_absence",
    "open_meeting",
    "record_recusal",
    "sign_minutes",
    "waitlist_item",
    "withdraw_motion",
]
