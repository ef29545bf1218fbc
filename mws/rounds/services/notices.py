"""公示: posting a decision, objections and their answers, the end of the notice."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import transaction

from mws.accounts.models import User
from mws.audit.services import record
from mws.core.clock import database_now, local_day
from mws.core.refusals import require
from mws.rounds import rules
from mws.rounds.calendar import add_working_days
from mws.rounds.models import DeadlineKind, NoticeState, Objection, PublicNotice, Round
from mws.rounds.services.deadlines import finish_deadline, start_deadline


@transaction.atomic
def post_notice(
    *,
    round: Round,
    case_id: UUID,
    title: str,
    body: str,
    amount_fen: int,
    by: User,
    now: datetime | None = None,
) -> PublicNotice:
    """Post a decision for the round's notice days (working days after the day of posting)."""
    now = now or database_now()
    Round.objects.select_for_update(of=("self",)).get(pk=round.pk)
    require(rules.why_not_post_notice(round, amount_fen, by=by))
    notice = PublicNotice.objects.create(
        round=round, case_id=case_id, number=_number(round), title=title, body=body,
        amount_fen=amount_fen, posted_at=now, posted_by=by,
        ends_on=add_working_days(local_day(now), round.frozen_rules.notice_days),
    )  # fmt: skip
    record(
        "notice.posted", target=notice, by=by, effective_at=now, case_id=case_id,
        place_path=round.community.path, amount_fen=amount_fen, ends_on=notice.ends_on.isoformat(),
    )  # fmt: skip
    return notice


def _number(round: Round) -> str:
    """龙珠公示〔2026〕1-3: community, year, batch and running number of the round."""
    count = PublicNotice.objects.filter(round=round).count() + 1
    return f"{round.community.name}公示〔{round.year}〕{round.batch}-{count}"


@transaction.atomic
def file_objection(
    *, notice_id: UUID, text: str, by: User, now: datetime | None = None
) -> Objection:
    """A resident objects in writing; the notice stays up until the answer."""
    now = now or database_now()
    notice = _lock(notice_id)
    require(rules.why_not_object(notice, by=by, now=now))
    objection = Objection.objects.create(notice=notice, filed_by=by, filed_at=now, text=text)
    notice.state = NoticeState.OBJECTED
    notice.save(update_fields=["state"])
    start_deadline(
        case_id=notice.case_id, kind=DeadlineKind.OBJECTION, round=notice.round, now=now,
    )  # fmt: skip
    record(
        "objection.filed", target=objection, by=by, effective_at=now, case_id=notice.case_id,
        place_path=notice.round.community.path,
    )  # fmt: skip
    return objection


@transaction.atomic
def answer_objection(
    *,
    objection_id: int,
    answer: str,
    is_upheld: bool,
    by: User,
    now: datetime | None = None,
) -> Objection:
    """Answer in writing. Upheld: the notice ends here. Dismissed, and no other open: it resumes.

    What it means for the case is decided above (proposals.services.notices)."""
    now = now or database_now()
    notice = _lock(Objection.objects.get(pk=objection_id).notice_id)
    objection = (
        Objection.objects.select_for_update(of=("self",))
        .select_related("notice__round__community")
        .get(pk=objection_id)
    )
    require(rules.why_not_answer_objection(objection, answer, by=by))
    objection.answered_by, objection.answered_at = by, now
    objection.answer, objection.is_upheld = answer.strip(), is_upheld
    objection.save()
    if is_upheld:
        notice.state, notice.ended_at = NoticeState.UPHELD, now
    elif not notice.objections.filter(answered_at=None).exists():
        notice.state = NoticeState.POSTED
    notice.save()
    if notice.state != NoticeState.OBJECTED:
        finish_deadline(case_id=notice.case_id, kind=DeadlineKind.OBJECTION, now=now)
    record(
        "objection.answered", target=objection, by=by, effective_at=now, case_id=notice.case_id,
        place_path=notice.round.community.path, is_upheld=is_upheld,
    )  # fmt: skip
    return objection


@transaction.atomic
def end_notice(*, notice: PublicNotice, now: datetime | None = None) -> bool:
    """End a notice whose last day is over and that has no open objection; False when not due."""
    now = now or database_now()
    notice = _lock(notice.pk)
    if notice.state != NoticeState.POSTED or local_day(now) <= notice.ends_on:
        return False
    notice.state, notice.ended_at = NoticeState.ENDED, now
    notice.save(update_fields=["state", "ended_at"])
    record(
        "notice.ended", target=notice, by=None, effective_at=now, case_id=notice.case_id,
        place_path=notice.round.community.path,
    )  # fmt: skip
    return True


def _lock(notice_id: UUID) -> PublicNotice:
    return (
        PublicNotice.objects.select_for_update(of=("self",))
        .select_related("round__community")
        .get(pk=notice_id)
    )
