"""The auditors' pages: what caught the eye, the trail with names, notes on a case."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET, require_http_methods

from mws.core.attempts import attempt
from mws.core.clock import database_now
from mws.ledger.selectors import years_of
from mws.oversight.anomalies import anomalies_of
from mws.oversight.forms import NoteForm
from mws.oversight.inspection import (
    case_trail,
    inspected_cases,
    inspected_places,
    newest_notes,
    notes_of,
    trail_page,
)
from mws.oversight.notes import write_note
from proposals.selectors.clock_ledger import back_trace


@login_required
@require_GET
def inspection(request: HttpRequest) -> HttpResponse:
    """What to look at in one's places, year by year."""
    places = inspected_places(request.user)
    if not places:
        raise Http404
    place = places[0]
    years = years_of(place)
    wanted = request.GET.get("year", "")
    year = next((each for each in years if str(each) == wanted), years[0] if years else 0)
    context = {
        "place": place, "year": year, "years": years, "found": anomalies_of(place, year),
        "notes": newest_notes(places),
    }  # fmt: skip
    return render(request, "oversight/inspection.html", context)


@login_required
@require_GET
def trail(request: HttpRequest) -> HttpResponse:
    """Who did what in one's places, the newest first."""
    places = inspected_places(request.user)
    if not places:
        raise Http404
    page = trail_page(places, request.GET.get("page", "1"))
    return render(request, "oversight/trail_page.html", {"page": page, "places": places})


@login_required
@require_http_methods(["GET", "POST"])
def case(request: HttpRequest, pk: int) -> HttpResponse:
    """One case with its trail, who held it how long, and what auditors wrote."""
    proposal = get_object_or_404(inspected_cases(request.user), pk=pk)
    form = NoteForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        facts = form.cleaned_data | {"case_id": proposal.case_id}
        if attempt(request, lambda: write_note(**facts, by=request.user), done=_("Noted.")):
            return redirect("oversight:inspect_case", pk=pk)
    context = {
        "proposal": proposal, "form": form, "trail": case_trail(proposal),
        "turns": back_trace(proposal, now=database_now()), "notes": notes_of([proposal]),
    }  # fmt: skip
    return render(request, "oversight/inspect_case.html", context)
