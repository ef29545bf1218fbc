"""What changes about people: numbers, names, residencies, roles."""

from mws.accounts.services.counter import claim_number, enter_resident, give_phone
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
from mws.accounts.services.proofs import (
    add_proof_kind,
    begin_proof_kinds,
    change_proof_kind,
    forget_stale_proofs,
)
from mws.accounts.services.residencies import (
    claim_residency,
    confirm_residency,
    forget_birth_dates,
    refuse_residency,
    verify_residency,
    withdraw_claim,
)
from mws.accounts.services.roll_matching import match_claim
from mws.accounts.services.roll_reading import read_roll
from mws.accounts.services.rolls import (
    discard_roll,
    import_roll,
    put_roll_in_force,
    tend_rolls,
)
from mws.accounts.services.sessions import end_sessions, note_factor_change
from mws.accounts.services.terms import tell_of_ends

__all__ = [
    "add_proof_kind",
    "begin_proof_kinds",
    "change_proof_kind",
    "claim_number",
    "claim_residency",
    "confirm_residency",
    "discard_document",
    "discard_roll",
    "end_membership",
    "end_sessions",
    "enter_resident",
    "erase_account",
    "forget_birth_dates",
    "forget_stale_proofs",
    "forget_unverified",
    "give_consent",
    "give_phone",
    "grant_membership",
    "import_roll",
    "keep_document",
    "match_claim",
    "note_factor_change",
    "note_phone",
    "note_view",
    "open_membership",
    "prefer_elder",
    "put_roll_in_force",
    "read_roll",
    "refuse_residency",
    "rename_person",
    "set_profile",
    "tell_of_ends",
    "tend_rolls",
    "verify_phone",
    "verify_residency",
    "withdraw_claim",
]
