"""Home: find my community, the money, what is open, what got done."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from mws.core.clock import database_now
from mws.pages.selectors.home import home
from mws.places.selectors import search_communities


@require_GET
def home_page(request: HttpRequest) -> HttpResponse:
    wanted = request.GET.get("q", "").strip()[:40]
    context = {
        "page": home(database_now()),
        "wanted": wanted,
        "hits": search_communities(wanted) if wanted else [],
    }
    return render(request, "pages/home.html", context)
