"""The office's pages: dates, the frozen list, opening, closing, two signatures."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from mws.core.attempts import attempt
from mws.core.clock import database_now
from mws.core.refusals import Refused
from mws.rounds.models import Round, Stage
from voting.models import Poll, PollAmendment
from voting.polls import rules, services
from voting.polls.forms import AmendmentForm, DatesForm
from voting.polls.selectors import manage_page, polls_of, rounds_without_poll
from voting.polls.selectors.anomalies import anomaly_report
from voting.polls.selectors.desk import may_manage
from voting.polls.views.public import trail_of

# What each button does, and what is said when it is done.
STEPS: dict[str, tuple[Callable[..., Poll], str | Promise]] = {
    "freeze": (services.freeze_poll, gettext_lazy("The list is frozen and published.")),
    "open": (services.open_poll, gettext_lazy("The vote is open.")),
    "close": (services.close_poll, gettext_lazy("The vote is closed.")),
    "rehearse": (
        services.start_rehearsal,
        gettext_lazy("The rehearsal runs. It is wiped when the vote opens."),
    ),
    "rehearsed": (services.end_rehearsal, gettext_lazy("The rehearsal is over and wiped.")),
    "propose": (
        services.propose_certification,
        gettext_lazy("Signed. A second person certifies the result."),
    ),
    "certify": (services.certify_poll, gettext_lazy("The result is certified and public.")),
}


@login_required
@require_GET
def desk(request: HttpRequest) -> HttpResponse:
    """The votes on this person's desk."""
    found, waiting = polls_of(request.user), rounds_without_poll(request.user)
    if not found and not waiting and not request.user.offices:
        raise Http404
    return render(request, "polls/desk.html", {"polls": found, "rounds": waiting})


@login_required
@require_http_methods(["GET", "POST"])
def create(request: HttpRequest, pk: int) -> HttpResponse:
    """Give a round's vote its dates; the stage of the round stands in the form to begin with."""
    round = get_object_or_404(Round.objects.select_related("community"), pk=pk)
    if not may_manage(request.user, round):
        raise Http404
    if hasattr(round, "poll"):
        return redirect("voting:poll_manage", round.poll.pk)
    form = DatesForm(request.POST or None, initial=_stage_of(round))
    if request.method == "POST" and form.is_valid():
        try:
            poll = services.create_poll(round_id=pk, by=request.user, **form.cleaned_data)
        except Refused as refused:
            form.add_error(None, refused.refusal.message)
        else:
            messages.success(request, _("The vote has its dates. Freeze the list next."))
            return redirect("voting:poll_manage", poll.pk)
    refusal = rules.why_not_run(round, by=request.user)
    return render(request, "polls/create.html", {"round": round, "form": form, "refusal": refusal})


@login_required
@require_GET
def manage(request: HttpRequest, pk: UUID) -> HttpResponse:
    poll = _poll(request, pk)
    page = manage_page(poll, user=request.user, now=database_now())
    return render(
        request, "polls/manage.html", {"page": page, "poll": poll, "trail": trail_of(poll)}
    )


@login_required
@require_POST
def act(request: HttpRequest, pk: UUID, step: str) -> HttpResponse:
    """One of STEPS."""
    poll = _poll(request, pk)
    service, said = STEPS[step]
    attempt(request, partial(service, poll_id=poll.pk, by=request.user), done=said)
    return redirect("voting:poll_manage", pk)


@login_required
@require_http_methods(["GET", "POST"])
def amend(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Propose a change of a frozen list; a second person signs it."""
    poll = _poll(request, pk)
    form = AmendmentForm(request.POST or None, items=poll.items.order_by("number"))
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data | {"cost_fen": form.cleaned_data["cost_fen"] or 0}
        act = partial(services.propose_amendment, poll_id=pk, by=request.user, **data)
        if attempt(request, act, done=_("Signed first. A second person must sign.")):
            return redirect("voting:amend", pk)
    context = {
        "poll": poll, "form": form, "trail": trail_of(poll),
        "amendments": poll.amendments.select_related("item", "proposed_by", "confirmed_by"),
    }  # fmt: skip
    return render(request, "polls/amend.html", context)


@login_required
@require_POST
def amend_confirm(request: HttpRequest, pk: int) -> HttpResponse:
    """The second signature under a change."""
    found = get_object_or_404(PollAmendment.objects.select_related("poll__round__community"), pk=pk)
    poll = _poll(request, found.poll_id)
    act = partial(services.confirm_amendment, amendment_id=found.pk, by=request.user)
    attempt(request, act, done=_("The amendment is in force. Everyone who has voted is told."))
    return redirect("voting:amend", poll.pk)


@login_required
@require_GET
def anomalies(request: HttpRequest, pk: UUID) -> HttpResponse:
    """What to look at before one signs."""
    poll = _poll(request, pk)
    if not poll.is_counted:
        return redirect("voting:poll_manage", pk)
    context = {"poll": poll, "report": anomaly_report(poll), "trail": trail_of(poll)}
    return render(request, "polls/anomalies.html", context)


def _poll(request: HttpRequest, pk: UUID) -> Poll:
    poll = get_object_or_404(
        Poll.objects.select_related("round__community", "proposed_by", "certified_by"), pk=pk
    )
    if not may_manage(request.user, poll.round):
        raise Http404
    return poll


def _stage_of(round: Round) -> dict[str, object]:
    window = round.windows.get(Stage.POLL)
    if window is None:
        return {}
    return {
        "opens_at": timezone.localtime(window.starts_at),
        "closes_at": timezone.localtime(window.ends_at),
    }
