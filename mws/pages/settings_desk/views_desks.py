"""The desks that are asked about files, and who answers there."""

from __future__ import annotations

from itertools import groupby
from operator import attrgetter

from django import forms
from django.db.models import Prefetch, QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from mws.accounts.models import User
from mws.accounts.permissions import Permission
from mws.accounts.phones import masked_phone
from mws.accounts.requests import PersonRequest
from mws.accounts.selectors import lies_in, people_named, places_where
from mws.core.clock import database_now, local_day
from mws.pages.settings_desk.desk import desk_page, desk_render, done, done_at_once, form_page
from mws.pages.settings_desk.forms_office import DeskForm
from mws.places.models import Place
from mws.rounds import rules_office, services
from mws.rounds.models import Desk, DeskSeat

MINE = desk_page(Permission.MEMBERSHIP_GRANT)


def _mine(person: User) -> QuerySet[Desk]:
    """The desks of this person's places, with whoever sits there today; closed ones last."""
    places = places_where(person, Permission.MEMBERSHIP_GRANT)
    seats = DeskSeat.objects.in_force(local_day(database_now())).select_related("person")
    found = Desk.objects.filter(lies_in(places, "place__path")).select_related("place")
    return found.prefetch_related(Prefetch("seats", seats))


@MINE
@require_GET
def desks(request: PersonRequest) -> HttpResponse:
    """All desks, place by place."""
    mine = _mine(request.user)
    by_place = groupby(mine.filter(closed_at=None), key=attrgetter("place"))
    context = {
        "places": [(place, list(rows)) for place, rows in by_place],
        "closed": mine.exclude(closed_at=None).order_by("-closed_at", "pk"),
    }
    return desk_render(request, "desks.html", context)


@MINE
@require_http_methods(["GET", "POST"])
def desk_new(request: PersonRequest) -> HttpResponse:
    places = places_where(request.user, Permission.MEMBERSHIP_GRANT)
    form = DeskForm(request.POST or None, places=Place.objects.filter(lies_in(places)))
    if done(request, form, services.open_desk, _("The desk is open. Now say who answers there.")):
        return redirect("settings_desk:desks")
    return form_page(
        request, form, title=_("Open a desk"), action=_("Open this desk"),
        back=reverse("settings_desk:desks"),
        lead=_("An office or body that is asked about files: works, money, the estate."),
    )  # fmt: skip


@MINE
@require_GET
def desk(request: PersonRequest, pk: int) -> HttpResponse:
    """Who answers at this desk, and whom to seat there (``?q=`` finds people)."""
    found = get_object_or_404(_mine(request.user), pk=pk)
    text = request.GET.get("q", "").strip()
    seated = {seat.person_id for seat in found.seats.all() if seat.ends_on is None}
    context = {
        "desk": found,
        "seats": [
            (seat, rules_office.why_not_end_seat(seat, found, by=request.user))
            for seat in found.seats.all()
        ],
        "text": text,
        "people": [
            (person, masked_phone(person.verified_phone), person.pk in seated)
            for person in people_named(text)
        ],
        "why_not": rules_office.why_not_close_desk(found, by=request.user),
    }
    return desk_render(request, "desk.html", context)


@MINE
@require_http_methods(["GET", "POST"])
def desk_close(request: PersonRequest, pk: int) -> HttpResponse:
    found = get_object_or_404(_mine(request.user), pk=pk)
    form = forms.Form(request.POST)
    if done(request, form, services.close_desk, _("The desk is closed."), desk_id=pk):
        return redirect("settings_desk:desks")
    return form_page(
        request, form, title=_("Close “%(desk)s”?") % {"desk": found.name}, over=found.place.name,
        action=_("Close this desk"), back=_address(pk),
        lead=_("It is asked no more. What it was asked already it still answers."),
        why_not=rules_office.why_not_close_desk(found, by=request.user),
    )  # fmt: skip


@MINE
@require_POST
def seat_new(request: PersonRequest, pk: int, person: int) -> HttpResponse:
    found = get_object_or_404(_mine(request.user), pk=pk)
    who = get_object_or_404(User.objects.filter(is_active=True), pk=person)
    said = _("%(name)s answers for this desk from today.") % {"name": who}
    done_at_once(request, services.seat_at_desk, said, desk_id=found.pk, person=who)
    text = request.POST.get("q", "")
    return redirect(f"{_address(pk)}?{urlencode({'q': text})}" if text else _address(pk))


@MINE
@require_POST
def seat_end(request: PersonRequest, pk: int) -> HttpResponse:
    places = places_where(request.user, Permission.MEMBERSHIP_GRANT)
    mine = DeskSeat.objects.filter(lies_in(places, "desk__place__path")).select_related("person")
    seat = get_object_or_404(mine, pk=pk)
    said = _("%(name)s answers for this desk until today.") % {"name": seat.person}
    done_at_once(request, services.end_seat, said, seat_id=pk)
    return redirect("settings_desk:desk", pk=seat.desk_id)


def _address(pk: int) -> str:
    return reverse("settings_desk:desk", args=[pk])
