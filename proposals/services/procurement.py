"""采购/遴选: how the provider was found, for one project or for a package of several."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction

from mws.accounts.models import User
from mws.core.clock import database_now, local_day
from mws.core.refusals import require
from proposals.models import Duty, Procurement, Project, Quotation
from proposals.rules import delivery_procurement as rules
from proposals.rules.delivery_procurement import Choice
from proposals.services.duties import record_duty
from proposals.services.projects import lock_projects, note_step


@transaction.atomic
def record_procurement(
    *, project_ids: Iterable[int], choice: Choice, by: User, now: datetime | None = None
) -> Procurement:
    """Record who bid and who was chosen. The route is the one that the rules of the round ask for
    at the sum of all these projects. Raises Refused."""
    now = now or database_now()
    projects = lock_projects(project_ids)
    require(rules.why_not_bundle(projects))
    for project in projects:
        require(rules.why_not_procure(project, by=by))
    require(rules.why_not_again(projects, choice))
    require(rules.why_not_choice(projects, choice, today=local_day(now)))
    procurement = _store(projects, choice, by=by, now=now)
    for project in projects:
        project.procurement = procurement
        project.save(update_fields=["procurement"])
        record_duty(case_id=project.case_id, person=by, duty=Duty.CONTRACTED, now=now)
        note_step(
            project, action="project.procured", target=procurement, by=by, now=now,
            route=str(procurement.route), supplier=procurement.chosen_id,
            amount_fen=procurement.chosen_fen, projects=len(projects),
        )  # fmt: skip
    return procurement


def _store(projects: list[Project], choice: Choice, *, by: User, now: datetime) -> Procurement:
    first = projects[0]
    approved_fen = sum(project.approved_fen for project in projects)
    category = first.proposal.category
    panel = "、".join(name.strip() for name in choice.panel if name.strip())
    procurement = Procurement.objects.create(
        place=first.community.parent or first.community, category=category,
        route=rules.route_for(category, approved_fen, first.proposal.round.frozen_rules),
        approved_fen=approved_fen, chosen=choice.supplier, chosen_fen=choice.amount_fen,
        note=choice.note.strip(), document_no=choice.document_no.strip(), panel=panel,
        recorded_by=by, recorded_at=now,
    )  # fmt: skip
    Quotation.objects.bulk_create(
        Quotation(
            procurement=procurement, supplier=bid.supplier, amount_fen=bid.amount_fen,
            received_on=bid.received_on,
        )
        for bid in choice.bids
    )  # fmt: skip
    return procurement
