"""Money that goes from one fund to another: pool and community, one year and the next. Two rows,
one in each book; the second names the first."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from django.db import transaction

from mws.accounts.models import User
from mws.ledger.models import Account, Bucket, Fund, Kind, Transfer
from mws.ledger.services.posting import Movement, lock_fund, lock_fund_by_id, post
from mws.places.models import Place


@transaction.atomic
def move(
    *, giver: Place, taker: Place, year: int, amount_fen: int, document_no: str, reference: str,
    made_by: User, by: User, now: datetime | None = None,
) -> Transfer:  # fmt: skip
    """调剂: available money of a pool to a community, or back. Returns the row of the receiver."""
    # Both funds in the order of their places, whoever gives: two that move at once do not block.
    funds = {
        place.pk: lock_fund(community=place, year=year)
        for place in sorted((giver, taker), key=lambda place: place.pk)
    }
    out = Movement(
        Kind.MOVE_OUT, Bucket.AVAILABLE, Bucket.SOURCE, amount_fen, document_no,
        f"{reference}-out", made_by, by,
    )  # fmt: skip
    sent = post(funds[giver.pk], None, out, now=now)
    return _receive(funds[taker.pk], None, out, sent, reference=reference, now=now)


def carry(
    fund: Fund, account: Account | None, *, into: Fund, amount_fen: int, decision: str,
    reference: str, made_by: User, by: User, now: datetime,
) -> Transfer:  # fmt: skip
    """结转: what a case has still to be paid, or what co-funding is left, into the next year."""
    bucket = Bucket.AVAILABLE if account is None else Bucket.COMMITTED
    out = Movement(
        Kind.CARRY_OUT, bucket, Bucket.SOURCE, amount_fen, decision, f"{reference}-out", made_by,
        by,
    )  # fmt: skip
    sent = post(lock_fund_by_id(fund.pk), account, out, now=now)
    if account is not None:
        account.refresh_from_db()
        account.fund = into
        account.save(update_fields=["fund"])
    return _receive(
        lock_fund_by_id(into.pk), account, out, sent, reference=f"{reference}-in", now=now
    )


def _receive(
    fund: Fund, account: Account | None, out: Movement, sent: Transfer, *, reference: str,
    now: datetime | None,
) -> Transfer:  # fmt: skip
    """The other side of a movement that has left its fund."""
    arrives = replace(
        out, kind=Kind.MOVE_IN if out.kind == Kind.MOVE_OUT else Kind.CARRY_IN,
        origin=out.target, target=out.origin, reference=reference, counterpart=sent,
    )  # fmt: skip
    return post(fund, account, arrives, now=now)
