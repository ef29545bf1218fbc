"""Lists as offices bring them, made here."""

from __future__ import annotations

from collections.abc import Sequence
from io import BytesIO

from django.core.files.uploadedfile import SimpleUploadedFile

from mws.core.spreadsheets import workbook_of
from mws.core.tables import Opener


def xlsx(headings: Sequence[str], rows: Sequence[Sequence[object]]) -> bytes:
    return workbook_of("表", headings, rows)


def csv(headings: Sequence[str], rows: Sequence[Sequence[object]]) -> bytes:
    lines = [",".join(str(cell) for cell in row) for row in (headings, *rows)]
    return "\n".join(lines).encode()


def opener_of(content: bytes) -> Opener:
    return lambda: BytesIO(content)


def upload_of(content: bytes, name: str = "list.csv") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content)
