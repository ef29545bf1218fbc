"""Money of years that were lived elsewhere: many movements at once, under the same constraints.

The hash chain is continued here, row by row as ``post`` does; the database checks every row and
moves the balances as always. What it refuses, it refuses for the whole batch.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction

from mws.audit.services import Event, record_many
from mws.core.canonical import link_hash
from mws.core.clock import database_now
from mws.ledger.models import Account, Fund, Transfer
from mws.ledger.services.posting import Movement, transfer_facts
from mws.places.models import Place

BATCH = 1_000


@dataclass(frozen=True, slots=True)
class PastMovement:
    """One movement of a past year; ``case_id`` None where it concerns the whole fund."""

    community: Place
    year: int
    case_id: UUID | None
    at: datetime
    movement: Movement


@transaction.atomic
def store_past_movements(*, movements: Sequence[PastMovement]) -> list[Transfer]:
    """Post them in the order given, opening funds and accounts at zero where they are missing."""
    funds = _funds(movements)
    accounts = _accounts(movements, funds)
    transfers = list(_chained(movements, funds, accounts))
    Transfer.objects.bulk_create(transfers, batch_size=BATCH)
    record_many(
        events=[
            Event(
                f"ledger.{past.movement.kind}", target=transfer, at=past.at, case_id=past.case_id,
                by=past.movement.approved_by or past.movement.made_by,
                place_path=past.community.path,
                facts={
                    "year": past.year, "amount_fen": transfer.amount_fen, "seq": transfer.seq,
                },
            )
            for past, transfer in zip(movements, transfers, strict=True)
        ]
    )  # fmt: skip
    return transfers


def _funds(movements: Sequence[PastMovement]) -> dict[tuple[int, int], Fund]:
    """All the funds, locked in one order."""
    keys = {(past.community.pk, past.year) for past in movements}
    Fund.objects.bulk_create(
        (Fund(community_id=place, year=year) for place, year in sorted(keys)),
        ignore_conflicts=True,
    )
    found = Fund.objects.select_for_update().filter(
        community__in={place for place, _year in keys}, year__in={year for _place, year in keys}
    )
    return {(fund.community_id, fund.year): fund for fund in found.order_by("pk")}


def _accounts(
    movements: Sequence[PastMovement], funds: dict[tuple[int, int], Fund]
) -> dict[UUID, Account]:
    fund_of = {
        past.case_id: funds[past.community.pk, past.year] for past in movements if past.case_id
    }
    Account.objects.bulk_create(
        (Account(case_id=case_id, fund=fund) for case_id, fund in fund_of.items()),
        ignore_conflicts=True, batch_size=BATCH,
    )  # fmt: skip
    return {account.case_id: account for account in Account.objects.filter(case_id__in=fund_of)}


def _chained(
    movements: Sequence[PastMovement],
    funds: dict[tuple[int, int], Fund],
    accounts: dict[UUID, Account],
) -> Iterator[Transfer]:
    heads = {fund.pk: (fund.entries, fund.head_hash) for fund in funds.values()}
    now = database_now()  # said here, as many rows with a default of the database are slow to send
    for past in movements:
        fund = funds[past.community.pk, past.year]
        entries, head = heads[fund.pk]
        transfer = Transfer(
            fund=fund, account=accounts[past.case_id] if past.case_id else None,
            seq=entries + 1, previous_hash=head, effective_at=past.at, recorded_at=now,
            **{name: getattr(past.movement, name) for name in Movement.__slots__},
        )  # fmt: skip
        transfer.hash = link_hash(head, transfer_facts(transfer))
        heads[fund.pk] = (transfer.seq, transfer.hash)
        yield transfer
