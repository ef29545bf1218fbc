"""The clock of a file: started when somebody owes the next step, finished when it is done."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from mws.core.clock import database_now, local_day
from mws.places.models import Place
from mws.rounds.calendar import add_working_days
from mws.rounds.models import Deadline


def start_deadline(
    *,
    case_id: UUID,
    kind: str,
    place: Place,
    holder_role: str,
    working_days: int = 0,
    due_on: date | None = None,
    now: datetime | None = None,
) -> Deadline:
    """Someone with ``holder_role`` at ``place`` owes the step by the end of the due day.

    The due day follows from ``working_days``, or is given: a contract's last day, a survey's.
    Part of the caller's transaction and audit event. A clock of the same kind that still runs
    for this case goes on as it is.
    """
    now = now or database_now()
    running = Deadline.objects.running().filter(case_id=case_id, kind=kind).first()
    if running is not None:
        return running
    return Deadline.objects.create(
        case_id=case_id, kind=kind, place=place, holder_role=holder_role,
        working_days=working_days, started_at=now,
        due_on=due_on or add_working_days(local_day(now), working_days),
    )  # fmt: skip


def finish_deadline(*, case_id: UUID, kind: str, now: datetime | None = None) -> None:
    """Stop the clock of this kind, if one runs."""
    Deadline.objects.running().filter(case_id=case_id, kind=kind).update(
        done_at=now or database_now()
    )


def finish_deadlines(*, case_id: UUID, now: datetime | None = None) -> None:
    """Stop every clock of the case: it was withdrawn, merged, refused or terminated."""
    Deadline.objects.running().filter(case_id=case_id).update(done_at=now or database_now())
