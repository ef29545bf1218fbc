"""Who claims a home, and who decides about it."""

from __future__ import annotations

from datetime import date

from django.utils.translation import gettext as _

from mws.accounts.documents import GUARDED_AGE, Seen, age_on
from mws.accounts.models import IdentityDocument, Residency, ResidencyStatus, User
from mws.accounts.permissions import Permission
from mws.core.refusals import Refusal
from mws.places.models import Level, Place


def why_not_claim(person: User, place: Place) -> Refusal | None:
    """One claim at a time; a person who moves claims the new home while the old one stands."""
    if place.level != Level.COMMUNITY:
        return Refusal("not_community", _("Choose the community you live in."))
    standing = person.residencies.filter(
        status__in=[ResidencyStatus.CLAIMED, ResidencyStatus.VERIFIED]
    )
    for residency in standing:
        if residency.status == ResidencyStatus.CLAIMED:
            return Refusal(
                "claim_pending",
                _("You have a claim that waits for the community office. Withdraw it to make "
                  "another."),
            )  # fmt: skip
        if residency.place_id == place.pk:
            return Refusal("already_verified", _("You are verified as living here already."))
    return None


def why_not_withdraw_claim(residency: Residency, *, by: User) -> Refusal | None:
    if residency.user_id != by.pk:
        return Refusal("not_claimant", _("Only the person who made a claim can withdraw it."))
    return _why_not_waiting(residency)


def why_not_verify(residency: Residency, *, by: User) -> Refusal | None:
    """A clerk of that very community decides, and never about himself."""
    if residency.user_id == by.pk:
        return Refusal("own_claim", _("Nobody verifies his own residency. Ask a colleague."))
    if not by.may(Permission.RESIDENCY_VERIFY, residency.place):
        return Refusal(
            "not_clerk", _("The office of the community that was claimed decides about this.")
        )
    return _why_not_waiting(residency)


def why_not_seen(person: User, seen: Seen, *, today: date) -> Refusal | None:
    """Whether the document is this person's alone, and says enough about their age."""
    if IdentityDocument.objects.filter(digest=seen.document.digest).exclude(user=person).exists():
        return Refusal(
            "document_taken",
            _("This document was shown for another account already. One person has one home: ask "
              "which account they use, and go on with that one."),
        )  # fmt: skip
    if seen.birth_date is None:
        return Refusal(
            "no_birth_date",
            _("This document's number does not say when the person was born: enter the date of "
              "birth from the document."),
        )  # fmt: skip
    if seen.born_on and seen.born_on != seen.birth_date:
        return Refusal(
            "other_birth_date",
            _("The number of the document says another date of birth. Compare both."),
        )
    if age_on(seen.birth_date, today) < GUARDED_AGE and not seen.guardian.strip():
        return Refusal(
            "needs_guardian",
            _("Under 14 a guardian consents: enter the name of the guardian who is here."),
        )
    return None


def why_not_refuse(residency: Residency, *, reason: str, by: User) -> Refusal | None:
    if refusal := why_not_verify(residency, by=by):
        return refusal
    if not reason.strip():
        return Refusal("no_reason", _("Say why, so that the person knows what to bring."))
    return None


def _why_not_waiting(residency: Residency) -> Refusal | None:
    if residency.status != ResidencyStatus.CLAIMED:
        return Refusal("not_waiting", _("This claim has been decided already."))
    return None
