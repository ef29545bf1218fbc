"""The database clock decides, so that several web servers agree on every deadline."""

from __future__ import annotations

from calendar import monthrange
from datetime import UTC, date, datetime

from django.db import connection
from django.utils import timezone


def database_now() -> datetime:
    """The database's present time (UTC, aware). PostgreSQL: the moment itself, not the start
    of the transaction, so that a cast that waited for a lock is judged by when it got it."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SELECT clock_timestamp()")
            return cursor.fetchone()[0].astimezone(UTC)
        cursor.execute("SELECT strftime('%Y-%m-%d %H:%M:%f', 'now')")
        return datetime.strptime(cursor.fetchone()[0], "%Y-%m-%d %H:%M:%S.%f").replace(tzinfo=UTC)


def local_day(moment: datetime) -> date:
    """The calendar day of a moment where the communities are (Asia/Shanghai)."""
    return timezone.localtime(moment).date()


def months_after(day: date, months: int) -> date:
    """The same day that many months later (or earlier); the last of a month that has no such day.
    Source: 民法典 第二百零二条."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))
