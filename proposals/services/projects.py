"""What every step of the delivery does: lock the project, move it, start or stop a clock, leave a
trail. Part of the caller's transaction."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from django.db import models

from mws.accounts.models import User
from mws.accounts.permissions import Role
from mws.audit.services import record
from mws.rounds.services import finish_deadline, start_deadline
from proposals.models import Project

AT_STREET = (Role.FINANCE_OFFICER, Role.SUBDISTRICT_LEADER, Role.SUBDISTRICT_OFFICER)


def lock_project(project_id: int) -> Project:
    """The project, its row locked, with what the rules read. Raises Project.DoesNotExist.

    Read after the lock: rows joined to a locked one stand as they stood before the wait, and a
    payment that was waited for has moved the account.
    """
    return lock_projects([project_id])[0]


def lock_projects(project_ids: Iterable[int]) -> list[Project]:
    """The same for several, locked in the order of their keys: two who lock the same never wait
    for each other. Raises Project.DoesNotExist."""
    keys = sorted(set(project_ids))
    locked = list(Project.objects.select_for_update().filter(pk__in=keys).order_by("pk"))
    if len(locked) < len(keys):
        raise Project.DoesNotExist
    found = Project.objects.select_related(
        "proposal__round", "proposal__author", "community__parent", "account", "supplier",
        "procurement",
    )  # fmt: skip
    return list(found.filter(pk__in=keys).order_by("pk"))


def lock_package(project_id: int) -> list[Project]:
    """Every project that shares the procurement of this one and goes on, locked; itself where there
    is none. Raises Project.DoesNotExist.

    Who is a mate is read again after the wait: meanwhile one may have ended, or been chosen for
    anew. None can have joined, for a procurement gets its projects when it is recorded. Where this
    one itself was chosen for anew, it stands alone in the answer: the rules see what became of it.
    """
    together = Project.objects.filter(pk=project_id).exclude(procurement=None)
    mates = Project.objects.filter(procurement__in=together.values("procurement"))
    locked = lock_projects([project_id, *mates.values_list("pk", flat=True)])
    asked = next(project for project in locked if project.pk == project_id)
    return [
        project
        for project in locked
        if project.pk == project_id
        or (
            asked.procurement_id is not None
            and project.procurement_id == asked.procurement_id
            and project.status != Project.Status.TERMINATED
        )
    ]


def move_project(project: Project, *, to: str, now: datetime, **changes: Any) -> None:
    """Give the project its next status and the facts that come with it."""
    changes |= {"status": to, "status_since": now}
    for name, value in changes.items():
        setattr(project, name, value)
    project.save(update_fields=list(changes))


def start_clock(
    project: Project,
    *,
    kind: str,
    holder_role: str,
    now: datetime,
    due_on: date | None = None,
) -> None:
    """Somebody in the community, or in its sub-district, now owes the next step."""
    at_street = holder_role in AT_STREET
    start_deadline(
        case_id=project.case_id, kind=kind, round=project.proposal.round,
        place=project.community.parent if at_street else project.community, holder_role=holder_role,
        due_on=due_on, now=now,
    )  # fmt: skip


def stop_clock(project: Project, *, kind: str, now: datetime) -> None:
    finish_deadline(case_id=project.case_id, kind=kind, now=now)


def note_step(
    project: Project,
    *,
    action: str,
    target: models.Model | None = None,
    by: User | None,
    now: datetime,
    **facts: Any,
) -> None:
    """One audit event about the project, or about a record below it."""
    record(
        action, target=target or project, by=by, effective_at=now, case_id=project.case_id,
        place_path=project.community.path, **facts,
    )  # fmt: skip
