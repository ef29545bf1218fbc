"""When the phones fail: a whole meeting typed in from its paper sheets, by the same rules, in one
transaction, and marked as such."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from django.db import transaction

from mws.accounts.models import User
from mws.audit import services as audit
from mws.core.clock import database_now
from mws.core.refusals import Refusal, Refused, require
from voting.council import rules
from voting.council.services.attendance import mark_arrival, note_absence
from voting.council.services.items import defer_item
from voting.council.services.locks import lock_meeting
from voting.council.services.meetings import close_meeting, open_meeting
from voting.council.services.motions import declare_result, move_motion
from voting.council.services.votes import cast_vote, record_recusal
from voting.models import AgendaItem, Meeting, MotionKind


@dataclass(frozen=True)
class PaperItem:
    """One 表决表. ``kind`` "" means that the project was put off without a vote. ``votes``: by
    member, yes, no or abstain; ``recused``: by member, the ground."""

    item_id: int
    kind: str = MotionKind.PASS
    amount_fen: int | None = None
    condition: str = ""
    reason: str = ""
    votes: Mapping[User, str] = field(default_factory=dict)
    recused: Mapping[User, str] = field(default_factory=dict)


@dataclass(frozen=True)
class PaperMeeting:
    """The sheets of one meeting. ``absent``: why each member who is not there is missing."""

    chair: User
    opened_at: datetime
    closed_at: datetime
    present: Sequence[User]
    absent: Mapping[User, str]
    items: Sequence[PaperItem]
    reason: str = ""


@transaction.atomic
def key_meeting(
    *, meeting_id: int, paper: PaperMeeting, by: User, now: datetime | None = None
) -> Meeting:
    """Do all that stands on the sheets, as at the hour of the meeting; what the rules refuse is
    said with its project, and nothing is kept. Raises Refused."""
    now = now or database_now()
    meeting = lock_meeting(pk=meeting_id)
    require(
        rules.why_not_key_meeting(
            meeting, opened_at=paper.opened_at, closed_at=paper.closed_at, by=by, now=now
        )
    )
    open_meeting(meeting_id=meeting_id, by=by, chair=paper.chair, now=paper.opened_at)
    _call_the_roll(meeting, paper, by)
    for sheet in paper.items:
        _key_item(meeting, sheet, paper, by)
    close_meeting(meeting_id=meeting_id, reason=paper.reason, by=by, now=paper.closed_at)
    meeting = lock_meeting(pk=meeting_id)
    meeting.keyed_by, meeting.keyed_at = by, now
    meeting.save(update_fields=["keyed_by", "keyed_at"])
    audit.record(
        "meeting.keyed", target=meeting, by=by, effective_at=now, place_path=meeting.place.path,
        items=len(paper.items),
    )  # fmt: skip
    return meeting


def _call_the_roll(meeting: Meeting, paper: PaperMeeting, by: User) -> None:
    present = {member.pk for member in paper.present}
    reasons = {member.pk: reason for member, reason in paper.absent.items()}
    for row in meeting.roster.all():
        if row.member_id in present:
            mark_arrival(attendance_id=row.pk, by=by, now=paper.opened_at)
        elif reasons.get(row.member_id):
            note_absence(
                attendance_id=row.pk, reason=reasons[row.member_id], by=by, now=paper.opened_at
            )


def _key_item(meeting: Meeting, sheet: PaperItem, paper: PaperMeeting, by: User) -> None:
    item = AgendaItem.objects.get(pk=sheet.item_id, meeting=meeting)
    try:
        _decide(item, sheet, paper, by)
    except Refused as refused:
        message = f"{item.position}. {refused.refusal.message}"
        raise Refused(Refusal(refused.code, message)) from refused


def _decide(item: AgendaItem, sheet: PaperItem, paper: PaperMeeting, by: User) -> None:
    at = paper.closed_at
    known = set(item.recusals.values_list("member_id", flat=True))
    for member, ground in sheet.recused.items():
        if member.pk not in known:
            record_recusal(item_id=item.pk, ground=ground, by=by, on_behalf_of=member, now=at)
    if not sheet.kind:
        defer_item(item_id=item.pk, reason=sheet.reason, by=by, now=at)
        return
    motion = move_motion(
        item_id=item.pk, kind=sheet.kind, amount_fen=sheet.amount_fen, condition=sheet.condition,
        by=by, now=at,
    )  # fmt: skip
    for member, value in sheet.votes.items():
        cast_vote(motion_id=motion.pk, value=value, by=by, on_behalf_of=member, now=at)
    declare_result(motion_id=motion.pk, reason=sheet.reason, by=by, now=at)
