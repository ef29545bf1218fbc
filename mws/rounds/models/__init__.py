"""The year's frame: rules with their legal basis, rounds and their stages, days, deadlines,
public notices. Files of cases are known here only by their opaque ``case_id``."""

from mws.rounds.models.deadlines import ClockState, Deadline, DeadlineKind, Pause, PauseReason
from mws.rounds.models.notices import NoticeState, Objection, PublicNotice
from mws.rounds.models.office import Clause, Desk, DeskSeat
from mws.rounds.models.rounds import (
    CalendarDay,
    PollRole,
    Round,
    RoundOrigin,
    RoundStage,
    RoundState,
    RuleSet,
    RuleSetting,
    Stage,
)

__all__ = [
    "CalendarDay",
    "Clause",
    "ClockState",
    "Deadline",
    "DeadlineKind",
    "Desk",
    "DeskSeat",
    "NoticeState",
    "Objection",
    "Pause",
    "PauseReason",
    "PollRole",
    "PublicNotice",
    "Round",
    "RoundOrigin",
    "RoundStage",
    "RoundState",
    "RuleSet",
    "RuleSetting",
    "Stage",
]
