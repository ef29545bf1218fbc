"""超期: what offices owe and have not done by the last day, by office and by age."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from mws.oversight.facts import overdue_steps
from mws.places.models import Place
from proposals.models import Proposal
from proposals.selectors.clock_ledger import ClockRow, clock_rows

SHOWN = 300
AGES = (5, 20)  # working days: the edges between a week, a month and more


@dataclass
class OfficeRow:
    """One office: how many steps are late by up to 5, up to 20, and more working days."""

    office: str
    up_to_5: int = 0
    up_to_20: int = 0
    more: int = 0

    @property
    def all(self) -> int:
        return self.up_to_5 + self.up_to_20 + self.more


@dataclass(frozen=True)
class OverdueRow:
    row: ClockRow
    is_public: bool


@dataclass(frozen=True)
class OverduePage:
    """``count``: of all; the rows show the first SHOWN, what is due first first."""

    count: int
    offices: list[OfficeRow]
    rows: list[OverdueRow]


def overdue_page(place: Place, year: int, *, now: datetime) -> OverduePage:
    steps = overdue_steps(place, year, now=now)
    rows = clock_rows(steps[:SHOWN], now=now)
    public = set(
        Proposal.objects.public()
        .filter(pk__in=[row.case_pk for row in rows])
        .values_list("pk", flat=True)
    )
    offices: dict[str, OfficeRow] = {}
    for row in rows:
        office = offices.setdefault(row.holder, OfficeRow(row.holder))
        if row.days_late <= AGES[0]:
            office.up_to_5 += 1
        elif row.days_late <= AGES[1]:
            office.up_to_20 += 1
        else:
            office.more += 1
    return OverduePage(
        count=len(rows) if len(rows) < SHOWN else steps.count(),
        offices=sorted(offices.values(), key=lambda office: -office.all),
        rows=[OverdueRow(row, row.case_pk in public) for row in rows],
    )
