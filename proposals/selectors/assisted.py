"""For which rounds a person may enter proposals now."""

from __future__ import annotations

from datetime import datetime

from mws.accounts.models import User
from mws.accounts.permissions import Permission
from mws.accounts.selectors import lies_in, places_where
from mws.rounds.models import Round, RoundState
from proposals.models import Proposal


def rounds_to_enter(person: User, *, now: datetime) -> list[Round]:
    """Rounds that call for proposals at the offices of this person (two queries)."""
    offices = places_where(person, Permission.PROPOSAL_ENTER)
    if not offices:
        return []
    rows = Round.objects.filter(lies_in(offices, "community__path"), state=RoundState.OPEN)
    rounds = rows.select_related("community").prefetch_related("stages")
    return [r for r in rounds.order_by("community__path", "batch") if r.accepts_proposals(now)]


def entered_by_office(person: User) -> list[Proposal]:
    """What this person entered last for residents (one query)."""
    rows = Proposal.objects.filter(entered_by=person, submitted_at__isnull=False)
    return list(rows.select_related("community", "author").order_by("-submitted_at", "-pk")[:20])
