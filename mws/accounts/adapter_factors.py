"""How allauth keeps second factors here: secrets encrypted, the last one kept by who needs it."""

from __future__ import annotations

from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator

from mws.accounts import rules
from mws.accounts.models import User
from mws.accounts.rules.factors import LAST_FACTOR
from mws.core.secrets import cipher


class FactorAdapter(DefaultMFAAdapter):
    error_messages = DefaultMFAAdapter.error_messages | {
        "cannot_delete_authenticator": LAST_FACTOR,
    }

    def encrypt(self, text: str) -> str:
        """The secret of an authenticator app, the seed of the recovery codes."""
        return cipher().encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text: str) -> str:
        return cipher().decrypt(encrypted_text.encode()).decode()

    def get_totp_label(self, user: User) -> str:
        """What the app on the phone shows: the name, not the address or number."""
        return user.get_username() if user.has_usable_password() else str(user)

    def can_delete_authenticator(self, authenticator: Authenticator) -> bool:
        return rules.why_not_remove_factor(authenticator) is None
