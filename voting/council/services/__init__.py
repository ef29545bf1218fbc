"""Every write of the council: seats, meetings, the room, motions, votes, results, minutes."""

from voting.council.services.attendance import (
    mark_arrival,
    mark_departure,
    note_absence,
)
from voting.council.services.batches import (
    send_batch,
)
from voting.council.services.items import (
    defer_item,
    waitlist_item,
)
from voting.council.services.keyed import (
    key_meeting,
)
from voting.council.services.meetings import (
    call_meeting,
    close_meeting,
    move_meeting,
    open_meeting,
    postpone_meeting,
)
from voting.council.services.minutes import (
    add_annex,
    approve_minutes,
    countersign_minutes,
    redact_minutes,
    sign_minutes,
    write_minutes,
)
from voting.council.services.motions import (
    declare_result,
    move_motion,
    move_package,
    withdraw_motion,
)
from voting.council.services.room import (
    ask_to_speak,
    check_in,
    door_token,
    end_speech,
    give_floor,
    is_fresh_token,
    name_counters,
    name_presenter,
    note_observer,
    seat_substitute,
)
from voting.council.services.seats import (
    appoint_seat,
    end_seat,
    name_substitute,
    publish_scheme,
    swear_in,
)
from voting.council.services.votes import (
    cast_vote,
    record_recusal,
)

__all__ = [
    "add_annex",
    "appoint_seat",
    "approve_minutes",
    "ask_to_speak",
    "call_meeting",
    "cast_vote",
    "check_in",
    "close_meeting",
    "countersign_minutes",
    "declare_result",
    "defer_item",
    "door_token",
    "end_seat",
    "end_speech",
    "give_floor",
    "is_fresh_token",
    "key_meeting",
    "mark_arrival",
    "mark_departure",
    "move_meeting",
    "move_motion",
    "move_package",
    "name_counters",
    "name_presenter",
    "name_substitute",
    "note_absence",
    "note_observer",
    "open_meeting",
    "postpone_meeting",
    "publish_scheme",
    "record_recusal",
    "redact_minutes",
    "seat_substitute",
    "send_batch",
    "sign_minutes",
    "swear_in",
    "waitlist_item",
    "withdraw_motion",
    "write_minutes",
]
