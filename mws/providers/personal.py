"""What this room knows about persons (see mws.core.personal)."""

from __future__ import annotations

from mws.core.personal import Personal

PERSONAL: list[Personal] = []

IMPERSONAL = {"providers.Supplier": "credit_code name registered_on specialty"}
