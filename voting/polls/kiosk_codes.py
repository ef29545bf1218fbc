"""一次性投票码: ten letters from the counter; the store keeps a keyed hash of them."""

from __future__ import annotations

import secrets
from uuid import UUID

from mws.core.secrets import keyed_hash

LETTERS = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789"  # none that looks like another
LENGTH = 8


def new_code() -> str:
    """``XXXX-XXXX``: 40 bits, good for one hour and one vote."""
    text = "".join(secrets.choice(LETTERS) for _place in range(LENGTH))
    return f"{text[:4]}-{text[4:]}"


def hmac_of(poll_id: UUID, code: str) -> str:
    """What is stored of a code, however it was typed."""
    plain = "".join(letter for letter in code.upper() if letter in LETTERS)
    return keyed_hash("kiosk", f"{poll_id}|{plain}")
