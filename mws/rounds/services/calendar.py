"""The calendar of working days: loaded from a maintained package, editable day by day."""

from __future__ import annotations

from datetime import date
from importlib.metadata import version

from chinese_calendar import Holiday
from chinese_calendar.constants import holidays, workdays
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from mws.accounts.models import User
from mws.audit.services import record
from mws.core.refusals import Refusal, require
from mws.rounds import rules
from mws.rounds.models import CalendarDay


@transaction.atomic
def load_calendar(*, year: int, by: User | None) -> int:
    """Store a year's holidays and make-up workdays; returns how many days.

    Source: the package ``chinesecalendar`` (State Council announcements), with its version.
    Raises Refused for a year that is not announced yet.
    """
    if by is not None:
        require(rules.why_not_edit_calendar(by=by))
    days = _announced_days(year)
    if not days:
        require(Refusal("not_announced", _("The holidays of this year are not announced yet.")))
    CalendarDay.objects.filter(day__year=year).delete()
    CalendarDay.objects.bulk_create(days)
    record("calendar.loaded", target=days[0], by=by, year=year, days=len(days))
    return len(days)


def _announced_days(year: int) -> list[CalendarDay]:
    source = f"chinesecalendar {version('chinesecalendar')}"
    return [
        CalendarDay(day=day, is_working=is_working, name=Holiday(name).chinese, source=source)
        for table, is_working in ((holidays, False), (workdays, True))
        for day, name in table.items()
        if day.year == year
    ]


@transaction.atomic
def set_calendar_day(
    *, day: date, is_working: bool | None, name: str, source: str, by: User
) -> CalendarDay | None:
    """Correct one day; ``is_working=None`` removes the exception, the weekly rule counts again."""
    require(rules.why_not_edit_calendar(by=by))
    if is_working is None:
        row = CalendarDay.objects.filter(day=day).first()
        if row is None:
            return None
        record("calendar.day_cleared", target=row, by=by, day=day.isoformat())
        row.delete()
        return None
    row, _created = CalendarDay.objects.update_or_create(
        day=day, defaults={"is_working": is_working, "name": name, "source": source}
    )
    record("calendar.day_set", target=row, by=by, day=day.isoformat(), is_working=is_working)
    return row
