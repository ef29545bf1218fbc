"""Lists that an office brings from a spreadsheet: CSV (UTF-8, GBK, UTF-16) or XLSX, line by line.

Nothing is kept in memory but the present line. What is wrong with a file as a whole raises
``BadTable``; what is wrong in a line comes with the line, so that one report names all lines.
"""

from __future__ import annotations

import codecs
import csv
import io
import re
import unicodedata
import zipfile
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import chain, islice
from typing import Any, BinaryIO

from mws.core.table_faults import Fault

Opener = Callable[[], BinaryIO]
MOST_CELL = 200  # characters
LONGEST = 100_000  # characters of a line
MOST_UNPACKED = 1_500_000_000  # bytes of an XLSX once unpacked
EXACT = 10**15  # a spreadsheet keeps fifteen figures of a number
HEADINGS_WITHIN = 10  # filled rows: a title, a date and who made it may stand above
ERRORS = frozenset({"#N/A", "#REF!", "#NAME?", "#VALUE!", "#DIV/0!", "#NUM!", "#NULL!"})
_PLAIN = str.maketrans("", "", " \t\r\n\u3000\ufeff*:")
_NOTE = re.compile(r"\([^)]*\)")
_FORMULA = re.compile(r"[=@]|[+-](?![\d\s-]*$)")
_ROUNDED = re.compile(r"\d(\.\d+)?[Ee]\+\d+")  # 4.40305E+17, in a CSV from a spreadsheet
_FIGURES = re.compile(r"\d{6,}")

Row = tuple[int, Sequence[Any]]


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


class Table:
    """A list whose headings are found; going through it gives the lines below them, empty ones
    left out. Both raise BadTable, the second also where there are none.

    ``used``: by column, the heading as it is written. ``unused``: the other headings. ``total``:
    how many lines will come, where a file says so without being worked through (CSV).
    """

    def __init__(
        self,
        open_file: Opener,
        columns: Sequence[Column],
        *,
        most_lines: int,
        most_cell: int = MOST_CELL,
    ) -> None:
        self.most_lines, self.most_cell = most_lines, most_cell
        is_xlsx = _is_xlsx(open_file)
        encoding = "" if is_xlsx else _encoding_of(open_file)
        self._rows = _filled(_xlsx_rows(open_file) if is_xlsx else _csv_rows(open_file, encoding))
        above, headings = _find_headings(self._rows, columns)
        self._places = _places_of(columns, headings)
        self.used = {key: _shown(headings[place]) for key, place in self._places.items()}
        places = self._places.values()
        self.unused = [
            _shown(cell) for place, cell in enumerate(headings) if cell and place not in places
        ]
        self.total = None if is_xlsx else self._count(_csv_rows(open_file, encoding), above)

    def __iter__(self) -> Iterator[Line]:
        count = 0
        for count, (number, cells) in enumerate(self._rows, start=1):
            self._refuse_beyond(count)
            yield _line(number, self._places, cells, self.most_cell)
        if not count:
            raise BadTable(Fault(0, "no_lines"))

    def _count(self, rows: Iterator[Row], above: int) -> int:
        """The lines of a file that is too long are not worked through, only counted so far."""
        count = 0
        for found, _row in enumerate(_filled(rows), start=1):
            count = max(found - above, 0)
            self._refuse_beyond(count)
        return count

    def _refuse_beyond(self, count: int) -> None:
        if count > self.most_lines:
            raise BadTable(Fault(0, "too_many_lines", f"{self.most_lines:,}"))


def read_table(
    open_file: Opener, columns: Sequence[Column], *, most_lines: int, most_cell: int = MOST_CELL
) -> Iterator[Line]:
    """The lines below the headings; ``most_cell``: characters that a cell may hold. Raises
    BadTable."""
    yield from Table(open_file, columns, most_lines=most_lines, most_cell=most_cell)


def _filled(rows: Iterator[Row]) -> Iterator[Row]:
    for number, cells in rows:
        if any(cell is not None and str(cell).strip() for cell in cells):
            yield number, cells


def _line(number: int, places: dict[str, int], cells: Sequence[Any], most_cell: int) -> Line:
    line = Line(number, {})
    for key, place in places.items():
        cell = cells[place] if place < len(cells) else None
        line.cells[key] = _text(line, key, cell, most_cell)
    return line


def _text(line: Line, key: str, cell: Any, most_cell: int) -> str:
    """A cell as text. A formula is never worked out: its text would be taken for data."""
    if cell is None:
        return ""
    if isinstance(cell, int | float) and not isinstance(cell, bool):
        if not abs(cell) < EXACT:  # so written, it holds for "not a number" too
            line.faults.append(Fault(line.number, "figures_lost", key))
            return ""
        return str(int(cell)) if cell == int(cell) else str(cell)
    if hasattr(cell, "date"):
        return cell.date().isoformat()
    text = str(cell).strip().removeprefix("'").strip()
    if hasattr(cell, "ref") or text in ERRORS or _FORMULA.match(text):
        line.faults.append(Fault(line.number, "formula", key))
        return ""
    if _ROUNDED.fullmatch(text):
        line.faults.append(Fault(line.number, "figures_lost", key))
        return ""
    if len(text) > most_cell:
        line.faults.append(Fault(line.number, "cell_too_long", key))
        return ""
    return text


def _find_headings(rows: Iterator[Row], columns: Sequence[Column]) -> tuple[int, Sequence[Any]]:
    """The first row that names all columns needed, and how many filled rows end with it."""
    needed = {column.key for column in columns if column.is_required}
    first = list(islice(rows, 1))
    best, most = first, 0
    for count, row in enumerate(chain(first, islice(rows, HEADINGS_WITHIN - 1)), start=1):
        found = set(_places_of(columns, row[1]))
        if needed <= found:
            return count, row[1]
        if len(found) > most:
            best, most = [row], len(found)
    raise BadTable(_without_headings(columns, *best[0]) if best else Fault(0, "no_lines"))


def _without_headings(columns: Sequence[Column], number: int, cells: Sequence[Any]) -> Fault:
    """Cells are quoted only from a row of headings: any other may tell of a person."""
    found = _places_of(columns, cells)
    missing = "、".join(c.names[0] for c in columns if c.is_required and c.key not in found)
    if not found:
        return Fault(0, "no_headings", missing)
    return Fault(
        number, "columns_missing", missing, "、".join(map(_shown, filter(None, cells[:12])))
    )


def _places_of(columns: Sequence[Column], headings: Sequence[Any]) -> dict[str, int]:
    """Where the columns are; nowhere in a row with somebody's number, which is no heading."""
    if any(_FIGURES.search(str(cell)) for cell in headings):
        return {}
    found = [_heading(cell) for cell in headings]
    return {
        column.key: found.index(name)
        for column in columns
        for name in map(_heading, reversed(column.names))  # the first name that is there wins
        if name in found
    }


def _heading(cell: Any) -> str:
    plain = unicodedata.normalize("NFKC", str(cell or "")).translate(_PLAIN)
    return _NOTE.sub("", plain).casefold()


def _shown(cell: Any) -> str:
    """A heading as it is written, without figures that could be somebody's."""
    return _FIGURES.sub("…", " ".join(str(cell).split()))[:20]


def _is_xlsx(open_file: Opener) -> bool:
    with open_file() as file:
        return file.read(4) == b"PK\x03\x04"


def _xlsx_rows(open_file: Opener) -> Iterator[Row]:
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


def _csv_rows(open_file: Opener, encoding: str) -> Iterator[Row]:
    with open_file() as file:
        text = io.TextIOWrapper(file, encoding=encoding, newline="")
        lines, number = _lines(text), 0
        try:
            head = list(islice(lines, HEADINGS_WITHIN))
            delimiter = max(",\t;", key="".join(head).count)
            reader = csv.reader(chain(head, lines), delimiter=delimiter)
            for cells in reader:
                number = reader.line_num
                yield number, cells
        except csv.Error as error:
            raise BadTable(Fault(number + 1, "not_readable")) from error
        except UnicodeError as error:
            raise BadTable(Fault(0, "encoding")) from error


def _lines(text: io.TextIOWrapper) -> Iterator[str]:
    """A file without ends of lines is no list, and must not be read as one line."""
    while line := text.readline(LONGEST):
        if len(line) == LONGEST:
            raise BadTable(Fault(0, "not_readable"))
        yield line


def _encoding_of(open_file: Opener) -> str:
    """UTF-8 with or without its mark, UTF-16 with it, else GBK (as GB 18030, which holds it)."""
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
