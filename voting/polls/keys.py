"""The key of a poll: 32 random bytes in a file, never in the database, destroyed at the seal.

Without it nobody can say whose ballot a row of the box is. Files lie in
``MWS_PRIVATE_ROOT/poll-keys``, readable by the server's user alone; several web servers share them.
"""

from __future__ import annotations

import hashlib
import hmac
import os
import secrets
from pathlib import Path
from uuid import UUID

from django.conf import settings

KEY_BYTES = 32


class KeyMissingError(Exception):
    """The key file of an open poll is not there: voting pauses until it is put back."""


def create_key(poll_id: UUID) -> bytes:
    """Write a new key (mode 600) and return it; replaces one left by a freeze that failed."""
    path = _path(poll_id)
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    key = secrets.token_bytes(KEY_BYTES)
    unfinished = path.with_suffix(f".{secrets.token_hex(4)}")
    descriptor = os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        file.write(key)
        file.flush()
        os.fsync(file.fileno())
    unfinished.replace(path)
    return key


def read_key(poll_id: UUID) -> bytes:
    """The key. Raises KeyMissingError."""
    try:
        key = _path(poll_id).read_bytes()
    except FileNotFoundError:
        raise KeyMissingError(str(poll_id)) from None
    if len(key) != KEY_BYTES:
        raise KeyMissingError(str(poll_id))
    return key


def has_key(poll_id: UUID) -> bool:
    return _path(poll_id).exists()


def destroy_key(poll_id: UUID) -> None:
    """Overwrite and remove the key; a second time does nothing."""
    path = _path(poll_id)
    if path.exists():
        path.write_bytes(bytes(KEY_BYTES))
        path.unlink(missing_ok=True)


def kept_keys() -> list[UUID]:
    """The polls whose keys are still there."""
    folder = settings.MWS_PRIVATE_ROOT / "poll-keys"
    return [UUID(file.stem) for file in folder.glob("*.key")] if folder.exists() else []


def slot_of(key: bytes, resident_id: int) -> str:
    """Where the ballot of a resident lies in the box: a pseudonym only the key can make."""
    return hmac.new(key, f"slot|v1|{resident_id}".encode(), hashlib.sha256).hexdigest()


def roll_leaf_of(key: bytes, resident_id: int) -> str:
    """One line of the roll as it is bound by the roll's root, without saying whose it is."""
    return hmac.new(key, f"roll|v1|{resident_id}".encode(), hashlib.sha256).hexdigest()


def paper_nonce_of(key: bytes, paper_id: UUID) -> str:
    """The nonce of a paper's ballot: the same each time a seal that was cut short is run again."""
    return hmac.new(key, f"paper|v1|{paper_id}".encode(), hashlib.sha256).hexdigest()[:32]


def tie_seed_of(key: bytes) -> str:
    """The seed of lots among equals: fixed with the key, published at the seal."""
    return hmac.new(key, b"tie-seed|v1", hashlib.sha256).hexdigest()


def _path(poll_id: UUID) -> Path:
    return settings.MWS_PRIVATE_ROOT / "poll-keys" / f"{poll_id}.key"
