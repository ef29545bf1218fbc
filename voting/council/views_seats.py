"""The council's seats: the scheme, who sits, the oath, substitutes."""

from __future__ import annotations

from functools import partial
from typing import Any

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from mws.accounts.models import User
from mws.accounts.requests import PersonRequest
from mws.accounts.selectors import people_named
from mws.core.attempts import attempt
from mws.core.clock import database_now, local_day
from mws.places.models import Place
from voting.council import forms_room, rules, services
from voting.council.selectors_seats import grouped, scheme_of, seats_of
from voting.council.trail import trail_of
from voting.models import CouncilSeat


@login_required
@require_http_methods(["GET", "POST"])
def seats(request: PersonRequest, code: str) -> HttpResponse:
    """Who fills seats finds here what is to be filled; ``?q=`` finds people."""
    place = _place_or_403(request, code)
    people = people_named(request.GET.get("q", "").strip())
    form = forms_room.SeatForm(
        request.POST or None, people=people, initial={"starts_on": local_day(database_now())}
    )
    if request.method == "POST" and form.is_valid():
        fill = partial(
            services.appoint_seat, place_id=place.pk, by=request.user, **form.cleaned_data
        )
        if attempt(request, fill, done=_("The seat is filled.")):
            return redirect("voting:seats", code)
    return _seats_page(request, place, form=form)


def _seats_page(request: PersonRequest, place: Place, **typed: Any) -> HttpResponse:
    now = database_now()
    scheme = scheme_of(place, now)
    context = {
        "place": place, "groups": grouped(seats_of(place, now), scheme), "scheme": scheme,
        "text": request.GET.get("q", ""), "form": None,
        "scheme_form": forms_room.SchemeForm(initial=_initial(scheme), auto_id="scheme_%s"),
        "trail": trail_of(place, with_council=True), **typed,
    }  # fmt: skip
    return render(request, "council/seats.html", context)


def _initial(scheme: Any) -> dict[str, Any]:
    if scheme is None:
        return {}
    seats = {f"seats_{line.kind}": line.seats for line in scheme.lines.all()}
    return {"allows_substitutes": scheme.allows_substitutes, **seats}


@login_required
@require_POST
def scheme_publish(request: PersonRequest, code: str) -> HttpResponse:
    place = _place_or_403(request, code)
    form = forms_room.SchemeForm(request.POST, auto_id="scheme_%s")
    if form.is_valid():
        publish = partial(services.publish_scheme, place_id=place.pk, by=request.user, **form.terms)
        if attempt(request, publish, done=_("The scheme is published.")):
            return redirect("voting:seats", code)
    return _seats_page(request, place, scheme_form=form)


@login_required
@require_POST
def seat_end(request: PersonRequest, pk: int) -> HttpResponse:
    return _deed(request, pk, services.end_seat, _("The term ends today."))


@login_required
@require_POST
def seat_swear(request: PersonRequest, pk: int) -> HttpResponse:
    return _deed(request, pk, services.swear_in, _("The oath is on record."))


@login_required
@require_POST
def seat_substitute_name(request: PersonRequest, pk: int) -> HttpResponse:
    person = User.objects.filter(username=request.POST.get("username", "")).first()
    done = _("The substitute is named.") if person else _("There is no substitute now.")
    return _deed(request, pk, services.name_substitute, done, substitute=person)


def _deed(request: PersonRequest, pk: int, service: Any, done: str, **given: Any) -> HttpResponse:
    seat = get_object_or_404(CouncilSeat.objects.select_related("place"), pk=pk)
    attempt(request, partial(service, seat_id=pk, by=request.user, **given), done=done)
    if rules.why_not_fill(seat.place, by=request.user):
        return redirect("voting:council", seat.place.code)
    query = urlencode({"q": request.GET.get("q", "")}) if request.GET.get("q") else ""
    address = reverse("voting:seats", args=[seat.place.code])
    return redirect(f"{address}?{query}" if query else address)


def _place_or_403(request: PersonRequest, code: str) -> Place:
    place = get_object_or_404(Place.objects.communities(), code=code)
    if rules.why_not_fill(place, by=request.user):
        raise PermissionDenied
    return place
