"""Who may see a stored file."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.utils.module_loading import import_string

from mws.core.refusals import Refusal
from mws.files.models import Attachment, Visibility


def why_not_see(attachment: Attachment, *, by: Any) -> Refusal | None:
    """Public files are for everyone; a restricted one for its uploader and for those whom
    ``MWS_FILE_RULE`` lets see the case it belongs to: ``rule(attachment, by=) -> Refusal | None``.
    """
    if attachment.visibility == Visibility.PUBLIC:
        return None
    if attachment.uploaded_by_id is not None and attachment.uploaded_by_id == by.pk:
        return None
    return import_string(settings.MWS_FILE_RULE)(attachment, by=by)
