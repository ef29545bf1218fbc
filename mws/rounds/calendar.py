"""Working days (工作日): Monday to Friday, less holidays, plus make-up workdays (调休)."""

from __future__ import annotations

from datetime import date, timedelta

from mws.rounds.models import CalendarDay

ONE_DAY = timedelta(days=1)


class WorkingCalendar:
    """The exceptions of a span of years, read once; pure arithmetic afterwards."""

    def __init__(self, exceptions: dict[date, bool]) -> None:
        self.exceptions = exceptions

    @classmethod
    def between(cls, first: date, last: date) -> WorkingCalendar:
        rows = CalendarDay.objects.filter(day__range=(first, last))
        return cls(dict(rows.values_list("day", "is_working")))

    def is_working(self, day: date) -> bool:
        return self.exceptions.get(day, day.weekday() < 5)

    def add(self, start: date, days: int) -> date:
        """The day on which the ``days``-th working day after ``start`` ends.

        The day of the start does not count; zero days is the start itself.
        """
        day = start
        while days > 0:
            day += ONE_DAY
            days -= self.is_working(day)
        return day

    def back(self, end: date, days: int) -> date:
        """The first day on which no more than ``days`` working days are left until ``end``."""
        day = end
        while days >= self.is_working(day):
            days -= self.is_working(day)
            day -= ONE_DAY
        return day

    def count(self, first: date, last: date) -> int:
        """Working days after ``first`` up to and including ``last``; 0 when not later."""
        span = (last - first).days
        return sum(self.is_working(first + timedelta(days=n)) for n in range(1, span + 1))


def add_working_days(start: date, days: int) -> date:
    """The due day of a limit of ``days`` working days that began on ``start`` (one query)."""
    horizon = start + timedelta(days=days * 2 + 30)
    return WorkingCalendar.between(start, horizon).add(start, days)


def working_days_between(first: date, last: date) -> int:
    """How many working days lie after ``first`` up to and including ``last`` (one query)."""
    return WorkingCalendar.between(first, last).count(first, last)


def is_year_announced(year: int) -> bool:
    """Whether the year's holidays are known; until then only weekends count."""
    return CalendarDay.objects.filter(day__year=year).exists()
