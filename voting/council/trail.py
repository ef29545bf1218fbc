"""The way from the city down to a council's page."""

from __future__ import annotations

from django.urls import reverse
from django.utils.translation import gettext as _

from mws.core.context import url_or_none
from mws.places.models import Place
from mws.places.selectors import ancestors_of

Trail = list[tuple[str, str]]


def trail_of(place: Place, *, with_council: bool = False) -> Trail:
    """Breadcrumbs for a page of this community's council (one query)."""
    trail: Trail = [(str(above), "") for above in ancestors_of(place) if above.level != "city"]
    trail.append((str(place), _community_url(place)))
    if with_council:
        trail.append((_("Council"), reverse("voting:council", args=[place.code])))
    return trail


def _community_url(place: Place) -> str:
    """The community's own page; its council's while there is none."""
    return url_or_none("pages:community", place.code) or reverse(
        "voting:council", args=[place.code]
    )
