"""The books in the language of beancount, for a second opinion from a program that is not ours."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from mws.core.clock import local_day
from mws.core.money import plain_yuan
from mws.ledger.models import Bucket, Fund, Transfer

# Beancount knows five kinds of account. Money that is given is income, what is paid or taken back
# is spent, and what is held lies in assets; each bucket of each fund is one account.
KINDS = {
    Bucket.SOURCE: "Income", Bucket.AVAILABLE: "Assets", Bucket.RESERVED: "Assets",
    Bucket.COMMITTED: "Assets", Bucket.PAID: "Expenses", Bucket.RETURNED: "Expenses",
}  # fmt: skip


def account_name(fund_id: int, bucket: str) -> str:
    return f"{KINDS[Bucket(bucket)]}:F{fund_id}:{bucket.capitalize()}"


def beancount_lines(transfers: Iterable[Transfer], funds: Iterable[Fund]) -> Iterator[str]:
    """One line after the other: accounts, one transaction a transfer, and at the end the balances
    that the funds' columns hold, which the other program adds up by itself."""
    yield 'option "operating_currency" "CNY"'
    known = list(funds)
    for fund in known:
        for bucket in Bucket.values:
            yield f"2000-01-01 open {account_name(fund.pk, bucket)} CNY"
    last = None
    for transfer in transfers:
        day = local_day(transfer.effective_at)
        last = max(day, last) if last else day
        amount = plain_yuan(transfer.amount_fen)
        said = transfer.decision.replace("\\", " ").replace('"', "'")
        yield f'{day.isoformat()} * "{transfer.kind}" "{said}"'
        yield f"  {account_name(transfer.fund_id, transfer.origin)}  -{amount} CNY"
        yield f"  {account_name(transfer.fund_id, transfer.target)}  {amount} CNY"
    if last is None:
        return
    # Balances count at the beginning of a day: the day after the last movement.
    day = last.fromordinal(last.toordinal() + 1)
    for fund in known:
        for bucket in Bucket.values[1:]:
            held = plain_yuan(getattr(fund, f"{bucket}_fen"))
            yield f"{day.isoformat()} balance {account_name(fund.pk, bucket)}  {held} CNY"
