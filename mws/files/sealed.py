"""Files that wait to be worked through and are deleted then: encrypted while they lie there.

Each line of a sealed file is one encrypted piece (see ``mws.core.secrets.cipher``); the digest of
the whole, kept beside it, shows whether pieces are missing.
"""

from __future__ import annotations

import hashlib
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from tempfile import NamedTemporaryFile, TemporaryFile
from typing import BinaryIO

from django.core.files.base import File

from mws.core.secrets import cipher
from mws.core.tables import Opener
from mws.files.storage import private_storage

PIECE = 1 << 20  # bytes


class Damaged(Exception):
    """What lies in the storage is not what was put there."""


@dataclass(frozen=True, slots=True)
class Sealed:
    """Where it lies, and what it was: digest and size (bytes) of the file itself."""

    name: str
    sha256: str
    size: int


def seal_file(file: BinaryIO, *, folder: str) -> Sealed:
    """Encrypt a file into the private storage, piece by piece."""
    digest, size = hashlib.sha256(), 0
    with TemporaryFile() as sealed:
        while piece := file.read(PIECE):
            digest.update(piece)
            size += len(piece)
            sealed.write(cipher().encrypt(piece) + b"\n")
        sealed.seek(0)
        name = private_storage().save(f"{folder}/{uuid.uuid4().hex}", File(sealed))
    return Sealed(name, digest.hexdigest(), size)


@contextmanager
def unsealed(name: str, sha256: str) -> Iterator[Opener]:
    """The file in clear while it is worked through: on this machine's disk, for nobody else, and
    gone afterwards. Raises Damaged."""
    digest = hashlib.sha256()
    with NamedTemporaryFile() as plain:
        try:
            with private_storage().open(name) as sealed:
                for piece in sealed:
                    text = cipher().decrypt(piece.strip())
                    digest.update(text)
                    plain.write(text)
        except Exception as error:  # gone, cut short, another key: whatever a storage raises
            raise Damaged from error
        if digest.hexdigest() != sha256:
            raise Damaged
        plain.flush()

        def reopen() -> BinaryIO:
            return open(plain.name, "rb")

        yield reopen


def delete_sealed(name: str) -> None:
    if name:
        private_storage().delete(name)
