"""签约: the contract that turns an approved project into works."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from functools import partial
from typing import Any

from django.db import transaction

from mws.accounts.models import User
from mws.accounts.permissions import Role
from mws.core.clock import database_now, local_day
from mws.core.collisions import ask_again
from mws.core.refusals import require
from mws.core.wording import yuan_short
from mws.providers.models import Supplier
from mws.rounds.models import DeadlineKind
from proposals.models import Contract, Duty, Milestone, Project
from proposals.rules.delivery_contract import why_not_contract_terms, why_not_sign_contract
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
def sign_contract(
    *,
    project_id: int,
    supplier: Supplier,
    number: str,
    amount_fen: int,
    signed_on: date,
    starts_on: date,
    ends_on: date,
    milestones: Sequence[tuple[str, date]] = (),
    by: User,
    now: datetime | None = None,
) -> Contract:
    """Record the signed contract. The commitment stays at the approved sum until settlement;
    what the contract leaves over is released then.

    ``milestones`` are (title, due day). Raises Refused.
    """
    now = now or database_now()
    project = lock_project(project_id)
    require(why_not_sign_contract(project, by=by))
    terms: dict[str, Any] = {
        "supplier": supplier, "number": number.strip(), "amount_fen": amount_fen,
        "signed_on": signed_on, "starts_on": starts_on, "ends_on": ends_on,
    }  # fmt: skip
    why_not = partial(why_not_contract_terms, project, today=local_day(now), **terms)
    require(why_not())
    with ask_again(why_not):
        contract = Contract.objects.create(
            project=project, recorded_by=by, recorded_at=now, **terms
        )
    Milestone.objects.bulk_create(
        Milestone(project=project, title=title, due_on=due_on) for title, due_on in milestones
    )
    move_project(
        project, to=Project.Status.CONTRACTED, now=now, contract_fen=amount_fen, supplier=supplier
    )
    _start_delivery(project, contract, by=by, now=now)
    return contract


def _start_delivery(project: Project, contract: Contract, *, by: User, now: datetime) -> None:
    """The works are with the supplier until the contract's last day."""
    stop_clock(project, kind=DeadlineKind.CONTRACT, now=now)
    start_clock(
        project, kind=DeadlineKind.DELIVERY, holder_role=Role.SUPPLIER, due_on=contract.ends_on,
        now=now,
    )  # fmt: skip
    record_duty(case_id=project.case_id, person=by, duty=Duty.CONTRACTED, now=now)
    note_step(
        project, action="project.contracted", target=contract, by=by, now=now,
        amount_fen=contract.amount_fen, supplier=contract.supplier_id, ends_on=contract.ends_on,
    )  # fmt: skip
    announce(
        project.proposal, code="project_contracted", now=now, supplier=contract.supplier.name,
        amount=yuan_short(contract.amount_fen),
    )  # fmt: skip
