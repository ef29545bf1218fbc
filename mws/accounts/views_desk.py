"""The clerk's desk: who says they live here, and do they?"""

from __future__ import annotations

from csp.decorators import csp
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.cache import patch_cache_control
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from mws.accounts import services
from mws.accounts.forms import RefuseForm, SeenForm
from mws.accounts.models import Residency, ResidencyStatus, ViewedData
from mws.accounts.permissions import Permission
from mws.accounts.phones import masked_phone
from mws.accounts.requests import PersonRequest
from mws.accounts.selectors import (
    claims_checked,
    claims_waiting,
    entered_only,
    people_with_phone,
    places_where,
    role_for,
)
from mws.core.refusals import Refused
from mws.core.wording import day_and_year
from mws.files.views import FILE_POLICY, file_response


@login_required
@require_GET
def claims(request: PersonRequest) -> HttpResponse:
    """The claims that wait for this clerk, as the first or as the second person."""
    waiting = claims_waiting(request.user)
    offices = places_where(request.user, Permission.RESIDENCY_VERIFY)
    context = {
        "claims": [claim for claim in waiting if claim.status == ResidencyStatus.CLAIMED],
        "to_confirm": [claim for claim in waiting if claim.status == ResidencyStatus.CHECKED],
        "with_colleagues": claims_checked(request.user),
        "offices": offices,
        "entered": entered_only(offices),
    }
    return render(request, "accounts/claims.html", context)


@login_required
@require_http_methods(["GET", "POST"])
def claim(request: PersonRequest, pk: int) -> HttpResponse:
    """One claim; posting checks it."""
    waiting = _waiting_or_404(request, pk)
    _note_view(request, waiting, ViewedData.CLAIM)
    seen = _seen_form(request, waiting)
    if request.method == "POST" and seen.is_valid():
        try:
            checked = services.verify_residency(
                residency_id=pk, by=request.user, **seen.cleaned_data
            )
        except Refused as refused:
            seen.add_error(None, str(refused.refusal.message))
        else:
            messages.success(request, said_of(checked))
            return redirect("accounts:claims")
    return _claim_page(request, waiting, seen, RefuseForm())


@login_required
@require_POST
def claim_confirm(request: PersonRequest, pk: int) -> HttpResponse:
    """As the second person."""
    waiting = _waiting_or_404(request, pk)
    try:
        confirmed = services.confirm_residency(residency_id=pk, by=request.user)
    except Refused as refused:
        messages.error(request, str(refused.refusal.message))
        return redirect("accounts:claim", pk=waiting.pk)
    messages.success(request, said_of(confirmed))
    return redirect("accounts:claims")


@login_required
@require_http_methods(["POST"])
def claim_refuse(request: PersonRequest, pk: int) -> HttpResponse:
    waiting = _waiting_or_404(request, pk)
    form = RefuseForm(request.POST)
    if form.is_valid():
        try:
            services.refuse_residency(residency_id=pk, by=request.user, **form.cleaned_data)
        except Refused as refused:
            form.add_error(None, str(refused.refusal.message))
        else:
            messages.success(request, _("The claim is refused, and the person is told why."))
            return redirect("accounts:claims")
    seen = SeenForm(place=waiting.place, initial={"proof": waiting.proof})
    return _claim_page(request, waiting, seen, form)


@csp(FILE_POLICY)  # type: ignore[arg-type]  # it knows no arguments of addresses
@login_required
@require_GET
def claim_proof(request: PersonRequest, pk: int) -> HttpResponseBase:
    """The uploaded proof of a claim that waits for this clerk; each look is noted."""
    waiting = _waiting_or_404(request, pk)
    if waiting.proof_file is None or waiting.proof_file.erased_at is not None:
        raise Http404
    _note_view(request, waiting, ViewedData.PROOF)
    response = file_response(waiting.proof_file)
    response["X-Content-Type-Options"] = "nosniff"
    patch_cache_control(response, private=True, no_store=True)
    return response


def said_of(residency: Residency) -> str:
    """What a check came to."""
    if residency.status == ResidencyStatus.CHECKED:
        return _("%(name)s is checked. A second person of the office confirms it.") % {
            "name": residency.user
        }
    return _("%(name)s is verified.") % {"name": residency.user}


def _seen_form(request: PersonRequest, waiting: Residency) -> SeenForm:
    return SeenForm(request.POST or None, place=waiting.place, initial={"proof": waiting.proof})


def _claim_page(
    request: PersonRequest, waiting: Residency, seen: SeenForm, form: RefuseForm
) -> HttpResponse:
    context = {"claim": waiting, "facts": _facts_of(waiting), "seen": seen, "form": form}
    return render(request, "accounts/claim.html", context)


def _facts_of(waiting: Residency) -> list[tuple[str, object]]:
    facts: list[tuple[str, object]] = [
        (_("Name"), waiting.user.display_name),
        (_("Mobile number"), masked_phone(waiting.user.phone)),
        (_("Shares the number with"), _housemates(waiting)),
        (_("Community"), waiting.place.name),
        (_("What ties them to it"), waiting.get_basis_display()),
        (_("Living there since"), day_and_year(waiting.since)),
        (_("Claimed on"), day_and_year(waiting.claimed_at)),
        (_("Proof of the home"), waiting.proof),
    ]
    if waiting.checked_at:
        documents = waiting.user.documents.filter(checked_at=waiting.checked_at)
        kinds = [document.get_type_display() for document in documents]
        facts += [
            (_("Identity document"), pgettext("list", ", ").join(kinds)),
            (_("First checked by"), waiting.checked_by),
            (_("Checked on"), day_and_year(waiting.checked_at)),
        ]
    return facts


def _housemates(waiting: Residency) -> str:
    person = waiting.user
    if not person.phone or not (person.phone_verified or person.phone_given_at):
        return ""
    others = people_with_phone(person.phone).exclude(pk=person.pk)
    return pgettext("list", ", ").join(str(other) for other in others)


def _note_view(request: PersonRequest, waiting: Residency, what: ViewedData) -> None:
    role = role_for(request.user, Permission.RESIDENCY_VERIFY, waiting.place)
    services.note_view(person=waiting.user, what=what, by=request.user, role=role)


def _waiting_or_404(request: PersonRequest, pk: int) -> Residency:
    """To whoever may not decide about it, a claim does not exist."""
    for waiting in claims_waiting(request.user):
        if waiting.pk == pk:
            return waiting
    raise Http404
