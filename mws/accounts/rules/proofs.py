"""Who may change what a district accepts as proof."""

from __future__ import annotations

from django.utils.translation import gettext as _

from mws.accounts.models import ProofKind, User
from mws.accounts.permissions import Permission
from mws.core.refusals import Refusal
from mws.places.models import Level, Place


def why_not_edit_proofs(
    district: Place, *, name: str, by: User, but: ProofKind | None = None
) -> Refusal | None:
    """``name``: the one that a new kind, or the changed kind ``but``, is to have."""
    if district.level != Level.DISTRICT or not by.may(Permission.RULES_EDIT, district):
        return Refusal(
            "not_district_officer", _("Whoever edits the rules of the district edits its proofs.")
        )
    same = ProofKind.objects.filter(district=district, name=name.strip())
    if same.exclude(pk=but.pk if but else None).exists():
        return Refusal("proof_exists", _("The district has a proof of this name already."))
    return None
