"""Reading the bank's list of carried-out payments from a spreadsheet. Writes nothing."""

from __future__ import annotations

from datetime import date

from django.utils.translation import gettext_lazy as _

from mws.core.money import amount_of
from mws.core.table_faults import Fault, say
from mws.core.tables import BadTable, Column, Line, Opener, read_table
from proposals.services.payments import Confirmation

MOST_LINES = 5_000
COLUMNS = [
    Column("reference", ("付款编号", "业务编号", "reference")),
    Column("bank_no", ("流水号", "银行流水号", "bank_no")),
    Column("amount", ("金额", "付款金额", "amount")),
    Column("paid_on", ("付款日期", "日期", "paid_on")),
    Column("result", ("结果", "状态", "result"), is_required=False),
]
NAMES = {column.key: column.names[0] for column in COLUMNS}
DONE = {"": True, "成功": True, "已付": True, "ok": True, "失败": False, "退回": False}
WORDS = {
    "missing": _("Column “%(what)s” is empty."),
    "bad_amount": _("Column “%(what)s” holds a sum above zero, exact to the fen."),
    "bad_day": _("Column “%(what)s” holds a day, as in 2026-06-17."),
    "bad_result": _("Column “%(what)s” holds 成功 or 失败."),
    "twice": _("The same number of the bank stands in line %(other)s already."),
}


def read_confirmations(open_file: Opener) -> tuple[list[Confirmation], list[Fault]]:
    """All lines and all that is wrong with them; only a list without faults counts."""
    found: list[Confirmation] = []
    faults: list[Fault] = []
    seen: dict[str, int] = {}
    try:
        for line in read_table(open_file, COLUMNS, most_lines=MOST_LINES):
            first = seen.setdefault(line.cells["bank_no"], line.number)
            faults += line.faults or _faults_of(line, first)
            found.append(
                Confirmation(
                    line.number, line.cells["bank_no"][:60], line.cells["reference"][:40],
                    amount_of(line.cells["amount"]), day_of(line.cells["paid_on"]) or date.min,
                    DONE.get(line.cells.get("result", ""), False),
                )
            )  # fmt: skip
    except BadTable as error:
        faults.append(error.fault)
    return found, faults


def sentence(fault: Fault) -> str:
    return say(fault, WORDS, NAMES)


def day_of(text: str) -> date | None:
    """A cell's day: 2026-06-17, 2026/6/17, 20260617 or 2026年6月17日."""
    plain = text.replace("年", "-").replace("月", "-").removesuffix("日")
    parts = plain.replace("/", "-").replace(".", "-").split("-")
    if len(parts) == 1 and len(plain) == 8 and plain.isdecimal():
        parts = [plain[:4], plain[4:6], plain[6:]]
    try:
        year, month, day = (int(part) for part in parts)
        return date(year, month, day)
    except ValueError:
        return None


def _faults_of(line: Line, first: int) -> list[Fault]:
    cells, number = line.cells, line.number
    wrong = {
        Fault(number, "missing", "reference"): not cells["reference"],
        Fault(number, "missing", "bank_no"): not cells["bank_no"],
        Fault(number, "bad_amount", "amount"): not amount_of(cells["amount"]),
        Fault(number, "bad_day", "paid_on"): day_of(cells["paid_on"]) is None,
        Fault(number, "bad_result", "result"): cells.get("result", "") not in DONE,
        Fault(number, "twice", "", str(first)): bool(cells["bank_no"]) and first != number,
    }
    return [fault for fault, is_so in wrong.items() if is_so]
