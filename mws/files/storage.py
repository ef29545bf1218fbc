"""Private storage: files are never under the public media address."""

from __future__ import annotations

from django.core.files.storage import Storage, storages


def private_storage() -> Storage:
    """The storage alias ``private`` (disk below MWS_PRIVATE_ROOT, or S3-compatible)."""
    return storages["private"]
