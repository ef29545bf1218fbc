"""Two kinds of vote, two sets of tables: residents vote in secret, the council by name."""

from voting.models.ballots import BallotSlot, RollChannel, RollEntry, SealedBallot
from voting.models.council import (
    AgendaItem,
    Attendance,
    ItemOutcome,
    Meeting,
    MeetingState,
    Observer,
    Speech,
)
from voting.models.counts import CountEvent, CountRun
from voting.models.minutes import (
    Minutes,
    MinutesAnnex,
    MinutesApproval,
    MinutesRedaction,
    MinutesSignature,
    MinutesText,
    SignedAs,
)
from voting.models.motions import (
    CouncilVote,
    Motion,
    MotionKind,
    MotionState,
    Recusal,
    RecusalGround,
    VoteValue,
)
from voting.models.paper import BatchState, InvalidPaper, KeyedPaper, KioskCode, PaperBatch
from voting.models.polls import Poll, PollItem, PollResult, PollState
from voting.models.public import AmendmentKind, PollAmendment, PollPackage, TurnoutCount
from voting.models.seats import CouncilScheme, CouncilSeat, SchemeSeats, SeatBasis, SeatKind

__all__ = [
    "AgendaItem",
    "AmendmentKind",
    "Attendance",
    "BallotSlot",
    "BatchState",
    "CouncilScheme",
    "CouncilSeat",
    "CouncilVote",
    "CountEvent",
    "CountRun",
    "InvalidPaper",
    "ItemOutcome",
    "KeyedPaper",
    "KioskCode",
    "Meeting",
    "MeetingState",
    "Minutes",
    "MinutesAnnex",
    "MinutesApproval",
    "MinutesRedaction",
    "MinutesSignature",
    "MinutesText",
    "Motion",
    "MotionKind",
    "MotionState",
    "Observer",
    "PaperBatch",
    "Poll",
    "PollAmendment",
    "PollItem",
    "PollPackage",
    "PollResult",
    "PollState",
    "Recusal",
    "RecusalGround",
    "RollChannel",
    "RollEntry",
    "SchemeSeats",
    "SealedBallot",
    "SeatBasis",
    "SeatKind",
    "SignedAs",
    "Speech",
    "TurnoutCount",
    "VoteValue",
]
