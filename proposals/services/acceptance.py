"""验收: a group looks at the works; they pass, or are put right by a day."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Any

from django.db import transaction

from mws.accounts.models import User
from mws.accounts.permissions import Role
from mws.core.clock import database_now, local_day
from mws.core.refusals import require
from mws.rounds.models import DeadlineKind
from proposals.models import Acceptance, AcceptanceMember, Duty, Project
from proposals.models.outcome import AcceptanceResult
from proposals.rules.delivery_acceptance import (
    MemberInput,
    why_not_accept,
    why_not_acceptance_terms,
    why_not_group,
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
def record_acceptance(
    *,
    project_id: int,
    held_on: date,
    result: str,
    findings: str,
    members: Sequence[MemberInput],
    rectify_by: date | None = None,
    by: User,
    now: datetime | None = None,
) -> Acceptance:
    """Record what the group decided. Passed: settlement falls due and the survey opens.
    To be put right: the works go back to the supplier until ``rectify_by``. Raises Refused."""
    now = now or database_now()
    project = lock_project(project_id)
    require(why_not_accept(project, by=by))
    rectify_by = rectify_by if result == AcceptanceResult.RECTIFY else None
    facts: dict[str, Any] = {
        "held_on": held_on,
        "result": result,
        "findings": findings,
        "rectify_by": rectify_by,
    }
    require(why_not_acceptance_terms(project, today=local_day(now), **facts))
    require(why_not_group(project, members, result=result, on=held_on))
    acceptance = Acceptance.objects.create(
        project=project, recorded_by=by, recorded_at=now, **facts
    )
    _record_group(acceptance, members, by=by, now=now)
    stop_clock(project, kind=DeadlineKind.ACCEPTANCE, now=now)
    if result == AcceptanceResult.PASSED:
        _pass(project, acceptance, by=by, now=now)
    else:
        _send_back(project, acceptance, by=by, now=now)
    return acceptance


def _record_group(
    acceptance: Acceptance, members: Sequence[MemberInput], *, by: User, now: datetime
) -> None:
    AcceptanceMember.objects.bulk_create(
        AcceptanceMember(
            acceptance=acceptance, person=member.person, name=member.name.strip(),
            capacity=member.capacity, agrees=member.agrees, remark=member.remark.strip(),
        )
        for member in members
    )  # fmt: skip
    persons = {person.pk: person for m in members if (person := m.person) is not None} | {by.pk: by}
    for person in persons.values():
        record_duty(case_id=acceptance.project.case_id, person=person, duty=Duty.ACCEPTED, now=now)


def _pass(project: Project, acceptance: Acceptance, *, by: User, now: datetime) -> None:
    """The survey counts calendar days, the settlement working days."""
    rules = project.proposal.round.frozen_rules
    survey_end = local_day(now) + timedelta(days=rules.survey_days)
    move_project(project, to=Project.Status.ACCEPTED, now=now, accepted_at=now)
    start_clock(
        project, kind=DeadlineKind.SETTLEMENT, holder_role=Role.FINANCE_OFFICER, now=now,
    )  # fmt: skip
    start_clock(
        project,
        kind=DeadlineKind.EVALUATION,
        holder_role=Role.COMMUNITY_SECRETARY,
        due_on=survey_end,
        now=now,
    )
    note_step(
        project, action="project.accepted", target=acceptance, by=by, now=now,
        members=acceptance.members.count(), survey_until=survey_end,
    )  # fmt: skip
    announce(project.proposal, code="project_accepted", now=now)


def _send_back(project: Project, acceptance: Acceptance, *, by: User, now: datetime) -> None:
    move_project(project, to=Project.Status.RECTIFYING, now=now)
    start_clock(
        project,
        kind=DeadlineKind.DELIVERY,
        holder_role=Role.SUPPLIER,
        due_on=acceptance.rectify_by,
        now=now,
    )
    note_step(
        project, action="project.sent_back", target=acceptance, by=by, now=now,
        rectify_by=acceptance.rectify_by,
    )  # fmt: skip
    announce(
        project.proposal, code="project_sent_back", now=now, also=[project.contract.recorded_by]
    )
