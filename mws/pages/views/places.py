"""The communities, one community, and a year of any place."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_GET

from mws.core.clock import database_now
from mws.ledger.selectors import years_with_money
from mws.oversight.selectors import root_place, year_table
from mws.pages.selectors.community import community_page, stage_heading, trail_of
from mws.places.models import Level, Place
from mws.places.selectors import bodies_of, search_communities, standards_of


@require_GET
def community_list(request: HttpRequest) -> HttpResponse:
    """All communities by sub-district; with a search line."""
    wanted = request.GET.get("q", "").strip()[:40]
    streets = list(Place.objects.filter(level=Level.SUBDISTRICT).order_by("path"))
    members: dict[int, list[Place]] = {street.pk: [] for street in streets}
    for place in Place.objects.communities().order_by("path"):
        members.setdefault(place.parent_id, []).append(place)
    context = {
        "groups": [(street, members[street.pk]) for street in streets],
        "wanted": wanted,
        "hits": search_communities(wanted) if wanted else [],
    }
    return render(request, "pages/community_list.html", context)


@require_GET
def community(request: HttpRequest, code: str) -> HttpResponse:
    place = get_object_or_404(
        Place.objects.communities().select_related("profile", "parent__parent"), code=code
    )
    page = community_page(place, now=database_now())
    return render(request, "pages/community.html", {"page": page, "heading": stage_heading(page)})


@require_GET
def community_about(request: HttpRequest, code: str) -> HttpResponse:
    """Who works for a community, where and when, and how it stands to the standards."""
    place = get_object_or_404(
        Place.objects.communities().select_related("profile", "parent__parent"), code=code
    )
    context = {
        "place": place,
        "profile": getattr(place, "profile", None),
        "trail": [*trail_of(place), (place.name, reverse("pages:community", args=[code]))],
        "bodies": bodies_of(place),
        "standards": standards_of(place),
    }
    return render(request, "pages/community_about.html", context)


@require_GET
def year(request: HttpRequest, year: int, code: str = "") -> HttpResponse:
    """The money and projects of one year: the whole, and its parts one level down."""
    place = (
        get_object_or_404(Place.objects.select_related("parent__parent"), code=code)
        if code
        else root_place()
    )
    years = years_with_money()
    if place is None or year not in years or place.level == Level.COMMUNITY:
        raise Http404
    figures, rows = year_table(place, year)
    context = {
        "figures": figures,
        "rows": rows,
        "years": years,
        "trail": trail_of(place) if code else [],
        "is_lowest": place.level == Level.SUBDISTRICT,
    }
    return render(request, "pages/year.html", context)
