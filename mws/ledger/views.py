"""The statement of a community's year: every movement, readable by everyone."""

from __future__ import annotations

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_GET

from mws.ledger.models import Fund
from mws.ledger.selectors import transfers_of_fund

PAGE_SIZE = 50


@require_GET
def statement(request: HttpRequest, code: str, year: int) -> HttpResponse:
    fund = get_object_or_404(
        Fund.objects.select_related("community__parent"), community__code=code, year=year
    )
    page = Paginator(transfers_of_fund(fund), PAGE_SIZE).get_page(request.GET.get("page"))
    return render(request, "ledger/statement.html", {"fund": fund, "page": page})
