"""期初: what stood in a community's own books when it came here, taken over in single entries."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import transaction

from mws.accounts.models import User
from mws.ledger.models import Bucket, Kind, Transfer
from mws.ledger.services.posting import Movement, lock_account_in, lock_fund, post
from mws.places.models import Place


@transaction.atomic
def open_fund(
    *, community: Place, year: int, amount_fen: int, decision: str, reference: str,
    made_by: User, by: User, now: datetime | None = None,
) -> Transfer:  # fmt: skip
    """What was free on the day of the change. Two persons."""
    fund = lock_fund(community=community, year=year)
    movement = Movement(
        Kind.OPEN, Bucket.SOURCE, Bucket.AVAILABLE, amount_fen, decision, reference, made_by, by
    )
    return post(fund, None, movement, now=now)


@transaction.atomic
def open_account(
    *, case_id: UUID, community: Place, year: int, committed_fen: int, paid_fen: int,
    decision: str, reference: str, made_by: User, by: User, now: datetime | None = None,
) -> int:  # fmt: skip
    """What was committed to a case and not yet paid, and what was paid. Returns the key of its
    account; a case without money has one too."""
    account = lock_account_in(lock_fund(community=community, year=year), case_id)
    for bucket, amount_fen in ((Bucket.COMMITTED, committed_fen), (Bucket.PAID, paid_fen)):
        if amount_fen:
            movement = Movement(
                Kind.OPEN, Bucket.SOURCE, bucket, amount_fen, decision, f"{reference}-{bucket}",
                made_by, by,
            )  # fmt: skip
            post(lock_fund(community=community, year=year), account, movement, now=now)
    return account.pk
