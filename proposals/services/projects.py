"""What every step of the delivery does: lock the project, move it, start or stop a clock, leave a
trail. Part of the caller's transaction."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.db import models

from mws.accounts.models import User
from mws.accounts.permissions import Role
from mws.audit.services import record
from mws.rounds.services import finish_deadline, start_deadline
from proposals.models import Project


def lock_project(project_id: int) -> Project:
    """The project, its row locked, with what the rules read. Raises Project.DoesNotExist.

    Read after the lock: rows joined to a locked one stand as they stood before the wait, and a
    payment that was waited for has moved the account.
    """
    Project.objects.select_for_update().get(pk=project_id)
    return Project.objects.select_related(
        "proposal__round", "proposal__author", "community__parent", "account", "supplier"
    ).get(pk=project_id)


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
    at_street = holder_role in (Role.FINANCE_OFFICER, Role.SUBDISTRICT_LEADER)
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
