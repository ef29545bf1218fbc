"""What this room knows about persons (see mws.core.personal)."""

from __future__ import annotations

from mws.core.personal import Basis, Keep, Personal, acts

PERSONAL = [
    Personal("accounts.User", "pk", "username display_name first_name last_name email phone",
             "to sign in, and be named and reached", Basis.SERVICE, Keep.ACCOUNT),
    Personal("accounts.User", "pk", "password phone_lookup",
             "to sign in", Basis.SERVICE, Keep.ACCOUNT, is_exported=False),
    Personal("accounts.Session", "session_key", "session_data",
             "to stay signed in", Basis.SERVICE, Keep.SIGN_IN, is_exported=False),
    Personal("accounts.Residency", "user", "place basis since status claimed_at decided_at reason",
             "one verified home a person, one vote", Basis.DUTY, Keep.ACCOUNT),
    Personal("accounts.Membership", "user", "role place starts_on ends_on reason end_reason",
             "who held which office", Basis.DUTY, Keep.RECORD),
    *acts("accounts.Membership", "granted_by", "ended_by"),
    *acts("accounts.Residency", "decided_by"),
]  # fmt: skip

IMPERSONAL: dict[str, str] = {}
