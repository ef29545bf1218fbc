"""One member, one vote, by name; and the recusal of those who may not."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import Exists

from mws.accounts.models import User
from mws.audit import services as audit
from mws.core.clock import database_now
from mws.core.refusals import require
from proposals.models import Duty
from proposals.services.duties import record_duty
from voting.council import rules
from voting.council.figures import own_cases
from voting.council.services.locks import lock_item, lock_motion
from voting.models import AgendaItem, Attendance, CouncilVote, Motion, Recusal


@transaction.atomic
def cast_vote(
    *, motion_id: int, value: str, reason: str = "", by: User,
    on_behalf_of: User | None = None, now: datetime | None = None,
) -> CouncilVote:  # fmt: skip
    """A member's own vote, or a show of hands keyed by a leader ``on_behalf_of`` the member.

    The same vote again changes nothing, so a second click or a retry is harmless. Another value
    before the result is declared supersedes the first; both rows stay.
    """
    now = now or database_now()
    member = on_behalf_of or by
    motion = lock_motion(motion_id)
    item, case_id = motion.item, motion.item.proposal.case_id
    row, is_recused = _row_of(item, member)
    previous = motion.votes.filter(member=member, superseded_at=None).first()
    require(
        rules.why_not_cast_vote(
            motion, row, is_recused=is_recused,
            is_own_case=bool(own_cases(_cases_of(motion), [member.pk])), previous=previous,
            by=by,
        )
    )  # fmt: skip
    if previous is not None:
        if (previous.value, previous.reason) == (value, reason.strip()):
            return previous
        previous.superseded_at = now
        previous.save(update_fields=["superseded_at"])
    vote = CouncilVote.objects.create(
        motion=motion, member=member, value=value, reason=reason.strip(), cast_at=now,
        keyed_by=None if by.pk == member.pk else by,
    )  # fmt: skip
    record_duty(case_id=case_id, person=member, duty=Duty.VOTED, now=now)
    audit.record(
        "vote.changed" if previous else "vote.cast", target=motion, by=by, effective_at=now,
        case_id=case_id, place_path=item.meeting.place.path, person=member.pk, value=str(value),
        is_keyed=by.pk != member.pk,
    )  # fmt: skip
    return vote


def _cases_of(motion: Motion) -> list[UUID]:
    """The files that the vote decides: one, or those that are voted on at once."""
    if motion.package_id is None:
        return [motion.item.proposal.case_id]
    packaged = AgendaItem.objects.filter(package=motion.package_id)
    return list(packaged.values_list("proposal__case_id", flat=True))


@transaction.atomic
def record_recusal(
    *, item_id: int, ground: str, by: User, on_behalf_of: User | None = None,
    now: datetime | None = None,
) -> Recusal:  # fmt: skip
    """回避: the member stays for the quorum and leaves the vote base of this project."""
    now = now or database_now()
    member = on_behalf_of or by
    item = lock_item(item_id)
    row, is_recused = _row_of(item, member)
    require(
        rules.why_not_record_recusal(
            item, row, is_recused=is_recused,
            votes=CouncilVote.objects.filter(motion__item=item).count(), by=by,
        )
    )  # fmt: skip
    recusal = Recusal.objects.create(item=item, member=member, ground=ground, recorded_at=now)
    audit.record(
        "member.recused", target=item, by=by, effective_at=now, case_id=item.proposal.case_id,
        place_path=item.meeting.place.path, person=member.pk, ground=str(ground),
    )  # fmt: skip
    return recusal


def _row_of(item: AgendaItem, member: User) -> tuple[Attendance | None, bool]:
    """The member's place on the roll, and whether they are recused from the item (one query)."""
    recusals = item.recusals.filter(member=member)
    roll = item.meeting.roster.filter(member=member)
    row = roll.annotate(is_recused=Exists(recusals)).first()
    return row, bool(getattr(row, "is_recused", False))
