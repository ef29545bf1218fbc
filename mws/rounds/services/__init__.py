"""Every write to rule sets, rounds, calendar, deadlines, notices,
the negative list and the desks."""

from mws.rounds.services.calendar import load_calendar, set_calendar_day
from mws.rounds.services.deadlines import (
    finish_deadline,
    finish_deadlines,
    pass_deadline,
    pause_deadlines,
    restart_deadlines,
    resume_deadlines,
    start_deadline,
)
from mws.rounds.services.notices import (
    answer_objection,
    end_notice,
    file_objection,
    post_notice,
)
from mws.rounds.services.office import (
    add_clause,
    close_desk,
    end_clause,
    end_seat,
    open_desk,
    seat_at_desk,
)
from mws.rounds.services.reminders import remind_of_deadlines
from mws.rounds.services.rounds import (
    close_round,
    create_round,
    mark_round_decided,
    move_dates,
    open_round,
    set_stage_window,
)
from mws.rounds.services.rule_sets import create_rule_set, set_rule

__all__ = [
    "add_clause",
    "answer_objection",
    "close_desk",
    "close_round",
    "create_round",
    "create_rule_set",
    "end_clause",
    "end_notice",
    "end_seat",
    "file_objection",
    "finish_deadline",
    "finish_deadlines",
    "load_calendar",
    "mark_round_decided",
    "move_dates",
    "open_desk",
    "open_round",
    "pass_deadline",
    "pause_deadlines",
    "post_notice",
    "remind_of_deadlines",
    "restart_deadlines",
    "resume_deadlines",
    "seat_at_desk",
    "set_calendar_day",
    "set_rule",
    "set_stage_window",
    "start_deadline",
]
