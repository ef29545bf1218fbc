"""后台分工协办: several desks asked at once about one file; outward goes one reply."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction
from django.urls import reverse

from mws.accounts.models import User
from mws.core.clock import database_now, local_day
from mws.core.refusals import require
from mws.notifications.services import queue
from mws.rounds.models import DeadlineKind, Desk
from mws.rounds.services import finish_deadline, start_deadline
from proposals.models import DeskTask, Proposal
from proposals.rules import desk_tasks as rules
from proposals.services.moves import lock_case, tell, trace


@transaction.atomic
def ask_desks(
    *, proposal_id: int, desk_ids: Sequence[int], question: str, by: User,
    is_required: bool = True, now: datetime | None = None,
) -> list[DeskTask]:  # fmt: skip
    """The same question to each desk, each with its own clock."""
    now = now or database_now()
    proposal = lock_case(proposal_id)
    desks = list(Desk.objects.filter(pk__in=desk_ids).select_related("place"))
    require(rules.why_not_ask(proposal, desks, question=question, by=by))
    return [_ask(proposal, desk, question.strip(), is_required, by=by, now=now) for desk in desks]


def _ask(
    proposal: Proposal, desk: Desk, question: str, is_required: bool, *, by: User, now: datetime
) -> DeskTask:
    task = DeskTask.objects.create(
        proposal=proposal, desk=desk, question=question, is_required=is_required, asked_by=by,
        asked_at=now,
    )  # fmt: skip
    clock = start_deadline(
        case_id=proposal.case_id, kind=DeadlineKind.TASK, round=proposal.round,
        place=proposal.community, desk=desk, now=now,
    )  # fmt: skip
    trace(proposal, action="desk_task.asked", by=by, now=now, desk=desk.pk, task=task.pk)
    for seat in desk.seats.in_force(local_day(now)).select_related("person"):
        queue(
            "desk_asked", to=seat.person, case_id=proposal.case_id, now=now,
            context={"desk": desk.name, "title": proposal.title, "due_on": clock.due_on},
            url=reverse("proposals:desk_task", args=[task.pk]),
        )  # fmt: skip
    return task


@transaction.atomic
def answer_task(
    *, task_id: int, opinion: str, answer: str, by: User, now: datetime | None = None
) -> DeskTask:
    """A desk's answer; it binds nobody and is told to whoever asked."""
    now = now or database_now()
    task = _lock(task_id)
    require(rules.why_not_answer_task(task, opinion=opinion, answer=answer, by=by, now=now))
    task.opinion, task.answer = opinion, answer.strip()
    task.answered_by, task.answered_at = by, now
    task.save()
    finish_deadline(case_id=task.proposal.case_id, kind=DeadlineKind.TASK, desk=task.desk, now=now)
    trace(task.proposal, action="desk_task.answered", by=by, now=now, task=task.pk, opinion=opinion)
    tell(task.proposal, code="desk_answered", now=now, to=task.asked_by, desk=task.desk.name)
    return task


@transaction.atomic
def waive_task(*, task_id: int, reason: str, by: User, now: datetime | None = None) -> DeskTask:
    """Go on without an answer that is overdue, with the reason; it counts as no opinion at all."""
    now = now or database_now()
    task = _lock(task_id)
    require(rules.why_not_waive(task, reason=reason, by=by, now=now))
    task.waived_reason, task.waived_by, task.waived_at = reason.strip(), by, now
    task.save()
    finish_deadline(case_id=task.proposal.case_id, kind=DeadlineKind.TASK, desk=task.desk, now=now)
    trace(task.proposal, action="desk_task.waived", by=by, now=now, task=task.pk)
    return task


def _lock(task_id: int) -> DeskTask:
    """The file first, then its task."""
    proposal = lock_case(DeskTask.objects.values_list("proposal", flat=True).get(pk=task_id))
    task = (
        DeskTask.objects.select_for_update(of=("self",))
        .select_related("desk", "asked_by")
        .get(pk=task_id)
    )
    task.proposal = proposal
    return task
