"""Who may change what about people, and why not. No writes."""

from mws.accounts.rules.counter import (
    why_not_be,
    why_not_enter,
    why_not_give_phone,
    why_not_renumber,
)
from mws.accounts.rules.factors import why_not_remove_factor
from mws.accounts.rules.memberships import why_not_beside, why_not_end, why_not_grant
from mws.accounts.rules.personal import why_not_erase
from mws.accounts.rules.persons import why_not_found, why_not_rename
from mws.accounts.rules.profiles import (
    why_not_keep_document,
    why_not_open_vault,
    why_not_set_profile,
)
from mws.accounts.rules.proofs import why_not_edit_proofs
from mws.accounts.rules.residencies import (
    why_not_accept,
    why_not_claim,
    why_not_confirm,
    why_not_move,
    why_not_prove,
    why_not_refuse,
    why_not_seen,
    why_not_verify,
    why_not_withdraw_claim,
)
from mws.accounts.rules.rolls import (
    why_not_discard_roll,
    why_not_import_roll,
    why_not_keep_roll,
    why_not_match,
    why_not_put_in_force,
)

__all__ = [
    "why_not_accept",
    "why_not_be",
    "why_not_beside",
    "why_not_claim",
    "why_not_confirm",
    "why_not_discard_roll",
    "why_not_edit_proofs",
    "why_not_end",
    "why_not_enter",
    "why_not_erase",
    "why_not_found",
    "why_not_give_phone",
    "why_not_grant",
    "why_not_import_roll",
    "why_not_keep_document",
    "why_not_keep_roll",
    "why_not_match",
    "why_not_move",
    "why_not_open_vault",
    "why_not_prove",
    "why_not_put_in_force",
    "why_not_refuse",
    "why_not_remove_factor",
    "why_not_rename",
    "why_not_renumber",
    "why_not_seen",
    "why_not_set_profile",
    "why_not_verify",
    "why_not_withdraw_claim",
]
