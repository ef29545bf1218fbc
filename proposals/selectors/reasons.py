"""Reasons kept ready for decisions."""

from __future__ import annotations

from collections import defaultdict

from django.db.models import Q, QuerySet

from mws.places.models import Place
from proposals.models import Proposal, ReasonTemplate


def reasons_for(proposal: Proposal, use: str) -> dict[str, list[str]]:
    """By the part of the form ("" where there is none), the place's own first; one query."""
    found: dict[str, list[str]] = defaultdict(list)
    rows = reasons_at(proposal.community).filter(use=use, closed_at=None)
    for row in sorted(rows, key=lambda row: (row.place_id is None, row.pk)):
        found[row.part].append(row.text)
    return found


def reasons_at(place: Place) -> QuerySet[ReasonTemplate]:
    """Of this place, of what lies above it, and of everybody."""
    codes = [*place.ancestor_codes, place.code]
    return ReasonTemplate.objects.filter(Q(place=None) | Q(place__code__in=codes))
