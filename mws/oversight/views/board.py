"""The board of a place and year, one figure of it, and both as files."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from django.http import (
    Http404,
    HttpRequest,
    HttpResponse,
    JsonResponse,
    StreamingHttpResponse,
)
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from mws.core.clock import database_now
from mws.core.spreadsheets import csv_lines
from mws.ledger.selectors import years_of
from mws.oversight.board import board_chart, board_of, figure_page
from mws.oversight.charts import Chart
from mws.oversight.definitions import DEFINITIONS
from mws.oversight.facts import facts_of
from mws.oversight.figure_rows import COLUMNS, figure_rows
from mws.oversight.plotly_figures import plotly_figure
from mws.oversight.selectors import root_place
from mws.places.models import Level, Place

LEVELS = (Level.CITY, Level.DISTRICT, Level.SUBDISTRICT, Level.COMMUNITY)


def place_and_year(code: str, year: int) -> Place:
    """The place, if it has money in that year."""
    place = get_object_or_404(Place, code=code, level__in=LEVELS)
    if year not in years_of(place):
        raise Http404
    return place


@require_GET
def board(request: HttpRequest) -> HttpResponse:
    """The newest year of the highest place."""
    place = root_place()
    years = years_of(place) if place else []
    if not years:
        return render(request, "oversight/no_board.html")
    return _board(request, place, years[0], years)


@require_GET
def board_of_place(request: HttpRequest, year: int, code: str) -> HttpResponse:
    place = get_object_or_404(Place, code=code, level__in=LEVELS)
    return _board(request, place, year, years_of(place))


def _board(request: HttpRequest, place: Place, year: int, years: list[int]) -> HttpResponse:
    if year not in years:
        raise Http404
    page = board_of(place, year, years, now=database_now())
    return render(request, "oversight/board.html", {"board": page, "place": place, "year": year})


@require_GET
def figure(request: HttpRequest, year: int, code: str, figure: str) -> HttpResponse:
    """One figure: what it means, where it comes from, and the same for every part."""
    if figure not in DEFINITIONS:
        raise Http404
    place = place_and_year(code, year)
    page = figure_page(place, year, figure, now=database_now())
    return render(request, "oversight/figure.html", {"page": page, "place": place, "year": year})


@require_GET
def figures_csv(request: HttpRequest, year: int, code: str) -> HttpResponse:
    """All figures of a place and of its parts, with what they mean."""
    place = place_and_year(code, year)
    rows = (list(row.values()) for row in figure_rows(place, year, now=database_now()))
    return csv_file([_(name) for name in COLUMNS.values()], rows, f"figures-{code}-{year}.csv")


@require_GET
def chart(request: HttpRequest, year: int, code: str, chart: str) -> HttpResponse:
    """A chart alone, to be linked to."""
    drawn = _chart(year, code, chart)
    context = {"chart": drawn, "place": Place.objects.get(code=code), "year": year}
    return render(request, "oversight/chart_page.html", context)


@require_GET
def chart_csv(request: HttpRequest, year: int, code: str, chart: str) -> HttpResponse:
    """The table of a chart."""
    drawn = _chart(year, code, chart)
    return csv_file(drawn.head, drawn.rows, f"{chart}-{code}-{year}.csv")


@require_GET
def chart_json(request: HttpRequest, year: int, code: str, chart: str) -> HttpResponse:
    """The chart as a Plotly figure, for whoever scrolls to it."""
    return JsonResponse(plotly_figure(_chart(year, code, chart)))


def _chart(year: int, code: str, name: str) -> Chart:
    facts = facts_of(place_and_year(code, year), year, now=database_now())
    drawn = board_chart(facts, name)
    if drawn is None:
        raise Http404
    return drawn


def csv_file(head: Sequence[str], rows: Iterable[Sequence[Any]], name: str) -> HttpResponse:
    """A table to be saved; its cells are no formulas."""
    response: Any = StreamingHttpResponse(
        csv_lines(head, rows), content_type="text/csv; charset=utf-8"
    )
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response
