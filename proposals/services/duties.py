"""Who did which duty on a case: the rows by which separation of duties is judged."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from mws.accounts.models import User
from mws.core.clock import database_now
from proposals.models import CaseDuty, Duty


def record_duty(*, case_id: UUID, person: User, duty: Duty, now: datetime | None = None) -> None:
    """Write a duty once, in the transaction of the deed (one query); a repeat is harmless."""
    row = CaseDuty(case_id=case_id, person=person, duty=duty, done_at=now or database_now())
    CaseDuty.objects.bulk_create([row], ignore_conflicts=True)
