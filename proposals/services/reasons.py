"""Keeping reasons ready for decisions; what was decided with one keeps its words."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from mws.accounts.models import User
from mws.audit.services import record
from mws.core.clock import database_now
from mws.core.refusals import require
from mws.places.models import Place
from proposals.models import ReasonTemplate
from proposals.rules import reasons as rules


@transaction.atomic
def add_reason(
    *, place_id: int, use: str, text: str, by: User, part: str = "", now: datetime | None = None
) -> ReasonTemplate:
    """A reason for a kind of decision, offered at this place and below."""
    now = now or database_now()
    place = Place.objects.select_for_update().get(pk=place_id)
    text = text.strip()
    require(rules.why_not_add_reason(place, use=use, part=part, text=text, by=by))
    reason = ReasonTemplate.objects.create(place=place, use=use, part=part, text=text, added_by=by)
    record("reason.added", target=reason, by=by, effective_at=now, place_path=place.path, use=use)
    return reason


@transaction.atomic
def close_reason(*, reason_id: int, by: User, now: datetime | None = None) -> ReasonTemplate:
    """Offer it no more."""
    now = now or database_now()
    rows = ReasonTemplate.objects.select_for_update(of=("self",)).select_related("place")
    reason = rows.get(pk=reason_id)
    require(rules.why_not_close_reason(reason, by=by))
    reason.closed_at = now
    reason.save(update_fields=["closed_at"])
    record("reason.closed", target=reason, by=by, effective_at=now, place_path=reason.place.path)
    return reason
