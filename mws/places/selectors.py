"""Reading the tree."""

from __future__ import annotations

from mws.places.models import Place


def ancestors_of(place: Place) -> list[Place]:
    """From the city down to the parent (one query)."""
    return list(Place.objects.filter(code__in=place.ancestor_codes).order_by("path"))


def district_of(place: Place) -> Place:
    """The district that a place lies in. Raises Place.DoesNotExist above district level."""
    return Place.objects.get(level="district", code__in=[*place.ancestor_codes, place.code])
