"""The office with the urn: batches, keyed twice, differences settled, all declared in."""

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
from voting.models import PaperBatch, Poll
from voting.polls import rules_paper, services
from voting.polls.forms import ExpectedForm, PaperForm, ReasonForm
from voting.polls.selectors.papers import BatchPage, batch_page, papers_page, voters_found
from voting.polls.views.public import paper_response, trail_of


@never_cache
@login_required
@require_http_methods(["GET", "POST"])
def counter(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Find a person on the roll, and hand over a one-time code or a paper. Whom one looks for is
    posted: a name or a number in an address would stay in logs and in the browser's history."""
    poll = _served(request, pk)
    code, words = "", request.POST.get("words", "")[:40]
    step, resident = request.POST.get("step", ""), request.POST.get("resident", "")
    if step and resident.isdigit():
        voter = {"poll_id": poll.pk, "resident_id": int(resident), "by": request.user}
        if step == "paper":
            done = _("Handed out. The roll is marked; an online ballot of this person is void.")
            attempt(request, partial(services.hand_out_paper, **voter), done=done)
        else:
            codes: list[str] = []
            done = _("Give this code to the person. It is shown once.")
            attempt(request, lambda: codes.append(services.issue_code(**voter)), done=done)
            code = "".join(codes)
    found = voters_found(poll, words)
    rows = [
        (entry, rules_paper.why_not_serve_voter(poll, entry, by=request.user, now=database_now()))
        for entry in found
    ]
    context = {"poll": poll, "rows": rows, "words": words, "code": code, "trail": trail_of(poll)}
    return render(request, "polls/counter.html", context)


@login_required
@require_GET
def paper_official(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The ballot paper to print and hand out."""
    return paper_response(request, _served(request, pk), is_official=True)


@login_required
@require_http_methods(["GET", "POST"])
def papers(request: HttpRequest, pk: UUID) -> HttpResponse:
    """All batches; begin another one."""
    poll = _served(request, pk)
    form = ExpectedForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        act = partial(services.open_batch, poll_id=pk, by=request.user, **form.cleaned_data)
        attempt(request, act, done=_("The batch is open. Key its papers one by one."))
        return redirect("voting:papers", pk)
    page = papers_page(poll, user=request.user)
    context = {"page": page, "poll": poll, "form": form, "trail": trail_of(poll)}
    return render(request, "polls/papers.html", context)


@login_required
@require_POST
def papers_finish(request: HttpRequest, pk: UUID) -> HttpResponse:
    """All papers are in: count."""
    poll = _served(request, pk)
    act = partial(services.finish_papers, poll_id=poll.pk, by=request.user)
    attempt(request, act, done=_("All papers are in; the vote is counted."))
    return redirect("voting:poll_manage", pk)


@never_cache
@login_required
@require_http_methods(["GET", "POST"])
def batch(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Key the next paper of a batch, or settle one on which the two keyings differ."""
    found = _batch(request, pk)
    page = batch_page(found, user=request.user)
    form = PaperForm(request.POST or None, items=page.items, initial={"sheet": page.next_sheet})
    if request.method == "POST" and form.is_valid():
        settles = request.POST.get("step") == "settle"
        service = services.settle_paper if settles else services.key_paper
        said = {name: form.cleaned_data[name] for name in ("sheet", "choices", "invalid")}
        act = partial(service, batch_id=pk, by=request.user, **said)
        if attempt(request, act, done=_("Paper %(sheet)s is keyed.") % said):
            return redirect("voting:batch", pk)
    return render(request, "polls/batch.html", _context(page, form))


@login_required
@require_GET
def batch_reverse_ask(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Ask why a batch is reversed."""
    return render(
        request, "polls/batch_reverse.html", {"batch": _batch(request, pk), "form": ReasonForm()}
    )


@login_required
@require_POST
def batch_act(request: HttpRequest, pk: UUID, step: str) -> HttpResponse:
    """Reconcile a batch, or reverse it as a whole."""
    found = _batch(request, pk)
    if step == "reconcile":
        act = partial(services.reconcile_batch, batch_id=pk, by=request.user)
        attempt(request, act, done=_("The batch is reconciled."))
    else:
        reason = request.POST.get("reason", "")[:200]
        act = partial(services.reverse_batch, batch_id=pk, reason=reason, by=request.user)
        attempt(request, act, done=_("The batch is reversed as a whole."))
    return redirect("voting:papers", found.poll_id)


def _context(page: BatchPage, form: PaperForm) -> dict[str, object]:
    poll = page.batch.poll
    return {"page": page, "batch": page.batch, "poll": poll, "form": form, "trail": trail_of(poll)}


def _served(request: HttpRequest, pk: UUID) -> Poll:
    """The vote, for those who serve at its counter; others do not find it."""
    polls = Poll.objects.filter(is_imported=False).select_related("round__community")
    poll = get_object_or_404(polls, pk=pk)
    if rules_paper.why_not_serve(poll, by=request.user):
        raise Http404
    return poll


def _batch(request: HttpRequest, pk: UUID) -> PaperBatch:
    found = get_object_or_404(PaperBatch.objects.select_related("poll__round__community"), pk=pk)
    if rules_paper.why_not_serve(found.poll, by=request.user):
        raise Http404
    return found
