"""What this room knows about persons (see mws.core.personal)."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from mws.core.personal import Basis, Keep, Personal

PERSONAL = [
    Personal("files.Attachment", "uploaded_by_id",
             "kind original_name caption alt_text uploaded_at retain_until erased_at",
             _("what a person showed to the office or the public"), Basis.SERVICE, Keep.FILE),
    Personal("files.Attachment", "uploaded_by_id", "file",
             _("the document or photograph itself"), Basis.SERVICE, Keep.FILE, is_exported=False),
]  # fmt: skip

IMPERSONAL = {"files.Attachment": "suffix content_type sha256"}
