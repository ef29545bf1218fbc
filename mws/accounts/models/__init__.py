"""People: who signs in, where they live, which roles they hold and until when."""

from mws.accounts.models.memberships import Membership, MembershipQuerySet
from mws.accounts.models.personal import Consent, Seen, SensitiveView
from mws.accounts.models.persons import User
from mws.accounts.models.residencies import Residency, ResidencyBasis, ResidencyStatus
from mws.accounts.models.sessions import Session

__all__ = [
    "Consent",
    "Membership",
    "MembershipQuerySet",
    "Residency",
    "ResidencyBasis",
    "ResidencyStatus",
    "Seen",
    "SensitiveView",
    "Session",
    "User",
]
