"""The residents' survey after an acceptance."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from mws.accounts.requests import PersonRequest
from mws.core.clock import database_now, local_day
from proposals.forms.delivery_group import SurveyForm
from proposals.rules.delivery_survey import why_not_answer_survey
from proposals.services.satisfaction import answer_survey
from proposals.views.project_forms import carried_out, form_page, to_case, visible_project


@login_required
@require_http_methods(["GET", "POST"])
def project_survey(request: PersonRequest, pk: int) -> HttpResponse:
    project = visible_project(request, pk)
    form = SurveyForm(request.POST or None)

    def act() -> None:
        answer_survey(
            project_id=pk, by=request.user, scores=form.scores,
            comment=form.cleaned_data["comment"],
        )  # fmt: skip

    if request.method == "POST" and carried_out(form, act):
        messages.success(request, _("Thank you. Your answer counts."))
        return to_case(project)
    today = local_day(database_now())
    return form_page(
        request, project, form, title=_("How satisfied are you?"), button=_("Send my answer"),
        refusal=why_not_answer_survey(project, by=request.user, today=today),
    )  # fmt: skip
