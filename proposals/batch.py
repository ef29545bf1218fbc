"""Reading a heap of paper forms that somebody typed into the official table. Writes nothing.

A line with a title begins a proposal; lines below it that hold only a cost line go on with it. The
rules of proposing are asked later, by the services: here it is only whether a line can be read.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from mws.accounts.phones import normalise_phone
from mws.core.money import MoneyError, parse_yuan
from mws.core.table_faults import Fault, say
from mws.core.tables import BadTable, Line, Opener, read_table
from proposals.costs import CostLine
from proposals.models import BeneficiaryGroup, Category, Channel, Proposal, Theme
from proposals.official_form import ENTRY_COLUMNS, HEADINGS, table_columns, words_of
from proposals.rules.cases import TITLE_LENGTH

LINES_EACH = 40  # of a proposal: itself and its further cost lines
LONGEST = 2_000  # characters of a cell
MOST_PEOPLE = 10_000_000
MOST_OF_ONE = 10**8  # pieces, metres, hours in one cost line
COST = ("item", "unit", "quantity", "unit_price")
NAMES = HEADINGS
WORDS = {
    "missing": _("Column “%(what)s” is empty."),
    "unknown_word": _("Column “%(what)s” holds one of: %(other)s."),
    "too_long": _("Column “%(what)s”: at most %(other)s characters."),
    "bad_phone": _("Column “%(what)s”: a mobile number has 11 figures and begins with 1."),
    "bad_number": _("Column “%(what)s” holds a number above zero, with at most two decimals."),
    "bad_count": _("Column “%(what)s” holds a whole number, or nothing."),
    "cost_alone": _("This line holds only a cost line, and no proposal stands above it."),
    "too_many_forms": _("The table holds more than %(what)s proposals. Divide it."),
    "refused": "%(other)s",
}
CHOICES = {
    "category": words_of(Category, without=(Category.IMPORTED,)),
    "theme": words_of(Theme),
    "channel": words_of(Channel, without=(Channel.WEB, Channel.IMPORT)),
    "group": words_of(BeneficiaryGroup),
}
"""What a cell may say in Chinese, and what is stored."""


@dataclass(slots=True)
class PaperForm:
    """One proposal as it stands in the table; ``line`` is where it begins."""

    line: int
    name: str = ""
    phone: str = ""
    channel: str = ""
    fields: dict[str, Any] = field(default_factory=dict)
    items: list[CostLine] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)

    @property
    def title(self) -> str:
        return self.fields.get("title", "")


def most_forms() -> int:
    return settings.MWS_BATCH_FORMS


def read_forms(open_file: Opener) -> tuple[list[PaperForm], list[Fault]]:
    """The proposals of the table, each with its own faults; and what is wrong with the whole."""
    forms: list[PaperForm] = []
    try:
        for line in read_table(
            open_file, table_columns(), most_lines=most_forms() * LINES_EACH, most_cell=LONGEST
        ):
            if _is_cost_alone(line) and forms:
                forms[-1].faults += line.faults
                _add_item(forms[-1], line)
            else:
                forms.append(_form(line))
            if len(forms) > most_forms():
                return [], [Fault(0, "too_many_forms", f"{most_forms()}")]
    except BadTable as error:
        return [], [error.fault]
    return forms, []


def sentence(fault: Fault) -> str:
    return say(fault, WORDS, NAMES)


def _is_cost_alone(line: Line) -> bool:
    return not any(line.cells.get(c.key) for c in ENTRY_COLUMNS if c.key not in COST)


def _form(line: Line) -> PaperForm:
    form = PaperForm(line.number, faults=list(line.faults))
    if _is_cost_alone(line):
        form.faults.append(Fault(line.number, "cost_alone"))
        return form
    unread = {fault.what for fault in line.faults}
    for column in ENTRY_COLUMNS:
        is_needed = column.is_required and column.key not in (*COST, *unread)
        if is_needed and not line.cells.get(column.key):
            form.faults.append(Fault(line.number, "missing", column.key))
    form.name, form.phone = line.cells.get("author", ""), _phone(form, line)
    form.channel = _choice(form, line, "channel")
    form.fields = _fields(form, line)
    _add_item(form, line)
    return form


def _fields(form: PaperForm, line: Line) -> dict[str, Any]:
    texts = ("title", "location", "problem", "solution", "beneficiaries", "upkeep")
    return {
        **{key: _text(form, line, key) for key in texts},
        "category": _choice(form, line, "category"),
        "theme": _choice(form, line, "theme"),
        "beneficiary_group": _choice(form, line, "group") or BeneficiaryGroup.EVERYONE.value,
        "beneficiary_count": _count(form, line),
    }


def _text(form: PaperForm, line: Line, key: str) -> str:
    text = line.cells.get(key, "")
    most = TITLE_LENGTH if key == "title" else getattr(Proposal, key).field.max_length
    if most and len(text) > most:
        form.faults.append(Fault(line.number, "too_long", key, str(most)))
    return text


def _choice(form: PaperForm, line: Line, key: str) -> str:
    """工程 is as good as 工程类."""
    text, known = line.cells.get(key, ""), CHOICES[key]
    value = known.get(text) or known.get(f"{text}类", "")
    if text and not value:
        form.faults.append(Fault(line.number, "unknown_word", key, "、".join(known)))
    return value


def _phone(form: PaperForm, line: Line) -> str:
    text = line.cells.get("phone", "")
    try:
        return normalise_phone(text) if text else ""
    except ValidationError:
        form.faults.append(Fault(line.number, "bad_phone", "phone"))
        return ""


def _count(form: PaperForm, line: Line) -> int:
    text = line.cells.get("count", "") or "0"
    if text.isascii() and text.isdigit() and int(text[:12]) <= MOST_PEOPLE:
        return int(text)
    form.faults.append(Fault(line.number, "bad_count", "count"))
    return 0


def _add_item(form: PaperForm, line: Line) -> None:
    """One cost line; four cells or none."""
    cells = [line.cells.get(key, "") for key in COST]
    if not any(cells):
        return
    unread = {fault.what for fault in line.faults}
    empty = [key for key, cell in zip(COST, cells, strict=True) if not cell and key not in unread]
    form.faults += [Fault(line.number, "missing", key) for key in empty]
    quantity, price = _quantity(form, line), _price(form, line)
    if quantity and price:
        form.items.append(CostLine(cells[0], cells[1], quantity, price))


def _quantity(form: PaperForm, line: Line) -> Decimal | None:
    text = line.cells.get("quantity", "")
    try:
        number = Decimal(text) if text and len(text) <= 11 else None
    except InvalidOperation:
        number = None
    is_sound = number is not None and number.is_finite() and 0 < number < MOST_OF_ONE
    if is_sound and number == round(number, 2):
        return number
    if text:
        form.faults.append(Fault(line.number, "bad_number", "quantity"))
    return None


def _price(form: PaperForm, line: Line) -> int | None:
    text = line.cells.get("unit_price", "")
    try:
        fen = parse_yuan(text) if text else 0
    except MoneyError:
        fen = 0
    if text and fen <= 0:
        form.faults.append(Fault(line.number, "bad_number", "unit_price"))
    return fen if fen > 0 else None
