"""Open data: the page that explains it, the files, and the read-only interface."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from functools import wraps
from typing import Any

from allauth.core.internal import ratelimit
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.cache import patch_cache_control
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import condition, require_safe

from mws.core.clock import database_now
from mws.core.context import site_name
from mws.ledger.selectors import years_with_money
from mws.oversight.figure_rows import figure_rows
from mws.oversight.open_data.bundle import LICENCE, bundle_of
from mws.oversight.open_data.interface import MOST, PAGE_SIZE, RESOURCES, Resource, openapi
from mws.oversight.selectors import root_place, tallies_head, trail_head
from mws.oversight.views.board import place_and_year
from mws.places.models import Level, Place

APP = "allauth.account"  # whose table of limits is ours too (ACCOUNT_RATE_LIMITS)
IN_CHINESE = {"ensure_ascii": False}
View = Callable[..., HttpResponse]


def _etag(request: HttpRequest, **_kwargs: Any) -> str:
    """What everything open rests on has passed through the trail: its head, how far the tallies
    have followed it, and the address name the answer."""
    day = database_now().date()  # what is overdue changes with the day
    name = f"{trail_head()} {tallies_head()} {day} {get_language()} {request.get_full_path()}"
    return f'"{hashlib.sha256(name.encode()).hexdigest()[:32]}"'


def _open(view: View) -> View:
    """Limited in number, open to other sites' pages, and asked for again only when it changed."""
    answered = condition(etag_func=_etag)(view)
    action = "open_bundle" if view.__name__ == "bundle" else "open_data"

    @wraps(view)
    def limited(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not ratelimit.consume(request, app=APP, action=action, limit_get=True):
            return JsonResponse(
                {"error": _("Too many requests. Try again in a minute.")}, status=429
            )
        response = answered(request, *args, **kwargs)
        response["Access-Control-Allow-Origin"] = "*"
        patch_cache_control(response, public=True, no_cache=True)
        return response

    return limited


@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """What there is, and where."""
    root = root_place()
    places = Place.objects.filter(level=Level.SUBDISTRICT).order_by("path") if root else []
    context = {
        "root": root, "places": list(places), "years": years_with_money(),
        "resources": RESOURCES.values(), "licence": LICENCE, "most": MOST,
    }  # fmt: skip
    return render(request, "open_data/index.html", context)


@require_safe
@_open
def bundle(request: HttpRequest, year: int, code: str) -> HttpResponse:
    """All open tables of a place and year in one archive."""
    place = place_and_year(code, year)
    data = bundle_of(place, year, now=database_now())
    response = HttpResponse(data, content_type="application/zip")
    response["Content-Disposition"] = f'attachment; filename="mws-{code}-{year}.zip"'
    return response


@require_safe
@_open
def document(request: HttpRequest) -> HttpResponse:
    """The OpenAPI document of the interface."""
    address = request.build_absolute_uri(reverse("oversight:open_data")) + "api"
    return JsonResponse(
        openapi(address, title=_("Open data of %s") % site_name()), json_dumps_params=IN_CHINESE
    )


@require_safe
@_open
def rows(request: HttpRequest, resource: str) -> HttpResponse:
    """A page of rows, chosen by the filters of the pages themselves."""
    if resource not in RESOURCES:
        raise Http404
    found = RESOURCES[resource]
    chosen = found.chosen(request.GET)
    if not chosen.form.is_valid():
        return JsonResponse({"error": chosen.form.errors}, status=400)
    return JsonResponse(_page(request, found, chosen.qs), json_dumps_params=IN_CHINESE)


@require_safe
@_open
def figures(request: HttpRequest) -> HttpResponse:
    """Every figure of a place and its parts, with its definition."""
    year = request.GET.get("year", "")
    place = get_object_or_404(Place, code=request.GET.get("place", ""))
    if not year.isdigit() or len(year) != 4:
        return JsonResponse({"error": {"year": [_("Four digits.")]}}, status=400)
    place = place_and_year(place.code, int(year))
    results = list(figure_rows(place, int(year), now=database_now()))
    answer = {"count": len(results), "next": None, "previous": None, "results": results}
    return JsonResponse(answer, json_dumps_params=IN_CHINESE)


def _page(request: HttpRequest, resource: Resource, chosen: Any) -> dict[str, Any]:
    wanted = request.GET.get("page_size", "")
    size = min(int(wanted), MOST) if wanted.isdigit() and int(wanted) else PAGE_SIZE
    page = Paginator(chosen, size).get_page(request.GET.get("page"))

    def address(number: int) -> str:
        query = request.GET.copy()
        query["page"] = str(number)
        return request.build_absolute_uri(f"{request.path}?{query.urlencode()}")

    return {
        "count": page.paginator.count,
        "next": address(page.number + 1) if page.has_next() else None,
        "previous": address(page.number - 1) if page.has_previous() else None,
        "results": [resource.row(row) for row in page],
    }
