"""My data: what the site holds about me, to read, to take along, and to have deleted."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth import logout
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from mws.accounts import rules, services
from mws.accounts.my_data import looks_at, register, sheets_of
from mws.accounts.requests import PersonRequest
from mws.core.clock import database_now, local_day
from mws.core.documents import pdf_of
from mws.core.personal import known_about
from mws.core.refusals import Refused


@require_GET
def privacy(request: HttpRequest) -> HttpResponse:
    """The privacy note: the register of personal data, in words."""
    return render(request, "accounts/privacy.html", {"kinds": register()})


@login_required
@require_GET
def my_data(request: PersonRequest) -> HttpResponse:
    context = {
        "sheets": sheets_of(request.user),
        "looks": looks_at(request.user),
        "consents": list(request.user.consents.all()),
    }
    return render(request, "accounts/data.html", context)


@login_required
@require_GET
def my_data_json(request: PersonRequest) -> HttpResponse:
    answer = JsonResponse(known_about(request.user), json_dumps_params={"ensure_ascii": False})
    return _download(answer, "my-data.json")


@login_required
@require_GET
def my_data_pdf(request: PersonRequest) -> HttpResponse:
    context = {"sheets": sheets_of(request.user), "person": request.user, "now": database_now()}
    page = render_to_string("accounts/data_document.html", context, request=request)
    return _download(HttpResponse(pdf_of(page), content_type="application/pdf"), "my-data.pdf")


@login_required
@require_http_methods(["GET", "POST"])
def my_data_delete(request: PersonRequest) -> HttpResponse:
    """Ask once, then withdraw the consent and delete the account."""
    person = request.user
    if request.method == "POST":
        try:
            services.erase_account(by=person)
        except Refused as refused:
            messages.error(request, str(refused.refusal.message))
            return redirect("accounts:my_data_delete")
        logout(request)
        messages.success(request, _("Your account is deleted."))
        return redirect("pages:home")
    refusal = rules.why_not_erase(person, by=person, today=local_day(database_now()))
    return render(request, "accounts/data_delete.html", {"refusal": refusal, "kinds": register()})


def _download(answer: HttpResponse, name: str) -> HttpResponse:
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    answer["Cache-Control"] = "private, no-store"
    return answer
