"""The tables of the books and of the documents behind them."""

from mws.ledger.models.books import (
    CASE_BUCKETS,
    MOVES,
    PAIRS,
    TWO_PERSON_KINDS,
    Account,
    Bucket,
    Fund,
    Kind,
    Purse,
    Transfer,
)
from mws.ledger.models.orders import (
    AllocationOrder,
    AllocationOrderQuerySet,
    ClosingLine,
    Line,
    Source,
    YearClose,
)

__all__ = [
    "CASE_BUCKETS",
    "MOVES",
    "PAIRS",
    "TWO_PERSON_KINDS",
    "Account",
    "AllocationOrder",
    "AllocationOrderQuerySet",
    "Bucket",
    "ClosingLine",
    "Fund",
    "Kind",
    "Line",
    "Purse",
    "Source",
    "Transfer",
    "YearClose",
]
