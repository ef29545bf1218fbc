"""What auditors see besides everybody: who did what, with names; and what caught the eye."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import QuerySet

from mws.accounts.models import User
from mws.accounts.permissions import Permission
from mws.accounts.selectors import lies_in, places_where
from mws.audit.models import AuditEvent
from mws.oversight.deeds import deed_in_words
from mws.oversight.models import OversightNote
from mws.places.models import Place
from proposals.models import Proposal

PAGE_SIZE = 50


@dataclass(frozen=True)
class TrailRow:
    """One event: when, what, the head of the number of what it was done to, by whom
    (empty: the system itself)."""

    at: datetime
    action: str
    number: str
    who: str
    facts: dict[str, Any]


def inspected_places(person: User) -> list[Place]:
    """Where a person reads the trail."""
    return places_where(person, Permission.AUDIT_READ)


def inspected_cases(person: User) -> QuerySet[Proposal]:
    places = inspected_places(person)
    return Proposal.objects.filter(lies_in(places, "community__path"), submitted_at__isnull=False)


def trail_page(places: list[Place], number: str) -> Page:
    """The newest events of some places (three queries)."""
    events = AuditEvent.objects.filter(lies_in(places, "place_path")).order_by("-id")
    page = Paginator(events, PAGE_SIZE).get_page(number)
    rows: Any = _rows(list(page.object_list))
    page.object_list = rows
    return page


def case_trail(proposal: Proposal) -> list[TrailRow]:
    """Every event of one case, the first first (two queries)."""
    return _rows(list(AuditEvent.objects.filter(case_id=proposal.case_id).order_by("id")))


def _rows(events: list[AuditEvent]) -> list[TrailRow]:
    people = User.objects.in_bulk({event.actor_id for event in events if event.actor_id})
    return [
        TrailRow(
            event.effective_at, deed_in_words(event), event.target_id[:8],
            str(people.get(event.actor_id, "")), event.facts,
        )
        for event in events
    ]  # fmt: skip


def notes_of(cases: list[Proposal]) -> QuerySet[OversightNote]:
    """Notes about some cases, the newest first."""
    rows = OversightNote.objects.filter(case_id__in=[case.case_id for case in cases])
    return rows.select_related("written_by")


def newest_notes(places: list[Place], *, most: int = 20) -> list[tuple[OversightNote, Proposal]]:
    """The newest notes in some places, each with its case (two queries)."""
    there = Proposal.objects.filter(lies_in(places, "community__path"))
    notes = list(
        OversightNote.objects.filter(case_id__in=there.values("case_id"))
        .select_related("written_by")[:most]
    )  # fmt: skip
    cases = {case.case_id: case for case in there.filter(case_id__in=[n.case_id for n in notes])}
    return [(note, cases[note.case_id]) for note in notes]
