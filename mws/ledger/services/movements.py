"""The verbs of money. All sums in fen; ``decision`` names the right to move it."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import transaction

from mws.accounts.models import User
from mws.core.refusals import require
from mws.ledger import rules
from mws.ledger.models import Bucket, Kind, Purse, Transfer
from mws.ledger.services.posting import (
    Movement,
    lock_account,
    lock_account_in,
    lock_fund,
    lock_fund_by_id,
    post,
)
from mws.places.models import Place


@transaction.atomic
def allocate(
    *, community: Place, year: int, amount_fen: int, document_no: str, reference: str,
    made_by: User, by: User, purse: str = Purse.FISCAL, now: datetime | None = None,
) -> Transfer:  # fmt: skip
    """额度下达: treasury → available, by a numbered document; two persons."""
    fund = lock_fund(community=community, year=year, purse=purse)
    movement = Movement(
        Kind.ALLOCATE, Bucket.SOURCE, Bucket.AVAILABLE, amount_fen, document_no, reference,
        made_by, by,
    )  # fmt: skip
    return post(fund, None, movement, now=now)


@transaction.atomic
def reserve(
    *, case_id: UUID, community: Place, year: int, amount_fen: int, decision: str,
    reference: str, by: User | None, purse: str = Purse.FISCAL, now: datetime | None = None,
) -> Transfer:  # fmt: skip
    """预占: available → reserved, by the council's motion; opens the case's account."""
    fund = lock_fund(community=community, year=year, purse=purse)
    account = lock_account_in(fund, case_id)
    movement = Movement(
        Kind.RESERVE, Bucket.AVAILABLE, Bucket.RESERVED, amount_fen, decision, reference, by
    )
    return post(fund, account, movement, now=now)


@transaction.atomic
def commit(
    *, case_id: UUID, amount_fen: int, decision: str, reference: str, made_by: User, by: User,
    now: datetime | None = None,
) -> Transfer:  # fmt: skip
    """立项占用: reserved → committed, by the sub-district's approval; two persons."""
    fund, account = lock_account(case_id)
    movement = Movement(
        Kind.COMMIT, Bucket.RESERVED, Bucket.COMMITTED, amount_fen, decision, reference,
        made_by, by,
    )  # fmt: skip
    return post(fund, account, movement, now=now)


@transaction.atomic
def pay(
    *, case_id: UUID, amount_fen: int, decision: str, reference: str, made_by: User, by: User,
    now: datetime | None = None,
) -> Transfer:  # fmt: skip
    """支付: committed → paid, by a checked claim; two persons."""
    fund, account = lock_account(case_id)
    movement = Movement(
        Kind.PAY, Bucket.COMMITTED, Bucket.PAID, amount_fen, decision, reference, made_by, by
    )
    return post(fund, account, movement, now=now)


@transaction.atomic
def release(
    *, case_id: UUID, amount_fen: int, origin: str, decision: str, reference: str,
    by: User | None, now: datetime | None = None,
) -> Transfer:  # fmt: skip
    """释放: reserved or committed → available, by a decision or a settlement."""
    fund, account = lock_account(case_id)
    movement = Movement(
        Kind.RELEASE, Bucket(origin), Bucket.AVAILABLE, amount_fen, decision, reference, by
    )
    return post(fund, account, movement, now=now)


@transaction.atomic
def return_money(
    *, community: Place, year: int, amount_fen: int, document_no: str, reference: str,
    made_by: User, by: User, purse: str = Purse.FISCAL, now: datetime | None = None,
) -> Transfer:  # fmt: skip
    """收回: available → returned to the treasury, by a numbered document; two persons."""
    fund = lock_fund(community=community, year=year, purse=purse)
    movement = Movement(
        Kind.RETURN, Bucket.AVAILABLE, Bucket.RETURNED, amount_fen, document_no, reference,
        made_by, by,
    )  # fmt: skip
    return post(fund, None, movement, now=now)


@transaction.atomic
def reverse(
    *, transfer_id: UUID, decision: str, reference: str, made_by: User, by: User,
    now: datetime | None = None,
) -> Transfer:  # fmt: skip
    """冲销: the counter-entry of one movement; the wrong row stays. Two persons."""
    wrong = Transfer.objects.select_related("account").get(pk=transfer_id)
    fund = lock_fund_by_id(wrong.fund_id)
    account = wrong.account
    if account is not None:
        account.refresh_from_db()
    movement = Movement(
        Kind.REVERSE, Bucket(wrong.target), Bucket(wrong.origin), wrong.amount_fen, decision,
        reference, made_by, by, wrong,
    )  # fmt: skip
    if not Transfer.objects.filter(reference=reference).exists():
        require(rules.why_not_reverse(wrong))
    return post(fund, account, movement, now=now)
