"""暂停: a project stands still and goes on again, its clocks with it."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from mws.accounts.models import User
from mws.core.clock import database_now
from mws.core.refusals import require
from mws.rounds.models import DeadlineKind, PauseReason
from mws.rounds.services import pause_deadlines, resume_deadlines
from proposals.models import Project, Standstill
from proposals.rules import delivery_lanes as rules
from proposals.rules.delivery_claims import why_not_reason
from proposals.services.moves import announce
from proposals.services.projects import lock_project, move_project, note_step

STANDING = (DeadlineKind.DELIVERY, DeadlineKind.REPORT)
LONGEST_NOTE = 200


@transaction.atomic
def pause_project(
    *, project_id: int, reason: str, by: User, now: datetime | None = None
) -> Project:
    """Let the works stand still; why is public. Their clocks stop. Raises Refused."""
    now = now or database_now()
    project = lock_project(project_id)
    require(rules.why_not_pause(project, by=by))
    require(why_not_reason(reason))
    row = Standstill.objects.create(
        project=project, was=project.status, reason=reason.strip(), started_by=by, started_at=now
    )
    stop_clocks(project, note=row.reason, by=by, now=now)
    move_project(project, to=Project.Status.SUSPENDED, now=now)
    note_step(project, action="project.paused", target=row, by=by, now=now, was=row.was)
    announce(project.proposal, code="project_paused", now=now, reason=row.reason)
    return project


@transaction.atomic
def resume_project(*, project_id: int, by: User, now: datetime | None = None) -> Project:
    """The works go on; each clock is due as many working days later as it stood. Raises Refused."""
    now = now or database_now()
    project = lock_project(project_id)
    require(rules.why_not_resume(project, by=by))
    row = project.standstills.select_for_update().get(ended_at=None)
    _end(row, by=by, now=now)
    resume_clocks(project, now=now)
    move_project(project, to=row.was, now=now)
    note_step(project, action="project.resumed", target=row, by=by, now=now)
    announce(project.proposal, code="project_resumed", now=now)
    return project


def stop_clocks(project: Project, *, note: str, by: User, now: datetime) -> None:
    """What the provider owes waits. Part of the caller's transaction."""
    pause_deadlines(
        case_id=project.case_id, kinds=STANDING, reason=PauseReason.OTHER,
        note=note[:LONGEST_NOTE], by=by, now=now,
    )  # fmt: skip


def resume_clocks(project: Project, *, now: datetime) -> None:
    """It is owed again, as many working days later as it waited."""
    resume_deadlines(case_id=project.case_id, now=now)


def end_standstill(project: Project, *, by: User, now: datetime) -> None:
    """A project that ends no longer stands still. Part of the caller's transaction."""
    row = project.standstills.select_for_update().filter(ended_at=None).first()
    if row is None:
        return
    _end(row, by=by, now=now)
    note_step(project, action="project.standstill_ended", target=row, by=by, now=now)


def _end(row: Standstill, *, by: User, now: datetime) -> None:
    row.ended_by, row.ended_at = by, now
    row.save(update_fields=["ended_by", "ended_at"])
