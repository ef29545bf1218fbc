"""Separation of duties: who did one thing on a case may not do the other (four eyes).

One table for all rooms; it reads nothing but ``CaseDuty``. Source: the duties that the sub-district
and the community may not join in one hand (docs/roles.md).
"""

from __future__ import annotations

from uuid import UUID

from django.utils.translation import gettext_lazy as _

from mws.accounts.models import User
from mws.core.refusals import Refusal
from proposals.models import CaseDuty, Duty

OWN = frozenset({Duty.PROPOSED, Duty.ENTERED})
OFFICE = frozenset({Duty.TOOK_IN, Duty.SCREENED})
CARRIED_OUT = frozenset({Duty.REPORTED, Duty.CLAIMED})

# A duty, and the duties after which the same person may not take it.
INCOMPATIBLE: dict[str, frozenset[str]] = {
    Duty.TOOK_IN: OWN | {Duty.SCREENED},
    Duty.SCREENED: OWN | {Duty.TOOK_IN},
    Duty.HEARD_APPEAL: OWN | OFFICE,
    Duty.VOTED: OWN | {Duty.APPROVED, Duty.CONFIRMED},
    Duty.POSTED_NOTICE: OWN,
    Duty.REVIEWED: OWN | OFFICE | {Duty.VOTED},
    Duty.CHECKED: OWN | {Duty.VOTED},
    Duty.APPROVED: OWN | OFFICE | {Duty.VOTED, Duty.REVIEWED, Duty.CHECKED, Duty.CONFIRMED},
    Duty.CONTRACTED: OWN,
    Duty.REPORTED: frozenset({Duty.ACCEPTED}),
    Duty.CLAIMED: frozenset({Duty.CHECKED_CLAIM, Duty.PAID}),
    Duty.CHECKED_CLAIM: OWN | OFFICE | {Duty.VOTED, Duty.CLAIMED, Duty.PAID},
    Duty.PAID: OWN | OFFICE | {Duty.VOTED, Duty.CLAIMED, Duty.CHECKED_CLAIM, Duty.CONFIRMED},
    Duty.CONFIRMED: OWN | {Duty.VOTED, Duty.APPROVED, Duty.PAID},
    Duty.ACCEPTED: OWN | CARRIED_OUT,
    Duty.SETTLED: OWN | OFFICE | {Duty.CLAIMED, Duty.PAID},
}


def why_not_take(duty: str, *, case_id: UUID, by: User) -> Refusal | None:
    """Whether this person's earlier duties on the case stand against a new one (one query)."""
    done = set(CaseDuty.objects.filter(case_id=case_id, person=by).values_list("duty", flat=True))
    return why_not_join(duty, done)


def why_not_own(*, case_id: UUID, by: User) -> Refusal | None:
    """Nobody decides what becomes of a case that they proposed or entered (one query)."""
    if CaseDuty.objects.filter(case_id=case_id, person=by, duty__in=OWN).exists():
        return Refusal("own_case", _("This is your own case. A colleague must handle it."))
    return None


def why_not_join(duty: str, done: set[str]) -> Refusal | None:
    """The same, for duties that have been read already."""
    clash = INCOMPATIBLE.get(duty, frozenset()) & done
    if clash & OWN:
        return Refusal("own_case", _("This is your own case. A colleague must handle it."))
    if clash:
        return Refusal(
            "same_person",
            _("On this case you already did “%(duty)s”. A colleague must do this step.")
            % {"duty": Duty(sorted(clash)[0]).label},
        )
    return None
