"""年终结账: one person prepares the closing of a sub-district's year, another closes it."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import transaction

from mws.accounts.models import User
from mws.audit.services import record
from mws.core.clock import database_now, local_day
from mws.core.refusals import require
from mws.ledger import rules_year_end as rules
from mws.ledger.models import Account, Bucket, ClosingLine, Fund, Kind, YearClose
from mws.ledger.services.between_funds import carry
from mws.ledger.services.posting import Movement, lock_fund, lock_fund_by_id, post
from mws.places.models import Place


@transaction.atomic
def prepare_year_close(
    *, place: Place, year: int, document_no: str, by: User, now: datetime | None = None
) -> YearClose:
    """Ask for the closing; nothing is booked before another person closes. Raises Refused."""
    now = now or database_now()
    terms: dict[str, Any] = {"year": year, "document_no": document_no}
    require(rules.why_not_prepare(place, by=by, today=local_day(now), **terms))
    close = YearClose.objects.create(
        place=place, year=year, document_no=document_no.strip(), prepared_by=by, prepared_at=now
    )
    record("year.prepared", target=close, by=by, effective_at=now, place_path=place.path, year=year)
    return close


@transaction.atomic
def close_year(*, close_id: int, by: User, now: datetime | None = None) -> YearClose:
    """Close every fund of the year, one after the other: commitments go on into the next year,
    reservations are released, and what is free lapses (co-funding goes on). Raises Refused."""
    now = now or database_now()
    close = _lock(close_id)
    require(rules.why_not_close(close, by=by))
    close.closed_by, close.closed_at = by, now
    funds = Fund.objects.filter(
        community__path__startswith=close.place.path, year=close.year, closed_at=None
    )
    keys = list(funds.order_by("pk").values_list("pk", flat=True))
    for key in keys:
        _close_fund(key, close, now=now)
    # Books of an earlier year that were begun and never used: nothing comes into them any more.
    below = Fund.objects.filter(community__path__startswith=close.place.path, closed_at=None)
    below.filter(year__lt=close.year, allocated_fen=0).update(closed_at=now)
    close.save(update_fields=["closed_by", "closed_at"])
    record(
        "year.closed", target=close, by=by, effective_at=now, place_path=close.place.path,
        year=close.year, funds=len(keys),
    )  # fmt: skip
    return close


@transaction.atomic
def take_back_year_close(*, close_id: int, by: User, now: datetime | None = None) -> YearClose:
    """Take back a closing that nobody has closed; it stays on record, and the year may be prepared
    anew. Raises Refused."""
    now = now or database_now()
    close = _lock(close_id)
    require(rules.why_not_take_back_year_close(close, by=by))
    close.withdrawn_by, close.withdrawn_at = by, now
    close.save(update_fields=["withdrawn_by", "withdrawn_at"])
    record(
        "year.taken_back", target=close, by=by, effective_at=now, place_path=close.place.path,
        year=close.year,
    )  # fmt: skip
    return close


def _lock(close_id: int) -> YearClose:
    return (
        YearClose.objects.select_for_update(of=("self",))
        .select_related("place", "prepared_by")
        .get(pk=close_id)
    )


def _close_fund(fund_id: int, close: YearClose, *, now: datetime) -> None:
    """Write the line of the report first: what is booked afterwards must come to the same."""
    fund = lock_fund_by_id(fund_id)
    stays = fund.committed_fen
    released, lapsed = fund.reserved_fen, fund.available_fen
    if fund.is_social:
        stays, released, lapsed = stays + released + lapsed, 0, 0
    ClosingLine.objects.create(
        close=close, fund=fund, allocated_fen=fund.allocated_fen, carried_fen=stays,
        spent_fen=fund.paid_fen, released_fen=released, returned_fen=fund.returned_fen + lapsed,
    )  # fmt: skip
    _release_reservations(fund, close, now=now)
    if stays:
        _carry_over(fund, close, now=now)
    fund = lock_fund_by_id(fund_id)
    if fund.available_fen:
        _post(fund, close, Kind.LAPSE, Bucket.RETURNED, fund.available_fen, now=now)
    Fund.objects.filter(pk=fund_id).update(closed_at=now)


def _release_reservations(fund: Fund, close: YearClose, *, now: datetime) -> None:
    for account in Account.objects.filter(fund=fund, reserved_fen__gt=0).order_by("pk"):
        movement = Movement(
            Kind.RELEASE, Bucket.RESERVED, Bucket.AVAILABLE, account.reserved_fen,
            close.document_no, f"close-{close.pk}-release-{account.pk}", close.closed_by,
        )  # fmt: skip
        post(lock_fund_by_id(fund.pk), account, movement, now=now)


def _carry_over(fund: Fund, close: YearClose, *, now: datetime) -> None:
    """Case by case, so that each goes on with its own money; then co-funding that is free."""
    into = lock_fund(community=fund.community, year=fund.year + 1, purse=fund.purse)
    common: dict[str, Any] = {
        "into": into, "decision": close.document_no, "made_by": close.prepared_by,
        "by": close.closed_by, "now": now,
    }  # fmt: skip
    for account in Account.objects.filter(fund=fund, committed_fen__gt=0).order_by("pk"):
        carry(
            fund, account, amount_fen=account.committed_fen,
            reference=f"close-{close.pk}-carry-{account.pk}", **common,
        )  # fmt: skip
    left = lock_fund_by_id(fund.pk).available_fen
    if fund.is_social and left:
        carry(
            fund, None, amount_fen=left, reference=f"close-{close.pk}-carry-fund-{fund.pk}",
            **common,
        )  # fmt: skip


def _post(
    fund: Fund, close: YearClose, kind: str, target: str, amount_fen: int, *, now: datetime
) -> None:
    movement = Movement(
        kind, Bucket.AVAILABLE, target, amount_fen, close.document_no,
        f"close-{close.pk}-{kind}-{fund.pk}", close.prepared_by, close.closed_by,
    )  # fmt: skip
    post(fund, None, movement, now=now)
