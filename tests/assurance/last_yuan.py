"""Rivals for the last yuan (M2): exactly as many succeed as fit, the rest read why not.

    DATABASE_URL=postgres://… python -m tests.assurance.last_yuan [trials=1000] [rivals=50]

Threads need PostgreSQL; on SQLite four processes take turns (tests/rivals.py).
"""

from __future__ import annotations

import random
from collections import Counter

from tests.assurance.base import numbers, report, set_up

set_up()

from django.db import connection

from mws.accounts.models import User
from mws.core.refusals import Refused
from mws.ledger import services
from mws.ledger.books import faults_in_books
from mws.ledger.models import Fund
from mws.places.models import Place
from tests.cast import Cast
from tests.rivals import race

PEOPLE: dict[str, User] = {}
SERIAL = "serial"  # a rival whose transaction has to be tried again


def reserve(year: int, number: int, amount: int) -> str:
    """One rival: reserve and commit in one transaction, as an approval does."""
    import uuid

    from django.db import transaction

    people = {name: User.objects.get(username=name) for name in ("finance", "leader")}
    case_id = uuid.uuid4()
    try:
        with transaction.atomic():
            services.reserve(
                case_id=case_id, community=Place.objects.get(code="440305007001"), year=year,
                amount_fen=amount, decision="m", reference=f"r-{year}-{number}", by=None,
            )  # fmt: skip
            services.commit(
                case_id=case_id, amount_fen=amount, decision="d", reference=f"c-{year}-{number}",
                made_by=people["finance"], by=people["leader"],
            )  # fmt: skip
    except Refused as refused:
        return refused.code
    return "committed"


def main() -> str:
    trials, rivals = numbers(1_000, 50)
    cast, pick = Cast(), random.Random(7)
    total: Counter[str] = Counter()
    for trial in range(trials):
        year, amount, free = trial, pick.randint(1, 90), pick.randint(0, 3_000)
        if free:
            services.allocate(
                community=cast.community, year=year, amount_fen=free, document_no="d",
                reference=f"a-{year}", made_by=cast.finance, by=cast.leader,
            )  # fmt: skip
        answers = race(reserve, [(year, number, amount) for number in range(rivals)])
        fit = min(free // amount, rivals)
        expected = Counter({"committed": fit, "available_short": rivals - fit})
        assert answers == +expected, (trial, free, amount, answers)
        fund = Fund.objects.filter(year=year).first()
        assert (fund.committed_fen if fund else 0) == fit * amount
        total += answers
    assert list(faults_in_books()) == []
    connection.close()
    return (
        f"{trials} trials × {rivals} rivals: {total['committed']} committed, "
        f"{total['available_short']} refused in words, 0 errors, 0 overspent"
    )


if __name__ == "__main__":
    report("last yuan", main)
