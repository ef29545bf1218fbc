"""One ballot in its one spelling, its leaf hash, the root of all leaves, and the receipt.

Spelling: RFC 8785 on integers and texts. Leaf and tree: RFC 6962 (``0x00`` before a leaf, ``0x01``
before a node). Receipt: the first 80 bits of the leaf in base32 and one check character.
"""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Sequence
from typing import cast

from mws.core.canonical import canonical_json

RECEIPT_BYTES = 10
ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567"
_MISREAD = str.maketrans("018", "OIB", "- \u3000")


Choices = Sequence[str] | Sequence[tuple[str, int]]
"""Item codes; or, from elsewhere, pairs of a code and its points."""


def choices_text(choices: Choices, *, ranked: bool = False) -> str:
    """The stored form of choices: a sorted JSON list of item codes; ranks in their order; points
    as an object by item code."""
    return canonical_json(_plain(choices, ranked=ranked))


def line_of(*, round_label: str, choices: Choices, nonce: str, ranked: bool = False) -> str:
    """The ballot in its one spelling, as the package has it."""
    said = _plain(choices, ranked=ranked)
    return canonical_json(
        {"choices": said, "nonce": nonce, "round": round_label, "t": "ballot", "v": 1}
    )


def leaf_of(*, round_label: str, choices: Choices, nonce: str, ranked: bool = False) -> str:
    """SHA-256 over ``0x00`` and the ballot's line, in hexadecimal."""
    line = line_of(round_label=round_label, choices=choices, nonce=nonce, ranked=ranked)
    return hashlib.sha256(b"\x00" + line.encode()).hexdigest()


def _plain(choices: Choices, *, ranked: bool) -> list[str] | dict[str, int]:
    if choices and not isinstance(choices[0], str):
        return dict(cast(Sequence[tuple[str, int]], choices))
    codes = cast(Sequence[str], choices)
    return list(codes) if ranked else sorted(codes)


def root_of(leaves: Sequence[str]) -> str:
    """The Merkle root over leaves in the order given; the hash of nothing for an empty box."""
    return _root([bytes.fromhex(leaf) for leaf in leaves]).hex()


def _root(hashes: Sequence[bytes]) -> bytes:
    if not hashes:
        return hashlib.sha256(b"").digest()
    level = list(hashes)
    while len(level) > 1:
        pairs = zip(level[::2], level[1::2], strict=False)
        above = [hashlib.sha256(b"\x01" + left + right).digest() for left, right in pairs]
        level = above + level[len(above) * 2 :]  # an odd one is promoted as it is
    return level[0]


def path_of(leaves: Sequence[str], index: int) -> list[tuple[str, str]]:
    """The inclusion proof of one leaf: from the leaf to the root, each sibling and its side."""
    level, path = [bytes.fromhex(leaf) for leaf in leaves], []
    while len(level) > 1:
        sibling = index ^ 1
        if sibling < len(level):
            path.append(("left" if sibling < index else "right", level[sibling].hex()))
        pairs = zip(level[::2], level[1::2], strict=False)
        above = [hashlib.sha256(b"\x01" + left + right).digest() for left, right in pairs]
        level, index = above + level[len(above) * 2 :], index // 2
    return path


def receipt_of(leaf: str) -> str:
    """``XXXX-XXXX-XXXX-XXXX-C``: what the voter keeps to find the ballot after the count."""
    text = base64.b32encode(bytes.fromhex(leaf)[:RECEIPT_BYTES]).decode()
    groups = [text[start : start + 4] for start in range(0, len(text), 4)]
    return "-".join([*groups, check_character(text)])


def leaf_start_of(receipt: str) -> str | None:
    """The first 80 bits of the leaf, in hexadecimal, of a code as somebody typed it; None where
    it is no receipt. Base32 has no 0, 1 and 8, so they can only be letters misread."""
    plain = receipt.upper().translate(_MISREAD)
    text, check = plain[:-1], plain[-1:]
    if len(text) != RECEIPT_BYTES * 8 // 5 or any(letter not in ALPHABET for letter in plain):
        return None
    if check_character(text) != check:
        return None
    return base64.b32decode(text).hex()


def check_character(text: str) -> str:
    """Luhn's sum in base 32: any one wrong character, and most swapped neighbours, are noticed.

    >>> check_character("AAAAAAAAAAAAAAAB") != check_character("AAAAAAAAAAAAAABA")
    True
    """
    total = 0
    for place, character in enumerate(reversed(text)):
        doubled = ALPHABET.index(character) * (2 if place % 2 == 0 else 1)
        total += doubled // 32 + doubled % 32
    return ALPHABET[-total % 32]
