"""Every write to a residents' vote, from its dates to the certified result."""

from voting.polls.services.casting import cast_ballot, withdraw_ballot
from voting.polls.services.certification import certify_poll, propose_certification
from voting.polls.services.notices import send_cast_notices
from voting.polls.services.past import PaperLine, PastPoll, store_past_poll
from voting.polls.services.schedule import move_poll, run_due_polls
from voting.polls.services.sealing import close_poll
from voting.polls.services.setup import create_poll, freeze_poll, open_poll

__all__ = [
    "PaperLine",
    "PastPoll",
    "cast_ballot",
    "certify_poll",
    "close_poll",
    "create_poll",
    "freeze_poll",
    "move_poll",
    "open_poll",
    "propose_certification",
    "run_due_polls",
    "send_cast_notices",
    "store_past_poll",
    "withdraw_ballot",
]
