"""What this room knows about persons (see mws.core.personal)."""

from __future__ import annotations

from mws.core.personal import acts

PERSONAL = [*acts("oversight.OversightNote", "written_by")]

IMPERSONAL = {
    "oversight.Tally": "key",
    "oversight.OversightNote": "text referred_to case_id",
}
