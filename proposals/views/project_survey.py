"""The residents' survey: by link or code, without a name, and taken down at the counter."""

from __future__ import annotations

from allauth.account.adapter import get_adapter
from allauth.core import ratelimit
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from mws.accounts.requests import PersonRequest
from mws.core.clock import database_now, local_day
from proposals.forms.delivery_group import CounterSurveyForm, SurveyForm
from proposals.models import AnswerChannel
from proposals.rules.delivery_survey import (
    why_not_answer_survey,
    why_not_at_counter,
    why_not_survey,
)
from proposals.services.satisfaction import answer_anonymously, answer_survey, take_down_answer
from proposals.views.project_forms import carried_out, form_page, to_case, visible_project


def _channel(request: HttpRequest) -> str:
    """The printed code leads here with ``?by=code``; every other way is a link."""
    is_code = request.GET.get("by") == AnswerChannel.CODE
    return AnswerChannel.CODE if is_code else AnswerChannel.LINK


@login_required
@require_http_methods(["GET", "POST"])
def project_survey(request: PersonRequest, pk: int) -> HttpResponse:
    project = visible_project(request, pk)
    form = SurveyForm(request.POST or None)

    def act() -> None:
        answer_survey(
            project_id=pk, by=request.user, scores=form.scores, channel=_channel(request),
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


@require_http_methods(["GET", "POST"])
def survey_nameless(request: HttpRequest, pk: int) -> HttpResponse:
    """For whoever has no account: kept apart, and only so many from one address. Whoever is signed
    in answers as themselves."""
    project = visible_project(request, pk)
    if request.user.is_authenticated:
        asked = reverse("proposals:project_survey", args=[pk])
        return redirect(f"{asked}?by={_channel(request)}")
    form = SurveyForm(request.POST or None)

    def act() -> None:
        answer_anonymously(
            project_id=pk, scores=form.scores, channel=_channel(request),
            comment=form.cleaned_data["comment"],
        )  # fmt: skip

    if request.method == "POST" and form.is_valid() and not _may_send(request, pk):
        form.add_error(None, _("There have been many answers from here today. Sign in to answer."))
    elif request.method == "POST" and carried_out(form, act):
        messages.success(request, _("Thank you. Answers without a name are shown apart."))
        return to_case(project)
    return form_page(
        request, project, form, title=_("How satisfied are you?"), button=_("Send my answer"),
        refusal=why_not_survey(project, today=local_day(database_now())),
        text=_("Without a name: it is shown apart from the answers of verified residents."),
        channel=_channel(request), template="proposals/survey_nameless.html",
    )  # fmt: skip


@login_required
@require_http_methods(["GET", "POST"])
def survey_counter(request: PersonRequest, pk: int) -> HttpResponse:
    """The office takes down what a verified resident says."""
    project = visible_project(request, pk)
    form = CounterSurveyForm(request.POST or None)

    def act() -> None:
        take_down_answer(
            project_id=pk, by=request.user, scores=form.scores,
            **{name: form.cleaned_data[name] for name in ("name", "phone", "comment")},
        )  # fmt: skip

    if request.method == "POST" and carried_out(form, act):
        messages.success(request, _("The answer is taken down."))
        return to_case(project)
    return form_page(
        request, project, form, title=_("Take down an answer"), button=_("Take it down"),
        refusal=why_not_at_counter(
            project, by=request.user, today=local_day(database_now())
        ),
    )  # fmt: skip


def _may_send(request: HttpRequest, pk: int) -> bool:
    """How many one address may send about one project in a day is a setting."""
    address = get_adapter().get_client_ip(request)
    return bool(ratelimit.consume(request, action="nameless_answer", key=f"{pk}-{address}"))
