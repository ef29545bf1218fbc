"""动议: moved with a quorum and the money there, declared by counting on the frozen roll."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import override

from mws.accounts.models import User
from mws.audit import services as audit
from mws.core.clock import database_now
from mws.core.refusals import require
from proposals.models import Duty
from proposals.services import council_steps
from proposals.services.duties import record_duty
from voting.council import rules
from voting.council.figures import Figures, amendment_of, sum_of
from voting.council.services.items import (
    available_for,
    close_item,
    freeze_figures,
    put_off,
    put_on_waitlist,
    standing_figures,
    tally_of,
    url_of,
)
from voting.council.services.locks import lock_item, lock_motion
from voting.models import (
    AgendaItem,
    Attendance,
    CouncilVote,
    ItemOutcome,
    Meeting,
    Motion,
    MotionKind,
    MotionState,
    Recusal,
)


@transaction.atomic
def move_motion(
    *, item_id: int, amount_fen: int | None = None, condition: str = "", by: User,
    kind: str = MotionKind.PASS, proposed_by: User | None = None, now: datetime | None = None,
) -> Motion:  # fmt: skip
    """Put one question on one project to the vote: pass it with a sum (fen) and under a condition
    where there is one, amend it, defer it, reject it, or let it wait for money.

    ``amount_fen`` counts for passing and amending; otherwise the project stands at its own sum.
    ``proposed_by``: the member whose motion it is.
    """
    now = now or database_now()
    item = lock_item(item_id)
    meeting, together = item.meeting, _together(item) if kind == MotionKind.PASS else []
    sum_fen = sum_of(item) if amount_fen is None or not _has_sum(kind) else amount_fen
    require(
        rules.why_not_move_motion(
            item, kind=kind, amount_fen=sum_fen, available_fen=available_for(meeting),
            cap_fen=meeting.round.frozen_rules.cap_fen(item.proposal.category),
            amendment=amendment_of(item), mover=_mover(item, proposed_by),
            has_open_motion=_has_open(meeting), by=by, **_standing(item),
        )
    )  # fmt: skip
    if together:
        total = sum_fen + sum(sum_of(other) for other in together)
        require(rules.why_not_afford(total, available_for(meeting)))
    motion = Motion.objects.create(
        item=item, kind=kind, amount_fen=sum_fen, condition=condition.strip(), moved_by=by,
        moved_at=now, proposed_by=proposed_by, package=item.package if together else None,
    )  # fmt: skip
    _record("motion.moved", motion, by, now, kind=str(kind), amount_fen=sum_fen)
    return motion


@transaction.atomic
def move_package(*, item_ids: Sequence[int], by: User, now: datetime | None = None) -> Motion:
    """打包表决: ask the council whether to vote on several projects at once. Passed, the next
    motion on the first of them stands for all."""
    now = now or database_now()
    first = lock_item(min(item_ids))
    items = _locked_with(first, item_ids)
    require(
        rules.why_not_package(
            items, recused=Recusal.objects.filter(item__in=items).exists()
        )
        or rules.why_not_move_motion(
            first, kind=MotionKind.PACKAGE, amount_fen=sum_of(first), available_fen=0, cap_fen=0,
            amendment=None, mover=None, has_open_motion=_has_open(first.meeting), by=by,
            **_standing(first),
        )
    )  # fmt: skip
    motion = Motion.objects.create(
        item=items[0], kind=MotionKind.PACKAGE, amount_fen=sum_of(items[0]), moved_by=by,
        moved_at=now,
    )  # fmt: skip
    AgendaItem.objects.filter(pk__in=[item.pk for item in items]).update(package=motion)
    _record("motion.moved", motion, by, now, kind=str(motion.kind), items=len(items))
    return motion


def _locked_with(first: AgendaItem, item_ids: Sequence[int]) -> list[AgendaItem]:
    """The items in the order of the agenda; one of another meeting stays with its own."""
    items = list(
        AgendaItem.objects.filter(pk__in=item_ids)
        .select_related("proposal", "meeting")
        .order_by("position", "pk")
    )
    for item in items:
        if item.meeting_id == first.meeting_id:
            item.meeting = first.meeting
    return items


def _together(item: AgendaItem) -> list[AgendaItem]:
    """The other projects that the council has resolved to vote on at once with this one."""
    if item.package_id is None or item.package.state != MotionState.PASSED:
        return []
    others = item.package.packaged.filter(outcome="").exclude(pk=item.pk)
    found = list(others.select_related("proposal"))
    for other in found:
        other.meeting = item.meeting
    return found


def _has_sum(kind: str) -> bool:
    return kind in (MotionKind.PASS, MotionKind.AMEND)


def _mover(item: AgendaItem, proposed_by: User | None) -> Attendance | None:
    """The mover's row on the roll; one who is not on it is not in the room."""
    if proposed_by is None:
        return None
    return item.meeting.roster.filter(member=proposed_by).first() or Attendance()


def _has_open(meeting: Meeting) -> bool:
    return Motion.objects.filter(item__meeting=meeting, state=MotionState.OPEN).exists()


def _standing(item: AgendaItem) -> dict[str, Any]:
    figures = standing_figures(item, None)
    return {"standing": figures.standing, "count": figures.count}


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
    if motion.kind == MotionKind.PACKAGE:
        _bind_or_free(motion)
    _record("motion.withdrawn", motion, by, now)
    return motion


@transaction.atomic
def declare_result(
    *, motion_id: int, reason: str = "", by: User, now: datetime | None = None
) -> Motion:
    """Count the votes and let the decision act: a passed project's money is reserved at once.

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
    state = MotionState(figures.standing.result)
    motion.reason = reason.strip() or _usual_reason(state)
    freeze_figures(motion, figures, state=state, by=by, now=now)
    _record("motion.declared", motion, by, now, result=str(state), **tally_of(figures.count))
    if motion.kind == MotionKind.PASS:
        for copy in [motion, *_copied(motion, _together(item), figures, by=by, now=now)]:
            _carry_out(copy, state, figures, by=by, now=now)
    elif motion.kind == MotionKind.PACKAGE:
        _bind_or_free(motion)
    elif state == MotionState.PASSED:
        _carry_out(motion, _SAYS.get(MotionKind(motion.kind), ""), figures, by=by, now=now)
    return motion


_SAYS: dict[MotionKind, str] = {
    MotionKind.DEFER: MotionState.DEFERRED,
    MotionKind.REJECT: MotionState.REJECTED,
    MotionKind.WAITLIST: ItemOutcome.WAITLISTED,
}


def _usual_reason(state: str) -> str:
    """A question of procedure that failed needs no words of its own; the minutes are Chinese."""
    with override(settings.LANGUAGE_CODE):
        return "" if state == MotionState.PASSED else _("Not enough votes.")


def _bind_or_free(motion: Motion) -> None:
    if motion.state != MotionState.PASSED:
        motion.packaged.update(package=None)


def _copied(
    motion: Motion, others: Sequence[AgendaItem], figures: Figures, *, by: User, now: datetime
) -> list[Motion]:
    """The same votes stand under every project of the package, as if put one by one."""
    copies = []
    for other in others:
        copy = Motion.objects.create(
            item=other, amount_fen=sum_of(other), condition=motion.condition, moved_by=by,
            moved_at=now, proposed_by=motion.proposed_by, package=motion.package,
        )  # fmt: skip
        for vote in figures.votes.values():
            CouncilVote.objects.create(
                motion=copy, member_id=vote.member_id, value=vote.value, reason=vote.reason,
                cast_at=vote.cast_at, keyed_by_id=vote.keyed_by_id,
            )  # fmt: skip
            record_duty(
                case_id=other.proposal.case_id, person=vote.member, duty=Duty.VOTED, now=now
            )
        copy.reason = motion.reason
        freeze_figures(copy, figures, state=motion.state, by=by, now=now)
        _record("motion.declared", copy, by, now, result=str(copy.state), together=motion.pk,
                **tally_of(figures.count))  # fmt: skip
        copies.append(copy)
    return copies


def _carry_out(motion: Motion, decision: str, figures: Figures, *, by: User, now: datetime) -> None:
    """Let what the council decided act on the project: money, waitlist, later meeting, end."""
    item, tally = motion.item, tally_of(figures.count)
    if decision == MotionState.PASSED and motion.amount_fen <= available_for(item.meeting):
        _select(item, motion, figures, by=by, now=now)
    elif decision in (MotionState.PASSED, ItemOutcome.WAITLISTED):
        reason = motion.reason or motion.condition or _no_money()
        put_on_waitlist(item, reason=reason, by=by, now=now, tally=tally)
    elif decision == MotionState.DEFERRED:
        put_off(item, reason=motion.reason, by=by, now=now, tally=tally)
    elif decision == MotionState.REJECTED:
        _reject(item, motion, figures, by=by, now=now)


def _no_money() -> str:
    with override(settings.LANGUAGE_CODE):
        return _("Passed, but the money no longer suffices.")


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
