"""The database clock decides, so that several web servers agree on every deadline."""

from __future__ import annotations

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
