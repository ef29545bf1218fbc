"""The voter's way: choose, check, cast, receipt. Nothing here is cached, logged or kept."""

from __future__ import annotations

from functools import partial
from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from mws.core.attempts import attempt
from mws.core.clock import database_now
from mws.core.display import fair_order
from mws.core.refusals import Refused
from voting.models import Poll
from voting.polls import rules, services
from voting.polls.draft import forget_choices, keep_choices, kept_choices
from voting.polls.selectors import BallotPage, ballot_page, public_polls, receipt_of_voter
from voting.polls.selectors.ballot import entry_of
from voting.polls.terms import current_costs, is_knapsack
from voting.polls.views.public import ballot_response, trail_of


@never_cache
@login_required
@require_POST
def ballot(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Take the choices from the ballot page: on to the review, or back with a new fund bar.

    ``step`` is review, update (without script) or keep (a script saves while one chooses).
    """
    poll = get_object_or_404(public_polls(), pk=pk)
    costs = current_costs(poll)
    choices = [code for code in request.POST.getlist("choice") if code in costs]
    step = request.POST.get("step")
    response: HttpResponse = redirect("voting:review" if step == "review" else "voting:poll", pk)
    if step == "keep":
        response = HttpResponse(status=204)
    elif step == "review" and (
        refusal := rules.why_not_choices(
            choices,
            costs=costs,
            choices_max=poll.choices_max,
            budget_fen=poll.budget_fen if is_knapsack(poll) else None,
        )
    ):
        response = ballot_response(request, poll, choices, status=422, error=refusal.message)
    keep_choices(response, poll=poll, voter=request.user, choices=choices)
    return response


@never_cache
@login_required
@require_GET
def review(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Check your answers; the form carries the choices, so each tab casts what it shows."""
    poll = get_object_or_404(public_polls(), pk=pk)
    page = _page(request, poll, kept_choices(request, poll=poll))
    if page.refusal or not page.picks:
        return redirect("voting:poll", pk)
    return render(request, "polls/review.html", _context(page))


@never_cache
@login_required
@require_POST
def cast(request: HttpRequest, pk: UUID) -> HttpResponse:
    choices = request.POST.getlist("choice")
    try:  # the vote is read once, by the service, under its lock
        services.cast_ballot(poll_id=pk, choices=choices, by=request.user)
    except Poll.DoesNotExist:
        raise Http404 from None
    except Refused as refused:
        poll = get_object_or_404(public_polls(), pk=pk)
        if _page(request, poll, choices).refusal:
            return redirect("voting:poll", pk)
        return ballot_response(
            request, poll, choices, status=422, error=str(refused.refusal.message)
        )
    response = redirect("voting:done", pk)
    forget_choices(response)
    return response


@never_cache
@login_required
@require_GET
def done(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The receipt, derived from the box again each time this page is asked for. That an earlier
    ballot was replaced is said here alone, to the voter, until the close."""
    poll = get_object_or_404(public_polls(), pk=pk)
    receipt = receipt_of_voter(poll, request.user)
    if receipt is None:
        return redirect("voting:poll", pk)
    entry = entry_of(poll, request.user)
    context = {
        "poll": poll, "receipt": receipt, "trail": trail_of(poll),
        "has_replaced": entry is not None and entry.changes > 0,
    }  # fmt: skip
    return render(request, "polls/done.html", context)


@never_cache
@login_required
@require_http_methods(["GET", "POST"])
def withdraw(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Ask first, then take the ballot out."""
    poll = get_object_or_404(public_polls(), pk=pk)
    page = _page(request, poll, [])
    if request.method == "GET":
        if page.refusal or not page.has_voted:
            return redirect("voting:poll", pk)
        return render(request, "polls/withdraw.html", _context(page))
    act = partial(services.withdraw_ballot, poll_id=pk, by=request.user)
    attempt(request, act, done=_("Your ballot is out of the box. You can vote again."))
    return redirect("voting:poll", pk)


def _page(request: HttpRequest, poll: Poll, choices: list[str]) -> BallotPage:
    return ballot_page(
        poll, reader=request.user, choices=choices, order=fair_order(request), now=database_now()
    )


def _context(page: BallotPage) -> dict[str, object]:
    return {"page": page, "poll": page.poll, "trail": trail_of(page.poll)}
