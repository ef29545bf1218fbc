"""How the pages of the delivery work: a form, the rule's own reason, a service, the way back."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from mws.accounts.requests import PersonRequest
from mws.core.attempts import attempt
from mws.core.refusals import Refusal, Refused
from proposals.forms.delivery import ReasonForm
from proposals.models import Project
from proposals.selectors.project import project_of


def visible_project(request: HttpRequest, pk: int) -> Project:
    """The project, or 404 where this person may not see it."""
    project = project_of(pk, request.user)
    if project is None:
        raise Http404
    return project


def carried_out(form: forms.Form, act: Callable[[], Any]) -> bool:
    """Whether the service did it; what it refused stands in the form's summary of errors."""
    if not form.is_valid():
        return False
    try:
        act()
    except Refused as refused:
        form.add_error(None, str(refused.refusal.message))
        return False
    return True


def rows_valid(form: forms.Form, rows: forms.BaseFormSet) -> bool:
    """Whether the rows below a form are in order; if not, its summary of errors says so."""
    if not rows.is_valid():
        form.add_error(None, _("Mend the rows that are marked."))
        return False
    return True


def to_case(project: Project) -> HttpResponse:
    return redirect("proposals:detail", pk=project.proposal_id)


def form_page(
    request: HttpRequest,
    project: Project,
    form: forms.Form | None,
    *,
    title: Any,
    button: Any,
    refusal: Refusal | None = None,
    template: str = "proposals/project_form.html",
    **more: Any,
) -> HttpResponse:
    """The form on its page, or in its place the reason why there is none."""
    context = {"project": project, "form": form, "title": title, "button": button}
    context |= {"refusal": None if request.method == "POST" else refusal, **more}
    return render(request, template, context)


def confirmed(
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


def explained(
    request: PersonRequest,
    pk: int,
    service: Callable[..., Any],
    rule: Callable[..., Refusal | None],
    *,
    title: str,
    button: str,
    done: str,
) -> HttpResponse:
    """A step that asks for nothing but its reason."""
    project = visible_project(request, pk)
    form = ReasonForm(request.POST or None)
    if request.method == "POST" and carried_out(form, act_with(service, request, pk, form)):
        messages.success(request, done)
        return to_case(project)
    refusal = rule(project, by=request.user)
    return form_page(request, project, form, title=title, button=button, refusal=refusal)


def act_with(
    service: Callable[..., Any], request: PersonRequest, pk: int, form: Any, **more: Any
) -> Callable[[], Any]:
    """The service with what the form holds, to be called once the form is valid."""
    return lambda: service(project_id=pk, by=request.user, **form.cleaned_data, **more)
