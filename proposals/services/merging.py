"""What goes along when a case is merged into another: its authors, supporters and followers."""

from __future__ import annotations

from datetime import datetime

from mws.accounts.models import User
from proposals.models import CoProposer, Duty, Proposal
from proposals.services.duties import record_duty
from proposals.services.support import move_people


def carry_over(merged: Proposal, into: Proposal, *, now: datetime) -> None:
    """Its authors sign the other case too; nobody counts twice. The merged page keeps its own."""
    signed = merged.co_proposers.filter(accepted=True).select_related("person")
    authors = [merged.author, *(row.person for row in signed)]
    for person in authors:
        record_duty(case_id=into.case_id, person=person, duty=Duty.PROPOSED, now=now)
        _sign(into, person, now)
    move_people(source=merged, target=into)


def _sign(into: Proposal, person: User, now: datetime) -> None:
    if person.pk != into.author_id:
        answered = {"accepted": True, "answered_at": now}
        CoProposer.objects.update_or_create(
            proposal=into, person=person, defaults=answered,
            create_defaults={"invited_at": now, **answered},
        )  # fmt: skip
