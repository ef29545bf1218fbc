"""Reading a community's own books (台账) from a spreadsheet. Writes nothing."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict, dataclass
from datetime import date
from itertools import pairwise
from typing import Any

from django.utils.translation import gettext_lazy as _
from stdnum.cn import uscc

from mws.core.clock import database_now, local_day
from mws.core.money import amount_of, format_yuan
from mws.core.table_faults import Fault, say
from mws.core.tables import BadTable, Column, Line, Opener, read_table
from mws.providers.models import Supplier
from proposals.bank_lists import day_of
from proposals.models import Category, ProjectStatus
from proposals.rules.cases import TITLE_LENGTH

MOST_LINES = 2_000
COLUMNS = [
    Column("title", ("项目名称", "名称", "title")),
    Column("category", ("类别", "项目类别", "形式", "category")),
    Column("status", ("状态", "进展", "status")),
    Column("approved", ("立项金额", "批复金额", "approved")),
    Column("contract", ("合同金额", "contract")),
    Column("paid", ("已支付", "已支付金额", "已付", "paid")),
    Column("settled", ("结算金额", "审定金额", "settled"), is_required=False),
    Column("credit_code", ("统一社会信用代码", "信用代码", "credit_code")),
    Column("contract_no", ("合同编号", "contract_no"), is_required=False),
    Column("signed_on", ("签订日期", "签约日期", "signed_on"), is_required=False),
    Column("ends_on", ("完工期限", "合同完工日期", "ends_on"), is_required=False),
    Column("accepted_on", ("验收日期", "验收合格日期", "accepted_on"), is_required=False),
    Column("settled_on", ("结算日期", "审定日期", "settled_on"), is_required=False),
    Column("closed_on", ("办结日期", "归档日期", "closed_on"), is_required=False),
]
NAMES = {column.key: column.names[0] for column in COLUMNS}
S = ProjectStatus
CATEGORIES = {
    "工程": Category.WORKS, "工程类": Category.WORKS, "货物": Category.GOODS,
    "货物类": Category.GOODS, "服务": Category.SERVICES, "服务类": Category.SERVICES,
}  # fmt: skip
STATUSES = {
    "已立项": S.PROCURING, "采购中": S.PROCURING, "已签约": S.CONTRACTED, "实施中": S.IN_PROGRESS,
    "完工待验收": S.COMPLETED, "待验收": S.COMPLETED, "已验收": S.ACCEPTED, "已结算": S.SETTLED,
    "已办结": S.CLOSED, "已终止": S.TERMINATED,
}  # fmt: skip
WITHOUT_CONTRACT = (S.PROCURING, S.TERMINATED)
SETTLED = (S.SETTLED, S.CLOSED)
ACCEPTED = (S.ACCEPTED, *SETTLED)
DAYS = ("signed_on", "ends_on", "accepted_on", "settled_on", "closed_on")
# The days of what is behind a project, in their order, and the states in which each is.
PAST_DAYS = {"accepted_on": ACCEPTED, "settled_on": SETTLED, "closed_on": (S.CLOSED,)}
WORDS = {
    "no_title": _("The name of the project is missing."),
    "title_too_long": _("The name is longer than %(other)s characters."),
    "unknown_word": _("Column “%(what)s” holds one of: %(other)s."),
    "bad_amount": _("Column “%(what)s” holds a sum above zero, exact to the fen."),
    "above": _("Column “%(what)s” is above %(other)s yuan, which it cannot exceed."),
    "not_yet": _("Column “%(what)s” must be empty in this state."),
    "bad_code": _("Column “%(what)s”: this is no unified social credit code; look at each sign."),
    "unknown_provider": _("This provider is not in the public register: register it first."),
    "no_contract": _("Column “%(what)s” is missing: a signed project has it."),
    "no_accepted_day": _(
        "Column “%(what)s” is missing: the retention money of works is owed so long after it."
    ),
    "day_order": _("Column “%(what)s” lies after %(other)s."),
    "bad_day": _("Column “%(what)s” holds a day, as in 2026-06-17."),
    "twice": _("The same stands in line %(other)s already."),
    "more_than_allocated": _(
        "The projects hold %(what)s yuan, the community was given %(other)s yuan."
    ),
    "refused": "%(other)s",
}


@dataclass(frozen=True, slots=True)
class OpeningRow:
    """One project as it stood; sums in fen, days in ISO, 0 and "" where there is none."""

    line: int
    title: str
    category: str
    status: str
    approved_fen: int
    contract_fen: int
    paid_fen: int
    settled_fen: int
    credit_code: str
    contract_no: str
    signed_on: str
    ends_on: str
    accepted_on: str = ""
    settled_on: str = ""
    closed_on: str = ""

    @property
    def committed_fen(self) -> int:
        """What was still held for it: up to the settled sum, before that up to the approved one."""
        if self.status == S.TERMINATED:
            return 0
        held = self.settled_fen if self.status in SETTLED else self.approved_fen
        return held - self.paid_fen

    @property
    def has_contract(self) -> bool:
        return bool(self.contract_no)


def read_opening(open_file: Opener, *, allocated_fen: int) -> tuple[list[OpeningRow], list[Fault]]:
    """All projects and all that is wrong with them; only a list without faults counts."""
    rows: list[OpeningRow] = []
    faults: list[Fault] = []
    try:
        for line in read_table(open_file, COLUMNS, most_lines=MOST_LINES):
            row = _row(line)
            faults += line.faults or _faults_of(row, line)
            rows.append(row)
    except BadTable as error:
        return [], [error.fault]
    faults += [*_twice(rows), *_unknown_providers(rows)]
    held = sum(row.committed_fen + row.paid_fen for row in rows)
    if not faults and held > allocated_fen:
        sums = (format_yuan(held), format_yuan(allocated_fen))
        faults.append(Fault(0, "more_than_allocated", *sums))
    return rows, sorted(faults, key=lambda fault: fault.line)


def packed(rows: Iterable[OpeningRow]) -> list[dict[str, Any]]:
    """As a JSON column keeps them."""
    return [asdict(row) for row in rows]


def unpacked(rows: Iterable[dict[str, Any]]) -> list[OpeningRow]:
    return [OpeningRow(**row) for row in rows]


def sentence(fault: Fault) -> str:
    return say(fault, WORDS, NAMES)


def _row(line: Line) -> OpeningRow:
    cells = line.cells
    days = {key: day_of(cells.get(key, "")) for key in DAYS}
    return OpeningRow(
        line=line.number, title=cells["title"], category=CATEGORIES.get(cells["category"], ""),
        status=STATUSES.get(cells["status"], ""), approved_fen=amount_of(cells["approved"]),
        contract_fen=amount_of(cells["contract"]), paid_fen=amount_of(cells["paid"]),
        settled_fen=amount_of(cells.get("settled", "")),
        credit_code=uscc.compact(cells["credit_code"]) if cells["credit_code"] else "",
        contract_no=cells.get("contract_no", "")[:60],
        **{key: day.isoformat() if day else "" for key, day in days.items()},
    )  # fmt: skip


def _faults_of(row: OpeningRow, line: Line) -> list[Fault]:
    def fault(code: str, what: str = "", other: str = "") -> Fault:
        return Fault(row.line, code, what, other)

    wrong = {
        fault("no_title"): not row.title,
        fault("title_too_long", "", str(TITLE_LENGTH)): len(row.title) > TITLE_LENGTH,
        fault("unknown_word", "category", "工程、货物、服务"): not row.category,
        fault("unknown_word", "status", "、".join(STATUSES)): not row.status,
        fault("bad_amount", "approved"): not row.approved_fen,
    }
    wrong |= {
        fault("bad_amount", key): bool(line.cells.get(key)) and not _is_sum(line.cells[key])
        for key in ("contract", "paid", "settled")
    }
    found = [each for each, is_so in wrong.items() if is_so]
    return found or [
        *_money_faults(row), *_contract_faults(row, line), *_past_day_faults(row, line)
    ]  # fmt: skip


def _is_sum(text: str) -> bool:
    """A sum, or a zero that somebody typed."""
    return bool(amount_of(text)) or not text.strip("0.,¥元 ")


def _money_faults(row: OpeningRow) -> list[Fault]:
    """Paid ≤ settled ≤ contract ≤ approved, each as far as the project is."""
    is_settled = row.status in SETTLED
    needs_contract = row.status not in WITHOUT_CONTRACT
    limits = {
        "contract": (row.contract_fen, row.approved_fen),
        "settled": (row.settled_fen, row.contract_fen),
        "paid": (row.paid_fen, row.settled_fen if is_settled else row.contract_fen),
    }
    wrong = {
        Fault(row.line, "bad_amount", "contract"): needs_contract and not row.contract_fen,
        Fault(row.line, "bad_amount", "settled"): is_settled and not row.settled_fen,
        Fault(row.line, "not_yet", "settled"): bool(row.settled_fen) and not is_settled,
        Fault(row.line, "not_yet", "contract"): row.status == S.PROCURING
        and bool(row.contract_fen),
    } | {
        Fault(row.line, "above", key, format_yuan(most)): amount > most
        for key, (amount, most) in limits.items()
        if amount
    }
    return [each for each, is_so in wrong.items() if is_so]


def _contract_faults(row: OpeningRow, line: Line) -> list[Fault]:
    """Who carries it out and until when, for every project that is signed."""
    if row.status in WITHOUT_CONTRACT and not row.contract_fen:
        return []
    wrong = {
        Fault(row.line, "bad_code", "credit_code"): not uscc.is_valid(row.credit_code),
        Fault(row.line, "no_contract", "contract_no"): not row.contract_no,
        **{
            Fault(row.line, "bad_day" if line.cells.get(key) else "no_contract", key): not day
            for key, day in (("signed_on", row.signed_on), ("ends_on", row.ends_on))
        },
        Fault(row.line, "day_order", "signed_on", row.ends_on): bool(row.ends_on)
        and row.signed_on > row.ends_on,
    }
    return [each for each, is_so in wrong.items() if is_so]


def _past_day_faults(row: OpeningRow, line: Line) -> list[Fault]:
    """The days of the acceptance, the settlement and the end, where there were such. Unknown they
    stay, but for the acceptance of works of which money may still be kept back."""
    today = local_day(database_now()).isoformat()
    days = {key: getattr(row, key) for key in ("signed_on", *PAST_DAYS) if getattr(row, key)}
    wrong: dict[Fault, bool] = {}
    for key, states in PAST_DAYS.items():
        given, on = bool(line.cells.get(key)), getattr(row, key)
        wrong |= {
            Fault(row.line, "not_yet", key): given and row.status not in states,
            Fault(row.line, "bad_day", key): given and not on,
            Fault(row.line, "day_order", key, today): on > today,
        }
    wrong |= {
        Fault(row.line, "day_order", key, after): on > after
        for (key, on), (_later, after) in pairwise(days.items())
    }
    keeps_back = row.category == Category.WORKS and row.committed_fen > 0
    is_needed = row.status in ACCEPTED and keeps_back and not line.cells.get("accepted_on")
    wrong[Fault(row.line, "no_accepted_day", "accepted_on")] = is_needed
    return [each for each, is_so in wrong.items() if is_so]


def _twice(rows: list[OpeningRow]) -> list[Fault]:
    seen: dict[tuple[str, str], int] = {}
    return [
        Fault(row.line, "twice", "", str(first))
        for row in rows
        for kind, text in (("title", row.title), ("contract", row.contract_no))
        if text and (first := seen.setdefault((kind, text), row.line)) != row.line
    ]


def _unknown_providers(rows: list[OpeningRow]) -> list[Fault]:
    codes = {row.credit_code for row in rows if uscc.is_valid(row.credit_code)}
    known = set(
        Supplier.objects.filter(credit_code__in=codes).values_list("credit_code", flat=True)
    )
    return [Fault(row.line, "unknown_provider") for row in rows if row.credit_code in codes - known]


def day(text: str) -> date:
    """A day as a row keeps it."""
    return date.fromisoformat(text)
