"""Two kinds of vote, two sets of tables: residents vote in secret, the council by name."""

from voting.models.ballots import BallotSlot, RollChannel, RollEntry, SealedBallot
from voting.models.council import (
    AgendaItem,
    Attendance,
    CouncilSeat,
    ItemOutcome,
    Meeting,
    MeetingState,
    Minutes,
    SeatKind,
)
from voting.models.motions import (
    CouncilVote,
    Motion,
    MotionState,
    Recusal,
    RecusalGround,
    VoteValue,
)
from voting.models.polls import Poll, PollItem, PollResult, PollState

__all__ = [
    "AgendaItem",
    "Attendance",
    "BallotSlot",
    "CouncilSeat",
    "CouncilVote",
    "ItemOutcome",
    "Meeting",
    "MeetingState",
    "Minutes",
    "Motion",
    "MotionState",
    "Poll",
    "PollItem",
    "PollResult",
    "PollState",
    "Recusal",
    "RecusalGround",
    "RollChannel",
    "RollEntry",
    "SealedBallot",
    "SeatKind",
    "VoteValue",
]
