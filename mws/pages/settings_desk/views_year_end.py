"""The end of a year, and books that are taken over: prepared by one person, booked by another."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
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
from mws.core.refusals import Refused
from mws.core.table_faults import sentences
from mws.core.table_uploads import opener
from mws.ledger import services
from mws.ledger.models import YearClose
from mws.ledger.rules_year_end import why_not_close, why_not_take_back_year_close
from mws.ledger.selectors import closing_lines, funds_to_close, year_closes
from mws.pages.settings_desk.desk import desk_page, desk_render, done, done_at_once, form_page
from mws.pages.settings_desk.forms_money import OpeningForm, YearCloseForm
from mws.places.models import Level, Place
from proposals.models import OpeningList
from proposals.opening_lists import read_opening, sentence, unpacked
from proposals.rules.opening import why_not_take, why_not_withdraw
from proposals.services.opening import bring_books, take_over_books, withdraw_books

MONEY = (Permission.FUND_ALLOCATE, Permission.FUND_CONFIRM)


def _places(person: User) -> list[Place]:
    return [place for permission in MONEY for place in places_where(person, permission)]


def _closes(person: User) -> QuerySet[YearClose]:
    return year_closes().filter(lies_in(_places(person), "place__path"))


@desk_page(*MONEY)
@require_GET
def year_ends(request: PersonRequest) -> HttpResponse:
    """Closings of years, and books that were taken over."""
    openings = OpeningList.objects.filter(lies_in(_places(request.user), "community__path"))
    context = {
        "closes": _closes(request.user),
        "openings": openings.select_related("community", "entered_by", "taken_by"),
        "can_enter": bool(places_where(request.user, Permission.FUND_ALLOCATE)),
    }
    return desk_render(request, "year_ends.html", context)


@desk_page(Permission.FUND_ALLOCATE)
@require_http_methods(["GET", "POST"])
def year_end_new(request: PersonRequest) -> HttpResponse:
    mine = Place.objects.filter(lies_in(places_where(request.user, Permission.FUND_ALLOCATE)))
    form = YearCloseForm(request.POST or None, places=mine.filter(level=Level.SUBDISTRICT))
    said = _("Prepared. The books are closed when another person closes them.")
    if done(request, form, services.prepare_year_close, said):
        return redirect("settings_desk:year_ends")
    return form_page(
        request, form, title=_("Close a year"), action=_("Prepare the closing"),
        back=reverse("settings_desk:year_ends"),
        lead=_("What is contracted goes on into the next year; what is free lapses."),
    )  # fmt: skip


@desk_page(*MONEY)
@require_GET
def year_end(request: PersonRequest, pk: int) -> HttpResponse:
    """The report of a closed year; before that, what would be closed."""
    close = get_object_or_404(_closes(request.user), pk=pk)
    lines = list(closing_lines(close))
    names = ("allocated", "carried", "spent", "released", "returned")
    is_waiting = close.closed_at is None and close.withdrawn_at is None
    context = {
        "close": close,
        "lines": lines,
        "sums": [sum(getattr(line, f"{name}_fen") for line in lines) for name in names],
        "funds": funds_to_close(close.place, close.year) if is_waiting else [],
        "why_not": why_not_close(close, by=request.user),
        "may_take_back": why_not_take_back_year_close(close, by=request.user) is None,
    }
    return desk_render(request, "year_end.html", context)


@desk_page(Permission.FUND_CONFIRM)
@require_POST
def year_end_close(request: PersonRequest, pk: int) -> HttpResponse:
    get_object_or_404(_closes(request.user), pk=pk)
    done_at_once(request, services.close_year, _("The year is closed."), close_id=pk)
    return redirect("settings_desk:year_end", pk=pk)


@desk_page(*MONEY)
@require_POST
def year_end_take_back(request: PersonRequest, pk: int) -> HttpResponse:
    get_object_or_404(_closes(request.user), pk=pk)
    said = _("The closing is taken back.")
    done_at_once(request, services.take_back_year_close, said, close_id=pk)
    return redirect("settings_desk:year_end", pk=pk)


@desk_page(Permission.FUND_ALLOCATE)
@require_http_methods(["GET", "POST"])
def opening_new(request: PersonRequest) -> HttpResponse:
    """Read a community's books: what is wrong with which line, or all kept for the leader."""
    mine = Place.objects.filter(lies_in(places_where(request.user, Permission.FUND_ALLOCATE)))
    form = OpeningForm(request.POST or None, request.FILES or None, communities=mine.communities())
    context: dict[str, Any] = {"form": form}
    if request.method == "POST" and form.is_valid():
        facts = dict(form.cleaned_data)
        rows, faults = read_opening(opener(facts.pop("file")), allocated_fen=facts["allocated_fen"])
        if faults:
            context["report"] = sentences(faults, sentence)
        else:
            try:
                opening = bring_books(rows=rows, by=request.user, **facts)
            except Refused as refused:
                form.add_error(None, str(refused.refusal.message))
            else:
                messages.success(request, _("Read without a fault. The leader takes it over."))
                return redirect("settings_desk:opening", pk=opening.pk)
    return desk_render(request, "opening_new.html", context)


def _opening(request: PersonRequest, pk: int) -> OpeningList:
    mine = OpeningList.objects.filter(lies_in(_places(request.user), "community__path"))
    return get_object_or_404(mine.select_related("community", "entered_by", "taken_by"), pk=pk)


@desk_page(*MONEY)
@require_GET
def opening(request: PersonRequest, pk: int) -> HttpResponse:
    """What was read, line by line, before and after it is taken over."""
    found = _opening(request, pk)
    rows = unpacked(found.rows)
    numbers = {row.contract_no for row in rows if row.has_contract}
    held = sum(row.committed_fen + row.paid_fen for row in rows)
    context = {
        "opening": found,
        "rows": rows,
        "sums": [
            (_("Given in all"), found.allocated_fen),
            (_("Committed"), sum(row.committed_fen for row in rows)),
            (_("Paid"), sum(row.paid_fen for row in rows)),
        ],
        "free_fen": found.allocated_fen - held,
        "why_not": why_not_take(found, by=request.user, numbers=numbers),
        "may_withdraw": why_not_withdraw(found, by=request.user) is None,
    }
    return desk_render(request, "opening.html", context)


@desk_page(Permission.FUND_CONFIRM)
@require_POST
def opening_take(request: PersonRequest, pk: int) -> HttpResponse:
    _opening(request, pk)
    done_at_once(request, take_over_books, _("Taken over as opening entries."), opening_id=pk)
    return redirect("settings_desk:opening", pk=pk)


@desk_page(Permission.FUND_ALLOCATE)
@require_POST
def opening_withdraw(request: PersonRequest, pk: int) -> HttpResponse:
    _opening(request, pk)
    done_at_once(request, withdraw_books, _("The list is taken back."), opening_id=pk)
    return redirect("settings_desk:year_ends")
