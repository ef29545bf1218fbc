"""The clocks that run on a set of cases, read once for all of them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import date, datetime
from functools import cached_property
from uuid import UUID

from mws.core.clock import local_day
from mws.rounds.calendar import WorkingCalendar
from mws.rounds.models import ClockState, Deadline


class Clocks:
    """Running deadlines by case and kind (one query), and how late a day is (one more, if any)."""

    def __init__(self, case_ids: Iterable[UUID], now: datetime) -> None:
        self.today = local_day(now)
        self.by_case: dict[UUID, dict[str, Deadline]] = defaultdict(dict)
        running = Deadline.objects.running().filter(case_id__in=list(case_ids), desk=None)
        for deadline in running.select_related("place"):
            self.by_case[deadline.case_id][deadline.kind] = deadline

    @cached_property
    def calendar(self) -> WorkingCalendar:
        """The working days since the oldest deadline that runs."""
        due = [row.due_on for rows in self.by_case.values() for row in rows.values()]
        return WorkingCalendar.between(min([self.today, *due]), self.today)

    def of(self, case_id: UUID) -> dict[str, Deadline]:
        return self.by_case.get(case_id, {})

    def is_amber(self, deadline: Deadline | None) -> bool:
        """Whether a limit ends soon, or has ended."""
        return deadline is not None and deadline.state_on(self.today) in (
            ClockState.AMBER, ClockState.RED,
        )  # fmt: skip

    def days_late(self, due: date | None) -> int:
        """Working days since the due day; 0 in time."""
        if due is None or due >= self.today:
            return 0
        return self.calendar.count(due, self.today)
