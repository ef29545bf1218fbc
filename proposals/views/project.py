"""The steps of a delivery as pages: contract, progress, acceptance, settlement, the end."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from mws.accounts.requests import PersonRequest
from mws.core.clock import database_now, local_day
from mws.core.refusals import Refusal
from mws.providers.models import Supplier
from mws.providers.services import register_supplier
from proposals.forms.delivery import (
    ContractForm,
    MilestoneFormSet,
    ProgressForm,
    ReasonForm,
    SettlementForm,
    SupplierForm,
)
from proposals.forms.delivery_group import AcceptanceForm, MemberFormSet
from proposals.rules.delivery_acceptance import why_not_accept
from proposals.rules.delivery_contract import why_not_sign_contract
from proposals.rules.delivery_end import why_not_close, why_not_settle, why_not_terminate
from proposals.rules.delivery_progress import why_not_complete, why_not_report_progress
from proposals.selectors.project import people_by_name
from proposals.services.acceptance import record_acceptance
from proposals.services.contracts import sign_contract
from proposals.services.progress import complete_project, report_progress
from proposals.services.settlement import close_project, settle_project, terminate_project
from proposals.views.attempts import attempt
from proposals.views.project_forms import (
    carried_out,
    form_page,
    rows_valid,
    to_case,
    visible_project,
)


@require_GET
def project_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """A project stands on the page of its case."""
    return to_case(visible_project(request, pk))


@login_required
@require_http_methods(["GET", "POST"])
def project_contract(request: PersonRequest, pk: int) -> HttpResponse:
    project = visible_project(request, pk)
    data = request.POST or None
    form = ContractForm(data, project=project, initial={"supplier": request.GET.get("provider")})
    steps = MilestoneFormSet(data, prefix="steps")
    if data is not None and rows_valid(form, steps):
        milestones = [
            (row["title"], row["due_on"]) for row in steps.cleaned_data if row.get("title")
        ]
        act = _act(sign_contract, request, pk, form, milestones=milestones)
        if carried_out(form, act):
            messages.success(request, _("The contract is recorded."))
            return to_case(project)
    return form_page(
        request, project, form, title=_("Record the contract"), button=_("Record the contract"),
        refusal=why_not_sign_contract(project, by=request.user), steps=steps,
        template="proposals/project_contract.html",
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
        contract = reverse("proposals:project_contract", args=[pk])
        return redirect(f"{contract}?provider={registered[0].pk}")
    return form_page(
        request, project, form, title=_("Register a provider"), button=_("Register the provider"),
        refusal=why_not_sign_contract(project, by=request.user),
    )  # fmt: skip


@login_required
@require_http_methods(["GET", "POST"])
def project_progress(request: PersonRequest, pk: int) -> HttpResponse:
    project = visible_project(request, pk)
    form = ProgressForm(request.POST or None, request.FILES or None, project=project)
    if request.method == "POST" and carried_out(form, _act(report_progress, request, pk, form)):
        messages.success(request, _("The report is on the project's page."))
        return to_case(project)
    return form_page(
        request, project, form, title=_("Report progress"), button=_("Report progress"),
        refusal=why_not_report_progress(project, by=request.user),
    )  # fmt: skip


@login_required
@require_http_methods(["GET", "POST"])
def project_acceptance(request: PersonRequest, pk: int) -> HttpResponse:
    project = visible_project(request, pk)
    data, today = request.POST or None, local_day(database_now())
    form = AcceptanceForm(data, initial={"held_on": today})
    people = people_by_name(project, today=today)
    group = MemberFormSet(data, prefix="group", project=project, people=people)
    if data is not None and rows_valid(form, group):
        act = _act(record_acceptance, request, pk, form, members=group.members)
        if carried_out(form, act):
            messages.success(request, _("The acceptance is recorded."))
            return to_case(project)
    return form_page(
        request, project, form, title=_("Record the acceptance"), group=group,
        button=_("Record the acceptance"), refusal=why_not_accept(project, by=request.user),
        size=project.proposal.round.frozen_rules.acceptance_group_size,
        template="proposals/project_group.html",
    )  # fmt: skip


@login_required
@require_http_methods(["GET", "POST"])
def project_settlement(request: PersonRequest, pk: int) -> HttpResponse:
    project = visible_project(request, pk)
    initial = {"submitted_fen": project.contract_fen}
    form = SettlementForm(request.POST or None, initial=initial)
    if request.method == "POST" and carried_out(form, _act(settle_project, request, pk, form)):
        messages.success(request, _("The project is settled; what is left went back."))
        return to_case(project)
    return form_page(
        request, project, form, title=_("Settle"), button=_("Settle"),
        refusal=why_not_settle(project, by=request.user),
    )  # fmt: skip


@login_required
@require_http_methods(["GET", "POST"])
def project_terminate(request: PersonRequest, pk: int) -> HttpResponse:
    project = visible_project(request, pk)
    form = ReasonForm(request.POST or None)
    if request.method == "POST" and carried_out(form, _act(terminate_project, request, pk, form)):
        messages.success(request, _("The project is terminated; what was not paid went back."))
        return to_case(project)
    return form_page(
        request, project, form, title=_("Terminate"), button=_("Terminate the project"),
        refusal=why_not_terminate(project, by=request.user),
    )  # fmt: skip


@login_required
@require_http_methods(["GET", "POST"])
def project_complete(request: PersonRequest, pk: int) -> HttpResponse:
    return _confirmed(
        request, pk, complete_project, why_not_complete, title=_("Call the works complete"),
        text=_("The acceptance falls due next; the proposer is told."),
        done=_("The works are complete; the acceptance is next."),
    )  # fmt: skip


@login_required
@require_http_methods(["GET", "POST"])
def project_close(request: PersonRequest, pk: int) -> HttpResponse:
    rule = partial(why_not_close, today=local_day(database_now()))
    return _confirmed(
        request, pk, close_project, rule, title=_("Close the project"),
        text=_("The file is complete; its outcome becomes a public page."),
        done=_("The project is closed."),
    )  # fmt: skip


def _confirmed(
    request: PersonRequest,
    pk: int,
    service: Callable[..., Any],
    rule: Callable[..., Refusal | None],
    *,
    title: str,
    text: str,
    done: str,
) -> HttpResponse:
    """A step without anything to type: asked on a page of its own, then taken."""
    project = visible_project(request, pk)
    if request.method == "POST":
        attempt(request, partial(service, project_id=pk, by=request.user), done=done)
        return to_case(project)
    return form_page(
        request, project, None, title=title, button=title, text=text,
        refusal=rule(project, by=request.user),
    )  # fmt: skip


def _act(
    service: Callable[..., Any], request: PersonRequest, pk: int, form: Any, **more: Any
) -> Callable[[], Any]:
    """The service with what the form holds, to be called once the form is valid."""
    return lambda: service(project_id=pk, by=request.user, **form.cleaned_data, **more)
