"""What a person decided today, as long as it can still be taken back."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from mws.accounts.models import User
from mws.audit.models import AuditEvent
from mws.core.clock import local_day
from proposals.models import Proposal
from proposals.rules.undoing import STATUSES, UNDOABLE


@dataclass(frozen=True, slots=True)
class DecidedToday:
    case: int
    title: str
    community: str
    decision: str
    at: datetime


def decided_today(person: User, *, now: datetime) -> list[DecidedToday]:
    """The latest first (two queries, none for who holds no office). Whether somebody has acted
    since, the page behind the line says."""
    if not person.offices:
        return []
    events = AuditEvent.objects.filter(
        actor_id=person.pk, action__in=list(UNDOABLE), effective_at__gt=now - timedelta(days=1)
    )
    today = {e.case_id: e for e in events.order_by("id") if _is_today(e, now)}
    if not today:
        return []
    return _still_so(today.values())


def _still_so(events: Iterable[AuditEvent]) -> list[DecidedToday]:
    deeds = {event.case_id: event for event in events}
    cases = Proposal.objects.filter(case_id__in=list(deeds), status__in=STATUSES)
    rows = [
        DecidedToday(
            case.pk, case.title, case.community.name, str(case.get_status_display()),
            deeds[case.case_id].effective_at,
        )
        for case in cases.select_related("community")
        if UNDOABLE[deeds[case.case_id].action].status == case.status
        and deeds[case.case_id].effective_at == case.status_since
    ]  # fmt: skip
    return sorted(rows, key=lambda row: row.at, reverse=True)


def _is_today(event: AuditEvent, now: datetime) -> bool:
    return local_day(event.effective_at) == local_day(now)
