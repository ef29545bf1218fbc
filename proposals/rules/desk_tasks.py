"""May desks be asked about a file, may one answer, may one be waived, and why not."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.utils.translation import gettext_lazy as _

from mws.accounts.models import User
from mws.core.clock import local_day
from mws.core.refusals import Refusal
from mws.rounds.models import Deadline, Desk
from proposals.models import DeskTask, Proposal
from proposals.rules.screening import HELD_IN, open_tasks, why_not_handle


def why_not_ask(
    proposal: Proposal, desks: Sequence[Desk], *, question: str, by: User
) -> Refusal | None:
    if refusal := why_not_handle(proposal, by=by):
        return refusal
    if not desks:
        return Refusal("no_desk", _("Choose at least one desk."))
    if not question.strip():
        return Refusal("no_question", _("Write what the desks are asked."))
    for desk in desks:
        if desk.closed_at is not None or not desk.place.contains(proposal.community):
            return Refusal("foreign_desk", _("“%(desk)s” is not asked here.") % {"desk": desk.name})
    asked = open_tasks(proposal).filter(desk__in=desks).select_related("desk").first()
    if asked is not None:
        return Refusal(
            "asked_already", _("“%(desk)s” still owes an answer.") % {"desk": asked.desk.name}
        )
    return None


def why_not_answer_task(
    task: DeskTask, *, opinion: str, answer: str, by: User, now: datetime
) -> Refusal | None:
    if refusal := why_not_see_task(task, by=by, now=now):
        return refusal
    if opinion not in ("agreed", "conditions", "against"):
        return Refusal("no_opinion", _("Say whether something stands against it."))
    if not answer.strip():
        return Refusal("no_answer", _("Write the answer."))
    return None


def why_not_see_task(task: DeskTask, *, by: User, now: datetime) -> Refusal | None:
    """Whether this person may answer the task now."""
    seats = task.desk.seats.in_force(local_day(now))
    if not seats.filter(person=by).exists():
        return Refusal("not_at_desk", _("This is answered by those who sit at the desk asked."))
    if task.asked_by_id == by.pk:
        return Refusal("own_question", _("You asked this yourself. A colleague must answer."))
    if by.pk in (task.proposal.author_id, task.proposal.entered_by_id):
        return Refusal("own_case", _("This is your own case. A colleague must handle it."))
    return _why_not_open(task)


def why_not_waive(task: DeskTask, *, reason: str, by: User, now: datetime) -> Refusal | None:
    """Going on without an answer: only once it is overdue or its clock ended with a refusal that
    fell, with a reason, by who asked for it."""
    if refusal := why_not_handle(task.proposal, by=by):
        return refusal
    if refusal := _why_not_open(task):
        return refusal
    clock = Deadline.objects.running().filter(case_id=task.proposal.case_id, desk=task.desk_id)
    if clock.exists() and not clock.late_on(local_day(now)).exists():
        return Refusal("not_overdue", _("The desk still has time to answer."))
    if not reason.strip():
        return Refusal("no_reason", _("Say why the office goes on without this answer."))
    return None


def _why_not_open(task: DeskTask) -> Refusal | None:
    if not task.is_open:
        return Refusal("answered_already", _("This has been answered or waived already."))
    if task.proposal.status not in HELD_IN:
        return Refusal("decided_already", _("The office no longer needs this answer."))
    return None
