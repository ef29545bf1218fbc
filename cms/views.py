"""The public addresses of outcomes."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe
from wagtail.views import serve

from cms.models import CommunityYearPage, ProjectPage


@require_safe
def outcome(request: HttpRequest, code: str = "", year: int = 0, pk: int = 0) -> HttpResponse:
    """Wagtail's page at this address, in the language of the request."""
    slugs = ["outcomes"]
    if code:
        slugs.append(CommunityYearPage.slug_of(code, year))
    if pk:
        slugs.append(ProjectPage.slug_of(pk))
    return serve(request, "/".join(slugs))
