"""Tables for spreadsheet programs, in which no cell is taken for a formula."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator, Sequence
from itertools import chain
from typing import Any

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.worksheet.worksheet import Worksheet

BYTE_ORDER_MARK = "\ufeff"  # without it Excel reads Chinese as another code
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
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
    """An XLSX file with one sheet; its first row stands still."""
    book = Workbook(write_only=True)
    sheet = book.create_sheet(title[:31])
    sheet.freeze_panes = "A2"
    for row in chain([header], rows):
        sheet.append([text_cell(sheet, cell) for cell in row])
    return packed(book)


def packed(book: Workbook) -> bytes:
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def text_cell(sheet: Worksheet, value: Any) -> Any:
    """A number or day as it is; a text as text, whatever it begins with: XLSX says of each cell
    what it is, so nothing need be put before it."""
    if not isinstance(value, str):
        return value
    cell = WriteOnlyCell(sheet, ILLEGAL_CHARACTERS_RE.sub("", value))
    cell.data_type = "s"
    cell.quotePrefix = value.lstrip(" \u3000\n").startswith(_FORMULA)
    return cell


def _line(row: Sequence[Any]) -> str:
    text = io.StringIO()
    csv.writer(text).writerow([safe_cell(cell) for cell in row])
    return text.getvalue()
