"""Reading residents' votes."""

from voting.polls.selectors.ballot import BallotPage, ballot_page
from voting.polls.selectors.desk import desk_tasks, manage_page, polls_of, rounds_without_poll
from voting.polls.selectors.listing import poll_list, public_polls
from voting.polls.selectors.other_rules import other_rules_page
from voting.polls.selectors.receipt import look_up, receipt_of_voter
from voting.polls.selectors.results import results_page
from voting.polls.selectors.support import supports_of

__all__ = [
    "BallotPage",
    "ballot_page",
    "desk_tasks",
    "look_up",
    "manage_page",
    "other_rules_page",
    "poll_list",
    "polls_of",
    "public_polls",
    "receipt_of_voter",
    "results_page",
    "rounds_without_poll",
    "supports_of",
]
