"""What this room knows about persons (see mws.core.personal)."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from mws.core.personal import Basis, Keep, Personal

PERSONAL = [
    Personal("notifications.Message", "recipient_id", "code channel url queued_at sent_at read_at",
             _("what the person was told, and when"), Basis.SERVICE, Keep.ACCOUNT),
    Personal("notifications.Message", "recipient_id", "context last_error",
             _("the facts put into the message"), Basis.SERVICE, Keep.ACCOUNT, is_exported=False),
    Personal("notifications.Reach", "person_id",
             "urgent_sms urgent_email ordinary_sms ordinary_email",
             _("how messages are to reach the person"), Basis.CONSENT, Keep.ACCOUNT),
]  # fmt: skip

IMPERSONAL = {"notifications.MessageTemplate": "code language subject body"}
