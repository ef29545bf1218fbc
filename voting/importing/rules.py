"""May a file be imported into a community, and why not."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from mws.core.refusals import Refusal
from mws.places.models import Level, Place
from mws.rounds.models import Round

FIRST_YEAR, LAST_YEAR = 2000, 2100


def why_not_import(community: Place, *, year: int, sha256: str) -> Refusal | None:
    if community.level != Level.COMMUNITY:
        return Refusal("not_community", _("An election is imported into a community."))
    if not FIRST_YEAR <= year <= LAST_YEAR:
        return Refusal("bad_year", _("Give the year in four figures, for example 2026."))
    if Round.objects.filter(community=community, source_sha256=sha256).exists():
        return Refusal("imported_already", _("This file was imported into this community before."))
    return None
