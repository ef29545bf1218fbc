"""One file with all open tables of a place and year: as CSV and JSON, one workbook, the dictionary,
the licence, and a checksum of each."""

from __future__ import annotations

import hashlib
import io
import json
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from typing import Any

from django.http import QueryDict
from django.utils.translation import gettext as _
from openpyxl import Workbook

from mws.core.spreadsheets import csv_lines, packed, text_cell
from mws.oversight.figure_rows import COLUMNS as FIGURE_COLUMNS
from mws.oversight.figure_rows import figure_rows
from mws.oversight.open_data.tables import TABLES
from mws.places.models import Place
from proposals.selectors.open_rows import COLUMNS as PROPOSAL_COLUMNS
from proposals.selectors.open_rows import open_rows

LICENCE = "CC BY 4.0, https://creativecommons.org/licenses/by/4.0/"
LONG_AGO = (1980, 1, 1, 0, 0, 0)  # no hour in the archive: the same rows make the same file
Rows = list[dict[str, Any]]


def bundle_of(place: Place, year: int, *, now: datetime) -> bytes:
    """The archive; nothing in it says when it was made but the figures' own hour."""
    tables = _tables(place, year, now=now)
    members: dict[str, bytes] = {}
    for name, rows in tables.items():
        members[f"{name}.csv"] = _csv(rows)
        members[f"{name}.json"] = json.dumps(rows, ensure_ascii=False, indent=1).encode()
    members[f"{place.code}-{year}.xlsx"] = _workbook(tables)
    members["README.md"] = _dictionary(place, year).encode()
    members["LICENCE.txt"] = f"{LICENCE}\n".encode()
    sums = [f"{hashlib.sha256(data).hexdigest()}  {name}" for name, data in members.items()]
    members["SHA256SUMS"] = ("\n".join(sums) + "\n").encode()
    return _zip(members)


def _tables(place: Place, year: int, *, now: datetime) -> dict[str, Rows]:
    found = {name: list(table.all_rows(place, year)) for name, table in TABLES.items()}
    chosen = QueryDict(f"place={place.code}&year={year}")
    found["proposals"] = list(open_rows(chosen))
    found["figures"] = list(figure_rows(place, year, now=now))
    return found


def _head(rows: Rows) -> list[str]:
    return list(rows[0]) if rows else []


def _csv(rows: Rows) -> bytes:
    return "".join(csv_lines(_head(rows), (list(row.values()) for row in rows))).encode()


def _workbook(tables: dict[str, Rows]) -> bytes:
    book = Workbook(write_only=True)
    for name in ("figures", "projects", "decisions", "proposals"):  # the ledger is long
        rows = tables[name]
        sheet = book.create_sheet(name)
        sheet.freeze_panes = "A2"
        for row in _cells(rows):
            sheet.append([text_cell(sheet, cell) for cell in row])
    return packed(book)


def _cells(rows: Rows) -> Iterator[Sequence[Any]]:
    yield _head(rows)
    for row in rows:
        yield list(row.values())


def _dictionary(place: Place, year: int) -> str:
    """What stands in each column."""
    lines = [f"# {place.name} {year}", "", _("Licence: %s") % LICENCE, ""]
    lines += [_("Sums are in yuan with two decimals unless the column says fen."), ""]
    for name, table in TABLES.items():
        meanings = {column.name: str(column.meaning) for column in table.columns}
        lines += _section(name, str(table.title), meanings)
    proposals = {name: _(text) for name, text in PROPOSAL_COLUMNS.items()}
    lines += _section("proposals", _("Proposals"), proposals)
    figures = {name: _(text) for name, text in FIGURE_COLUMNS.items()}
    lines += _section("figures", _("Figures of the sunshine board"), figures)
    return "\n".join(lines) + "\n"


def _section(name: str, title: str, meanings: dict[str, str]) -> Iterable[str]:
    rows = [f"- `{column}`: {meaning}" for column, meaning in meanings.items()]
    return [f"## {name}.csv, {name}.json: {title}", "", *rows, ""]


def _zip(members: dict[str, bytes]) -> bytes:
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w", zipfile.ZIP_DEFLATED) as file:
        for name, data in members.items():
            member = zipfile.ZipInfo(name, LONG_AGO)
            member.compress_type = zipfile.ZIP_DEFLATED
            file.writestr(member, data)
    return archive.getvalue()
