"""Claims for payment: filed on a project, checked and approved at the desk."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from mws.accounts.requests import PersonRequest
from mws.accounts.second_factor import factor_used_recently
from mws.core.attempts import attempt
from proposals.forms.delivery import ClaimForm, ReasonForm
from proposals.forms.payments import ConfirmForm
from proposals.models import Claim
from proposals.rules.delivery_claims import why_not_file_claim
from proposals.selectors.project_claims import claim_page, claims_with_case
from proposals.selectors.project_desk import claims_waiting
from proposals.services.claims import approve_claim, file_claim, refuse_claim, review_claim
from proposals.services.payments import confirm_payment
from proposals.views.project_forms import carried_out, form_page, to_case, visible_project


@login_required
@require_http_methods(["GET", "POST"])
def project_claim(request: PersonRequest, pk: int) -> HttpResponse:
    """File a claim."""
    project = visible_project(request, pk)
    form = ClaimForm(request.POST or None, request.FILES or None, project=project)

    def act() -> None:
        file_claim(project_id=pk, by=request.user, **form.cleaned_data)

    if request.method == "POST" and carried_out(form, act):
        messages.success(request, _("The claim is filed; finance checks it."))
        return to_case(project)
    return form_page(
        request, project, form, title=_("Claim payment"), button=_("File the claim"),
        refusal=why_not_file_claim(project, by=request.user),
    )  # fmt: skip


@login_required
@require_GET
def claim_list(request: PersonRequest) -> HttpResponse:
    """What waits for this person to check or to pay."""
    return render(request, "proposals/claims.html", {"claims": claims_waiting(request.user)})


@login_required
@require_GET
def claim_detail(request: PersonRequest, pk: int) -> HttpResponse:
    return _claim_page(request, pk, ReasonForm())


@login_required
@require_POST
def claim_check(request: PersonRequest, pk: int) -> HttpResponse:
    return _decided(request, pk, review_claim, done=_("Checked; the leader approves next."))


@login_required
@require_POST
@factor_used_recently
def claim_approve(request: PersonRequest, pk: int) -> HttpResponse:
    said = _("Approved. Finance has it paid; the bank's confirmation books it.")
    return _decided(request, pk, approve_claim, done=said)


@login_required
@require_POST
def claim_confirm(request: PersonRequest, pk: int) -> HttpResponse:
    """The bank has paid: enter its number by hand."""
    form = ConfirmForm(request.POST)
    lines: list[Any] = []

    def act() -> None:
        lines.append(confirm_payment(claim_id=pk, by=request.user, **form.cleaned_data))

    get_object_or_404(Claim, pk=pk)
    if carried_out(form, act):
        if lines[0].problem:
            messages.error(request, lines[0].get_problem_display())
        else:
            messages.success(request, _("Paid: the sum is booked."))
        return redirect("proposals:claim", pk=pk)
    return _claim_page(request, pk, ReasonForm(), confirm=form)


@login_required
@require_POST
def claim_refuse(request: PersonRequest, pk: int) -> HttpResponse:
    form = ReasonForm(request.POST)

    def act() -> None:
        refuse_claim(claim_id=pk, by=request.user, **form.cleaned_data)

    if carried_out(form, act):
        messages.success(request, _("The claim is refused."))
        return redirect("proposals:claim", pk=pk)
    return _claim_page(request, pk, form)


def _decided(
    request: PersonRequest, pk: int, service: Callable[..., Any], *, done: str
) -> HttpResponse:
    get_object_or_404(Claim, pk=pk)
    attempt(request, partial(service, claim_id=pk, by=request.user), done=done)
    return redirect("proposals:claim", pk=pk)


def _claim_page(
    request: PersonRequest, pk: int, form: ReasonForm, *, confirm: ConfirmForm | None = None
) -> HttpResponse:
    claim = get_object_or_404(claims_with_case(), pk=pk)
    page = claim_page(claim, user=request.user)
    return render(
        request,
        "proposals/claim.html",
        {"page": page, "form": form, "confirm": confirm or ConfirmForm()},
    )
