"""People: who signs in, where they live, which roles they hold and until when."""

from mws.accounts.models.memberships import Membership, MembershipQuerySet
from mws.accounts.models.personal import Consent, SensitiveView, ViewedData
from mws.accounts.models.persons import User
from mws.accounts.models.profiles import Profile
from mws.accounts.models.residencies import (
    GuardianConsent,
    IdentityDocument,
    Residency,
    ResidencyBasis,
    ResidencyStatus,
)
from mws.accounts.models.sessions import Session

__all__ = [
    "Consent",
    "GuardianConsent",
    "IdentityDocument",
    "Membership",
    "MembershipQuerySet",
    "Profile",
    "Residency",
    "ResidencyBasis",
    "ResidencyStatus",
    "SensitiveView",
    "Session",
    "User",
    "ViewedData",
]
