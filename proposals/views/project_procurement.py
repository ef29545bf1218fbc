"""From the approval to the contract: how the provider is found, registered, and signed with."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from mws.accounts.requests import PersonRequest
from mws.providers.models import Supplier
from mws.providers.services import register_supplier
from proposals.forms.delivery import MilestoneFormSet, SupplierForm
from proposals.forms.procurement import BidFormSet, ContractForm, ProcurementForm
from proposals.models import Project
from proposals.rules.delivery_contract import why_not_sign_contract
from proposals.rules.delivery_procurement import route_for, why_not_procure
from proposals.selectors.providers import mates_of, records_of
from proposals.services.contracts import sign_contract
from proposals.services.procurement import record_procurement
from proposals.views.project_forms import (
    act_with,
    carried_out,
    form_page,
    rows_valid,
    to_case,
    visible_project,
)


@login_required
@require_http_methods(["GET", "POST"])
def project_procurement(request: PersonRequest, pk: int) -> HttpResponse:
    """Who bid, and who was chosen; of one project or of a package."""
    project = visible_project(request, pk)
    data, initial = request.POST or None, {"supplier": request.GET.get("provider")}
    rules = project.proposal.round.frozen_rules
    route = route_for(project.proposal.category, project.approved_fen, rules)
    form = ProcurementForm(
        data,
        project=project,
        route=route,
        initial=initial,
        mates=mates_of(project, by=request.user),
    )
    bids = BidFormSet(data, prefix="bids")

    def act() -> None:
        offers = [row.bid for row in bids.forms if row.bid is not None]
        record_procurement(
            project_ids=[pk, *form.mates], choice=form.choice(offers), by=request.user
        )

    if data is not None and rows_valid(form, bids) and carried_out(form, act):
        messages.success(request, _("The choice is recorded; the contract is next."))
        return to_case(project)
    return form_page(
        request, project, form, title=_("Choose the provider"), button=_("Record the choice"),
        refusal=why_not_procure(project, by=request.user), bids=bids, route=route, rules=rules,
        records=records_of(project), template="proposals/project_procurement.html",
    )  # fmt: skip


@login_required
@require_http_methods(["GET", "POST"])
def project_contract(request: PersonRequest, pk: int) -> HttpResponse:
    project = visible_project(request, pk)
    data = request.POST or None
    form = ContractForm(data, project=project)
    steps = MilestoneFormSet(data, prefix="steps")
    if data is not None and rows_valid(form, steps) and project.procurement is not None:
        milestones = [
            (row["title"], row["due_on"]) for row in steps.cleaned_data if row.get("title")
        ]
        act = act_with(
            sign_contract, request, pk, form, milestones=milestones,
            supplier=project.procurement.chosen,
        )  # fmt: skip
        if carried_out(form, act):
            messages.success(request, _("The contract is recorded."))
            return to_case(project)
    return form_page(
        request, project, form, title=_("Record the contract"), button=_("Record the contract"),
        refusal=why_not_sign_contract(project, by=request.user), steps=steps,
        package=_package(project), template="proposals/project_contract.html",
    )  # fmt: skip


@login_required
@require_http_methods(["GET", "POST"])
def project_provider(request: PersonRequest, pk: int) -> HttpResponse:
    """Register a provider on the way to the contract."""
    project = visible_project(request, pk)
    form = SupplierForm(request.POST or None)
    registered: list[Supplier] = []

    def act() -> None:
        registered.append(register_supplier(by=request.user, **form.cleaned_data))

    if request.method == "POST" and carried_out(form, act):
        messages.success(request, _("The provider is registered."))
        choose = reverse("proposals:project_procurement", args=[pk])
        return redirect(f"{choose}?provider={registered[0].pk}")
    return form_page(
        request, project, form, title=_("Register a provider"), button=_("Register the provider"),
        refusal=why_not_procure(project, by=request.user),
    )  # fmt: skip


def _package(project: Project) -> list[Project]:
    """All projects of the same procurement where there are several."""
    if project.procurement is None:
        return []
    found = list(project.procurement.projects.select_related("proposal", "community"))
    return found if len(found) > 1 else []
