"""Who claims a home, and who decides about it."""

from __future__ import annotations

from datetime import date

from django.utils.translation import gettext as _

from mws.accounts.documents import ADULT_AGE, GUARDED_AGE, Seen, age_on
from mws.accounts.models import (
    WAITING,
    ProofKind,
    Residency,
    ResidencyStatus,
    User,
)
from mws.accounts.permissions import Permission
from mws.accounts.selectors import is_taken
from mws.core.refusals import Refusal
from mws.places.models import Level, Place


def why_not_claim(person: User, place: Place) -> Refusal | None:
    """One claim at a time; a person who moves claims the new home while the old one stands."""
    if place.level != Level.COMMUNITY:
        return Refusal("not_community", _("Choose the community you live in."))
    standing = person.residencies.filter(status__in=[*WAITING, ResidencyStatus.VERIFIED])
    for residency in standing:
        if residency.status in WAITING:
            return Refusal(
                "claim_pending",
                _("You have a claim that waits for the community office. Withdraw it to make "
                  "another."),
            )  # fmt: skip
        if residency.place_id == place.pk:
            return Refusal("already_verified", _("You are verified as living here already."))
    return None


def why_not_move(person: User, *, since: date | None, today: date) -> Refusal | None:
    """Who is verified elsewhere moves on a day: the old home ends on the day before it."""
    home = person.residencies.filter(status=ResidencyStatus.VERIFIED).select_related("place")
    old = home.first()
    if old is None:
        return None
    if since is None:
        return Refusal(
            "no_move_date",
            _("You are verified in %(place)s. Enter the day from which you live here instead.")
            % {"place": old.place.name},
        )  # fmt: skip
    if since > today:
        return Refusal("moves_later", _("That day is still to come. Come back when you live here."))
    if old.since is not None and since <= old.since:
        return Refusal(
            "moved_before",
            _("The home in %(place)s began later than that. The day of the move comes after it.")
            % {"place": old.place.name},
        )  # fmt: skip
    return None


def why_not_prove(place: Place, proof: ProofKind | None, *, has_file: bool) -> Refusal | None:
    """What is uploaded with a claim: a file of a kind that the district takes in this way."""
    if proof is None:
        if has_file:
            return Refusal("no_kind", _("Say what the file shows: choose the kind of proof."))
        return None
    if refusal := why_not_accept(place, proof):
        return refusal
    if not proof.may_upload:
        return Refusal(
            "not_by_file", _("This proof is shown at the counter, not by a file. Choose another.")
        )
    if not has_file:
        return Refusal("no_file", _("Choose the photograph or PDF of the proof."))
    return None


def why_not_accept(place: Place, proof: ProofKind) -> Refusal | None:
    """Whether the place's district takes this kind of proof today."""
    if not proof.is_active or not proof.district.contains(place):
        return Refusal("unknown_proof", _("This proof is not accepted here. Choose another."))
    return None


def why_not_withdraw_claim(residency: Residency, *, by: User) -> Refusal | None:
    if residency.user_id != by.pk:
        return Refusal("not_claimant", _("Only the person who made a claim can withdraw it."))
    return _why_not_waiting(residency, *WAITING)


def why_not_verify(residency: Residency, *, by: User) -> Refusal | None:
    """A clerk of that very community decides, and never about himself."""
    return _why_not_clerk(residency, by=by) or _why_not_waiting(residency, ResidencyStatus.CLAIMED)


def why_not_confirm(residency: Residency, *, by: User) -> Refusal | None:
    """The second of two is another person of the same office."""
    return (
        _why_not_clerk(residency, by=by)
        or _why_not_waiting(residency, ResidencyStatus.CHECKED)
        or _why_not_second(residency, by=by)
    )


def _why_not_clerk(residency: Residency, *, by: User) -> Refusal | None:
    if residency.user_id == by.pk:
        return Refusal("own_claim", _("Nobody verifies his own residency. Ask a colleague."))
    if not by.may(Permission.RESIDENCY_VERIFY, residency.place):
        return Refusal(
            "not_clerk", _("The office of the community that was claimed decides about this.")
        )
    return None


def _why_not_second(residency: Residency, *, by: User) -> Refusal | None:
    if residency.checked_by_id == by.pk:
        return Refusal("own_check", _("You checked this yourself. Another person confirms it."))
    return None


def why_not_seen(person: User | None, seen: Seen, *, today: date) -> Refusal | None:
    """Whether what was shown is enough, this person's alone, and tells enough of their age."""
    if seen.document is None:
        return (
            _why_not_proof_alone(seen)
            or _why_not_as_known(person, seen, today)
            or _why_not_of_age(seen, today)
        )
    if is_taken(seen.document.digest, person=person):
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
    return _why_not_of_age(seen, today)


def _why_not_proof_alone(seen: Seen) -> Refusal | None:
    if seen.proof is None or seen.proof.needs_number:
        return Refusal(
            "needs_document",
            _("Look at an identity document as well, and enter its number: it is compared and not "
              "kept."),
        )  # fmt: skip
    if seen.birth_date is None and not seen.is_adult:
        return Refusal(
            "no_age", _("Say that the person is 18 or over, or enter the date of birth.")
        )
    return None


def _why_not_as_known(person: User | None, seen: Seen, today: date) -> Refusal | None:
    """Whom a document has shown to be a minor, no clerk's word makes older."""
    kept = person.residencies.exclude(born_on="").order_by("-pk").first() if person else None
    if kept is None:
        return None
    known = date.fromisoformat(kept.born_on)
    if seen.birth_date and seen.birth_date != known:
        return Refusal(
            "other_birth_date",
            _("A document that was shown before says another date of birth. Ask for it again."),
        )
    if seen.is_adult and age_on(known, today) < ADULT_AGE:
        return Refusal("not_adult", _("By a document that was shown before, not yet 18."))
    return None


def _why_not_of_age(seen: Seen, today: date) -> Refusal | None:
    if seen.birth_date is None:
        return None
    age = age_on(seen.birth_date, today)
    if seen.is_adult and age < ADULT_AGE:
        return Refusal("not_adult", _("By the date of birth this person is not yet 18."))
    if age < GUARDED_AGE and not seen.guardian.strip():
        return Refusal(
            "needs_guardian",
            _("Under 14 a guardian consents: enter the name of the guardian who is here."),
        )
    return None


def why_not_refuse(residency: Residency, *, reason: str, by: User) -> Refusal | None:
    """Either of two may refuse, but not both times the same."""
    refusal = (
        _why_not_clerk(residency, by=by)
        or _why_not_waiting(residency, *WAITING)
        or _why_not_second(residency, by=by)
    )
    if refusal:
        return refusal
    if not reason.strip():
        return Refusal("no_reason", _("Say why, so that the person knows what to bring."))
    return None


def _why_not_waiting(residency: Residency, *statuses: ResidencyStatus) -> Refusal | None:
    if residency.status not in statuses:
        return Refusal("not_waiting", _("This claim has been decided already."))
    return None
