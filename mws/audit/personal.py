"""What this room knows about persons (see mws.core.personal)."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from mws.core.personal import Basis, Keep, Personal

PERSONAL = [
    Personal("audit.AuditEvent", "actor_id", "action target_kind effective_at",
             _("who did what: the chain of evidence"), Basis.DUTY, Keep.RECORD),
    Personal("audit.AuditEvent", "actor_id", "target_id facts",
             _("what was changed"), Basis.DUTY, Keep.RECORD, is_exported=False),
]  # fmt: skip

IMPERSONAL = {
    "audit.AuditEvent": "place_path",
    "audit.AuditLink": "previous_hash hash",
    "audit.Heartbeat": "name",
    "audit.SubscriberCursor": "name last_error",
}
