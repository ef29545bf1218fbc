"""Beside the desk's steps: a desk answers, an answer is waived, a refusal is appealed against."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET, require_http_methods

from mws.accounts.permissions import Permission
from mws.accounts.selectors import places_where
from mws.core.attempts import attempt
from mws.core.clock import database_now
from mws.core.refusals import Refusal
from proposals.forms import decisions as forms
from proposals.models import DeskTask, Proposal
from proposals.rules import appeals as appeal_rules
from proposals.rules import desk_tasks as task_rules
from proposals.selectors.clock_ledger import back_trace, overdue_page
from proposals.selectors.desk_tasks import tasks_of
from proposals.services import appeals, desk_tasks
from proposals.views.cases import visible_case


@login_required
@require_http_methods(["GET", "POST"])
def desk_task(request: HttpRequest, pk: int) -> HttpResponse:
    """What a desk is asked, for those who sit there and for nobody else."""
    task = get_object_or_404(tasks_of(request.user, database_now()), pk=pk)
    refusal = task_rules.why_not_see_task(task, by=request.user, now=database_now())
    form = forms.TaskAnswerForm(request.POST or None, proposal=task.proposal)
    act = _act(desk_tasks.answer_task, request, form, task_id=pk)
    if _done(request, form, act, _("Answered.")):
        return redirect("pages:desk")
    context = {"title": task.desk.name, "action": _("Answer"), "hint": task.question}
    return _page(request, task.proposal, form, refusal, context)


@login_required
@require_http_methods(["GET", "POST"])
def task_waive(request: HttpRequest, pk: int) -> HttpResponse:
    """The office goes on without an answer that is overdue."""
    task = get_object_or_404(DeskTask.objects.select_related("desk"), pk=pk)
    task.proposal = visible_case(request, task.proposal_id)
    form = forms.WaiveForm(request.POST or None, proposal=task.proposal)
    refusal = task_rules.why_not_waive(task, reason="-", by=request.user, now=database_now())
    if _done(request, form, _act(desk_tasks.waive_task, request, form, task_id=pk), _("Noted.")):
        return redirect("proposals:detail", pk=task.proposal_id)
    context = {
        "title": task.desk.name,
        "action": _("Go on without it"),
        "hint": "" if refusal else task.question,
    }
    return _page(request, task.proposal, form, refusal, context)


@login_required
@require_http_methods(["GET", "POST"])
def appeal_file(request: HttpRequest, pk: int) -> HttpResponse:
    proposal = visible_case(request, pk)
    form = forms.AppealForm(request.POST or None, proposal=proposal)
    refusal = appeal_rules.why_not_appeal(proposal, by=request.user, now=database_now())
    act = _act(appeals.file_appeal, request, form, proposal_id=pk)
    if _done(request, form, act, _("The appeal is filed.")):
        return redirect("proposals:detail", pk=pk)
    hint = _("One appeal is possible. Somebody who has not decided before decides it.")
    context = {"title": _("Appeal"), "action": _("File the appeal"), "hint": hint}
    return _page(request, proposal, form, refusal, context)


@login_required
@require_http_methods(["GET", "POST"])
def appeal_hear(request: HttpRequest, pk: int) -> HttpResponse:
    proposal = visible_case(request, pk)
    appeal = appeals.open_appeal(proposal)
    refusal = appeal_rules.why_not_hear(proposal, appeal, by=request.user)
    form = forms.HearForm(request.POST or None, proposal=proposal)
    act = _act(appeals.decide_appeal, request, form, proposal_id=pk)
    if _done(request, form, act, _("Decided.")):
        return redirect("proposals:detail", pk=pk)
    context = {
        "title": _("Decide the appeal"),
        "action": _("Decide the appeal"),
        "hint": appeal.text if appeal else "",
    }
    return _page(request, proposal, form, refusal, context)


@login_required
@require_GET
def clocks(request: HttpRequest) -> HttpResponse:
    """The overdue ledger, for those who may read it."""
    places = places_where(request.user, Permission.CLOCK_READ)
    if not places:
        raise Http404
    page = overdue_page(places, now=database_now())
    return render(request, "proposals/clocks.html", {"page": page})


@login_required
@require_GET
def clock_trace(request: HttpRequest, pk: int) -> HttpResponse:
    """倒查: who held one file how long."""
    proposal = visible_case(request, pk)
    if not request.user.may(Permission.CLOCK_READ, proposal.community):
        raise Http404
    rows = back_trace(proposal, now=database_now())
    return render(request, "proposals/clock_trace.html", {"proposal": proposal, "rows": rows})


def _act(service: Callable[..., Any], request: HttpRequest, form: Any, **facts: Any) -> Any:
    return lambda: service(**facts, by=request.user, **form.cleaned_data)


def _done(request: HttpRequest, form: Any, act: Callable[[], Any], said: Any) -> bool:
    return request.method == "POST" and form.is_valid() and attempt(request, act, done=said)


def _page(
    request: HttpRequest,
    proposal: Proposal,
    form: Any,
    refusal: Refusal | None,
    context: dict[str, Any],
) -> HttpResponse:
    context |= {"proposal": proposal, "form": form, "refusal": refusal}
    return render(request, "proposals/office_form.html", context)
