"""The results of a round: the page, a sheet of paper, and the tables as files."""

from __future__ import annotations

from django.contrib.staticfiles import finders
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.loader import render_to_string
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from cms.models import RoundPage
from cms.selectors.round_results import RoundResults, round_results
from cms.views import published
from mws.core.documents import pdf_of
from mws.core.money import plain_yuan
from mws.oversight.charts import Chart
from mws.oversight.plotly_figures import plotly_figure
from mws.oversight.views.board import csv_file


@require_safe
def round(request: HttpRequest, code: str, year: int, batch: int) -> HttpResponse:
    return _page(code, year, batch).serve(request)


@require_safe
def round_pdf(request: HttpRequest, code: str, year: int, batch: int) -> HttpResponse:
    """The results on paper, A4."""
    results = _results(code, year, batch)
    page = render_to_string("cms/round_document.html", {"results": results}, request=request)
    with open(finders.find("css/document.css"), encoding="utf-8") as style:
        document = pdf_of(page, style=style.read())
    response = HttpResponse(document, content_type="application/pdf")
    name = f"results-{code}-{year}-{batch}.pdf"
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


@require_safe
def round_csv(request: HttpRequest, code: str, year: int, batch: int) -> HttpResponse:
    results = _results(code, year, batch)
    head = [_("Proposal"), _("Result"), _("Sum"), _("Left after it"), _("Why")]
    rows = (
        [
            row.decision.proposal.title, row.decision.get_result_display(),
            plain_yuan(row.decision.amount_fen or 0), plain_yuan(row.left_fen), row.why,
        ]
        for row in results.rows
    )  # fmt: skip
    return csv_file(head, rows, f"results-{code}-{year}-{batch}.csv")


@require_safe
def round_chart_page(request: HttpRequest, code: str, year: int, batch: int) -> HttpResponse:
    """The chart has no page of its own: it stands on the page of the round."""
    return redirect("cms:round", code, year, batch)


@require_safe
def round_chart(request: HttpRequest, code: str, year: int, batch: int) -> HttpResponse:
    return JsonResponse(plotly_figure(_chart(code, year, batch)))


@require_safe
def round_chart_csv(request: HttpRequest, code: str, year: int, batch: int) -> HttpResponse:
    chart = _chart(code, year, batch)
    return csv_file(chart.head, chart.rows, f"support-{code}-{year}-{batch}.csv")


def _chart(code: str, year: int, batch: int) -> Chart:
    chart = _results(code, year, batch).chart
    if chart is None:
        raise Http404
    return chart


def _results(code: str, year: int, batch: int) -> RoundResults:
    return round_results(_page(code, year, batch).round)


def _page(code: str, year: int, batch: int) -> RoundPage:
    pages = published(RoundPage).select_related("round__community")
    chosen = {"round__community__code": code, "round__year": year, "round__batch": batch}
    return get_object_or_404(pages, **chosen)
