"""The counter: entering what a resident proposes, and the receipt they take along."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from mws.accounts.permissions import Permission
from mws.accounts.requests import PersonRequest
from mws.accounts.selectors import places_where
from mws.core.clock import database_now
from mws.core.refusals import Refused
from mws.rounds.models import Round
from proposals.forms.assisted import EntryForm
from proposals.forms.costs import CostLineFormSet, cost_lines, more_lines
from proposals.models import Proposal
from proposals.selectors.assisted import entered_by_office, rounds_to_enter
from proposals.services.assisted import enter_proposal


@never_cache
@login_required
@require_http_methods(["GET", "POST"])
def enter(request: PersonRequest) -> HttpResponse:
    """One page, one button to hand in, one for more cost lines. What is wrong comes back with all
    that was typed."""
    round, rounds = round_to_enter(request)
    if round is None:
        return render(request, "proposals/enter_closed.html", {"tabs": tabs_of("enter")})
    wants_lines = request.POST.get("go") == "lines"
    if wants_lines:
        form = EntryForm(round=round, initial=request.POST.dict())
        lines = more_lines(request.POST)
    else:
        form = EntryForm(request.POST or None, round=round, initial=_brought_along(request))
        lines = CostLineFormSet(request.POST or None, prefix="lines")
    if request.method == "POST" and not wants_lines and form.is_valid() & lines.is_valid():
        try:
            entered = enter_proposal(
                round_id=round.pk, fields=form.words, items=cost_lines(lines), by=request.user,
                **form.person,
            )  # fmt: skip
        except Refused as refused:
            form.add_error(None, str(refused.refusal.message))
        else:
            messages.success(request, _("Handed in. Print the receipt for the resident."))
            return redirect("proposals:enter_receipt", pk=entered.pk)
    context = {
        "round": round, "rounds": rounds, "words": form, "lines": lines, "tabs": tabs_of("enter"),
        "entered": entered_by_office(request.user),
        "may_register": request.user.may(Permission.RESIDENCY_VERIFY, round.community),
    }  # fmt: skip
    return render(request, "proposals/enter.html", context)


@never_cache
@login_required
@require_GET
def enter_receipt(request: PersonRequest, pk: int) -> HttpResponse:
    """For those who entered it, or sit in the same office."""
    rows = Proposal.objects.visible_to(request.user).filter(entered_by__isnull=False)
    proposal = get_object_or_404(rows.select_related("community", "author", "round"), pk=pk)
    if not request.user.may(Permission.PROPOSAL_ENTER, proposal.community):
        raise Http404
    short = reverse("proposals:short", args=["p", proposal.receipt_no])
    context = {"proposal": proposal, "address": request.build_absolute_uri(short)}
    context["track_url"] = request.build_absolute_uri(reverse("proposals:track"))
    return render(request, "proposals/enter_receipt.html", context)


def round_to_enter(request: PersonRequest) -> tuple[Round | None, list[Round]]:
    """The round that was chosen, else the first; to who may enter nowhere, there is no page."""
    if not places_where(request.user, Permission.PROPOSAL_ENTER):
        raise Http404
    rounds = rounds_to_enter(request.user, now=database_now())
    chosen = (request.POST or request.GET).get("round", "")
    found = next((row for row in rounds if str(row.pk) == chosen), None)
    if chosen and found is None:
        raise Http404
    return found or next(iter(rounds), None), rounds


def tabs_of(here: str) -> list[tuple[str, str, bool]]:
    """One form or many: links as (label, address, is it this page)."""
    pages = {"enter": _("One proposal"), "enter_batch": _("Many paper forms")}
    queue = (_("My queue"), reverse("pages:desk"), False)
    return [queue, *((t, reverse(f"proposals:{n}"), n == here) for n, t in pages.items())]


def _brought_along(request: PersonRequest) -> dict[str, Any]:
    """The name of whoever was registered a moment ago."""
    return {"name": request.GET.get("name", "")[:40]}
