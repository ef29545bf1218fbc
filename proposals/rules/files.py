"""Who may see an attachment of a case; settings name this rule for the files' room."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.utils.translation import gettext_lazy as _

from mws.core.refusals import Refusal
from mws.files.models import Attachment, Visibility
from mws.files.selectors import attachments_of
from proposals.models import CaseDuty, Proposal
from proposals.rules.cases import why_not_edit

MOST_FILES = 12


def why_not_attach(proposal: Proposal, *, by: Any, now: datetime) -> Refusal | None:
    """Whoever writes a proposal adds files to it, as long as it is being written."""
    if refusal := why_not_edit(proposal, by=by, now=now):
        return refusal
    if len(attachments_of(proposal.case_id)) >= MOST_FILES:
        return Refusal(
            "too_many_files",
            _("A proposal takes at most %(most)s files. Remove one first.") % {"most": MOST_FILES},
        )
    return None


def why_not_see_file(attachment: Attachment, *, by: Any) -> Refusal | None:
    """Public files of a case that one may see; restricted ones only for those who handle it."""
    proposal = Proposal.objects.visible_to(by).filter(case_id=attachment.case_id).first()
    if proposal is None:
        return Refusal("unknown_file", _("There is no such file."))
    if attachment.visibility == Visibility.PUBLIC:
        return None
    if by.is_authenticated and (
        by.pk in (attachment.uploaded_by_id, proposal.author_id)
        or any(hat.place.contains(proposal.community) for hat in by.offices)
        or CaseDuty.objects.filter(case_id=proposal.case_id, person=by).exists()
    ):
        return None
    return Refusal("restricted_file", _("This file is for those who handle the case."))
