"""What anyone may read: the votes, the items of one, its result. No session, no token."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from allauth.core import ratelimit
from django.core.files.storage import storages
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_GET, require_POST

from mws.core.clock import database_now
from mws.core.context import url_or_none
from mws.core.display import fair_order, keep_fair_order
from voting.models import Poll, PollPackage, PollState
from voting.polls import rules
from voting.polls.draft import kept_choices
from voting.polls.rules_paper import why_not_serve
from voting.polls.selectors import (
    ballot_page,
    look_up,
    other_rules_page,
    poll_list,
    public_polls,
    results_page,
)
from voting.polls.selectors.ballot import BallotPage, entry_of, voted_count
from voting.polls.terms import amendments_in_force, current_costs

LONGEST_RECEIPT = 40
# Where a person is sent who could vote but for one thing.
REMEDIES = {"not_resident": "accounts:home_find"}


@require_GET
def polls(request: HttpRequest) -> HttpResponse:
    """All votes, mine first."""
    page = poll_list(request.user, page=request.GET.get("page", "1"))
    return render(request, "polls/polls.html", {"page": page})


@require_GET
def poll(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The ballot for who may vote; for all others its projects and the reason."""
    found = get_object_or_404(public_polls(), pk=pk)
    if found.is_counted:
        return redirect("voting:results", pk)
    signed_in = request.user.is_authenticated
    choices = kept_choices(request, poll=found) if signed_in else []
    return ballot_response(request, found, choices)


@require_GET
def paper(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The ballot as a sheet for A4, by number: to read at home, and for who has no phone."""
    found = get_object_or_404(public_polls(), pk=pk)
    return paper_response(request, found)


def paper_response(request: HttpRequest, poll: Poll, *, is_official: bool = False) -> HttpResponse:
    """The list as it stands now; ``mark`` says of which vote and which frozen list a paper is."""
    costs = current_costs(poll)
    items = poll.items.select_related("proposal").order_by("number")
    context = {
        "poll": poll, "items": [(item, costs[item.code]) for item in items if item.code in costs],
        "mark": f"{poll.label}/{poll.items_sha256[:16]}", "is_official": is_official,
        "trail": trail_of(poll),
    }  # fmt: skip
    return render(request, "polls/paper.html", context)


def ballot_response(
    request: HttpRequest, poll: Poll, choices: list[str], *, status: int = 200, error: str = ""
) -> HttpResponse:
    """The page of a vote with these choices; ``error`` says what was wrong with them."""
    order = fair_order(request)
    page = ballot_page(poll, reader=request.user, choices=choices, order=order, now=database_now())
    context = {
        "page": page, "poll": poll, "error": error, "trail": trail_of(poll),
        "remedy": remedy_of(request, page), "serves": _serves(request, poll),
    }  # fmt: skip
    response = render(request, "polls/poll.html", context, status=status)
    keep_fair_order(response, order=order)
    return response


@require_GET
def results(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The certified result; before that, how far the count is."""
    found = get_object_or_404(public_polls(), pk=pk)
    if not found.is_counted:
        return redirect("voting:poll", pk)
    return render(request, "polls/results.html", _result_context(request, found))


@require_GET
def other_rules(request: HttpRequest, pk: UUID) -> HttpResponse:
    """What other rules would have chosen from the same ballots."""
    found = get_object_or_404(public_polls(), pk=pk)
    if not found.is_certified:
        return redirect("voting:results", pk)
    context = {"page": other_rules_page(found), "poll": found, "trail": trail_of(found)}
    return render(request, "polls/other_rules.html", context)


@require_GET
def count_record(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The record of the count as it was hashed, byte for byte."""
    found = get_object_or_404(public_polls(), pk=pk, state=PollState.CERTIFIED)
    run = get_object_or_404(found.runs, is_result=True)
    return HttpResponse(run.record, content_type="application/json; charset=utf-8")


@never_cache
@csrf_exempt
@require_POST
def find_receipt(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Whether a receipt was counted. Posted, so that no address and no log keeps the code; it
    changes nothing, so it needs no token and an anonymous page can ask."""
    found = get_object_or_404(public_polls().filter(is_imported=False), pk=pk)
    if not found.is_counted:
        return redirect("voting:poll", pk)
    if not ratelimit.consume(request, action="find_receipt"):
        return render(request, "429.html", status=429)
    receipt = request.POST.get("receipt", "")[:LONGEST_RECEIPT]
    context = _result_context(request, found)
    context |= {"receipt": receipt, "asked": True, "found": look_up(found, receipt)}
    return render(request, "polls/results.html", context)


@require_GET
def package(request: HttpRequest, pk: UUID, audience: str) -> FileResponse:
    """The latest package of a counted vote, to be checked at home."""
    found = get_object_or_404(public_polls(), pk=pk)
    if rules.why_not_download(found, audience, by=request.user):
        raise Http404
    made = found.packages.filter(audience=audience).order_by("-made_at", "-pk").first()
    if made is None:
        raise Http404
    data = storages["private"].open(made.name)
    name = f"{found.label}-{audience}.zip"
    return FileResponse(data, as_attachment=True, filename=name, content_type="application/zip")


def _result_context(request: HttpRequest, poll: Poll) -> dict[str, Any]:
    entry = entry_of(poll, request.user)
    return {
        "poll": poll, "trail": trail_of(poll), "voted": voted_count(poll),
        "page": results_page(poll) if poll.is_certified else None,
        "i_voted": entry is not None and entry.has_voted, "public_key": _public_key(poll),
        "packages": _packages(request, poll), "amendments": amendments_in_force(poll),
    }  # fmt: skip


def _serves(request: HttpRequest, poll: Poll) -> bool:
    """Whether the reader serves voters at this vote's counter."""
    is_somebody = request.user.is_authenticated and bool(request.user.hats)
    return is_somebody and why_not_serve(poll, by=request.user) is None


def _public_key(poll: Poll) -> str:
    """With which the packages of this vote are signed; imported votes have none."""
    made = poll.packages.values_list("public_key", flat=True).first()
    return made or ""


def _packages(request: HttpRequest, poll: Poll) -> list[PollPackage]:
    """Those that this reader may have, the latest of each kind."""
    latest = {made.audience: made for made in poll.packages.order_by("made_at", "pk")}
    return [
        made
        for audience, made in sorted(latest.items(), reverse=True)
        if rules.why_not_download(poll, audience, by=request.user) is None
    ]


def trail_of(poll: Poll) -> list[tuple[str, str]]:
    """Breadcrumbs: the community, then all votes."""
    place = poll.round.community
    return [(place.name, url_or_none("pages:community", place.code) or reverse("voting:polls"))]


def remedy_of(request: HttpRequest, page: BallotPage) -> str:
    """The address at which the reader can do something about not being able to vote."""
    if page.refusal is None:
        return ""
    if page.refusal.code == "not_signed_in":
        return f"{reverse('account_login')}?{urlencode({'next': request.path})}"
    name = REMEDIES.get(page.refusal.code)
    return reverse(name) if name else ""
