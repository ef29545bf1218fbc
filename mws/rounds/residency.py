"""The terms on which residents are verified: from the newest rule set of their district."""

from __future__ import annotations

from mws.accounts.terms import ResidencyTerms
from mws.core.clock import database_now, local_day
from mws.places.models import Place
from mws.rounds.models import RuleSet
from mws.rounds.parameters import PARAMETERS

KEYS = {"residency_second_person": "second_person", "residency_proof_days": "proof_days"}


def terms_for(place: Place) -> ResidencyTerms:
    """Residency is no matter of a round: what the district has set last counts at once."""
    newest = (
        RuleSet.objects.filter(district__code__in=[*place.ancestor_codes, place.code])
        .filter(is_imported=False, year__lte=local_day(database_now()).year)
        .order_by("-year")
        .first()
    )
    kept = newest.settings.filter(key__in=KEYS) if newest else []
    stored = {setting.key: setting.value for setting in kept}
    values = {
        name: PARAMETERS[key].parse(stored[key]) if key in stored else PARAMETERS[key].default
        for key, name in KEYS.items()
    }
    return ResidencyTerms(**values)  # type: ignore[arg-type]  # typed by their parameters
