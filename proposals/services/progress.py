"""实施: reports with photographs, and the completion of the works."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction

from mws.accounts.models import User
from mws.accounts.permissions import Role
from mws.core.clock import database_now, local_day
from mws.core.refusals import require
from mws.files.services import store_photograph
from mws.places.models import CommunityPlan
from mws.places.plans import DrawnPlan
from mws.places.selectors import plan_of
from mws.rounds.models import DeadlineKind
from proposals.models import Duty, EntryKind, ProgressEntry, Project
from proposals.rules.delivery_progress import (
    Entry,
    next_month_to_report,
    report_due_on,
    why_not_complete,
    why_not_progress_entry,
    why_not_report_progress,
    why_not_square,
)
from proposals.services.duties import record_duty
from proposals.services.moves import announce
from proposals.services.projects import (
    lock_project,
    move_project,
    note_step,
    start_clock,
    stop_clock,
)


@transaction.atomic
def report_progress(
    *,
    project_id: int,
    percent: int,
    text: str,
    kind: str = EntryKind.REPORT,
    photograph: UploadedFile | None = None,
    caption: str = "",
    alt_text: str = "",
    square: str = "",
    milestones_done: Iterable[int] = (),
    by: User,
    now: datetime | None = None,
) -> ProgressEntry:
    """Say what was done and how far the works are; the first report starts them.

    ``milestones_done`` are keys of the project's milestones; ``square`` is one of the community's
    plan. Raises Refused, also for a photograph that cannot be read.
    """
    now = now or database_now()
    project = lock_project(project_id)
    require(why_not_report_progress(project, by=by))
    said = Entry(percent, text, kind, photograph is not None, caption, alt_text)
    require(why_not_progress_entry(project, said))
    plan = plan_of(project.community) if square else None
    require(why_not_square(plan, square))
    picture = None
    if photograph is not None:
        picture = store_photograph(
            upload=photograph, case_id=project.case_id, by=by, caption=caption, alt_text=alt_text
        )
    entry = ProgressEntry.objects.create(
        project=project, reported_at=now, reported_by=by, kind=kind, percent=percent,
        text=text.strip(), photograph=picture, **_pin(plan, square),
    )  # fmt: skip
    project.milestones.filter(pk__in=milestones_done, done_at=None).update(done_at=now)
    _note_progress(project, entry, by=by, now=now)
    return entry


def _pin(plan: CommunityPlan | None, square: str) -> dict[str, Any]:
    """The middle of the square, on the plan as it is today."""
    if plan is None:
        return {}
    x, y = DrawnPlan(plan).middle_of(square)
    return {"plan": plan, "pin_x": x, "pin_y": y}


def _note_progress(project: Project, entry: ProgressEntry, *, by: User, now: datetime) -> None:
    begin_works(project=project, now=now)
    stop_clock(project, kind=DeadlineKind.REPORT, now=now)
    start_report_clock(
        project=project, after=next_month_to_report(local_day(now), project), now=now
    )
    record_duty(case_id=project.case_id, person=by, duty=Duty.REPORTED, now=now)
    note_step(
        project, action="project.progress_reported", target=entry, by=by, now=now,
        kind=entry.kind, percent=entry.percent, has_photograph=entry.photograph_id is not None,
    )  # fmt: skip


def begin_works(*, project: Project, now: datetime) -> None:
    """The first sign of work starts the project. Part of the caller's transaction."""
    if project.status == Project.Status.CONTRACTED:
        move_project(project, to=Project.Status.IN_PROGRESS, now=now)
        announce(project.proposal, code="project_started", now=now)


def start_report_clock(*, project: Project, after: date, now: datetime) -> None:
    """The report on the month of ``after`` is due on the rules' day of the month that follows.
    Part of the caller's transaction."""
    start_clock(
        project, kind=DeadlineKind.REPORT, holder_role=Role.SUPPLIER, now=now,
        due_on=report_due_on(max(after, local_day(now).replace(day=1)), project),
    )  # fmt: skip


@transaction.atomic
def complete_project(*, project_id: int, by: User, now: datetime | None = None) -> Project:
    """Call the works complete, or put right; the acceptance falls due. Raises Refused."""
    now = now or database_now()
    project = lock_project(project_id)
    require(why_not_complete(project, by=by))
    move_project(project, to=Project.Status.COMPLETED, now=now, completed_at=now)
    stop_clock(project, kind=DeadlineKind.DELIVERY, now=now)
    stop_clock(project, kind=DeadlineKind.REPORT, now=now)
    start_clock(
        project, kind=DeadlineKind.ACCEPTANCE, holder_role=Role.COMMUNITY_SECRETARY, now=now,
    )  # fmt: skip
    record_duty(case_id=project.case_id, person=by, duty=Duty.REPORTED, now=now)
    note_step(project, action="project.completed", by=by, now=now)
    announce(project.proposal, code="project_completed", now=now)
    return project
