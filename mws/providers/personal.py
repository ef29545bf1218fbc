"""What this room knows about persons (see mws.core.personal)."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from mws.core.personal import Basis, Keep, Personal, acts

PERSONAL = [
    Personal("providers.Representative", "person", "supplier starts_on ends_on",
             _("for which provider you act"), Basis.DUTY, Keep.RECORD),
    *acts("providers.Representative", "named_by"),
    *acts("providers.Training", "recorded_by"),
    *acts("providers.Breach", "recorded_by"),
    *acts("providers.ServiceItem", "offered_by"),
]  # fmt: skip

IMPERSONAL = {
    "providers.Supplier": "credit_code name registered_on specialty",
    "providers.Training": "title passed_on certificate_no",
    "providers.Breach": "happened_on text document_no",
    "providers.ServiceItem": "title need content audience",
}
