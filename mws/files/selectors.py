"""Reading about stored files."""

from __future__ import annotations

from uuid import UUID

from mws.files.models import Attachment


def attachments_of(case_id: UUID) -> list[Attachment]:
    """All files of a case, or of a vault, in the order they came (one query)."""
    return list(Attachment.objects.filter(case_id=case_id).order_by("uploaded_at", "pk"))
