"""The files of a proposal on its check page."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from mws.core.attempts import attempt
from mws.files.models import Attachment
from proposals.forms.attachments import AttachForm
from proposals.services import attachments
from proposals.views.writing import own_case


@login_required
@require_POST
def proposal_attach(request: HttpRequest, pk: int) -> HttpResponse:
    """Add a file: from the device, or out of the vault."""
    own_case(request, pk)
    form = AttachForm(request.POST, request.FILES, person=request.user)
    if not form.is_valid():
        messages.error(request, _("Choose a file first."))
        return redirect("proposals:check", pk=pk)
    document = form.cleaned_data["document"]

    def attach() -> None:
        for upload in form.uploads:
            attachments.attach_upload(proposal_id=pk, upload=upload, by=request.user)
        if document:
            attachments.attach_from_vault(proposal_id=pk, document_id=document, by=request.user)

    attempt(request, attach, done=_("The file is attached."))
    return redirect("proposals:check", pk=pk)


@login_required
@require_POST
def proposal_detach(request: HttpRequest, pk: int, file: UUID) -> HttpResponse:
    proposal = own_case(request, pk)
    get_object_or_404(Attachment, pk=file, case_id=proposal.case_id)

    def take_off() -> None:
        attachments.detach(proposal_id=pk, attachment_id=file, by=request.user)

    attempt(request, take_off, done=_("The file is removed."))
    return redirect("proposals:check", pk=pk)
