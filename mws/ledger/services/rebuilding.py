"""重算余额: all balances are thrown away and added up again from the transfers."""

from __future__ import annotations

from django.db import connection, transaction

from mws.audit.services import record
from mws.core.clock import database_now
from mws.ledger.books import BookFault, booked_share, replay
from mws.ledger.models import Account, Fund
from mws.ledger.triggers import statements


class BooksBroken(Exception):
    """A transfer itself is wrong: nothing can be rebuilt from it. Carries the first fault."""

    def __init__(self, fault: BookFault) -> None:
        super().__init__(f"{fault.row}: {fault.message}")
        self.fault = fault


@transaction.atomic
def rebuild_balances() -> list[str]:
    """Write every balance anew, the guards lifted for this one transaction; the rows that changed,
    in words. Needs the right to change the tables. Raises BooksBroken."""
    list(Fund.objects.select_for_update().order_by("pk"))
    faults, replays, shares = replay()
    if faults:
        raise BooksBroken(faults[0])
    changed = [
        f"fund {key}" for key, each in replays.items() if next(each.compare(), None) is not None
    ]
    accounts = [
        account
        for account in Account.objects.order_by("pk")
        if any(getattr(account, name) != fen for name, fen in booked_share(shares, account).items())
    ]
    changed += [f"account {account.pk}" for account in accounts]
    if not changed:
        return []
    now = database_now()
    _run(install=False)
    for key, each in replays.items():
        Fund.objects.filter(pk=key).update(**each.booked)
        record("books.rebuilt", target=each.fund, by=None, effective_at=now)
    for account in accounts:
        Account.objects.filter(pk=account.pk).update(**booked_share(shares, account))
    _run(install=True)
    return changed


def _run(*, install: bool) -> None:
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        for statement in statements(connection.vendor, install=install):
            cursor.execute(statement)
