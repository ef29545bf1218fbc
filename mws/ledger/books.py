"""The check of the books: replay every transfer from the first and compare with the balances."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import groupby
from operator import attrgetter

from mws.core.canonical import GENESIS, link_hash
from mws.ledger.models import CASE_BUCKETS, MOVES, Account, Bucket, Fund, Transfer
from mws.ledger.services.posting import transfer_facts

FUND_BUCKETS = (
    Bucket.AVAILABLE, Bucket.RESERVED, Bucket.COMMITTED, Bucket.PAID, Bucket.RETURNED,
)  # fmt: skip


@dataclass(frozen=True)
class BookFault:
    """The first row that is wrong, and what is wrong with it."""

    row: str
    message: str


@dataclass
class _Replay:
    """The state of one fund while its transfers are replayed."""

    fund: Fund
    allocated: int = 0
    buckets: dict[str, int] = field(default_factory=lambda: dict.fromkeys(FUND_BUCKETS, 0))
    accounts: dict[int, dict[str, int]] = field(default_factory=dict)
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
            account = self.accounts.setdefault(account_id, dict.fromkeys(CASE_BUCKETS, 0))
            account[bucket] += change

    def _negatives(self, row: str) -> Iterator[BookFault]:
        for bucket, amount in self.buckets.items():
            if amount < 0:
                yield BookFault(row, f"{bucket} falls to {amount} fen")
        if self.allocated != sum(self.buckets.values()):
            yield BookFault(row, "the balances do not add up to what was allocated")

    def compare(self, accounts: list[Account]) -> Iterator[BookFault]:
        fund = self.fund
        expected = {"allocated": self.allocated, **self.buckets}
        for name, amount in expected.items():
            if getattr(fund, f"{name}_fen") != amount:
                yield BookFault(f"fund {fund.pk}", f"{name} is not {amount} fen as booked")
        if (fund.entries, fund.head_hash) != (self.seq, self.head):
            yield BookFault(f"fund {fund.pk}", "number or hash of the last transfer is wrong")
        for account in accounts:
            booked = self.accounts.get(account.pk, dict.fromkeys(CASE_BUCKETS, 0))
            for name, amount in booked.items():
                if getattr(account, f"{name}_fen") != amount:
                    yield BookFault(
                        f"account {account.pk}", f"{name} is not {amount} fen as booked"
                    )


def faults_in_books() -> Iterator[BookFault]:
    """Every fault, fund by fund, in the order of the books."""
    accounts: dict[int, list[Account]] = {}
    for account in Account.objects.order_by("pk"):
        accounts.setdefault(account.fund_id, []).append(account)
    replays = {fund.pk: _Replay(fund) for fund in Fund.objects.order_by("pk")}
    rows = Transfer.objects.order_by("fund_id", "seq").iterator(2_000)
    for fund_id, transfers in groupby(rows, key=attrgetter("fund_id")):
        for transfer in transfers:
            yield from replays[fund_id].apply(transfer)
    for fund_id, replay in replays.items():
        yield from replay.compare(accounts.get(fund_id, []))
