"""Who may see an attachment of a case; settings name this rule for the files' room."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.utils.translation import gettext_lazy as _

from mws.accounts.permissions import Permission
from mws.core.refusals import Refusal
from mws.files.models import Attachment, Visibility
from mws.files.selectors import attachments_of
from mws.places.models import CommunityPlan
from proposals.models import CaseDuty, Claim, Proposal
from proposals.rules.cases import why_not_edit

MOST_FILES = 12
HANDLES_CLAIMS = (Permission.CLAIM_REVIEW, Permission.PAYMENT_APPROVE, Permission.AUDIT_READ)


def why_not_attach(
    proposal: Proposal, *, by: Any, now: datetime, count: int | None = None
) -> Refusal | None:
    """Whoever writes a proposal adds files to it, as long as it is being written. ``count``: how
    many there are, where that is known already."""
    if refusal := why_not_edit(proposal, by=by, now=now):
        return refusal
    if count is None:
        count = len(attachments_of(proposal.case_id))
    if count >= MOST_FILES:
        return Refusal(
            "too_many_files",
            _("A proposal takes at most %(most)s files. Remove one first.") % {"most": MOST_FILES},
        )
    return None


def why_not_see_file(attachment: Attachment, *, by: Any) -> Refusal | None:
    """The plans of communities; public files of a case that one may see; restricted ones only for
    those who handle it."""
    proposal = Proposal.objects.visible_to(by).filter(case_id=attachment.case_id).first()
    if proposal is None:
        if CommunityPlan.objects.filter(picture=attachment).exists():
            return None
        return _why_not_see_invoice(attachment, by=by)
    if attachment.visibility == Visibility.PUBLIC:
        return None
    if by.is_authenticated and (
        by.pk in (attachment.uploaded_by_id, proposal.author_id)
        or any(hat.place.contains(proposal.community) for hat in by.offices)
        or CaseDuty.objects.filter(case_id=proposal.case_id, person=by).exists()
    ):
        return None
    return Refusal("restricted_file", _("This file is for those who handle the case."))


def _why_not_see_invoice(attachment: Attachment, *, by: Any) -> Refusal | None:
    """The invoice of a claim is for those who check and approve it, and for the audit."""
    claim = Claim.objects.filter(invoice=attachment).select_related("project__community").first()
    if claim is not None and by.is_authenticated:
        community = claim.project.community
        if any(by.may(permission, community) for permission in HANDLES_CLAIMS):
            return None
    return Refusal("unknown_file", _("There is no such file."))
