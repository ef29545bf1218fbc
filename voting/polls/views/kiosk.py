"""The kiosk at the service centre: a code from the counter instead of an account. Nothing is kept:
the code travels in the form, and the receipt stands on the one page that answers the cast."""

from __future__ import annotations

from uuid import UUID

from allauth.core import ratelimit
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from mws.core.clock import database_now
from mws.core.display import fair_order
from mws.core.refusals import Refusal, Refused
from voting.models import Poll
from voting.polls import rules, rules_paper, services
from voting.polls.selectors import public_polls
from voting.polls.selectors.kiosk import KioskPage, kiosk_page
from voting.polls.terms import current_costs, is_knapsack
from voting.polls.views.public import trail_of

LONGEST_CODE = 20
TEMPLATES = {"code": "polls/kiosk.html", "choose": "polls/kiosk_ballot.html",
             "review": "polls/kiosk_review.html"}  # fmt: skip


@never_cache
@sensitive_post_parameters()
@require_http_methods(["GET", "POST"])
def kiosk(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Enter the code, choose, check, cast: each step posts to this one address."""
    poll = get_object_or_404(public_polls().filter(is_imported=False), pk=pk)
    code = request.POST.get("code", "")[:LONGEST_CODE]
    choices = request.POST.getlist("choice")
    step = request.POST.get("step", "code")
    if request.method == "POST" and not ratelimit.consume(request, action="kiosk"):
        return render(request, "429.html", status=429)
    if step == "cast":
        try:
            receipt = services.cast_at_kiosk(poll_id=pk, code=code, choices=choices)
        except Refused as refused:
            return _page(request, poll, code, choices, "choose", refused.refusal)
        context = {"poll": poll, "receipt": receipt, "trail": trail_of(poll)}
        return render(request, "polls/kiosk_done.html", context)
    if request.method == "GET":
        return _page(request, poll, "", [], "code", None)
    refusal = _why_not_go_on(poll, choices) if step == "review" else None
    wanted = "review" if step == "review" and refusal is None else "choose"
    return _page(request, poll, code, choices, wanted, refusal)


def _page(
    request: HttpRequest, poll: Poll, code: str, choices: list[str], step: str,
    refusal: Refusal | None,
) -> HttpResponse:  # fmt: skip
    """Back to the code where it is not valid, or the vote not open."""
    now = database_now()
    page: KioskPage = kiosk_page(poll, code=code, choices=choices, order=fair_order(request))
    closed = rules.why_not_now(poll, now=now)
    if step != "code":
        refusal = closed or rules_paper.why_not_use_code(page.found, now=now) or refusal
    if closed or (page.found is None and step != "code"):
        step = "code"
    context = {
        "page": page.ballot, "poll": poll, "code": code, "error": refusal or closed,
        "trail": trail_of(poll), "title": _("Vote at the service centre"),
    }  # fmt: skip
    status = 422 if refusal and request.method == "POST" else 200
    return render(request, TEMPLATES[step], context, status=status)


def _why_not_go_on(poll: Poll, choices: list[str]) -> Refusal | None:
    return rules.why_not_choices(
        choices, costs=current_costs(poll), choices_max=poll.choices_max,
        budget_fen=poll.budget_fen if is_knapsack(poll) else None,
    )  # fmt: skip
