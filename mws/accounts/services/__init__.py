"""What changes about people: numbers, names, residencies, roles."""

from mws.accounts.services.memberships import end_membership, grant_membership, open_membership
from mws.accounts.services.personal import erase_account, give_consent, note_view
from mws.accounts.services.persons import (
    forget_unverified,
    note_phone,
    prefer_elder,
    rename_person,
    verify_phone,
)
from mws.accounts.services.profiles import discard_document, keep_document, set_profile
from mws.accounts.services.residencies import (
    claim_residency,
    forget_birth_dates,
    refuse_residency,
    verify_residency,
    withdraw_claim,
)
from mws.accounts.services.sessions import end_sessions, note_factor_change

__all__ = [
    "claim_residency",
    "discard_document",
    "end_membership",
    "end_sessions",
    "erase_account",
    "forget_birth_dates",
    "forget_unverified",
    "give_consent",
    "grant_membership",
    "keep_document",
    "note_factor_change",
    "note_phone",
    "note_view",
    "open_membership",
    "prefer_elder",
    "refuse_residency",
    "rename_person",
    "set_profile",
    "verify_phone",
    "verify_residency",
    "withdraw_claim",
]
