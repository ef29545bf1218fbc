"""付款比例: how much of a contract may be paid by when; the retention money of works."""

from __future__ import annotations

from datetime import date

from mws.core.clock import database_now, local_day, months_after
from mws.core.money import split_largest_remainder
from proposals.models import Category, Project
from proposals.models.delivery import ClaimKind

Status = Project.Status
SETTLED = (Status.SETTLED, Status.EVALUATED, Status.CLOSED)


def instalments(project: Project) -> list[int]:
    """The contract in fen as it is paid: in advance, with the progress, after the settlement. The
    three add up to the contract exactly."""
    split = project.proposal.round.frozen_rules.split(project.proposal.category)
    return split_largest_remainder(project.contract_fen or 0, split)


def retained_fen(project: Project, today: date | None = None) -> int:
    """质保金: what of the settled sum is still kept back; nothing for goods and services."""
    if project.status not in SETTLED or project.proposal.category != Category.WORKS:
        return 0
    due_on = retention_due_on(project)
    if due_on is not None and due_on <= (today or local_day(database_now())):
        return 0
    percent = project.proposal.round.frozen_rules.retention_percent
    return split_largest_remainder(project.settled_fen or 0, (100 - percent, percent))[1]


def retention_due_on(project: Project) -> date | None:
    """The day on which the retention money is owed, for accepted works."""
    if project.accepted_at is None or project.proposal.category != Category.WORKS:
        return None
    months = project.proposal.round.frozen_rules.retention_months
    return months_after(local_day(project.accepted_at), months)


def retention_is_owed(project: Project, today: date | None = None) -> bool:
    """Whether works had money kept back, and its time is over."""
    due_on = retention_due_on(project)
    has_rule = project.proposal.round.frozen_rules.retention_percent > 0
    return has_rule and due_on is not None and due_on <= (today or local_day(database_now()))


def limit_of(project: Project, kind: str, today: date | None = None) -> int:
    """What may be claimed and paid in all for claims of this kind, in fen."""
    advance, progress, _rest = instalments(project)
    if kind == ClaimKind.ADVANCE:
        return advance
    if kind == ClaimKind.PROGRESS:
        return advance + progress
    if project.status not in SETTLED:
        return 0
    return (project.settled_fen or 0) - retained_fen(project, today)
