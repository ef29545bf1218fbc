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
from mws.accounts.services.residencies import (
    claim_residency,
    refuse_residency,
    verify_residency,
    withdraw_claim,
)
from mws.accounts.services.sessions import end_sessions, note_factor_change
from mws.accounts.services.terms import tell_of_ends

__all__ = [
    "claim_residency",
    "end_membership",
    "end_sessions",
    "erase_account",
    "forget_unverified",
    "give_consent",
    "grant_membership",
    "note_factor_change",
    "note_phone",
    "note_view",
    "open_membership",
    "prefer_elder",
    "refuse_residency",
    "rename_person",
    "tell_of_ends",
    "verify_phone",
    "verify_residency",
    "withdraw_claim",
]
