"""The clerk's desk: who says they live here, and do they?"""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from mws.accounts import services
from mws.accounts.forms import RefuseForm, SeenForm
from mws.accounts.models import Residency, ViewedData
from mws.accounts.permissions import Permission
from mws.accounts.phones import masked_phone
from mws.accounts.requests import PersonRequest
from mws.accounts.selectors import claims_waiting, places_where, role_for
from mws.core.refusals import Refused
from mws.core.wording import day_and_year


@login_required
@require_GET
def claims(request: PersonRequest) -> HttpResponse:
    """The claims that wait for this clerk."""
    context = {
        "claims": claims_waiting(request.user),
        "offices": places_where(request.user, Permission.RESIDENCY_VERIFY),
    }
    return render(request, "accounts/claims.html", context)


@login_required
@require_http_methods(["GET", "POST"])
def claim(request: PersonRequest, pk: int) -> HttpResponse:
    """One claim; posting verifies it."""
    waiting = _waiting_or_404(request, pk)
    role = role_for(request.user, Permission.RESIDENCY_VERIFY, waiting.place)
    services.note_view(person=waiting.user, what=ViewedData.CLAIM, by=request.user, role=role)
    seen = SeenForm(request.POST or None)
    if request.method == "POST" and seen.is_valid():
        try:
            services.verify_residency(residency_id=pk, by=request.user, **seen.cleaned_data)
        except Refused as refused:
            seen.add_error(None, refused.refusal.message)
        else:
            messages.success(request, _("%(name)s is verified.") % {"name": waiting.user})
            return redirect("accounts:claims")
    return _claim_page(request, waiting, seen, RefuseForm())


@login_required
@require_http_methods(["POST"])
def claim_refuse(request: PersonRequest, pk: int) -> HttpResponse:
    waiting = _waiting_or_404(request, pk)
    form = RefuseForm(request.POST)
    if form.is_valid():
        try:
            services.refuse_residency(residency_id=pk, by=request.user, **form.cleaned_data)
        except Refused as refused:
            form.add_error(None, refused.refusal.message)
        else:
            messages.success(request, _("The claim is refused, and the person is told why."))
            return redirect("accounts:claims")
    return _claim_page(request, waiting, SeenForm(), form)


def _claim_page(
    request: PersonRequest, waiting: Residency, seen: SeenForm, form: RefuseForm
) -> HttpResponse:
    facts = [
        (_("Name"), waiting.user.display_name),
        (_("Mobile number"), masked_phone(waiting.user.phone)),
        (_("Community"), waiting.place.name),
        (_("What ties them to it"), waiting.get_basis_display()),
        (_("Living there since"), day_and_year(waiting.since)),
        (_("Claimed on"), day_and_year(waiting.claimed_at)),
    ]
    context = {"claim": waiting, "facts": facts, "seen": seen, "form": form}
    return render(request, "accounts/claim.html", context)


def _waiting_or_404(request: PersonRequest, pk: int) -> Residency:
    """To whoever may not decide about it, a claim does not exist."""
    for waiting in claims_waiting(request.user):
        if waiting.pk == pk:
            return waiting
    raise Http404
