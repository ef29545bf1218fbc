"""The only door to the books. Day by day: allocate, reserve, commit, pay, release, return, reverse;
between funds: move; at the ends: open what is taken over, close a year."""

from mws.ledger.services.allocations import (
    confirm_allocation,
    confirm_document,
    enter_allocation,
    enter_allocations,
    withdraw_allocation,
)
from mws.ledger.services.between_funds import move
from mws.ledger.services.movements import (
    allocate,
    commit,
    pay,
    release,
    reserve,
    return_money,
    reverse,
)
from mws.ledger.services.opening import open_account, open_fund
from mws.ledger.services.past import PastMovement, store_past_movements
from mws.ledger.services.posting import Movement
from mws.ledger.services.year_end import close_year, prepare_year_close, take_back_year_close

__all__ = [
    "Movement",
    "PastMovement",
    "allocate",
    "close_year",
    "commit",
    "confirm_allocation",
    "confirm_document",
    "enter_allocation",
    "enter_allocations",
    "move",
    "open_account",
    "open_fund",
    "pay",
    "prepare_year_close",
    "release",
    "reserve",
    "return_money",
    "reverse",
    "store_past_movements",
    "take_back_year_close",
    "withdraw_allocation",
]
