"""Who may change what about people, and why not. No writes."""

from mws.accounts.rules.factors import why_not_remove_factor
from mws.accounts.rules.memberships import why_not_end, why_not_grant
from mws.accounts.rules.personal import why_not_erase
from mws.accounts.rules.persons import why_not_found, why_not_rename
from mws.accounts.rules.profiles import (
    why_not_keep_document,
    why_not_open_vault,
    why_not_set_profile,
)
from mws.accounts.rules.residencies import (
    why_not_claim,
    why_not_refuse,
    why_not_seen,
    why_not_verify,
    why_not_withdraw_claim,
)

__all__ = [
    "why_not_claim",
    "why_not_end",
    "why_not_erase",
    "why_not_found",
    "why_not_grant",
    "why_not_keep_document",
    "why_not_open_vault",
    "why_not_refuse",
    "why_not_remove_factor",
    "why_not_rename",
    "why_not_seen",
    "why_not_set_profile",
    "why_not_verify",
    "why_not_withdraw_claim",
]
