"""结算 and the end: the sum is audited, the rest released, the project evaluated and closed."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from mws.accounts.models import User
from mws.core.clock import database_now, local_day
from mws.core.due import do_each
from mws.core.refusals import require
from mws.core.wording import yuan_short
from mws.ledger.services import release
from mws.rounds.models import Deadline, DeadlineKind
from proposals.models import Duty, Project, Settlement
from proposals.rules import delivery_end as rules
from proposals.rules.delivery_claims import why_not_reason
from proposals.services.clocks import end_clocks
from proposals.services.duties import record_duty
from proposals.services.moves import announce
from proposals.services.plan_changes import end_open_change
from proposals.services.projects import lock_project, move_project, note_step, stop_clock
from proposals.services.standstill import end_standstill


@transaction.atomic
def settle_project(
    *,
    project_id: int,
    submitted_fen: int,
    audited_fen: int,
    document_no: str,
    by: User,
    now: datetime | None = None,
) -> Settlement:
    """Fix the final sum and release all that is committed beyond it, in one transaction:
    afterwards committed + paid = audited. Raises Refused."""
    now = now or database_now()
    project = lock_project(project_id)
    require(rules.why_not_settle(project, by=by))
    sums = {"submitted_fen": submitted_fen, "audited_fen": audited_fen}
    require(rules.why_not_settlement_terms(project, document_no=document_no, **sums))
    settlement = Settlement.objects.create(
        project=project, document_no=document_no.strip(), settled_by=by, settled_at=now, **sums
    )
    unpaid = audited_fen - project.account.paid_fen
    released = _release(project, keep_fen=unpaid, decision=document_no.strip(), by=by, now=now)
    move_project(
        project, to=Project.Status.SETTLED, now=now, settled_fen=audited_fen, settled_at=now
    )
    stop_clock(project, kind=DeadlineKind.SETTLEMENT, now=now)
    record_duty(case_id=project.case_id, person=by, duty=Duty.SETTLED, now=now)
    note_step(
        project,
        action="project.settled",
        target=settlement,
        by=by,
        now=now,
        released_fen=released,
        **sums,
    )
    announce(project.proposal, code="project_settled", now=now, amount_fen=audited_fen)
    return settlement


@transaction.atomic
def evaluate_project(*, project_id: int, now: datetime | None = None) -> bool:
    """End a survey whose last day is over: a settled project becomes evaluated. False when not
    due, or still to be settled. Repeats are harmless."""
    now = now or database_now()
    project = lock_project(project_id)
    last_day = rules.survey_ends_on(project)
    if last_day is not None and local_day(now) <= last_day:
        return False
    stop_clock(project, kind=DeadlineKind.EVALUATION, now=now)
    if project.status != Project.Status.SETTLED:
        return False
    _evaluate(project, by=None, now=now)
    announce(project.proposal, code="project_evaluated", now=now)
    return True


def close_due_surveys(now: datetime | None = None) -> int:
    """The tick's job: end every survey that is over; how many projects were evaluated."""
    now = now or database_now()
    over = Deadline.objects.late_on(local_day(now)).filter(kind=DeadlineKind.EVALUATION)
    running = Deadline.objects.running().filter(kind=DeadlineKind.EVALUATION)
    due = Project.objects.filter(proposal__case_id__in=over.values("case_id"))
    settled = Project.objects.filter(status=Project.Status.SETTLED).exclude(
        proposal__case_id__in=running.values("case_id")
    )
    keys = {*due.values_list("pk", flat=True), *settled.values_list("pk", flat=True)}
    return do_each(sorted(keys), lambda key: evaluate_project(project_id=key, now=now))


@transaction.atomic
def close_project(*, project_id: int, by: User, now: datetime | None = None) -> Project:
    """File the project: settled, paid and evaluated. With enough answers the evaluation need not
    wait for the survey's last day. The public outcome page follows. Raises Refused."""
    now = now or database_now()
    project = lock_project(project_id)
    require(rules.why_not_close(project, by=by, today=local_day(now)))
    if project.status == Project.Status.SETTLED:
        _evaluate(project, by=by, now=now)
    move_project(project, to=Project.Status.CLOSED, now=now, closed_at=now)
    end_clocks(project.case_id, now=now)
    note_step(project, action="project.closed", by=by, now=now, settled_fen=project.settled_fen)
    amount = yuan_short(project.settled_fen or 0)
    announce(project.proposal, code="project_closed", now=now, amount=amount)
    return project


@transaction.atomic
def terminate_project(
    *, project_id: int, reason: str, by: User, now: datetime | None = None
) -> Project:
    """End a project before acceptance: what is not paid goes back to the fund. Raises Refused."""
    now = now or database_now()
    project = lock_project(project_id)
    require(rules.why_not_terminate(project, by=by))
    require(why_not_reason(reason))
    decision = f"终止 {project.proposal.receipt_no}"
    released = _release(project, keep_fen=0, decision=decision, by=by, now=now)
    move_project(project, to=Project.Status.TERMINATED, now=now, end_reason=reason.strip())
    end_open_change(project, reason=decision, by=by, now=now)
    end_standstill(project, by=by, now=now)
    end_clocks(project.case_id, now=now)
    note_step(project, action="project.terminated", by=by, now=now, released_fen=released)
    announce(project.proposal, code="project_terminated", now=now, reason=project.end_reason)
    return project


def _evaluate(project: Project, *, by: User | None, now: datetime) -> None:
    move_project(project, to=Project.Status.EVALUATED, now=now)
    note_step(project, action="project.evaluated", by=by, now=now, answers=project.answers.count())


def _release(project: Project, *, keep_fen: int, decision: str, by: User, now: datetime) -> int:
    """Give what is committed beyond ``keep_fen`` back to the fund; how much that was."""
    surplus = project.account.committed_fen - keep_fen
    if surplus > 0:
        release(
            case_id=project.case_id, amount_fen=surplus, origin="committed", decision=decision,
            reference=f"project-{project.pk}-release", by=by, now=now,
        )  # fmt: skip
    return surplus
