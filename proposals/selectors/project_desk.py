"""The desk: which projects and claims wait for a person."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet
from django.urls import reverse

from mws.accounts.models import User
from mws.core.tasks import DeskTask
from proposals.models import CaseDuty, Claim, PlanChange, Project
from proposals.rules.duties import why_not_join
from proposals.selectors.clocks import Clocks
from proposals.selectors.project_steps import CHANGE_STEPS, CLAIM_STEPS, PROJECT_STEPS, Step


def project_tasks(user: User, now: datetime) -> list[DeskTask]:
    """What waits for this person in projects and claims, unsorted: one query a step of theirs,
    and three more."""
    found: list[tuple[Step, Any]] = [
        *_projects_waiting(user), *_claims_waiting(user), *_changes_waiting(user),
    ]  # fmt: skip
    if not found:
        return []
    cases = [_project(row).case_id for _step, row in found]
    clocks, done = Clocks(cases, now), _duties(user, cases)
    return [
        _task(step, row, clocks)
        for step, row in found
        if why_not_join(step.duty, done.get(_project(row).case_id, set())) is None
    ]


def claims_waiting(user: User) -> QuerySet[Claim]:
    """Open claims that this person's offices check or pay, the oldest first."""
    waiting = Q(pk__in=[])
    for step in CLAIM_STEPS:
        waiting |= step.mine(user, "project__community") or Q(pk__in=[])
    return _claims().filter(waiting)


def _claims() -> QuerySet[Claim]:
    return Claim.objects.select_related(
        "project__proposal__round",
        "project__community",
        "project__supplier",
        "filed_by",
        "reviewed_by",
    )


def _projects_waiting(user: User) -> Iterable[tuple[Step, Project]]:
    projects = Project.objects.select_related("proposal__round", "community")
    for step in PROJECT_STEPS:
        mine = step.mine(user, "community")
        if mine is not None:
            yield from ((step, row) for row in projects.filter(mine).distinct().order_by("pk"))


def _claims_waiting(user: User) -> Iterable[tuple[Step, Claim]]:
    for step in CLAIM_STEPS:
        mine = step.mine(user, "project__community")
        if mine is not None:
            yield from ((step, row) for row in _claims().filter(mine))


def _changes_waiting(user: User) -> Iterable[tuple[Step, PlanChange]]:
    changes = PlanChange.objects.select_related("project__proposal__round", "project__community")
    for step in CHANGE_STEPS:
        mine = step.mine(user, "project__community")
        if mine is not None:
            yield from ((step, row) for row in changes.filter(mine).order_by("pk"))


def _project(row: Any) -> Project:
    return row if isinstance(row, Project) else row.project


def _duties(user: User, cases: Iterable[UUID]) -> dict[UUID, set[str]]:
    mine = CaseDuty.objects.filter(person=user, case_id__in=list(cases))
    found: dict[UUID, set[str]] = {}
    for case_id, duty in mine.values_list("case_id", "duty"):
        found.setdefault(case_id, set()).add(duty)
    return found


def _task(step: Step, row: Any, clocks: Clocks) -> DeskTask:
    project = _project(row)
    deadline = clocks.of(project.case_id).get(step.clock)
    due = deadline.due_on if deadline else None
    return DeskTask(
        kind=step.kind, label=step.label, title=project.proposal.title,
        place_name=project.community.name, url=reverse(step.url_name, args=[row.pk]),
        due_on=due, days_late=clocks.days_late(due), is_amber=clocks.is_amber(deadline),
        case=project.proposal_id, round=(project.proposal.round.year, project.proposal.round.batch),
    )  # fmt: skip
