"""People: who signs in, where they live, which roles they hold and until when."""

from mws.accounts.models.memberships import Membership, MembershipQuerySet
from mws.accounts.models.persons import User
from mws.accounts.models.proofs import ProofKind, ResidencyBasis
from mws.accounts.models.residencies import (
    GuardianConsent,
    IdentityDocument,
    Residency,
    ResidencyStatus,
    ResidencyWay,
)
from mws.accounts.models.rolls import ResidentRoll, RollLine, RollState
from mws.accounts.models.sessions import Session

__all__ = [
    "GuardianConsent",
    "IdentityDocument",
    "Membership",
    "MembershipQuerySet",
    "ProofKind",
    "Residency",
    "ResidencyBasis",
    "ResidencyStatus",
    "ResidencyWay",
    "ResidentRoll",
    "RollLine",
    "RollState",
    "Session",
    "User",
]
