"""May it happen now, and why not: seats, meetings, motions and votes."""

from voting.council.rules.meetings import (
    why_not_call_meeting,
    why_not_close_meeting,
    why_not_mark_arrival,
    why_not_mark_departure,
    why_not_open_meeting,
    why_not_run,
    why_not_sign_minutes,
)
from voting.council.rules.motions import (
    why_not_cast_vote,
    why_not_declare_result,
    why_not_defer_item,
    why_not_move_motion,
    why_not_record_recusal,
    why_not_waitlist_item,
    why_not_withdraw_motion,
)
from voting.council.rules.seats import why_not_appoint_seat, why_not_end_seat

__all__ = [
    "why_not_appoint_seat",
    "why_not_call_meeting",
    "why_not_cast_vote",
    "why_not_close_meeting",
    "why_not_declare_result",
    "why_not_defer_item",
    "why_not_end_seat",
    "why_not_mark_arrival",
    "why_not_mark_departure",
    "why_not_move_motion",
    "why_not_open_meeting",
    "why_not_record_recusal",
    "why_not_run",
    "why_not_sign_minutes",
    "why_not_waitlist_item",
    "why_not_withdraw_motion",
]
