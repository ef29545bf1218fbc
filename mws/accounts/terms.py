"""A district's own terms for verifying residents; a room above keeps them (the rule set)."""

from __future__ import annotations

from dataclasses import dataclass

from django.conf import settings
from django.utils.module_loading import import_string

from mws.accounts.models import ResidencyWay
from mws.places.models import Place

NEVER, PROOF_ONLY, ALWAYS = "never", "proof", "always"


@dataclass(frozen=True, slots=True)
class ResidencyTerms:
    """``second_person``: whose check a second person of the office confirms; ``proof_days``: how
    many calendar days an undecided proof is kept."""

    second_person: str = NEVER
    proof_days: int = 30

    def asks_second(self, way: str) -> bool:
        """Whether two persons look at a residency that was shown in this way."""
        return self.second_person == ALWAYS or (
            self.second_person == PROOF_ONLY and way == ResidencyWay.PROOF
        )


def terms_of(place: Place) -> ResidencyTerms:
    """``MWS_RESIDENCY_TERMS`` names the function of the room that knows."""
    return import_string(settings.MWS_RESIDENCY_TERMS)(place)
