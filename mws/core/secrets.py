"""Personal data at rest: reversible fields are encrypted, look-ups go through a keyed hash.

The keys live in the environment (MWS_FIELD_KEYS, MWS_PEPPER), never in the database.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
from functools import lru_cache
from typing import Any

from cryptography.fernet import Fernet, MultiFernet
from cryptography.hazmat.primitives.ciphers.aead import AESSIV
from django.conf import settings
from django.db import models


def keyed_hash(purpose: str, text: str) -> str:
    """HMAC-SHA-256 with the pepper; ``purpose`` keeps hashes of different columns apart."""
    return hmac.new(
        settings.MWS_PEPPER.encode(), f"{purpose}|{text}".encode(), hashlib.sha256
    ).hexdigest()


def cipher() -> MultiFernet:
    """Encrypts with the newest of MWS_FIELD_KEYS and decrypts with any of them."""
    return _cipher(tuple(settings.MWS_FIELD_KEYS))


@lru_cache(maxsize=4)
def _cipher(keys: tuple[str, ...]) -> MultiFernet:
    return MultiFernet(
        [Fernet(base64.urlsafe_b64encode(hashlib.sha256(key.encode()).digest())) for key in keys]
    )


class EncryptedTextField(models.TextField):
    """Text that only the application can read. Cannot be searched: keep a keyed hash beside it."""

    def get_prep_value(self, value: Any) -> Any:
        value = super().get_prep_value(value)
        if value in (None, ""):
            return value
        return cipher().encrypt(value.encode()).decode()

    def from_db_value(self, value: Any, expression: Any, connection: Any) -> Any:
        if value in (None, ""):
            return value
        return cipher().decrypt(value.encode()).decode()


def seal(purpose: str, text: str) -> str:
    """Cipher text that is the same for the same text (AES-SIV, RFC 5297: its first 16 bytes are a
    keyed hash of the text), so that a column can be searched for a whole value and be unique.
    The key is made of the pepper; ``purpose`` keeps columns apart."""
    sealed = _sealer(settings.MWS_PEPPER).encrypt(text.encode(), [purpose.encode()])
    return base64.urlsafe_b64encode(sealed).decode()


def unseal(purpose: str, sealed: str) -> str:
    """The text again. Raises InvalidTag for what was not sealed with this pepper and purpose."""
    data = base64.urlsafe_b64decode(sealed)
    return _sealer(settings.MWS_PEPPER).decrypt(data, [purpose.encode()]).decode()


@lru_cache(maxsize=4)
def _sealer(pepper: str) -> AESSIV:
    return AESSIV(hashlib.sha512(f"seal|{pepper}".encode()).digest())


class SealedMixin(models.Field):
    """A column of sealed text. To migrations it is the plain column that it is in the database,
    so a library's column can be sealed as well (``mws.accounts.sealing``)."""

    purpose = ""
    plain = models.CharField

    def deconstruct(self) -> Any:
        name, _path, args, kwargs = super().deconstruct()
        return name, f"django.db.models.{self.plain.__name__}", args, kwargs

    def get_prep_value(self, value: Any) -> Any:
        value = super().get_prep_value(value)
        return seal(self.purpose, self.spelled(value)) if value else value

    def from_db_value(self, value: Any, expression: Any, connection: Any) -> Any:
        return unseal(self.purpose, value) if value else value

    def spelled(self, value: str) -> str:
        """The one spelling under which a value is kept and found."""
        return value


class SealedEmailField(SealedMixin, models.EmailField):
    """An e-mail address, kept and found in small letters."""

    purpose = "email"
    plain = models.EmailField

    def spelled(self, value: str) -> str:
        return value.lower()


class SealedSessionKeyField(SealedMixin, models.CharField):
    """The id of a session: whoever reads it in a dump cannot use it as a cookie."""

    purpose = "session"


def hidden_cache_key(key: str, key_prefix: str, version: int) -> str:
    """Names of cache entries hold numbers and codes (rate limits, used codes): hashed with the
    pepper, they tell nothing. Used through KEY_FUNCTION."""
    return keyed_hash("cache", f"{key_prefix}:{version}:{key}")
