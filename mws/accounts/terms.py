"""The community's own terms for verifying residents; a room above keeps them (the rule set)."""

from __future__ import annotations

from dataclasses import dataclass

from django.conf import settings
from django.utils.module_loading import import_string

from mws.places.models import Place

NEVER, PROOF_ONLY, ALWAYS = "never", "proof", "always"
SECOND_PERSON = (NEVER, PROOF_ONLY, ALWAYS)
GUARDED_AGE = 14  # 个人信息保护法 art. 31, not a setting
ADULT_AGE = 18  # the highest age a rule may ask for: older people's birth dates are not kept


@dataclass(frozen=True, slots=True)
class ResidencyTerms:
    """``second_person``: whose finding a second clerk confirms; ``phone_most``: how many people
    of a household one number may serve; ``proof_days``: how long an undecided proof is kept;
    ``residence_months``: how long one has lived there who is not registered there."""

    second_person: str = PROOF_ONLY
    phone_most: int = 2
    proof_days: int = 30
    residence_months: int = 0


def terms_of(place: Place) -> ResidencyTerms:
    """``MWS_RESIDENCY_TERMS`` names the function of the room that knows."""
    return import_string(settings.MWS_RESIDENCY_TERMS)(place)
