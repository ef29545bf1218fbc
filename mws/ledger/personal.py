"""What this room knows about persons (see mws.core.personal)."""

from __future__ import annotations

from mws.core.personal import acts

PERSONAL = [
    *acts("ledger.Transfer", "made_by", "approved_by"),
    *acts("ledger.AllocationOrder", "entered_by", "confirmed_by", "withdrawn_by"),
    *acts("ledger.YearClose", "prepared_by", "closed_by", "withdrawn_by"),
]

IMPERSONAL = {
    "ledger.Fund": "head_hash",
    "ledger.Transfer": "decision reference previous_hash hash",
    "ledger.AllocationOrder": "document_no purpose",
    "ledger.YearClose": "document_no",
}
