"""The roll of residents: the office brings it, a resident is looked up on it."""

from __future__ import annotations

from functools import partial
from typing import Any

from allauth.core import ratelimit
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse, StreamingHttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from mws.accounts import rules, services
from mws.accounts.forms_rolls import MatchForm, RollForm
from mws.accounts.models import Residency, ResidencyStatus, ResidentRoll
from mws.accounts.requests import PersonRequest
from mws.accounts.selectors import standing_residency
from mws.accounts.selectors_rolls import (
    columns_of,
    report_of,
    report_rows,
    roll_desk,
    sample_of,
)
from mws.accounts.services.roll_matching import Evidence
from mws.core.attempts import attempt
from mws.core.refusals import Refused
from mws.core.spreadsheets import csv_lines
from mws.places.models import Place

FIRST_FAULTS = 50


@login_required
@require_http_methods(["GET", "POST"])
def roll(request: PersonRequest, code: str) -> HttpResponse:
    """The roll in force, and what becomes of the list that was brought last."""
    place = _place_or_404(request, code)
    form = RollForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        try:
            services.import_roll(place_id=place.pk, file=form.cleaned_data["file"], by=request.user)
        except Refused as refused:
            form.add_error(None, refused.refusal.message)
        else:
            return redirect("accounts:roll", code=code)
    desk = roll_desk(place)
    context: dict[str, Any] = {"place": place, "form": form, "desk": desk}
    if desk.latest is not None:
        context |= {
            "columns": columns_of(desk.latest),
            "unused": desk.latest.columns.get("unused", []),
            "sample": sample_of(desk.latest),
            "report": report_of(desk.latest)[:FIRST_FAULTS],
        }
    return render(request, "accounts/roll.html", context)


@login_required
@require_POST
def roll_force(request: PersonRequest, code: str) -> HttpResponse:
    """Put the list that was read in force."""
    roll = _latest_or_404(request, code)
    said = _("The list is in force: residents can be looked up on it.")
    act = partial(services.put_roll_in_force, roll_id=roll.pk, by=request.user)
    attempt(request, act, done=said)
    return redirect("accounts:roll", code=code)


@login_required
@require_POST
def roll_discard(request: PersonRequest, code: str) -> HttpResponse:
    """Break off reading, or drop what was read."""
    roll = _latest_or_404(request, code)
    act = partial(services.discard_roll, roll_id=roll.pk, by=request.user)
    attempt(request, act, done=_("The list is discarded. Nothing of it was kept."))
    return redirect("accounts:roll", code=code)


@login_required
@require_GET
def roll_report(request: PersonRequest, code: str) -> StreamingHttpResponse:
    """All faults of the list that was brought last, for the spreadsheet program."""
    roll = _latest_or_404(request, code)
    lines = csv_lines([_("Line"), _("What is wrong")], report_rows(roll))
    headers = {"Content-Disposition": f'attachment; filename="faults-{code}.csv"'}
    return StreamingHttpResponse(lines, content_type="text/csv; charset=utf-8", headers=headers)


@login_required
@require_http_methods(["GET", "POST"])
def home_match(request: PersonRequest) -> HttpResponse:
    """Look oneself up on the roll of the community one claims. The answer does not tell why one
    was not found, and nobody may ask often."""
    residency = standing_residency(request.user)
    if residency is None or residency.status != ResidencyStatus.CLAIMED:
        return redirect("accounts:me")
    refusal = rules.why_not_match(residency, by=request.user)
    form = MatchForm(request.POST or None, person=request.user)
    if request.method == "POST" and not refusal and form.is_valid():
        try:
            _look_up(request, residency, form.cleaned_data["evidence"])
        except Refused as refused:
            messages.error(request, refused.refusal.message)
        return redirect("accounts:me")
    context = {"residency": residency, "refusal": refusal, "form": form}
    return render(request, "accounts/home_match.html", context)


def _look_up(request: PersonRequest, residency: Residency, evidence: Evidence) -> None:
    """Says how it ended; counted for the account."""
    key = str(request.user.pk)
    if not ratelimit.consume(request, action="roll_match", key=key):
        messages.info(request, _("You cannot be looked up again just now. The office goes on."))
    elif services.match_claim(residency_id=residency.pk, evidence=evidence, by=request.user):
        messages.success(request, _("Found: you are verified. You can propose and vote here."))
    else:
        messages.info(
            request,
            _("We could not verify you by the list. Your claim waits for the community office: "
              "bring your document to its counter."),
        )  # fmt: skip


def _place_or_404(request: PersonRequest, code: str) -> Place:
    """To whoever does not keep it, the roll of a community does not exist."""
    place = get_object_or_404(Place.objects.communities(), code=code)
    if rules.why_not_keep_roll(place, by=request.user):
        raise Http404
    return place


def _latest_or_404(request: PersonRequest, code: str) -> ResidentRoll:
    latest = roll_desk(_place_or_404(request, code)).latest
    if latest is None:
        raise Http404
    return latest
