"""The empty table for a heap of paper forms, as clerks download it."""

from __future__ import annotations

from openpyxl import Workbook
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

from mws.core.spreadsheets import packed
from proposals.batch import CHOICES, most_forms
from proposals.official_form import ENTRY_COLUMNS

TITLE = "问需表"
NOTES = "填写说明"
TEXT = "@"  # so that no program rounds a telephone number
ROWS = 500


def empty_table() -> bytes:
    """Two sheets: the form with its choices, and what each column means."""
    book = Workbook()
    sheet = book.active
    sheet.title = TITLE
    for number, column in enumerate(ENTRY_COLUMNS, start=1):
        head = sheet.cell(1, number, column.heading)
        head.font, head.fill = Font(bold=True), PatternFill("solid", fgColor="FFDDEBE4")
        head.alignment = Alignment(wrap_text=True, vertical="center")
        letter = get_column_letter(number)
        sheet.column_dimensions[letter].width = column.width
        _prepare(sheet, letter, column.key)
    sheet.freeze_panes = "B2"
    _write_notes(book.create_sheet(NOTES))
    return packed(book)


def _prepare(sheet: Worksheet, letter: str, key: str) -> None:
    """A list to choose from, or cells that keep a number as it is typed."""
    if key == "phone":
        for row in range(2, ROWS):
            sheet[f"{letter}{row}"].number_format = TEXT
    if key in CHOICES:
        words = ",".join(CHOICES[key])
        choice = DataValidation(type="list", formula1=f'"{words}"', allow_blank=True)
        sheet.add_data_validation(choice)
        choice.add(f"{letter}2:{letter}{ROWS}")


def _write_notes(sheet: Worksheet) -> None:
    sheet.append(["栏目", "怎样填写", "可以填的内容"])
    for column in ENTRY_COLUMNS:
        sheet.append([column.heading, column.note, "、".join(CHOICES.get(column.key, ()))])
    sheet.append([])
    sheet.append(["", f"一次最多 {most_forms()} 件。不要用公式，不要改第一行的栏目名称。", ""])
    for letter, width in (("A", 18), ("B", 60), ("C", 60)):
        sheet.column_dimensions[letter].width = width
