"""Standing behind a proposal: support, sign together, follow; and who is told of each step."""

from __future__ import annotations

from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import transaction

from mws.accounts.models import User
from mws.accounts.phones import normalise_phone
from mws.accounts.selectors import people_with_phone
from mws.core.clock import database_now
from mws.core.refusals import require
from proposals.models import CoProposer, Duty, Follow, Proposal, Support
from proposals.rules import around as rules
from proposals.services.duties import record_duty
from proposals.services.moves import lock_case, tell, trace


@transaction.atomic
def support_proposal(*, proposal_id: int, by: User, now: datetime | None = None) -> Support:
    """附议. One row for each person, by constraint; who supports follows the case from then on."""
    now = now or database_now()
    proposal = lock_case(proposal_id)
    require(rules.why_not_support(proposal, by=by))
    support = Support.objects.create(proposal=proposal, person=by, at=now)
    Follow.objects.get_or_create(proposal=proposal, person=by)
    trace(proposal, action="proposal.supported", by=by, now=now)
    return support


@transaction.atomic
def withdraw_support(*, proposal_id: int, by: User, now: datetime | None = None) -> None:
    now = now or database_now()
    proposal = lock_case(proposal_id)
    require(rules.why_not_withdraw_support(proposal, by=by))
    Support.objects.filter(proposal=proposal, person=by).delete()
    trace(proposal, action="proposal.support_withdrawn", by=by, now=now)


@transaction.atomic
def invite_co_proposer(
    *, proposal_id: int, phone: str, by: User, now: datetime | None = None
) -> CoProposer:
    """Ask a neighbour, named by mobile number, to sign the proposal as well."""
    now = now or database_now()
    proposal = lock_case(proposal_id)
    people = _with_phone(phone)
    require(rules.why_not_invite(proposal, people=people, by=by))
    (person,) = people
    invitation = CoProposer.objects.create(proposal=proposal, person=person, invited_at=now)
    trace(proposal, action="proposal.co_proposer_invited", by=by, now=now, person=person.pk)
    tell(proposal, code="co_proposer_invited", now=now, to=person, name=str(by))
    return invitation


@transaction.atomic
def answer_invitation(
    *, invitation_id: int, accepted: bool, by: User, now: datetime | None = None
) -> CoProposer:
    """Sign, or decline; only who was asked can answer, and only once."""
    now = now or database_now()
    proposal_id = CoProposer.objects.values_list("proposal_id", flat=True).get(pk=invitation_id)
    proposal = lock_case(proposal_id)
    invitation = CoProposer.objects.select_related("proposal").get(pk=invitation_id)
    require(rules.why_not_answer_invitation(invitation, by=by))
    invitation.accepted, invitation.answered_at = accepted, now
    invitation.save(update_fields=["accepted", "answered_at"])
    if accepted:
        record_duty(case_id=proposal.case_id, person=by, duty=Duty.PROPOSED, now=now)
        Support.objects.filter(proposal=proposal, person=by).delete()
    trace(proposal, action="proposal.invitation_answered", by=by, now=now, accepted=accepted)
    tell(proposal, code="invitation_accepted" if accepted else "invitation_declined", now=now,
         name=str(by))  # fmt: skip
    return invitation


@transaction.atomic
def follow_proposal(*, proposal_id: int, by: User) -> Follow:
    """No audit event: whom somebody follows is nobody's business."""
    proposal = lock_case(proposal_id)
    require(rules.why_not_follow(proposal, by=by))
    return Follow.objects.create(proposal=proposal, person=by)


@transaction.atomic
def unfollow_proposal(*, proposal_id: int, by: User) -> None:
    """Harmless where one does not follow."""
    Follow.objects.filter(proposal_id=proposal_id, person=by).delete()


def move_people(*, source: Proposal, target: Proposal) -> None:
    """What merging does: supporters, followers and signers go on with the other proposal.

    Part of the caller's transaction. Nobody counts twice; the proposer's own support is dropped.
    """
    there = set(target.supports.values_list("person_id", flat=True))
    there |= {target.author_id, *target.co_proposers.values_list("person_id", flat=True)}
    moved = [row for row in source.supports.all() if row.person_id not in there]
    Support.objects.bulk_create(
        Support(proposal=target, person_id=row.person_id, at=row.at) for row in moved
    )
    followers = {*source.follows.values_list("person_id", flat=True), source.author_id}
    Follow.objects.bulk_create(
        (Follow(proposal=target, person_id=person) for person in sorted(followers)),
        ignore_conflicts=True,
    )


def _with_phone(text: str) -> list[User]:
    try:
        return list(people_with_phone(normalise_phone(text)))
    except ValidationError:
        return []
