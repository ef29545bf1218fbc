"""Who may see a stored file."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.utils.module_loading import import_string

from mws.core.refusals import Refusal
from mws.files.models import Attachment


def why_not_see(attachment: Attachment, *, by: Any) -> Refusal | None:
    """Its uploader may, and everyone whom ``MWS_FILE_RULE`` lets see it: ``rule(attachment, by=)
    -> Refusal | None`` knows the case. A public file is as public as its case, never more."""
    if attachment.uploaded_by_id is not None and attachment.uploaded_by_id == by.pk:
        return None
    return import_string(settings.MWS_FILE_RULE)(attachment, by=by)
