"""The rows behind the figures: projects, files, overdue steps, suppliers."""

from __future__ import annotations

from django.core.paginator import Paginator
from django.db.models import Count, Sum
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_GET

from mws.core.clock import database_now
from mws.core.counted_pages import CountedPages
from mws.oversight.filters import FileFilter, ProjectFilter, counted, handed_in
from mws.oversight.overdue import overdue_page
from mws.oversight.suppliers import suppliers_of
from mws.oversight.views.board import place_and_year
from proposals.models import Proposal
from proposals.selectors.clock_ledger import back_trace

PAGE_SIZE = 50


@require_GET
def projects(request: HttpRequest, year: int, code: str) -> HttpResponse:
    """The projects that a figure counts, with their sums."""
    place = place_and_year(code, year)
    data = {**request.GET.dict(), "place": code, "year": year}
    found = ProjectFilter(data, queryset=counted())
    sums = found.qs.order_by().aggregate(
        count=Count("pk"), approved=Sum("approved_fen"), paid=Sum("account__paid_fen")
    )
    pages = CountedPages(found.qs, PAGE_SIZE, total=sums["count"])
    rows = pages.get_page(request.GET.get("page"))
    context = {"place": place, "year": year, "found": found, "rows": rows, "sums": sums}
    return render(request, "oversight/projects.html", context)


@require_GET
def files(request: HttpRequest, year: int, code: str) -> HttpResponse:
    """The files to which a promise is made. One that is not public yet is counted, not named."""
    place = place_and_year(code, year)
    data = {**request.GET.dict(), "place": code, "year": year}
    found = FileFilter(data, queryset=handed_in())
    rows = Paginator(found.qs, PAGE_SIZE).get_page(request.GET.get("page"))
    context = {"place": place, "year": year, "found": found, "rows": rows}
    return render(request, "oversight/files.html", context)


@require_GET
def overdue(request: HttpRequest, year: int, code: str) -> HttpResponse:
    """What is overdue by office and age, and every such file."""
    place = place_and_year(code, year)
    page = overdue_page(place, year, now=database_now())
    return render(request, "oversight/overdue.html", {"place": place, "year": year, "page": page})


@require_GET
def trace(request: HttpRequest, pk: int) -> HttpResponse:
    """倒查: which office held a public file how long."""
    proposal = get_object_or_404(Proposal.objects.public().select_related("community"), pk=pk)
    rows = back_trace(proposal, now=database_now())
    return render(request, "oversight/trace.html", {"proposal": proposal, "rows": rows})


@require_GET
def suppliers(request: HttpRequest, year: int, code: str) -> HttpResponse:
    place = place_and_year(code, year)
    context = {"place": place, "year": year, "rows": suppliers_of(place, year)}
    return render(request, "oversight/suppliers.html", context)
