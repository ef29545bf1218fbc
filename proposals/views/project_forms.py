"""How the pages of the delivery work: a form, the rule's own reason, a service, the way back."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from mws.core.refusals import Refusal, Refused
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
