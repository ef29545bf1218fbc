"""Photographs and documents of a proposal while it is written: uploaded, or out of one's vault.

Photographs are public with the proposal; documents are for those who handle the case.
"""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction

from mws.accounts.models import User
from mws.accounts.rules import why_not_open_vault
from mws.core.clock import database_now
from mws.core.refusals import require
from mws.files.models import Attachment, Visibility
from mws.files.services import copy_attachment, discard_attachment, store_upload
from proposals.rules.cases import why_not_edit
from proposals.rules.files import why_not_attach
from proposals.services.moves import lock_case


@transaction.atomic
def attach_upload(
    *, proposal_id: int, upload: UploadedFile, by: User, now: datetime | None = None
) -> Attachment:
    """Add a file from the person's device. Raises Refused as ``store_upload`` does."""
    proposal = lock_case(proposal_id)
    require(why_not_attach(proposal, by=by, now=now or database_now()))
    return store_upload(upload=upload, case_id=proposal.case_id, by=by)


@transaction.atomic
def attach_from_vault(
    *, proposal_id: int, document_id: UUID, by: User, now: datetime | None = None
) -> Attachment:
    """Add a copy of a document from one's own vault; the vault keeps its own."""
    proposal = lock_case(proposal_id)
    require(why_not_attach(proposal, by=by, now=now or database_now()))
    document = Attachment.objects.get(pk=document_id)
    require(why_not_open_vault(by, document))
    visibility = Visibility.PUBLIC if document.is_photograph else Visibility.RESTRICTED
    return copy_attachment(source=document, case_id=proposal.case_id, visibility=visibility, by=by)


@transaction.atomic
def detach(*, proposal_id: int, attachment_id: UUID, by: User, now: datetime | None = None) -> None:
    """Take a file off a proposal that is still being written. Raises Attachment.DoesNotExist."""
    proposal = lock_case(proposal_id)
    require(why_not_edit(proposal, by=by, now=now or database_now()))
    attachment = Attachment.objects.get(pk=attachment_id, case_id=proposal.case_id)
    discard_attachment(attachment=attachment, by=by)
