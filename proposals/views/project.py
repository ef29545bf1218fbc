"""The steps of a delivery as pages: contract, progress, acceptance, settlement, the end."""

from __future__ import annotations

from functools import partial

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from mws.accounts.requests import PersonRequest
from mws.core.clock import database_now, local_day
from proposals.forms.delivery import ProgressForm, SettlementForm
from proposals.forms.delivery_group import AcceptanceForm, CheckListFormSet, MemberFormSet
from proposals.rules.delivery_acceptance import check_list, why_not_accept
from proposals.rules.delivery_end import why_not_close, why_not_settle, why_not_terminate
from proposals.rules.delivery_progress import why_not_complete, why_not_report_progress
from proposals.selectors.project import people_by_name
from proposals.services.acceptance import record_acceptance
from proposals.services.progress import complete_project, report_progress
from proposals.services.settlement import close_project, settle_project, terminate_project
from proposals.views.project_forms import (
    act_with,
    carried_out,
    confirmed,
    explained,
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
def project_progress(request: PersonRequest, pk: int) -> HttpResponse:
    project = visible_project(request, pk)
    form = ProgressForm(request.POST or None, request.FILES or None, project=project)
    if request.method == "POST" and carried_out(form, act_with(report_progress, request, pk, form)):
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
    form = AcceptanceForm(data, request.FILES or None, initial={"held_on": today})
    people = people_by_name(project, today=today)
    group = MemberFormSet(data, prefix="group", project=project, people=people)
    points = CheckListFormSet(data, prefix="points", points=check_list(project))
    if data is not None and rows_valid(form, group) and rows_valid(form, points):
        checks = points.checks
        act = act_with(record_acceptance, request, pk, form, members=group.members, checks=checks)
        if carried_out(form, act):
            messages.success(request, _("The acceptance is recorded."))
            return to_case(project)
    return form_page(
        request, project, form, title=_("Record the acceptance"), group=group, points=points,
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
    if request.method == "POST" and carried_out(form, act_with(settle_project, request, pk, form)):
        messages.success(request, _("The project is settled; what is left went back."))
        return to_case(project)
    return form_page(
        request, project, form, title=_("Settle"), button=_("Settle"),
        refusal=why_not_settle(project, by=request.user),
    )  # fmt: skip


@login_required
@require_http_methods(["GET", "POST"])
def project_terminate(request: PersonRequest, pk: int) -> HttpResponse:
    return explained(
        request, pk, terminate_project, why_not_terminate, title=_("Terminate"),
        button=_("Terminate the project"),
        done=_("The project is terminated; what was not paid went back."),
    )  # fmt: skip


@login_required
@require_http_methods(["GET", "POST"])
def project_complete(request: PersonRequest, pk: int) -> HttpResponse:
    return confirmed(
        request, pk, complete_project, why_not_complete, title=_("Call the works complete"),
        text=_("The acceptance falls due next; the proposer is told."),
        done=_("The works are complete; the acceptance is next."),
    )  # fmt: skip


@login_required
@require_http_methods(["GET", "POST"])
def project_close(request: PersonRequest, pk: int) -> HttpResponse:
    rule = partial(why_not_close, today=local_day(database_now()))
    return confirmed(
        request, pk, close_project, rule, title=_("Close the project"),
        text=_("The file is complete; its outcome becomes a public page."),
        done=_("The project is closed."),
    )  # fmt: skip
