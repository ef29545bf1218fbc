"""One spelling for every fact that is hashed (the RFC 8785 subset of integers and strings)."""

from __future__ import annotations

import hashlib
import json
import unicodedata
from typing import Any

GENESIS = "0" * 64


def canonical_json(value: Any) -> str:
    """Sorted keys, no spaces, NFC strings; floats are refused because they have no one spelling."""
    return json.dumps(
        _plain(value), sort_keys=True, ensure_ascii=False, separators=(",", ":"), allow_nan=False
    )


def sha256_hex(text: str | bytes) -> str:
    return hashlib.sha256(text.encode() if isinstance(text, str) else text).hexdigest()


def link_hash(previous: str, facts: Any) -> str:
    """The next hash of a chain: SHA-256 over the previous hash and the canonical facts."""
    return sha256_hex(f"{previous}\n{canonical_json(facts)}")


def _plain(value: Any) -> Any:
    if isinstance(value, str):
        return unicodedata.normalize("NFC", value)
    if value is None or isinstance(value, bool | int):
        return value
    if isinstance(value, dict):
        return {str(key): _plain(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(item) for item in value]
    if hasattr(value, "isoformat"):
        return value.isoformat()
    if isinstance(value, float):
        raise TypeError("floats have no canonical spelling; use integers")
    return str(value)
