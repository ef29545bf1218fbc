"""Tables for spreadsheet programs, in which no cell is taken for a formula."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator, Sequence
from itertools import chain
from typing import Any

from openpyxl import Workbook

BYTE_ORDER_MARK = "\ufeff"  # without it Excel reads Chinese as another code
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\0")


def safe_cell(value: Any) -> Any:
    """A number as it is; a text that a spreadsheet would run gets an apostrophe before it."""
    if not isinstance(value, str):
        return value
    value = value.replace("\0", "")
    return f"'{value}" if value.lstrip(" \u3000\n").startswith(_FORMULA) else value


def csv_lines(header: Sequence[str], rows: Iterable[Sequence[Any]]) -> Iterator[str]:
    """A CSV file line by line, for a streaming answer; UTF-8 with a byte order mark."""
    yield BYTE_ORDER_MARK
    yield from map(_line, chain([header], rows))


def workbook_of(title: str, header: Sequence[str], rows: Iterable[Sequence[Any]]) -> bytes:
    """An XLSX file with one sheet."""
    book = Workbook(write_only=True)
    sheet = book.create_sheet(title[:31])
    sheet.append([safe_cell(cell) for cell in header])
    for row in rows:
        sheet.append([safe_cell(cell) for cell in row])
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def _line(row: Sequence[Any]) -> str:
    text = io.StringIO()
    csv.writer(text).writerow([safe_cell(cell) for cell in row])
    return text.getvalue()
