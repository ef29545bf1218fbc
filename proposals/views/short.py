"""Short addresses and the posters that carry them."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.cache import patch_cache_control
from django.views.decorators.http import require_GET

from mws.core.cards import draw_card
from mws.core.context import site_name
from proposals.selectors.short import page_behind, poster_of

CARD_LINES, AN_HOUR = 3, 3600


@require_GET
def short(request: HttpRequest, kind: str, key: str) -> HttpResponse:
    """302 to the page itself: where it lies may change, the printed address does not."""
    address = page_behind(kind, key)
    if address is None:
        raise Http404
    return redirect(address)


@require_GET
def card(request: HttpRequest, kind: str, key: str) -> HttpResponse:
    """The picture that other programs show beside the address."""
    sheet = poster_of(kind, key)
    if sheet is None:
        raise Http404
    lines = [f"{label}：{value}" for label, value in sheet.facts[:CARD_LINES] if value]
    picture = draw_card(
        site=site_name(), over=sheet.over, title=sheet.title, lines=lines,
        address=request.build_absolute_uri(sheet.short).partition("://")[2],
    )  # fmt: skip
    response = HttpResponse(picture, content_type="image/png")
    patch_cache_control(response, public=True, max_age=AN_HOUR)
    return response


@require_GET
def poster(request: HttpRequest, kind: str, key: str) -> HttpResponse:
    """One sheet for the board (A4) and the telephone."""
    sheet = poster_of(kind, key)
    if sheet is None:
        raise Http404
    scanned = request.build_absolute_uri(sheet.short)
    context = {"poster": sheet, "scanned": scanned, "read_out": scanned.partition("://")[2]}
    return render(request, "proposals/poster.html", context)
