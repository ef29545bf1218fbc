"""A written proposal: the page to check it, its receipt, its withdrawal, one's own list."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from mws.core.attempts import attempt
from mws.core.clock import database_now
from mws.files.selectors import attachments_of
from proposals.forms.attachments import AttachForm
from proposals.models import Proposal
from proposals.rules import cases as rules
from proposals.rules.files import why_not_attach
from proposals.selectors.alike import alike_to
from proposals.selectors.drafts import step_line, unfinished_of
from proposals.selectors.lists import my_proposals, with_case
from proposals.services import cases
from proposals.wizard import CHECK, step_to_change


@login_required
@require_GET
def proposal_check(request: HttpRequest, pk: int) -> HttpResponse:
    """The draft as it will be read, and what still stands against submitting it."""
    proposal, now = own_case(request, pk), database_now()
    files = attachments_of(proposal.case_id)
    context = {
        "proposal": proposal,
        "steps": step_line(proposal, CHECK),
        "alike": alike_to(
            proposal.title, community=proposal.community, person=request.user, draft=proposal,
            now=now,
        ),
        "change": reverse("proposals:step", args=[pk, step_to_change(proposal).key]),
        "items": proposal.cost_items.all(),
        "refusal": rules.why_not_submit(proposal, by=request.user, now=now),
        "files": files,
        "attach": AttachForm(person=request.user),
        "why_not_attach": why_not_attach(proposal, by=request.user, now=now, count=len(files)),
    }  # fmt: skip
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
    context = {
        "cards": my_proposals(request.user, now=database_now()),
        "drafts": unfinished_of(request.user),
    }
    return render(request, "proposals/mine.html", context)


def own_case(request: HttpRequest, pk: int) -> Proposal:
    """The person's own case, or one they entered; 404 for everybody else's."""
    proposal = get_object_or_404(with_case(Proposal.objects.all()), pk=pk)
    if request.user.pk not in (proposal.author_id, proposal.entered_by_id):
        raise Http404
    return proposal
