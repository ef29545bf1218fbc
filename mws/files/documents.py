"""Documents: PDF only, told by what is in the file and not by its name."""

from __future__ import annotations

CONTENT_TYPE, SUFFIX = "application/pdf", ".pdf"
_HEAD, _TAIL = 1024, 2048


def is_pdf(content: bytes) -> bool:
    """Whether the bytes begin and end like a PDF (ISO 32000: header within the first 1024)."""
    return b"%PDF-" in content[:_HEAD] and b"%%EOF" in content[-_TAIL:]
