"""Every write to a residents' vote, from its dates to the certified result."""

from voting.polls.services.amending import confirm_amendment, propose_amendment
from voting.polls.services.casting import cast_at_kiosk, cast_ballot, withdraw_ballot
from voting.polls.services.certification import certify_poll, propose_certification
from voting.polls.services.forgetting import forget_ballots
from voting.polls.services.notices import send_cast_notices
from voting.polls.services.packaging import make_due_packages, make_package
from voting.polls.services.paper import (
    hand_out_paper,
    issue_code,
    key_paper,
    open_batch,
    reconcile_batch,
    reverse_batch,
    settle_paper,
)
from voting.polls.services.past import PaperLine, PastPoll, store_past_poll
from voting.polls.services.rehearsal import end_rehearsal, start_rehearsal
from voting.polls.services.schedule import move_poll, run_due_polls
from voting.polls.services.sealing import close_poll, finish_papers
from voting.polls.services.setup import create_poll, freeze_poll, open_poll
from voting.polls.services.turnout import count_turnouts, remind_voters

__all__ = [
    "PaperLine",
    "PastPoll",
    "cast_at_kiosk",
    "cast_ballot",
    "certify_poll",
    "close_poll",
    "confirm_amendment",
    "count_turnouts",
    "create_poll",
    "end_rehearsal",
    "finish_papers",
    "forget_ballots",
    "freeze_poll",
    "hand_out_paper",
    "issue_code",
    "key_paper",
    "make_due_packages",
    "make_package",
    "move_poll",
    "open_batch",
    "open_poll",
    "propose_amendment",
    "propose_certification",
    "reconcile_batch",
    "remind_voters",
    "reverse_batch",
    "run_due_polls",
    "send_cast_notices",
    "settle_paper",
    "start_rehearsal",
    "store_past_poll",
    "withdraw_ballot",
]
