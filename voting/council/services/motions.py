"""动议: moved with a quorum and the money there, declared by counting on the frozen roll."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from mws.accounts.models import User
from mws.audit import services as audit
from mws.core.clock import database_now
from mws.core.refusals import require
from proposals.services import council_steps
from voting.council import rules
from voting.council.figures import Figures
from voting.council.services.items import (
    available_for,
    close_item,
    freeze_figures,
    put_on_waitlist,
    standing_figures,
    tally_of,
    url_of,
)
from voting.council.services.locks import lock_item, lock_motion
from voting.models import AgendaItem, ItemOutcome, Motion, MotionState


@transaction.atomic
def move_motion(
    *, item_id: int, amount_fen: int, condition: str = "", by: User, now: datetime | None = None
) -> Motion:
    """Put one project with one sum (fen) to the vote, under a condition where there is one."""
    now = now or database_now()
    item = lock_item(item_id)
    meeting = item.meeting
    figures = standing_figures(item, None)
    open_motions = Motion.objects.filter(item__meeting=meeting, state=MotionState.OPEN)
    require(
        rules.why_not_move_motion(
            item, amount_fen=amount_fen, available_fen=available_for(meeting),
            cap_fen=meeting.round.frozen_rules.cap_fen(item.proposal.category),
            standing=figures.standing, count=figures.count,
            has_open_motion=open_motions.exists(), by=by,
        )
    )  # fmt: skip
    motion = Motion.objects.create(
        item=item, amount_fen=amount_fen, condition=condition.strip(), moved_by=by, moved_at=now
    )
    _record("motion.moved", motion, by, now, amount_fen=amount_fen)
    return motion


@transaction.atomic
def withdraw_motion(
    *, motion_id: int, reason: str, by: User, now: datetime | None = None
) -> Motion:
    """Take back a motion nobody has voted on yet: a wrong sum, a wrong project."""
    now = now or database_now()
    motion = lock_motion(motion_id)
    figures = standing_figures(motion.item, motion)
    require(rules.why_not_withdraw_motion(motion, votes=len(figures.votes), reason=reason, by=by))
    motion.reason = reason.strip()
    freeze_figures(motion, figures, state=MotionState.WITHDRAWN, by=by, now=now)
    _record("motion.withdrawn", motion, by, now)
    return motion


@transaction.atomic
def declare_result(
    *, motion_id: int, reason: str = "", by: User, now: datetime | None = None
) -> Motion:
    """Count the votes and let the decision act: passed reserves the money at once.

    A passed motion for which the money has meanwhile gone elsewhere puts the project on the
    waitlist. A motion that did not pass needs the reason that residents will read.
    """
    now = now or database_now()
    motion = lock_motion(motion_id)
    item = motion.item
    figures = standing_figures(item, motion)
    require(
        rules.why_not_declare_result(
            motion, standing=figures.standing, count=figures.count, reason=reason, by=by
        )
    )
    motion.reason = reason.strip()
    state = MotionState.PASSED if figures.standing.is_passed else MotionState.REJECTED
    freeze_figures(motion, figures, state=state, by=by, now=now)
    _record("motion.declared", motion, by, now, result=str(state), **tally_of(figures.count))
    if state == MotionState.REJECTED:
        _reject(item, motion, figures, by=by, now=now)
    elif motion.amount_fen > available_for(item.meeting):
        reason = motion.reason or _("Passed, but the money no longer suffices.")
        put_on_waitlist(item, reason=reason, by=by, now=now, tally=tally_of(figures.count))
    else:
        _select(item, motion, figures, by=by, now=now)
    return motion


def _select(item: AgendaItem, motion: Motion, figures: Figures, *, by: User, now: datetime) -> None:
    close_item(item, ItemOutcome.PASSED, reason=motion.reason, by=by, now=now)
    council_steps.select_proposal(
        proposal_id=item.proposal_id, amount_fen=motion.amount_fen,
        decision=f"议事会第 {item.meeting.number} 次会议 · 议案 {motion.pk}", by=by, now=now,
        tally=tally_of(figures.count), meeting_url=url_of(item.meeting),
        reason=motion.condition or motion.reason,
    )  # fmt: skip


def _reject(item: AgendaItem, motion: Motion, figures: Figures, *, by: User, now: datetime) -> None:
    close_item(item, ItemOutcome.REJECTED, reason=motion.reason, by=by, now=now)
    council_steps.reject_proposal(
        proposal_id=item.proposal_id, reason=motion.reason, by=by, now=now,
        tally=tally_of(figures.count), meeting_url=url_of(item.meeting),
    )  # fmt: skip


def _record(action: str, motion: Motion, by: User, now: datetime, **facts: int | str) -> None:
    audit.record(
        action, target=motion, by=by, effective_at=now, case_id=motion.item.proposal.case_id,
        place_path=motion.item.meeting.place.path, meeting=motion.item.meeting_id, **facts,
    )  # fmt: skip
