"""What this room knows about persons (see mws.core.personal)."""

from __future__ import annotations

from mws.core.personal import Personal

PERSONAL: list[Personal] = []

IMPERSONAL = {
    "places.Place": "code path name name_en abbreviation",
    "places.PlaceAlias": "text",
    "places.CommunityProfile": "address phone hours introduction",
    "places.CommunityPlan": "drawn_at",
    "places.BodyDuties": "body duties",
    "places.StandardMet": "standard checked_on",
}
