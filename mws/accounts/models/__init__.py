"""People: who signs in, where they live, which roles they hold and until when."""

from mws.accounts.models.memberships import Membership, MembershipQuerySet
from mws.accounts.models.personal import Consent, SensitiveView, ViewedData
from mws.accounts.models.persons import FINDS_BY_PHONE, NAMELESS, PHONE_SEATS, User
from mws.accounts.models.profiles import Profile
from mws.accounts.models.proofs import ProofKind
from mws.accounts.models.residencies import (
    WAITING,
    GuardianConsent,
    IdentityDocument,
    Residency,
    ResidencyBasis,
    ResidencyStatus,
    ResidencyWay,
)
from mws.accounts.models.rolls import ResidentRoll, RollLine, RollState
from mws.accounts.models.sessions import Session

__all__ = [
    "FINDS_BY_PHONE",
    "NAMELESS",
    "PHONE_SEATS",
    "WAITING",
    "Consent",
    "GuardianConsent",
    "IdentityDocument",
    "Membership",
    "MembershipQuerySet",
    "Profile",
    "ProofKind",
    "Residency",
    "ResidencyBasis",
    "ResidencyStatus",
    "ResidencyWay",
    "ResidentRoll",
    "RollLine",
    "RollState",
    "SensitiveView",
    "Session",
    "User",
    "ViewedData",
]
