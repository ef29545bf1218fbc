"""Changes of plan, and the statement of a project's money."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from mws.accounts.requests import PersonRequest
from mws.core.clock import database_now, local_day
from mws.ledger.selectors_statement import case_balances_on, movements_of_case
from mws.ledger.views import day_asked
from proposals.forms.street import (
    ChangeApprovalForm,
    ChangeForm,
    ChangeRefusalForm,
    CouncilForm,
)
from proposals.models import PlanChange
from proposals.rules.plan_changes import why_not_ask_change
from proposals.selectors.plan_changes import change_page
from proposals.services.plan_changes import (
    approve_change,
    ask_change,
    record_council_on_change,
    refuse_change,
)
from proposals.views.project_forms import carried_out, form_page, to_case, visible_project


@require_GET
def project_money(request: HttpRequest, pk: int) -> HttpResponse:
    """Every movement of one project up to a day; for everybody."""
    project = visible_project(request, pk)
    day = day_asked(request)
    held = case_balances_on(project.case_id, day)
    context = {
        "project": project, "day": day, "today": local_day(database_now()),
        "sums": [(_("Reserved"), held.reserved), (_("Committed"), held.committed),
                 (_("Paid"), held.paid)],
        "rows": movements_of_case(project.case_id, day),
        "changes": project.plan_changes.all(),
        "is_social": project.account.fund.is_social,
    }  # fmt: skip
    return render(request, "proposals/project_money.html", context)


@login_required
@require_http_methods(["GET", "POST"])
def project_change(request: PersonRequest, pk: int) -> HttpResponse:
    """Ask for another sum or scope."""
    project = visible_project(request, pk)
    form = ChangeForm(request.POST or None, project=project)

    def act() -> None:
        ask_change(project_id=pk, by=request.user, **form.cleaned_data)

    if request.method == "POST" and carried_out(form, act):
        messages.success(request, _("Asked for. The works wait for the decision."))
        return to_case(project)
    return form_page(
        request, project, form, title=_("Change the plan"), button=_("Ask for the change"),
        refusal=why_not_ask_change(project, by=request.user),
    )  # fmt: skip


@require_GET
def change(request: HttpRequest, pk: int) -> HttpResponse:
    """A change, as everybody reads it, with what this person may do."""
    return _page(request, pk)


@login_required
@require_POST
def change_council(request: PersonRequest, pk: int) -> HttpResponse:
    return _decided(request, pk, "council", CouncilForm, record_council_on_change)


@login_required
@require_POST
def change_approve(request: PersonRequest, pk: int) -> HttpResponse:
    return _decided(request, pk, "approve", ChangeApprovalForm, approve_change)


@login_required
@require_POST
def change_refuse(request: PersonRequest, pk: int) -> HttpResponse:
    return _decided(request, pk, "refuse", ChangeRefusalForm, refuse_change)


def _decided(
    request: PersonRequest, pk: int, key: str, form_class: type[forms.Form],
    service: Callable[..., Any],
) -> HttpResponse:  # fmt: skip
    get_object_or_404(PlanChange, pk=pk)
    form = form_class(request.POST)

    def act() -> None:
        partial(service, change_id=pk, by=request.user)(**form.cleaned_data)

    if carried_out(form, act):
        messages.success(request, _("Recorded."))
        return redirect("proposals:change", pk=pk)
    return _page(request, pk, **{key: form})


def _page(request: HttpRequest, pk: int, **forms_by_key: forms.Form) -> HttpResponse:
    page = change_page(get_object_or_404(PlanChange, pk=pk), user=request.user)
    context = {"page": page, "council": CouncilForm(), "approve": ChangeApprovalForm(),
               "refuse": ChangeRefusalForm()} | forms_by_key  # fmt: skip
    return render(request, "proposals/change.html", context)
