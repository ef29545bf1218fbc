"""The public addresses of outcomes.

They are where Wagtail's tree has these pages, since neither slug nor place of a page made by the
system can be changed. Found by their key, they cost one query instead of a walk down the tree.
"""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import get_language
from django.views.decorators.http import require_safe
from wagtail.models import Page

from cms.models import CommunityYearPage, OutcomesPage, ProjectPage, ReportPage
from cms.selectors.project import project_outcome, projects_with_case
from mws.core.clock import database_now


@require_safe
def outcomes(request: HttpRequest) -> HttpResponse:
    return get_object_or_404(published(OutcomesPage)).serve(request)


@require_safe
def community_year(request: HttpRequest, code: str, year: int) -> HttpResponse:
    return _year_page(code, year).serve(request)


@require_safe
def report(request: HttpRequest, code: str, year: int) -> HttpResponse:
    pages = published(ReportPage).select_related("place")
    return get_object_or_404(pages, translation_key=ReportPage.key_of(code, year)).serve(request)


@require_safe
def project(request: HttpRequest, code: str, year: int, pk: int) -> HttpResponse:
    """With the story of an editor where there is one, else the figures alone."""
    page = _year_page(code, year)
    story = published(ProjectPage).filter(translation_key=ProjectPage.key_of(pk)).first()
    if story is not None and story.is_child_of(page):
        return story.serve(request)
    projects = projects_with_case().filter(community=page.community_id, year=page.year)
    outcome = project_outcome(get_object_or_404(projects, pk=pk), now=database_now())
    return render(request, "cms/project.html", {"outcome": outcome})


def _year_page(code: str, year: int) -> CommunityYearPage:
    pages = published(CommunityYearPage).select_related("community")
    return get_object_or_404(pages, translation_key=CommunityYearPage.key_of(code, year))


def published(model: type[Page]) -> Any:
    """The live pages of a kind in the language of the request."""
    pages = model.objects.live().filter(locale__language_code=get_language())
    return pages.select_related("locale", "alias_of__locale")
