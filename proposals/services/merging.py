"""What goes along when a case is merged into another, and comes back when that is undone: its
authors, supporters and followers."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import datetime

from django.db.models import QuerySet

from mws.accounts.models import User
from proposals.models import CoProposer, Duty, Proposal, Support
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


def part(
    merged: Proposal, into: Proposal, *, merged_at: datetime, brought: Collection[int]
) -> None:
    """A merger is taken back: who came along with it leaves again, but for those whom another
    merged case has brought as well. Followers stay; what was recorded as their duty does too."""
    Proposal.objects.filter(pk__in=brought, merged_into=into).update(merged_into=merged)
    gone = [merged, *merged.merged.all()]
    left = into.merged.all()
    kept = {*left.values_list("author", flat=True), *_signers(left)}
    came = {row.author_id for row in gone} | set(_signers(gone))
    signed = into.co_proposers.filter(person__in=came - kept, answered_at=merged_at)
    signed.filter(invited_at=merged_at).delete()
    signed.update(accepted=None, answered_at=None)
    backed = Support.objects.filter(proposal__in=left).values("person")
    for person, at in Support.objects.filter(proposal__in=gone).values_list("person", "at"):
        into.supports.filter(person=person, at=at).exclude(person__in=backed).delete()


def _signers(cases: Iterable[Proposal]) -> QuerySet:
    rows = CoProposer.objects.filter(proposal__in=cases, accepted=True)
    return rows.values_list("person", flat=True)


def _sign(into: Proposal, person: User, now: datetime) -> None:
    """Who signs already has signed on another day."""
    if person.pk == into.author_id:
        return
    row, _created = CoProposer.objects.get_or_create(
        proposal=into, person=person, defaults={"invited_at": now}
    )
    if not row.accepted:
        row.accepted, row.answered_at = True, now
        row.save(update_fields=["accepted", "answered_at"])
