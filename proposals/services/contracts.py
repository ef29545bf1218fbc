"""签约: the contract that turns an approved project, or a package of several, into works."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from functools import partial

from django.db import transaction

from mws.accounts.models import User
from mws.accounts.permissions import Role
from mws.core.clock import database_now, local_day
from mws.core.collisions import ask_again
from mws.core.refusals import require
from mws.core.wording import yuan_short
from mws.providers.models import Supplier
from mws.providers.services import lock_supplier
from mws.rounds.models import DeadlineKind
from proposals.models import Contract, Duty, Milestone, Project
from proposals.rules.delivery_contract import (
    Terms,
    contract_numbers,
    shares_of,
    why_not_contract_terms,
    why_not_sign_contract,
)
from proposals.services.duties import record_duty
from proposals.services.lanes import plan_lane
from proposals.services.moves import announce
from proposals.services.progress import start_report_clock
from proposals.services.projects import (
    lock_package,
    move_project,
    note_step,
    start_clock,
    stop_clock,
)


@transaction.atomic
def sign_contract(
    *,
    project_id: int,
    supplier: Supplier,
    number: str,
    amount_fen: int,
    signed_on: date,
    starts_on: date,
    ends_on: date,
    has_hidden_works: bool = False,
    splitting_reason: str = "",
    milestones: Sequence[tuple[str, date]] = (),
    by: User,
    now: datetime | None = None,
) -> Contract:
    """Record the signed contract of a project, or of the whole package it is in: the sum is shared
    out by what was approved, to the fen. The commitment stays at the approved sum until
    settlement; what the contract leaves over is released then.

    ``milestones`` are (title, due day). Raises Refused.
    """
    now = now or database_now()
    projects = lock_package(project_id)
    lock_supplier(supplier_id=supplier.pk)  # what it has under contract here is added up
    for project in projects:
        require(why_not_sign_contract(project, by=by))
    terms = Terms(
        supplier, number.strip(), amount_fen, signed_on, starts_on, ends_on,
        splitting_reason.strip(),
    )  # fmt: skip
    why_not = partial(why_not_contract_terms, projects, terms, today=local_day(now))
    require(why_not())
    with ask_again(why_not):
        contracts = Contract.objects.bulk_create(
            _shares(projects, terms, has_hidden_works=has_hidden_works, by=by, now=now)
        )
    for contract in contracts:
        _begin(contract, milestones, by=by, now=now)
    return next(contract for contract in contracts if contract.project_id == project_id)


def _shares(
    projects: list[Project], terms: Terms, *, has_hidden_works: bool, by: User, now: datetime
) -> list[Contract]:
    numbers = contract_numbers(terms.number, len(projects))
    shares = shares_of(projects, terms.amount_fen)
    return [
        Contract(
            project=project, number=number, supplier=terms.supplier, amount_fen=share,
            signed_on=terms.signed_on, starts_on=terms.starts_on, ends_on=terms.ends_on,
            has_hidden_works=has_hidden_works, splitting_reason=terms.splitting_reason,
            recorded_by=by, recorded_at=now,
        )
        for project, number, share in zip(projects, numbers, shares, strict=True)
    ]  # fmt: skip


def _begin(
    contract: Contract, milestones: Sequence[tuple[str, date]], *, by: User, now: datetime
) -> None:
    project = contract.project
    Milestone.objects.bulk_create(
        Milestone(project=project, title=title, due_on=due_on) for title, due_on in milestones
    )
    move_project(
        project, to=Project.Status.CONTRACTED, now=now, contract_fen=contract.amount_fen,
        supplier=contract.supplier,
    )  # fmt: skip
    plan_lane(project=project)
    _start_delivery(project, contract, by=by, now=now)


def _start_delivery(project: Project, contract: Contract, *, by: User, now: datetime) -> None:
    """The works are with the supplier until the contract's last day."""
    stop_clock(project, kind=DeadlineKind.CONTRACT, now=now)
    start_clock(
        project, kind=DeadlineKind.DELIVERY, holder_role=Role.SUPPLIER, due_on=contract.ends_on,
        now=now,
    )  # fmt: skip
    start_report_clock(project=project, after=contract.starts_on, now=now)
    record_duty(case_id=project.case_id, person=by, duty=Duty.CONTRACTED, now=now)
    note_step(
        project, action="project.contracted", target=contract, by=by, now=now,
        amount_fen=contract.amount_fen, supplier=contract.supplier_id, ends_on=contract.ends_on,
    )  # fmt: skip
    announce(
        project.proposal, code="project_contracted", now=now, supplier=contract.supplier.name,
        amount=yuan_short(contract.amount_fen),
    )  # fmt: skip
