"""Days of a round's stages: suggested in a row, kept as half-open windows."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

from django.utils import timezone

from mws.rounds.models import PollRole, RoundStage, Stage

ONE_DAY = timedelta(days=1)
USUAL_DAYS = {
    Stage.CALL: 45,
    Stage.SCREENING: 14,
    Stage.POLL: 10,
    Stage.COUNCIL: 14,
    Stage.NOTICE: 10,
    Stage.APPROVAL: 14,
    Stage.DELIVERY: 150,
}

Window = tuple[datetime, datetime]


def window_of(first: date, last: date) -> Window:
    """From the first moment of the first day to the end of the last (Asia/Shanghai)."""
    return _begin(first), _begin(last + ONE_DAY)


def days_of(window: RoundStage) -> tuple[date, date]:
    """The first and the last day of a stage."""
    last = timezone.localtime(window.ends_at) - timedelta(microseconds=1)
    return timezone.localtime(window.starts_at).date(), last.date()


def suggested_windows(first: date, poll_role: str) -> dict[str, Window]:
    """The stages one after the other, each of its usual length; each can be moved afterwards."""
    windows: dict[str, Window] = {}
    for stage, days in USUAL_DAYS.items():
        if stage == Stage.POLL and poll_role == PollRole.NONE:
            continue
        last = first + (days - 1) * ONE_DAY
        windows[stage] = window_of(first, last)
        first = last + ONE_DAY
    return windows


def _begin(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time.min))
