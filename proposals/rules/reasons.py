"""May a reason be kept ready for a place, and why not."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from mws.accounts.models import User
from mws.accounts.permissions import Permission
from mws.core.refusals import Refusal
from mws.places.models import Place
from proposals.models import DefectPart, ReasonTemplate, ReasonUse

LONGEST = 300


def why_not_arrange(place: Place | None, *, by: User) -> Refusal | None:
    """Districts word their own reasons; those of everybody stay as they are."""
    if place is None:
        return Refusal("for_everybody", _("This reason comes with the site; it stays."))
    if not by.may(Permission.RULES_EDIT, place):
        return Refusal("not_district_officer", _("Only the district's officers word reasons."))
    return None


def why_not_add_reason(place: Place, *, use: str, part: str, text: str, by: User) -> Refusal | None:
    if refusal := why_not_arrange(place, by=by):
        return refusal
    if use not in ReasonUse.values:
        return Refusal("no_use", _("Say for which decision the reason is."))
    if (use == ReasonUse.RETURN) != (part in DefectPart.values):
        return Refusal(
            "wrong_part", _("A return names the part of the form; other decisions name none.")
        )
    if not text or len(text) > LONGEST:
        return Refusal(
            "no_text", _("Write the reason in at most %(most)s characters.") % {"most": LONGEST}
        )
    same = ReasonTemplate.objects.filter(place=place, use=use, part=part, text=text)
    if same.filter(closed_at=None).exists():
        return Refusal("kept_already", _("This reason is kept ready already."))
    return None


def why_not_close_reason(reason: ReasonTemplate, *, by: User) -> Refusal | None:
    if refusal := why_not_arrange(reason.place, by=by):
        return refusal
    if reason.closed_at is not None:
        return Refusal("closed_already", _("This reason is not offered any more."))
    return None
