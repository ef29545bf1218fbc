"""The statement of a place's year on any day: readable by everyone, movement by movement."""

from __future__ import annotations

from datetime import date

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.dateparse import parse_date
from django.views.decorators.http import require_GET

from mws.core.clock import database_now, local_day
from mws.ledger.models import Purse
from mws.ledger.selectors_statement import (
    balances_on,
    lines_of,
    movements_of_place,
    parts_on,
    purses_of,
    transfers_below,
    years_open,
)
from mws.places.models import Level, Place

PAGE_SIZE = 50


@require_GET
def statement(request: HttpRequest, code: str, year: int) -> HttpResponse:
    """A city, district, sub-district or community; ``on`` chooses the day, ``purse`` the money."""
    places = Place.objects.select_related("parent").filter(level__in=_LEVELS)
    place = get_object_or_404(places, code=code)
    if not years_open(place).filter(year=year).exists():
        raise Http404
    day = day_asked(request)
    purses = purses_of(place, year)
    purse = request.GET.get("purse", "")
    purse = purse if purse in purses else Purse.FISCAL
    moves = movements_of_place(place, year, day, purse=purse)
    context = {
        "place": place, "year": year, "day": day, "today": local_day(database_now()),
        "purse": purse, "has_social": Purse.SOCIAL in purses,
        "balances": balances_on(transfers_below(place, year, purse=purse), day),
        "parts": parts_on(place, year, day, purse=purse)
        if place.level != Level.COMMUNITY else [],
        "lines": lines_of(place, year, day, purse=purse)
        if place.level in (Level.COMMUNITY, Level.SUBDISTRICT) else [],
        "page": Paginator(moves, PAGE_SIZE).get_page(request.GET.get("page")),
    }  # fmt: skip
    return render(request, "ledger/statement.html", context)


def day_asked(request: HttpRequest) -> date:
    """The day of ``?on=``; today where it is none, or has not come."""
    today = local_day(database_now())
    try:
        asked = parse_date(request.GET.get("on", ""))
    except ValueError:  # well formed, and no day: 2026-02-30
        asked = None
    return min(asked, today) if asked else today


_LEVELS = (Level.CITY, Level.DISTRICT, Level.SUBDISTRICT, Level.COMMUNITY)
