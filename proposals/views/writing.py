"""Writing a proposal: a form that keeps drafts, a page to check it, a receipt, one's own list."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from mws.accounts.selectors import profile_of
from mws.core.clock import database_now
from mws.core.refusals import Refused
from mws.files.selectors import attachments_of
from mws.rounds.models import Round, RoundState
from proposals.forms.attachments import AttachForm
from proposals.forms.writing import (
    CostLineFormSet,
    ProposalForm,
    as_typed,
    cost_lines,
    from_profile,
    stored_lines,
    words_of,
)
from proposals.models import Proposal
from proposals.rules import cases as rules
from proposals.rules.files import why_not_attach
from proposals.selectors.lists import my_proposals, with_case
from proposals.services import cases
from proposals.views.attempts import attempt


@login_required
@require_http_methods(["GET", "POST"])
def proposal_new(request: HttpRequest) -> HttpResponse:
    """A new draft in the round that calls for proposals where the resident lives."""
    round = _round_at_home(request.user)
    if round is None:
        return render(request, "proposals/closed.html", {"home": request.user.home})
    if request.method == "GET":
        words = from_profile(ProposalForm(round=round), profile_of(request.user))
        return _form_page(request, round, words, CostLineFormSet(prefix="lines"))

    def store(fields: dict[str, Any], items: list[Any]) -> Proposal:
        return cases.create_proposal(round_id=round.pk, fields=fields, items=items, by=request.user)

    return _posted(request, round, store)


@login_required
@require_http_methods(["GET", "POST"])
def proposal_edit(request: HttpRequest, pk: int) -> HttpResponse:
    proposal = own_case(request, pk)
    refusal = rules.why_not_edit(proposal, by=request.user, now=database_now())
    if refusal is not None:
        return redirect("proposals:detail", pk=pk)
    if request.method == "GET":
        words = ProposalForm(initial=words_of(proposal), round=proposal.round)
        lines = stored_lines(proposal)
        return _form_page(request, proposal.round, words, lines, proposal=proposal)

    def store(fields: dict[str, Any], items: list[Any]) -> Proposal:
        return cases.update_proposal(proposal_id=pk, fields=fields, items=items, by=request.user)

    return _posted(request, proposal.round, store, proposal=proposal)


@login_required
@require_GET
def proposal_check(request: HttpRequest, pk: int) -> HttpResponse:
    """The draft as it will be read, and what still stands against submitting it."""
    proposal = own_case(request, pk)
    refusal = rules.why_not_submit(proposal, by=request.user, now=database_now())
    context = {
        "proposal": proposal,
        "items": proposal.cost_items.all(),
        "refusal": refusal,
        "files": attachments_of(proposal.case_id),
        "attach": AttachForm(person=request.user),
        "why_not_attach": why_not_attach(proposal, by=request.user, now=database_now()),
    }
    return render(request, "proposals/check.html", context)


@login_required
@require_POST
def proposal_submit(request: HttpRequest, pk: int) -> HttpResponse:
    own_case(request, pk)

    def submit() -> None:
        cases.submit_proposal(proposal_id=pk, by=request.user)

    if attempt(request, submit, done=_("The proposal is submitted.")):
        return redirect("proposals:receipt", pk=pk)
    return redirect("proposals:check", pk=pk)


@login_required
@require_GET
def proposal_receipt(request: HttpRequest, pk: int) -> HttpResponse:
    proposal = own_case(request, pk)
    if proposal.receipt_no is None:
        return redirect("proposals:check", pk=pk)
    return render(request, "proposals/receipt.html", {"proposal": proposal})


@login_required
@require_http_methods(["GET", "POST"])
def proposal_withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask once, then take the proposal back."""
    proposal = own_case(request, pk)
    if request.method == "GET":
        return render(request, "proposals/withdraw.html", {"proposal": proposal})

    def withdraw() -> None:
        cases.withdraw_proposal(proposal_id=pk, by=request.user)

    attempt(request, withdraw, done=_("The proposal is withdrawn."))
    return redirect("proposals:detail", pk=pk)


@login_required
@require_GET
def proposal_mine(request: HttpRequest) -> HttpResponse:
    cards = my_proposals(request.user, now=database_now())
    return render(request, "proposals/mine.html", {"cards": cards})


def _posted(
    request: HttpRequest, round: Round, store: Any, *, proposal: Proposal | None = None
) -> HttpResponse:
    """More lines, or keep the draft and go where the button says; what is wrong is shown."""
    if request.POST.get("step") == "lines":
        return _form_page(request, round, *as_typed(request.POST, round=round), proposal=proposal)
    is_draft = request.POST.get("step") != "check"
    words = ProposalForm(request.POST, round=round, is_draft=is_draft)
    lines = CostLineFormSet(request.POST, prefix="lines")
    if words.is_valid() & lines.is_valid():
        try:
            stored = store(words.cleaned_data, cost_lines(lines))
        except Refused as refused:
            words.add_error(None, str(refused.refusal.message))
        else:
            return redirect("proposals:edit" if is_draft else "proposals:check", pk=stored.pk)
    return _form_page(request, round, words, lines, proposal=proposal)


def _form_page(
    request: HttpRequest,
    round: Round,
    words: ProposalForm,
    lines: Any,
    *,
    proposal: Proposal | None = None,
) -> HttpResponse:
    context = {"round": round, "words": words, "lines": lines, "proposal": proposal}
    return render(request, "proposals/write.html", context)


def _round_at_home(user: Any) -> Round | None:
    """The first batch that takes proposals now in the community where this person lives."""
    if user.home is None:
        return None
    now = database_now()
    rounds = Round.objects.filter(community=user.home, state=RoundState.OPEN)
    rounds = rounds.select_related("community").prefetch_related("stages").order_by("year", "batch")
    return next((round for round in rounds if round.accepts_proposals(now)), None)


def own_case(request: HttpRequest, pk: int) -> Proposal:
    """The person's own case, or one they entered; 404 for everybody else's."""
    proposal = get_object_or_404(with_case(Proposal.objects.all()), pk=pk)
    if request.user.pk not in (proposal.author_id, proposal.entered_by_id):
        raise Http404
    return proposal
