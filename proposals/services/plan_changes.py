"""变更: asked for, put before the council where it is large, decided by the sub-district."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import transaction

from mws.accounts.models import User
from mws.accounts.permissions import Role
from mws.core.clock import database_now, local_day
from mws.core.refusals import require
from mws.core.wording import yuan_short
from mws.ledger.services import commit, reserve
from mws.providers.services import lock_supplier
from mws.rounds.models import DeadlineKind
from proposals.models import ChangeState, Duty, PlanChange, Project
from proposals.rules import plan_changes as rules
from proposals.rules.approval import why_not_reason
from proposals.services.duties import record_duty
from proposals.services.moves import announce
from proposals.services.projects import (
    lock_package,
    lock_project,
    move_project,
    note_step,
    start_clock,
    stop_clock,
)
from proposals.services.standstill import resume_clocks, stop_clocks


@transaction.atomic
def ask_change(
    *, project_id: int, new_total_fen: int, is_new_scope: bool, reason: str, by: User,
    splitting_reason: str = "", now: datetime | None = None,
) -> PlanChange:  # fmt: skip
    """Ask for another sum or scope; the works and their clocks wait for the decision. Raises
    Refused."""
    now = now or database_now()
    project = lock_project(project_id)
    require(rules.why_not_ask_change(project, by=by))
    terms: dict[str, Any] = {"new_total_fen": new_total_fen, "is_new_scope": is_new_scope}
    require(
        rules.why_not_change_terms(
            project, reason=reason, splitting_reason=splitting_reason, today=local_day(now), **terms
        )
    )
    is_large = rules.needs_council(project, **terms)
    change = PlanChange.objects.create(
        project=project, state=ChangeState.AT_COUNCIL if is_large else ChangeState.ASKED,
        was=project.status, old_total_fen=project.contract_fen, reason=reason.strip(),
        splitting_reason=splitting_reason.strip(), asked_by=by, asked_at=now, **terms,
    )  # fmt: skip
    move_project(project, to=Project.Status.CHANGE_PENDING, now=now)
    stop_clocks(project, note=change.reason, by=by, now=now)
    _owe_decision(change, now=now)
    record_duty(case_id=project.case_id, person=by, duty=Duty.CONTRACTED, now=now)
    note_step(
        project, action="change.asked", target=change, by=by, now=now, state=change.state, **terms
    )
    announce(
        project.proposal, code="change_asked", now=now, amount=yuan_short(new_total_fen),
        reason=change.reason,
    )  # fmt: skip
    return change


@transaction.atomic
def record_council_on_change(
    *, change_id: int, minutes: str, yes: int, no: int, present: int, seated: int, by: User,
    recused: int = 0, now: datetime | None = None,
) -> PlanChange:  # fmt: skip
    """What the council voted: passed goes to the sub-district, rejected ends the change. Raises
    Refused."""
    now = now or database_now()
    change = _lock(change_id)
    vote = rules.CouncilVote(yes=yes, no=no, present=present, seated=seated, recused=recused)
    require(rules.why_not_record_council(change, minutes=minutes, vote=vote, by=by))
    change.council_minutes, change.council_by = minutes.strip(), by
    change.council_yes, change.council_no, change.council_recused = yes, no, recused
    change.council_present, change.council_seated = present, seated
    record_duty(case_id=change.project.case_id, person=by, duty=Duty.VOTED, now=now)
    if rules.standing_of(change, vote).is_passed:
        change.state = ChangeState.ASKED
        _owe_decision(change, now=now)
    else:
        change.answer = f"议事会未通过：{minutes.strip()}"
        _refuse(change, by=by, now=now)
    change.save()
    note_step(
        change.project, action="change.voted", target=change, by=by, now=now, state=change.state,
        yes=yes, no=no, present=present, seated=seated, recused=recused,
    )  # fmt: skip
    return change


@transaction.atomic
def approve_change(
    *, change_id: int, document_no: str, by: User, meeting_no: str = "",
    now: datetime | None = None,
) -> PlanChange:  # fmt: skip
    """The new sum counts: what goes beyond the approved sum is committed in this transaction; what
    a smaller sum frees is released at the settlement. The same limits, route and look at splitting
    as at the first approval and contract. Raises Refused."""
    now = now or database_now()
    change = _lock(change_id)
    project = change.project
    lock_supplier(supplier_id=project.supplier_id)  # what it has under contract is added up
    require(
        rules.why_not_approve_change(
            change, document_no=document_no, meeting_no=meeting_no, today=local_day(now), by=by
        )
    )
    extra = max(change.new_total_fen - project.approved_fen, 0)
    if extra:
        _commit(change, extra, document_no=document_no.strip(), by=by, now=now)
    change.document_no, change.meeting_no = document_no.strip(), meeting_no.strip()
    _end(
        change, ChangeState.APPROVED, by=by, now=now, contract_fen=change.new_total_fen,
        approved_fen=project.approved_fen + extra,
    )  # fmt: skip
    change.save()
    note_step(
        project, action="change.approved", target=change, by=by, now=now,
        new_total_fen=change.new_total_fen, extra_fen=extra,
    )  # fmt: skip
    announce(
        project.proposal, code="change_approved", now=now, amount=yuan_short(change.new_total_fen),
        reason=change.reason,
    )  # fmt: skip
    return change


@transaction.atomic
def refuse_change(
    *, change_id: int, reason: str, by: User, now: datetime | None = None
) -> PlanChange:
    """The plan stays as it was. Raises Refused."""
    now = now or database_now()
    change = _lock(change_id)
    require(rules.why_not_decide_change(change, by=by) or why_not_reason(reason))
    change.answer = reason.strip()
    _refuse(change, by=by, now=now)
    change.save()
    note_step(change.project, action="change.refused", target=change, by=by, now=now)
    return change


def end_open_change(project: Project, *, reason: str, by: User, now: datetime) -> None:
    """A project that ends takes what was asked for with it. Part of the caller's transaction."""
    change = project.plan_changes.select_for_update().filter(state__in=rules.OPEN).first()
    if change is None:
        return
    change.state, change.answer = ChangeState.LAPSED, reason
    change.decided_by, change.decided_at = by, now
    change.save(update_fields=["state", "answer", "decided_by", "decided_at"])
    note_step(project, action="change.lapsed", target=change, by=by, now=now)


def _owe_decision(change: PlanChange, *, now: datetime) -> None:
    """The community brings it before the council, or the leader decides; each has the days of the
    rules to itself."""
    at_council = change.state == ChangeState.AT_COUNCIL
    stop_clock(change.project, kind=DeadlineKind.CHANGE, now=now)
    start_clock(
        change.project, kind=DeadlineKind.CHANGE, now=now,
        holder_role=Role.COMMUNITY_SECRETARY if at_council else Role.SUBDISTRICT_LEADER,
    )  # fmt: skip


def _commit(
    change: PlanChange, extra_fen: int, *, document_no: str, by: User, now: datetime
) -> None:
    """What the change needs beyond the approved sum; the ledger refuses what the fund has not."""
    project = change.project
    common: dict[str, Any] = {"case_id": project.case_id, "amount_fen": extra_fen, "now": now}
    reserve(
        community=project.community, year=project.account.fund.year, decision=document_no,
        reference=f"change-{change.pk}-reserve", by=by, **common,
    )  # fmt: skip
    commit(
        decision=document_no, reference=f"change-{change.pk}", made_by=change.asked_by, by=by,
        **common,
    )  # fmt: skip


def _refuse(change: PlanChange, *, by: User, now: datetime) -> None:
    _end(change, ChangeState.REFUSED, by=by, now=now)
    announce(change.project.proposal, code="change_refused", now=now, reason=change.answer)


def _end(change: PlanChange, state: str, *, by: User, now: datetime, **facts: int) -> None:
    change.state, change.decided_by, change.decided_at = state, by, now
    move_project(change.project, to=change.was, now=now, **facts)
    stop_clock(change.project, kind=DeadlineKind.CHANGE, now=now)
    resume_clocks(change.project, now=now)
    if state == ChangeState.APPROVED:
        record_duty(case_id=change.project.case_id, person=by, duty=Duty.APPROVED, now=now)


def _lock(change_id: int) -> PlanChange:
    """The project is locked first, always, with those of its package, whose sums count with its
    own; then the change."""
    key = PlanChange.objects.get(pk=change_id).project_id
    project = next(each for each in lock_package(key) if each.pk == key)
    change = (
        PlanChange.objects.select_for_update(of=("self",))
        .select_related("asked_by")
        .get(pk=change_id)
    )
    change.project = project
    return change
