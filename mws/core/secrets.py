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
