"""实施: reports with photographs, and the completion of the works."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction

from mws.accounts.models import User
from mws.accounts.permissions import Role
from mws.core.clock import database_now
from mws.core.refusals import require
from mws.files.services import store_photograph
from mws.rounds.models import DeadlineKind
from proposals.models import Duty, ProgressEntry, Project
from proposals.rules.delivery_progress import (
    why_not_complete,
    why_not_progress_entry,
    why_not_report_progress,
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
    photograph: UploadedFile | None = None,
    caption: str = "",
    alt_text: str = "",
    milestones_done: Iterable[int] = (),
    by: User,
    now: datetime | None = None,
) -> ProgressEntry:
    """Say what was done and how far the works are; the first report starts them.

    ``milestones_done`` are keys of the project's milestones. Raises Refused, also for a
    photograph that cannot be read.
    """
    now = now or database_now()
    project = lock_project(project_id)
    require(why_not_report_progress(project, by=by))
    require(
        why_not_progress_entry(
            project, percent=percent, text=text, has_photograph=photograph is not None,
            caption=caption, alt_text=alt_text,
        )
    )  # fmt: skip
    picture = None
    if photograph is not None:
        picture = store_photograph(
            upload=photograph, case_id=project.case_id, by=by, caption=caption, alt_text=alt_text
        )
    entry = ProgressEntry.objects.create(
        project=project, reported_at=now, reported_by=by, percent=percent, text=text.strip(),
        photograph=picture,
    )  # fmt: skip
    project.milestones.filter(pk__in=milestones_done, done_at=None).update(done_at=now)
    _note_progress(project, entry, by=by, now=now)
    return entry


def _note_progress(project: Project, entry: ProgressEntry, *, by: User, now: datetime) -> None:
    if project.status == Project.Status.CONTRACTED:
        move_project(project, to=Project.Status.IN_PROGRESS, now=now)
        announce(project.proposal, code="project_started", now=now)
    record_duty(case_id=project.case_id, person=by, duty=Duty.REPORTED, now=now)
    note_step(
        project, action="project.progress_reported", target=entry, by=by, now=now,
        percent=entry.percent, has_photograph=entry.photograph_id is not None,
    )  # fmt: skip


@transaction.atomic
def complete_project(*, project_id: int, by: User, now: datetime | None = None) -> Project:
    """Call the works complete, or put right; the acceptance falls due. Raises Refused."""
    now = now or database_now()
    project = lock_project(project_id)
    require(why_not_complete(project, by=by))
    move_project(project, to=Project.Status.COMPLETED, now=now, completed_at=now)
    stop_clock(project, kind=DeadlineKind.DELIVERY, now=now)
    start_clock(
        project, kind=DeadlineKind.ACCEPTANCE, holder_role=Role.COMMUNITY_SECRETARY, now=now,
    )  # fmt: skip
    record_duty(case_id=project.case_id, person=by, duty=Duty.REPORTED, now=now)
    note_step(project, action="project.completed", by=by, now=now)
    announce(project.proposal, code="project_completed", now=now)
    return project
