"""The public pages: the list with its filters, and the page of a case."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from mws.core.clock import database_now
from mws.core.context import url_or_none
from mws.core.display import fair_order, keep_fair_order
from mws.core.spreadsheets import csv_lines
from proposals.models import Proposal
from proposals.selectors.around import around, signs_or_may
from proposals.selectors.cases import case_of, case_page
from proposals.selectors.files import files_for
from proposals.selectors.lists import proposals_list
from proposals.selectors.open_rows import headings, json_lines, open_rows
from proposals.selectors.project import project_page
from proposals.selectors.short import share_of


@require_GET
def proposal_list(request: HttpRequest) -> HttpResponse:
    order = fair_order(request)
    found = proposals_list(request.GET, order=order, now=database_now())
    response = render(request, "proposals/list.html", {"found": found})
    if found.voting:
        keep_fair_order(response, order=order)
    return response


@require_GET
def proposal_csv(request: HttpRequest) -> StreamingHttpResponse:
    """The selection of the list as a table for spreadsheet programs."""
    rows = (list(row.values()) for row in open_rows(request.GET))
    return _file(csv_lines(headings(), rows), "text/csv; charset=utf-8", "proposals.csv")


@require_GET
def proposal_json(request: HttpRequest) -> StreamingHttpResponse:
    """The selection of the list as an array of objects, a line each."""
    return _file(json_lines(open_rows(request.GET)), "application/json", "proposals.json")


def _file(lines: Iterator[str], kind: str, name: str) -> StreamingHttpResponse:
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return StreamingHttpResponse(lines, content_type=kind, headers=headers)


@require_GET
def proposal_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """One page per case: once it is a project, the project's records stand on it too."""
    proposal = visible_case(request, pk)
    now = database_now()
    page = case_page(proposal, user=request.user, now=now)
    project = page.project and project_page(page.project, user=request.user, clocks=page.clocks)
    context = {"page": page, "proposal": proposal, "trail": trail_of(proposal)}
    context |= {"project": page.project, "project_page": project}
    if proposal.is_public:
        context["share"] = share_of(proposal, absolute=request.build_absolute_uri)
    context["files"] = files_for(proposal, request.user)
    if project is None and (proposal.is_public or signs_or_may(proposal, request.user)):
        context["around"] = around(proposal, request.user)
    return render(request, "proposals/detail.html", context)


def visible_case(request: HttpRequest, pk: int) -> Proposal:
    """The case, or 404 where this person may not see it."""
    proposal = case_of(pk, request.user)
    if proposal is None:
        raise Http404
    return proposal


def trail_of(proposal: Proposal) -> list[tuple[Any, str]]:
    """The way down to the case: sub-district, community, round."""
    place = proposal.community
    parent = [(place.parent.name, "")] if place.parent else []
    batch = _("%(year)s, batch %(batch)s") % {
        "year": proposal.round.year,
        "batch": proposal.round.batch,
    }
    community = (place.name, url_or_none("pages:community", place.code) or "")
    return [*parent, community, (batch, "")]
