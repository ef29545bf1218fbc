"""Allocations: entered from a document by one person, confirmed by another, then booked."""

from __future__ import annotations

from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from mws.accounts.models import User
from mws.accounts.permissions import Permission
from mws.accounts.requests import PersonRequest
from mws.accounts.selectors import lies_in, places_where
from mws.ledger import rules, services
from mws.ledger.models import AllocationOrder
from mws.ledger.selectors import allocation_orders
from mws.pages.settings_desk.desk import desk_page, desk_render, done, done_at_once, form_page
from mws.pages.settings_desk.forms_rounds import AllocationForm
from mws.places.models import Place

NEWEST = 50


def _mine(person: User) -> QuerySet[AllocationOrder]:
    places = [
        *places_where(person, Permission.FUND_ALLOCATE),
        *places_where(person, Permission.FUND_CONFIRM),
    ]
    return allocation_orders().filter(lies_in(places, "community__path"))


@desk_page(Permission.FUND_ALLOCATE, Permission.FUND_CONFIRM)
@require_GET
def allocations(request: PersonRequest) -> HttpResponse:
    """What waits for a confirmation, and what was booked last."""
    mine = _mine(request.user)
    waiting = [
        (order, rules.why_not_confirm_allocation(order, by=request.user))
        for order in mine.filter(transfer=None)
    ]
    context = {
        "waiting": waiting,
        "booked": mine.exclude(transfer=None)[:NEWEST],
        "can_enter": bool(places_where(request.user, Permission.FUND_ALLOCATE)),
    }
    return desk_render(request, "allocations.html", context)


@desk_page(Permission.FUND_ALLOCATE)
@require_http_methods(["GET", "POST"])
def allocation_new(request: PersonRequest) -> HttpResponse:
    places = places_where(request.user, Permission.FUND_ALLOCATE)
    form = AllocationForm(
        request.POST or None, communities=Place.objects.filter(lies_in(places)).communities()
    )
    said = _("Entered. It is booked when another person confirms it.")
    if done(request, form, services.enter_allocation, said):
        return redirect("settings_desk:allocations")
    return form_page(
        request, form, title=_("Enter an allocation"), action=_("Enter this allocation"),
        back=reverse("settings_desk:allocations"),
        lead=_("From the document. Nothing is booked before another person confirms it."),
    )  # fmt: skip


@desk_page(Permission.FUND_CONFIRM)
@require_POST
def allocation_confirm(request: PersonRequest, pk: int) -> HttpResponse:
    get_object_or_404(_mine(request.user), pk=pk)
    said = _("Confirmed and booked: the money is available.")
    done_at_once(request, services.confirm_allocation, said, order_id=pk)
    return redirect("settings_desk:allocations")
