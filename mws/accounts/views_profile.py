"""One's own profile, and the vault of documents that are uploaded once."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from mws.accounts import rules, services
from mws.accounts.forms_profile import ProfileForm, UploadForm
from mws.accounts.requests import PersonRequest
from mws.accounts.selectors import profile_of, vault_of
from mws.core.refusals import Refused


@login_required
@require_http_methods(["GET", "POST"])
def profile(request: PersonRequest) -> HttpResponse:
    kept = profile_of(request.user)
    initial = kept and {
        "estate": kept.estate and kept.estate.code,
        "organisation": kept.organisation,
        "credit_code": kept.credit_code,
    }
    form = ProfileForm(request.POST or None, initial=initial, home=request.user.home)
    if request.method == "POST" and form.is_valid():
        try:
            services.set_profile(**form.cleaned_data, by=request.user)
        except Refused as refused:
            form.add_error(None, str(refused.refusal.message))
        else:
            messages.success(request, _("Your profile is kept."))
            return redirect("accounts:me")
    return render(request, "accounts/profile.html", {"form": form})


@login_required
@require_http_methods(["GET", "POST"])
def documents(request: PersonRequest) -> HttpResponse:
    """The documents in one's vault, and room for one more."""
    form = UploadForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        try:
            services.keep_document(upload=form.cleaned_data["upload"], by=request.user)
        except Refused as refused:
            form.add_error("upload", str(refused.refusal.message))
        else:
            messages.success(request, _("The document is kept."))
            return redirect("accounts:documents")
    context = {
        "form": form,
        "documents": vault_of(request.user),
        "refusal": rules.why_not_keep_document(request.user),
    }
    return render(request, "accounts/documents.html", context)


@login_required
@require_POST
def document_discard(request: PersonRequest, pk: UUID) -> HttpResponse:
    if pk not in {document.pk for document in vault_of(request.user)}:
        raise Http404
    services.discard_document(document_id=pk, by=request.user)
    messages.success(request, _("The document is deleted."))
    return redirect("accounts:documents")
