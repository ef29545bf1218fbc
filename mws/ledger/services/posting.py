"""Posting one transfer: lock the fund, ask the rule, insert; the database moves the balances."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from mws.accounts.models import User
from mws.audit.services import record
from mws.core.canonical import link_hash
from mws.core.clock import database_now
from mws.core.refusals import Refusal, require
from mws.ledger import rules
from mws.ledger.models import TWO_PERSON_KINDS, Account, Fund, Purse, Transfer, YearClose
from mws.places.models import Place


@dataclass(frozen=True, slots=True)
class Movement:
    """What is to be posted. ``reference`` is the idempotency key, ``decision`` the right."""

    kind: str
    origin: str
    target: str
    amount_fen: int
    decision: str
    reference: str
    made_by: User | None
    approved_by: User | None = None
    reverses: Transfer | None = None
    counterpart: Transfer | None = None


def lock_fund(*, community: Place, year: int, purse: str = Purse.FISCAL) -> Fund:
    """The fund of a community's year, locked; opened at zero when it does not exist yet. Raises
    Refused where the year is closed."""
    which: dict[str, Any] = {"community": community, "year": year, "purse": purse}
    try:
        return _locked().get(**which)
    except Fund.DoesNotExist:
        _wait_for_closing(community)
        require(rules.why_not_begin_fund(community, year))
        Fund.objects.get_or_create(**which)
        return _locked().get(**which)


def _wait_for_closing(community: Place) -> None:
    """A closing that goes on takes the funds that it finds: a new one begins after it or before."""
    codes = [*community.ancestor_codes, community.code]
    list(YearClose.objects.select_for_update(of=("self",)).filter(place__code__in=codes))


def lock_account_in(fund: Fund, case_id: UUID) -> Account:
    """The account of a case in this fund, opened where it has none. One that was left empty in an
    earlier year goes on in this one; the database refuses every other move."""
    account, _created = Account.objects.get_or_create(case_id=case_id, defaults={"fund": fund})
    if account.fund_id != fund.pk:
        require(rules.why_not_rehome(account, fund))
        account.fund = fund
        account.save(update_fields=["fund"])
    return account


def lock_account(case_id: UUID) -> tuple[Fund, Account]:
    """The fund (locked first, always) and the account of a case."""
    fund = _locked().get(accounts__case_id=case_id)
    return fund, Account.objects.get(case_id=case_id)


def lock_fund_by_id(fund_id: int) -> Fund:
    return _locked().get(pk=fund_id)


def _locked() -> QuerySet[Fund]:
    return Fund.objects.select_for_update(of=("self",)).select_related("community")


def post(
    fund: Fund, account: Account | None, movement: Movement, *, now: datetime | None
) -> Transfer:
    """Insert the movement on a freshly locked fund (the instance is stale afterwards: the
    database has moved its balances). A repeat with the same reference and the same body
    returns the first transfer; another body under a used reference is refused."""
    now = now or database_now()
    earlier = Transfer.objects.filter(reference=movement.reference).first()
    if earlier is not None:
        require(_why_not_repeat(earlier, fund, account, movement))
        return earlier
    require(
        rules.why_not_move(fund, account, origin=movement.origin, amount_fen=movement.amount_fen)
    )
    if movement.kind in TWO_PERSON_KINDS:
        require(rules.why_not_two_persons(movement.made_by, movement.approved_by))
    transfer = Transfer(
        fund=fund, account=account, seq=fund.entries + 1, previous_hash=fund.head_hash,
        effective_at=now,
        **{name: getattr(movement, name) for name in Movement.__slots__},
    )  # fmt: skip
    transfer.hash = link_hash(fund.head_hash, transfer_facts(transfer))
    transfer.save(force_insert=True)
    record(
        f"ledger.{movement.kind}", target=transfer, by=movement.approved_by or movement.made_by,
        effective_at=now, case_id=account.case_id if account else None,
        place_path=fund.community.path, year=fund.year, amount_fen=movement.amount_fen,
        seq=transfer.seq,
    )  # fmt: skip
    return transfer


def _why_not_repeat(
    earlier: Transfer, fund: Fund, account: Account | None, movement: Movement
) -> Refusal | None:
    same = (
        earlier.fund_id == fund.pk
        and earlier.account_id == (account.pk if account else None)
        and (earlier.kind, earlier.origin, earlier.target, earlier.amount_fen, earlier.decision)
        == (
            movement.kind, movement.origin, movement.target, movement.amount_fen,
            movement.decision,
        )
    )  # fmt: skip
    if same:
        return None
    return Refusal(
        "reference_used", _("This reference was used for another movement; nothing was booked.")
    )


def transfer_facts(transfer: Transfer) -> dict[str, Any]:
    """What the hash of a transfer covers."""
    return {
        "fund": transfer.fund_id,
        "seq": transfer.seq,
        "account": transfer.account_id,
        "kind": transfer.kind,
        "origin": transfer.origin,
        "target": transfer.target,
        "amount_fen": transfer.amount_fen,
        "decision": transfer.decision,
        "reference": transfer.reference,
        "reverses": str(transfer.reverses_id or ""),
        "made_by": transfer.made_by_id,
        "approved_by": transfer.approved_by_id,
        "effective_at": transfer.effective_at.astimezone(UTC).isoformat(timespec="microseconds"),
        **({"counterpart": str(transfer.counterpart_id)} if transfer.counterpart_id else {}),
    }
