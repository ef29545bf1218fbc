"""The way in: which parts of the desk this person has."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.views.decorators.http import require_GET

from mws.accounts.requests import PersonRequest
from mws.pages.settings_desk.desk import desk_render, sections_of


@login_required
@require_GET
def index(request: PersonRequest) -> HttpResponse:
    sections = sections_of(request.user)
    if not sections:
        raise Http404
    return desk_render(request, "index.html", {"sections": sections})
