"""The only door to the books: allocate, reserve, commit, pay, release, return, reverse."""

from mws.ledger.services.allocations import confirm_allocation, enter_allocation
from mws.ledger.services.movements import (
    allocate,
    commit,
    pay,
    release,
    reserve,
    return_money,
    reverse,
)

__all__ = [
    "allocate",
    "commit",
    "confirm_allocation",
    "enter_allocation",
    "pay",
    "release",
    "reserve",
    "return_money",
    "reverse",
]
