"""验收: a group looks at the works; they pass, or are put right by a day."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction

from mws.accounts.models import User
from mws.accounts.permissions import Role
from mws.core.clock import database_now, local_day
from mws.core.refusals import require
from mws.files.models import Attachment, Visibility
from mws.files.services import store_upload
from mws.rounds.models import DeadlineKind
from proposals.models import (
    Acceptance,
    AcceptanceCheck,
    AcceptanceMember,
    Category,
    Duty,
    Project,
    Wave,
)
from proposals.models.outcome import AcceptanceResult
from proposals.rules.delivery_acceptance import (
    CheckInput,
    MemberInput,
    check_list,
    why_not_accept,
    why_not_acceptance_terms,
    why_not_checks,
    why_not_group,
    why_not_three_parties,
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
from proposals.services.satisfaction import open_survey
from proposals.services.warranties import start_warranty


@transaction.atomic
def record_acceptance(
    *,
    project_id: int,
    held_on: date,
    result: str,
    findings: str,
    members: Sequence[MemberInput],
    checks: Sequence[CheckInput] = (),
    provider: str = "",
    signed_form: UploadedFile | None = None,
    rectify_by: date | None = None,
    by: User,
    now: datetime | None = None,
) -> Acceptance:
    """Record what the group decided. Passed: settlement falls due, the survey opens, the warranty
    begins. To be put right: the works go back to the supplier until ``rectify_by``. Failed: the
    leader has to terminate. ``signed_form``: the paper with the signatures. Raises Refused."""
    now = now or database_now()
    project = lock_project(project_id)
    require(why_not_accept(project, by=by))
    rectify_by = rectify_by if result == AcceptanceResult.RECTIFY else None
    facts: dict[str, Any] = {
        "held_on": held_on, "result": result, "findings": findings, "rectify_by": rectify_by,
    }  # fmt: skip
    require(why_not_acceptance_terms(project, today=local_day(now), **facts))
    require(why_not_group(project, members, result=result, on=held_on))
    require(why_not_three_parties(project, members, provider=provider))
    require(why_not_checks(project, checks, result=result))
    acceptance = Acceptance.objects.create(
        project=project, provider=provider.strip(), recorded_by=by, recorded_at=now,
        signed_form=_store_form(project, signed_form, by=by), **facts,
    )  # fmt: skip
    _record_checks(acceptance, checks)
    _record_group(acceptance, members, by=by, now=now)
    stop_clock(project, kind=DeadlineKind.ACCEPTANCE, now=now)
    FOLLOWS[AcceptanceResult(result)](project, acceptance, by=by, now=now)
    return acceptance


def _store_form(project: Project, form: UploadedFile | None, *, by: User) -> Attachment | None:
    """Names and signatures: only for those who handle the case."""
    if form is None:
        return None
    return store_upload(
        upload=form, case_id=project.case_id, by=by, photographs=Visibility.RESTRICTED
    )


def _record_checks(acceptance: Acceptance, checks: Sequence[CheckInput]) -> None:
    points = check_list(acceptance.project)
    AcceptanceCheck.objects.bulk_create(
        AcceptanceCheck(
            acceptance=acceptance, position=position, item=item[:60], agreed=agreed[:120],
            found=check.found.strip()[:120] or agreed[:120], is_right=check.is_right,
        )
        for position, ((item, agreed), check) in enumerate(zip(points, checks, strict=True), 1)
    )  # fmt: skip


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
    open_survey(project=project, wave=Wave.FIRST, closes_on=survey_end, now=now)
    if project.proposal.category != Category.SERVICES:
        start_warranty(project=project, starts_on=acceptance.held_on)


def _fail(project: Project, acceptance: Acceptance, *, by: User, now: datetime) -> None:
    """The project stays where it is; what is left to do is the leader's."""
    note_step(project, action="project.failed", target=acceptance, by=by, now=now)
    announce(project.proposal, code="project_failed", now=now, reason=acceptance.findings[:200])


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


FOLLOWS = {
    AcceptanceResult.PASSED: _pass,
    AcceptanceResult.FAILED: _fail,
    AcceptanceResult.RECTIFY: _send_back,
}
"""What becomes of the project, by the group's result."""
