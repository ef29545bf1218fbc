"""May these cases be approved together, and why not."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils.translation import gettext_lazy as _

from mws.accounts.models import User
from mws.accounts.permissions import Permission
from mws.core.refusals import Refusal
from mws.places.models import Level, Place
from proposals.models import Proposal
from proposals.rules.approval import why_not_document


def why_not_open_batch(place: Place, *, by: User) -> Refusal | None:
    """A batch is the leader's; each case is asked for itself."""
    if place.level != Level.SUBDISTRICT or not by.may(Permission.APPROVAL_DECIDE, place):
        return Refusal("not_leader", _("This is decided by the sub-district's leader."))
    return None


def why_not_approve_batch(
    place: Place, keys: Sequence[int], *, document_no: str, by: User
) -> Refusal | None:
    if refusal := why_not_open_batch(place, by=by) or why_not_document(document_no):
        return refusal
    if not keys:
        return Refusal("no_case", _("Choose at least one project."))
    own = Proposal.objects.filter(pk__in=keys, community__path__startswith=place.path)
    if own.count() != len(keys):
        return Refusal("other_place", _("A project lies outside this sub-district."))
    return None
