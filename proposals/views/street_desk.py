"""The sub-district's desk: checks side by side, batches, late projects, two rates."""

from __future__ import annotations

from functools import partial

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from mws.accounts.requests import PersonRequest
from mws.core.attempts import attempt
from mws.core.clock import database_now
from proposals.forms.street import BatchForm, CheckForm
from proposals.models import CheckSubject
from proposals.rules.approval_checks import current_checks, subjects_of, why_not_check
from proposals.selectors.street_desk import street_desk, street_places
from proposals.services.approval_checks import approve_batch, check_proposal
from proposals.views.cases import visible_case


@login_required
@require_GET
def street(request: PersonRequest) -> HttpResponse:
    places = street_places(request.user)
    if not places:
        raise Http404
    asked = request.GET.get("place", "")
    place = next((each for each in places if each.code == asked), places[0])
    context = {
        "desk": street_desk(request.user, place, database_now()),
        "places": places,
        "form": BatchForm(),
    }
    return render(request, "proposals/street_desk.html", context)


@login_required
@require_POST
def batch_approve(request: PersonRequest, pk: int) -> HttpResponse:
    """Approve the chosen cases by one document: all of them or none."""
    places = {place.pk: place for place in street_places(request.user)}
    if pk not in places:
        raise Http404
    form = BatchForm(request.POST)
    chosen = [int(key) for key in request.POST.getlist("cases") if key.isdecimal()]
    if form.is_valid():
        act = partial(
            approve_batch, place_id=pk, proposal_ids=chosen, by=request.user, **form.cleaned_data
        )
        attempt(request, act, done=_("Approved; the money is committed."))
    else:
        messages.error(request, _("Write the number of the decision document."))
    return redirect("proposals:street")


@login_required
@require_http_methods(["GET", "POST"])
def case_checks(request: PersonRequest, pk: int) -> HttpResponse:
    """What the offices found, side by side, and the form of those that this person checks."""
    proposal = visible_case(request, pk)
    chosen, rows = request.POST.get("subject", ""), []
    found = current_checks(proposal)
    for subject in subjects_of(proposal):
        data = request.POST if chosen == subject else None
        form = CheckForm(data, prefix=subject)
        if data is not None and form.is_valid():
            act = partial(
                check_proposal, proposal_id=pk, subject=subject, by=request.user,
                **form.cleaned_data,
            )  # fmt: skip
            if attempt(request, act, done=_("Checked.")):
                return redirect("proposals:checks", pk=pk)
        why_not = why_not_check(proposal, subject, by=request.user)
        rows.append((subject, CheckSubject(subject).label, found.get(subject), form, why_not))
    return render(request, "proposals/checks.html", {"proposal": proposal, "rows": rows})
