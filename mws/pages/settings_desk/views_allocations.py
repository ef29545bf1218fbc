"""Allocations: entered from a document by one person, confirmed by another, then booked."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from mws.accounts.models import User
from mws.accounts.permissions import Permission
from mws.accounts.requests import PersonRequest
from mws.accounts.selectors import lies_in, places_where
from mws.core.table_faults import sentences
from mws.core.table_uploads import opener
from mws.ledger import rules, services
from mws.ledger.allocation_lists import read_allocations, sentence
from mws.ledger.models import AllocationOrderQuerySet
from mws.ledger.selectors import allocation_orders
from mws.pages.settings_desk.desk import desk_page, desk_render, done, done_at_once, form_page
from mws.pages.settings_desk.forms_money import AllocationForm, AllocationListForm
from mws.places.models import Level, Place

NEWEST = 50


def _mine(person: User) -> AllocationOrderQuerySet:
    places = [
        *places_where(person, Permission.FUND_ALLOCATE),
        *places_where(person, Permission.FUND_CONFIRM),
    ]
    return allocation_orders().filter(lies_in(places, "community__path"))


def receivers(person: User) -> QuerySet[Place]:
    """The communities and sub-districts for which this person enters allocations."""
    places = Place.objects.filter(lies_in(places_where(person, Permission.FUND_ALLOCATE)))
    return places.filter(level__in=(Level.COMMUNITY, Level.SUBDISTRICT)).order_by("path")


@desk_page(Permission.FUND_ALLOCATE, Permission.FUND_CONFIRM)
@require_GET
def allocations(request: PersonRequest) -> HttpResponse:
    """What waits for a confirmation, and what was booked last."""
    mine = _mine(request.user)
    waiting = [
        (order, rules.why_not_confirm_allocation(order, by=request.user))
        for order in mine.waiting()
    ]
    free = [order for order, why_not in waiting if why_not is None]
    context = {
        "waiting": waiting,
        "documents": sorted({(order.document_no, order.year) for order in free}),
        "booked": mine.exclude(transfer=None)[:NEWEST],
        "can_enter": bool(places_where(request.user, Permission.FUND_ALLOCATE)),
    }
    return desk_render(request, "allocations.html", context)


@desk_page(Permission.FUND_ALLOCATE)
@require_http_methods(["GET", "POST"])
def allocation_new(request: PersonRequest) -> HttpResponse:
    form = AllocationForm(request.POST or None, communities=receivers(request.user))
    said = _("Entered. It is booked when another person confirms it.")
    if done(request, form, services.enter_allocation, said):
        return redirect("settings_desk:allocations")
    return form_page(
        request, form, title=_("Enter an allocation"), action=_("Enter this allocation"),
        back=reverse("settings_desk:allocations"),
        lead=_("From the document. Nothing is booked before another person confirms it."),
    )  # fmt: skip


@desk_page(Permission.FUND_ALLOCATE)
@require_http_methods(["GET", "POST"])
def allocation_list(request: PersonRequest) -> HttpResponse:
    """Bring a list: every line of it, or none and what is wrong with which line."""
    form = AllocationListForm(request.POST or None, request.FILES or None)
    context: dict[str, Any] = {"form": form}
    if request.method == "POST" and form.is_valid():
        rows, faults = read_allocations(opener(form.cleaned_data["file"]), receivers(request.user))
        faults = faults or services.enter_allocations(rows=rows, by=request.user)
        if not faults:
            said = ngettext(
                "%(count)s line is entered. It is booked when another person confirms it.",
                "%(count)s lines are entered. They are booked when another person confirms them.",
                len(rows),
            )
            messages.success(request, said % {"count": len(rows)})
            return redirect("settings_desk:allocations")
        context["report"] = sentences(faults, sentence)
    return desk_render(request, "allocation_list.html", context)


@desk_page(Permission.FUND_CONFIRM)
@require_POST
def allocation_confirm(request: PersonRequest, pk: int) -> HttpResponse:
    get_object_or_404(_mine(request.user), pk=pk)
    said = _("Confirmed and booked: the money is available.")
    done_at_once(request, services.confirm_allocation, said, order_id=pk)
    return redirect("settings_desk:allocations")


@desk_page(Permission.FUND_ALLOCATE, Permission.FUND_CONFIRM)
@require_POST
def allocation_withdraw(request: PersonRequest, pk: int) -> HttpResponse:
    """Take back a line that waits; nothing was booked."""
    get_object_or_404(_mine(request.user), pk=pk)
    said = _("Taken back: nothing is booked. The line can be entered anew.")
    done_at_once(request, services.withdraw_allocation, said, order_id=pk)
    return redirect("settings_desk:allocations")


@desk_page(Permission.FUND_CONFIRM)
@require_POST
def document_confirm(request: PersonRequest) -> HttpResponse:
    """Confirm every waiting line of one document."""
    document_no, year = request.POST.get("document_no", ""), request.POST.get("year", "")
    done_at_once(
        request, services.confirm_document, _("Confirmed and booked: the money is available."),
        document_no=document_no, year=int(year) if year.isdecimal() else 0,
    )  # fmt: skip
    return redirect("settings_desk:allocations")
