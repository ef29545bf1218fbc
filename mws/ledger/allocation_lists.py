"""Reading a list of allocations from a spreadsheet. Writes nothing."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

from mws.core.money import amount_of
from mws.core.table_faults import Fault, say
from mws.core.tables import BadTable, Column, Opener, read_table
from mws.core.tables import Line as TableLine
from mws.ledger.models import Line, Source
from mws.places.models import Place

MOST_LINES = 5_000
FIRST_YEAR, LAST_YEAR = 2015, 2100
COLUMNS = [
    Column("place", ("社区", "社区或街道", "社区编码", "community")),
    Column("year", ("年度", "年份", "year")),
    Column("line", ("类别", "额度类别", "line")),
    Column("source", ("来源", "资金来源", "source")),
    Column("amount", ("金额", "额度", "amount")),
    Column("document_no", ("文号", "文件号", "document")),
    Column("purpose", ("用途", "备注", "purpose"), is_required=False),
]
NAMES = {column.key: column.names[0] for column in COLUMNS}
LINES = {
    "基本额度": Line.BASE, "基本": Line.BASE, "街道统筹": Line.POOL, "统筹": Line.POOL,
    "激励": Line.INCENTIVE, "激励额度": Line.INCENTIVE, "调整": Line.ADJUSTMENT,
    "配套": Line.CO_FUNDING, "社会配套": Line.CO_FUNDING, "收回": Line.RECOVERY,
    **{line.value: line for line in Line},
}  # fmt: skip
SOURCES = {
    "市级": Source.CITY, "市财政": Source.CITY, "区级": Source.DISTRICT,
    "区财政": Source.DISTRICT, "街道": Source.SUBDISTRICT, "社会": Source.SOCIAL,
    "社会资金": Source.SOCIAL, **{source.value: source for source in Source},
}  # fmt: skip
WORDS = {
    "unknown_place": _("Column “%(what)s”: no such community or sub-district among yours."),
    "place_twice": _("Column “%(what)s”: several places bear this name; write the code instead."),
    "bad_year": _("Column “%(what)s” holds a year, as in 2026."),
    "unknown_line": _("Column “%(what)s” holds one of: %(other)s."),
    "bad_amount": _("Column “%(what)s” holds a sum above zero, exact to the fen."),
    "no_document": _("Column “%(what)s” is empty."),
    "twice": _("The same line stands in line %(other)s already."),
    "refused": "%(other)s",
}


@dataclass(frozen=True, slots=True)
class ListedAllocation:
    """One line as it stands in the list; ``facts`` are those of ``enter_allocation``."""

    line: int
    facts: dict[str, Any]


def read_allocations(
    open_file: Opener, places: Iterable[Place]
) -> tuple[list[ListedAllocation], list[Fault]]:
    """All lines, and all that is wrong with them; only a list without faults counts. ``places``:
    those that the person who brings the list looks after."""
    known = _by_name(places)
    rows: list[ListedAllocation] = []
    faults: list[Fault] = []
    seen: dict[tuple[Any, ...], int] = {}
    try:
        for line in read_table(open_file, COLUMNS, most_lines=MOST_LINES):
            facts, wrong = _read(line, known)
            key = tuple(facts[name] for name in ("community", "year", "document_no", "line",
                                                 "source"))  # fmt: skip
            if not wrong and seen.setdefault(key, line.number) != line.number:
                wrong = [Fault(line.number, "twice", "", str(seen[key]))]
            faults += line.faults or wrong
            rows.append(ListedAllocation(line.number, facts))
    except BadTable as error:
        faults.append(error.fault)
    return rows, faults


def sentence(fault: Fault) -> str:
    return say(fault, WORDS, NAMES)


def _by_name(places: Iterable[Place]) -> dict[str, list[Place]]:
    known: dict[str, list[Place]] = {}
    for place in places:
        known.setdefault(place.code, []).append(place)
        known.setdefault(place.name, []).append(place)
    return known


def _read(line: TableLine, known: dict[str, list[Place]]) -> tuple[dict[str, Any], list[Fault]]:
    cells, number = line.cells, line.number
    found = known.get(cells["place"], [])
    year = cells["year"].removesuffix("年")
    kind, source = LINES.get(cells["line"]), SOURCES.get(cells["source"])
    amount_fen = amount_of(cells["amount"])
    is_year = year.isdecimal() and FIRST_YEAR <= int(year) <= LAST_YEAR
    wrong = {
        Fault(number, "unknown_place", "place"): not found,
        Fault(number, "place_twice", "place"): len(found) > 1,
        Fault(number, "bad_year", "year"): not is_year,
        Fault(number, "unknown_line", "line", "、".join(map(str, Line.labels))): kind is None,
        Fault(number, "unknown_line", "source", "、".join(map(str, Source.labels))): source is None,
        Fault(number, "bad_amount", "amount"): not amount_fen,
        Fault(number, "no_document", "document_no"): not cells["document_no"],
    }
    facts = {
        "community": found[0] if found else None, "year": int(year) if is_year else 0,
        "line": kind, "source": source, "amount_fen": amount_fen,
        "document_no": cells["document_no"][:100], "purpose": cells.get("purpose", "")[:80],
    }  # fmt: skip
    return facts, [fault for fault, is_so in wrong.items() if is_so]
