"""The check of the books: replay every transfer from the first and compare with the balances."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import groupby
from operator import attrgetter

from mws.core.canonical import GENESIS, link_hash
from mws.ledger.models import CASE_BUCKETS, MOVES, PAIRS, Account, Bucket, Fund, Transfer
from mws.ledger.services.posting import transfer_facts

FUND_BUCKETS = (
    Bucket.AVAILABLE, Bucket.RESERVED, Bucket.COMMITTED, Bucket.PAID, Bucket.RETURNED,
)  # fmt: skip
Shares = dict[int, dict[str, int]]
"""By account: what lies in each bucket of its case, over all funds it has been in."""


@dataclass(frozen=True)
class BookFault:
    """The first row that is wrong, and what is wrong with it."""

    row: str
    message: str


@dataclass
class Replay:
    """The state of one fund while its transfers are replayed."""

    fund: Fund
    shares: Shares
    allocated: int = 0
    buckets: dict[str, int] = field(default_factory=lambda: dict.fromkeys(FUND_BUCKETS, 0))
    seq: int = 0
    head: str = GENESIS

    def apply(self, transfer: Transfer) -> Iterator[BookFault]:
        row = f"fund {self.fund.pk} transfer #{transfer.seq}"
        if transfer.seq != self.seq + 1:
            yield BookFault(row, f"transfer #{self.seq + 1} is missing")
        if transfer.previous_hash != self.head or transfer.hash != link_hash(
            self.head, transfer_facts(transfer)
        ):
            yield BookFault(row, "the row was changed or does not follow its predecessor")
        if (transfer.origin, transfer.target) not in MOVES[transfer.kind]:
            yield BookFault(
                row, f"{transfer.kind} cannot move {transfer.origin} to {transfer.target}"
            )
        if not transfer.decision.strip():
            yield BookFault(row, "no decision is named")
        self.seq, self.head = transfer.seq, transfer.hash
        self._move(transfer.origin, -transfer.amount_fen, transfer.account_id)
        self._move(transfer.target, transfer.amount_fen, transfer.account_id)
        yield from self._negatives(row)

    def _move(self, bucket: str, change: int, account_id: int | None) -> None:
        if bucket == Bucket.SOURCE:
            self.allocated -= change
            return
        self.buckets[bucket] += change
        if bucket in CASE_BUCKETS and account_id is not None:
            share = self.shares.setdefault(account_id, dict.fromkeys(CASE_BUCKETS, 0))
            share[bucket] += change

    def _negatives(self, row: str) -> Iterator[BookFault]:
        for bucket, amount in self.buckets.items():
            if amount < 0:
                yield BookFault(row, f"{bucket} falls to {amount} fen")
        if self.allocated != sum(self.buckets.values()):
            yield BookFault(row, "the balances do not add up to what was allocated")

    @property
    def booked(self) -> dict[str, int | str]:
        """What the columns of the fund have to hold."""
        sums = {"allocated": self.allocated, **self.buckets}
        columns: dict[str, int | str] = {f"{name}_fen": fen for name, fen in sums.items()}
        return columns | {"entries": self.seq, "head_hash": self.head}

    def compare(self) -> Iterator[BookFault]:
        for name, value in self.booked.items():
            if getattr(self.fund, name) != value:
                yield BookFault(f"fund {self.fund.pk}", f"{name} is not {value} as booked")


def replay() -> tuple[list[BookFault], dict[int, Replay], Shares]:
    """All books from their first row: what is wrong with rows, and what the balances come to."""
    shares: Shares = {}
    replays = {fund.pk: Replay(fund, shares) for fund in Fund.objects.order_by("pk")}
    rows = Transfer.objects.order_by("fund_id", "seq").iterator(2_000)
    faults = [
        fault
        for fund_id, transfers in groupby(rows, key=attrgetter("fund_id"))
        for transfer in transfers
        for fault in replays[fund_id].apply(transfer)
    ]
    return faults, replays, shares


def booked_share(shares: Shares, account: Account) -> dict[str, int]:
    """What the columns of an account have to hold."""
    share = shares.get(account.pk, {})
    return {f"{name}_fen": share.get(name, 0) for name in CASE_BUCKETS}


def faults_in_books() -> Iterator[BookFault]:
    """Every fault: rows fund by fund in the order of the books, then balances, then what left one
    fund and arrived in none."""
    faults, replays, shares = replay()
    yield from faults
    for each in replays.values():
        yield from each.compare()
    for account in Account.objects.order_by("pk"):
        for name, amount in booked_share(shares, account).items():
            if getattr(account, name) != amount:
                yield BookFault(f"account {account.pk}", f"{name} is not {amount} fen as booked")
    lost = Transfer.objects.filter(kind__in=[*PAIRS.values()], arrived_as=None)
    for fund_id, seq in lost.values_list("fund_id", "seq"):
        yield BookFault(f"fund {fund_id} transfer #{seq}", "it left its fund and arrived in none")
