"""Random years, closed (M9): carried over + spent + released + returned = allocated.

DATABASE_URL=… .venv/bin/python -m tests.assurance.year_closes [closes=10000]
"""

from __future__ import annotations

import random
import uuid
from datetime import UTC, datetime

from tests.assurance.base import numbers, report, set_up

set_up()

from django.db import transaction
from django.db.models import Sum

from mws.ledger import services
from mws.ledger.books import faults_in_books
from mws.ledger.models import Account, ClosingLine, Fund, Transfer
from tests.cast import YEAR, Cast

AFTER = datetime(YEAR + 1, 1, 5, 2, tzinfo=UTC)
SUMS = ("allocated_fen", "carried_fen", "spent_fen", "released_fen", "returned_fen")


class Year:
    """A random history of one or two communities and their pool, then its closing."""

    def __init__(self, cast: Cast, pick: random.Random) -> None:
        self.cast, self.pick = cast, pick
        self.two = {"made_by": cast.finance, "by": cast.leader}
        self.key = uuid.uuid4().hex

    def fill(self) -> None:
        cast, pick = self.cast, self.pick
        places = [cast.community, cast.other_community, cast.subdistrict][: pick.randint(1, 3)]
        for number, place in enumerate(places):
            purse = "social" if pick.random() < 0.15 and place != cast.subdistrict else "fiscal"
            services.allocate(
                community=place, year=YEAR, amount_fen=pick.randint(1, 10**9), document_no="d",
                reference=f"{self.key}-a{number}", purse=purse, **self.two,
            )  # fmt: skip
            if place != cast.subdistrict:
                for case in range(pick.randint(0, 3)):
                    self.case(place, purse, f"{number}-{case}")
            self.take_back(place, purse, number)

    def case(self, place, purse: str, name: str) -> None:
        case_id, left = uuid.uuid4(), self.free(place, purse)
        for step, (verb, facts) in enumerate((
            (services.reserve, {"community": place, "year": YEAR, "purse": purse, "by": None}),
            (services.commit, self.two), (services.pay, self.two),
        )):  # fmt: skip
            amount = self.pick.randint(0, left)
            if not amount:
                return
            verb(case_id=case_id, amount_fen=amount, decision="d",
                 reference=f"{self.key}-{name}-{step}", **facts)  # fmt: skip
            left = amount

    def take_back(self, place, purse: str, number: int) -> None:
        left = self.free(place, purse)
        amount = self.pick.randint(0, left)
        if amount and self.pick.random() < 0.3:
            services.return_money(
                community=place, year=YEAR, amount_fen=amount, document_no="d",
                reference=f"{self.key}-t{number}", purse=purse, **self.two,
            )  # fmt: skip

    @staticmethod
    def free(place, purse: str) -> int:
        return Fund.objects.get(community=place, year=YEAR, purse=purse).available_fen

    def close(self) -> None:
        close = services.prepare_year_close(
            place=self.cast.subdistrict, year=YEAR, document_no="d", by=self.cast.finance,
            now=AFTER,
        )  # fmt: skip
        services.close_year(close_id=close.pk, by=self.cast.leader, now=AFTER)

    def check(self) -> None:
        """The report, and what was really booked, come to the same."""
        for line in ClosingLine.objects.select_related("fund"):
            allocated, *parts = (getattr(line, name) for name in SUMS)
            assert allocated == sum(parts), line
            rows = Transfer.objects.filter(fund=line.fund)
            booked = {kind: rows.filter(kind=kind).aggregate(fen=Sum("amount_fen"))["fen"] or 0
                      for kind in ("allocate", "carry_out", "pay", "return", "lapse")}  # fmt: skip
            assert booked["allocate"] == allocated
            assert booked["carry_out"] == line.carried_fen
            assert booked["pay"] == line.spent_fen == line.fund.paid_fen
            assert booked["return"] + booked["lapse"] == line.returned_fen + line.released_fen
            later = Fund.objects.filter(
                community=line.fund.community, year=YEAR + 1, purse=line.fund.purse
            ).first()
            assert (later.allocated_fen if later else 0) == line.carried_fen
        stay = Account.objects.filter(fund__year=YEAR, committed_fen__gt=0)
        assert not stay.exists()
        assert list(faults_in_books()) == []


def main() -> str:
    (closes,) = numbers(10_000)
    cast, pick = Cast(), random.Random(13)
    lines = 0
    for _trial in range(closes):
        with transaction.atomic():
            year = Year(cast, pick)
            year.fill()
            year.close()
            year.check()
            lines += ClosingLine.objects.count()
            transaction.set_rollback(True)
    return f"{closes} years closed, {lines} funds: every line of every report adds up"


if __name__ == "__main__":
    report("year closes", main)
