"""Lists that an office brings from a spreadsheet: CSV (UTF-8, GBK, UTF-16) or XLSX, line by line.

Nothing is kept in memory but the present line. What is wrong with a file as a whole raises
``BadTable``; what is wrong in a line comes with the line, so that one report names all lines.
"""

from __future__ import annotations

import codecs
import csv
import io
import unicodedata
import zipfile
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any, BinaryIO

from mws.core.table_faults import Fault

Opener = Callable[[], BinaryIO]
MOST_CELL = 200  # characters
MOST_UNPACKED = 1_500_000_000  # bytes of an XLSX once unpacked
EXACT = 10**15  # a spreadsheet keeps fifteen figures of a number
_PLAIN = str.maketrans("", "", " \t\u3000\ufeff*＊:：")


@dataclass(frozen=True, slots=True)
class Column:
    """``names``: how the heading may be written; spaces and stars do not matter."""

    key: str
    names: tuple[str, ...]
    is_required: bool = True


@dataclass(slots=True)
class Line:
    number: int
    cells: dict[str, str]
    faults: list[Fault] = field(default_factory=list)


class BadTable(Exception):
    """The file as a whole cannot be read; the fault says what to mend."""

    def __init__(self, fault: Fault) -> None:
        super().__init__(fault.code)
        self.fault = fault


def read_table(open_file: Opener, columns: Sequence[Column], *, most_lines: int) -> Iterator[Line]:
    """The lines below the headings, empty ones left out. Raises BadTable."""
    rows = _xlsx_rows(open_file) if _is_xlsx(open_file) else _csv_rows(open_file)
    places: dict[str, int] = {}
    count = 0
    for number, cells in rows:
        if not any(str(cell).strip() for cell in cells if cell is not None):
            continue
        if not places:
            places = _places_of(columns, cells)
            continue
        count += 1
        if count > most_lines:
            raise BadTable(Fault(0, "too_many_lines", f"{most_lines:,}"))
        yield _line(number, places, cells)
    if not count:
        raise BadTable(Fault(0, "no_lines"))


def _line(number: int, places: dict[str, int], cells: Sequence[Any]) -> Line:
    line = Line(number, {})
    for key, place in places.items():
        cell = cells[place] if place < len(cells) else None
        line.cells[key] = _text(line, key, cell)
    return line


def _text(line: Line, key: str, cell: Any) -> str:
    """A cell as text. A formula is never worked out: its text would be taken for data."""
    if cell is None:
        return ""
    if isinstance(cell, int | float) and not isinstance(cell, bool):
        if abs(cell) >= EXACT:
            line.faults.append(Fault(line.number, "figures_lost", key))
            return ""
        return str(int(cell)) if cell == int(cell) else str(cell)
    if hasattr(cell, "date"):
        return cell.date().isoformat()
    text = str(cell).strip().removeprefix("'").strip()
    if text[:1] in ("=", "@") or (text[:1] in "+-" and not text[1:].isdigit() and text[1:]):
        line.faults.append(Fault(line.number, "formula", key))
        return ""
    if len(text) > MOST_CELL:
        line.faults.append(Fault(line.number, "cell_too_long", key))
        return ""
    return text


def _places_of(columns: Sequence[Column], headings: Sequence[Any]) -> dict[str, int]:
    found = [_heading(cell) for cell in headings]
    places = {
        column.key: found.index(name)
        for column in columns
        for name in map(_heading, column.names)
        if name in found
    }
    missing = [c.names[0] for c in columns if c.is_required and c.key not in places]
    if missing:
        seen = "、".join(str(cell)[:20] for cell in headings[:12] if cell)
        raise BadTable(Fault(1, "columns_missing", "、".join(missing), seen))
    return places


def _heading(cell: Any) -> str:
    return unicodedata.normalize("NFKC", str(cell or "")).translate(_PLAIN).casefold()


def _is_xlsx(open_file: Opener) -> bool:
    with open_file() as file:
        return file.read(4) == b"PK\x03\x04"


def _xlsx_rows(open_file: Opener) -> Iterator[tuple[int, Sequence[Any]]]:
    """Rows of the first sheet. ``data_only`` is off: a formula shows itself as its text."""
    from openpyxl import load_workbook

    with open_file() as file:
        try:
            with zipfile.ZipFile(file) as packed:
                if sum(part.file_size for part in packed.infolist()) > MOST_UNPACKED:
                    raise BadTable(Fault(0, "too_large"))
            book = load_workbook(file, read_only=True, data_only=False, keep_links=False)
            sheet = book.worksheets[0]
            sheet.reset_dimensions()
            yield from enumerate(sheet.iter_rows(values_only=True), start=1)
        except BadTable:
            raise
        except Exception as error:  # whatever a broken package makes the library raise
            raise BadTable(Fault(0, "not_readable")) from error


def _csv_rows(open_file: Opener) -> Iterator[tuple[int, Sequence[str]]]:
    encoding = _encoding_of(open_file)
    with open_file() as file:
        text = io.TextIOWrapper(file, encoding=encoding, newline="")
        head = text.readline(10_000)
        delimiter = max(",\t;", key=head.count)
        reader = csv.reader(_from_the_start(head, text), delimiter=delimiter)
        try:
            for cells in reader:
                yield reader.line_num, cells
        except csv.Error as error:
            raise BadTable(Fault(reader.line_num, "not_readable")) from error


def _from_the_start(head: str, rest: io.TextIOWrapper) -> Iterator[str]:
    yield head
    yield from rest


def _encoding_of(open_file: Opener) -> str:
    """UTF-8 with or without its mark, else GBK (as GB 18030, which holds it)."""
    with open_file() as file:
        if file.read(2) in (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE):
            return "utf-16"
    for encoding in ("utf-8-sig", "gb18030"):
        decoder = codecs.getincrementaldecoder(encoding)()
        with open_file() as file:
            try:
                while chunk := file.read(1 << 20):
                    if b"\0" in chunk:
                        raise BadTable(Fault(0, "not_readable"))
                    decoder.decode(chunk)
                decoder.decode(b"", final=True)
            except UnicodeDecodeError:
                continue
            return encoding
    raise BadTable(Fault(0, "encoding"))
