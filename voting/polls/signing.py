"""The site's Ed25519 key, with which packages of counted votes are signed.

The private half lies in ``MWS_PRIVATE_ROOT/signing.key`` (32 bytes, mode 600) and is made when it
is first needed; the public half is in every package and on every page of a result. Back it up:
with another key, packages would be signed by somebody else.
"""

from __future__ import annotations

import os
import secrets
from contextlib import suppress
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from django.conf import settings

from mws.core.canonical import canonical_json

KEY_BYTES = 32


def public_key() -> str:
    """In hexadecimal."""
    raw = _key().public_key().public_bytes(Encoding.Raw, PublicFormat.Raw)
    return raw.hex()


def signature_file(message: bytes) -> bytes:
    """The file ``signature`` of a package: algorithm, public key and signature."""
    parts = {
        "algorithm": "ed25519", "public_key": public_key(), "signature": _key().sign(message).hex(),
    }  # fmt: skip
    return canonical_json(parts).encode()


def _key() -> Ed25519PrivateKey:
    path = settings.MWS_PRIVATE_ROOT / "signing.key"
    if not path.exists():
        _make(path)
    return Ed25519PrivateKey.from_private_bytes(path.read_bytes())


def _make(path: Path) -> None:
    """Write a new key whole, unless another process was first."""
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    unfinished = path.with_suffix(f".{secrets.token_hex(4)}")
    descriptor = os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        file.write(secrets.token_bytes(KEY_BYTES))
        file.flush()
        os.fsync(file.fileno())
    with suppress(FileExistsError):
        os.link(unfinished, path)
    unfinished.unlink()
