"""Reading a community's own list of estates and villages from a spreadsheet. Writes nothing."""

from __future__ import annotations

import re
from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from mws.core.table_faults import Fault, say
from mws.core.tables import BadTable, Column, Line, Opener, read_table
from mws.places.models import EstateKind

MOST_ESTATES = 2_000
COLUMNS = [
    Column("name", ("名称", "小区名称", "name")),
    Column("kind", ("类型", "kind")),
    Column("aliases", ("别名", "俗称", "aliases"), is_required=False),
    Column("addresses", ("地址", "addresses"), is_required=False),
]
NAMES = {"name": "名称", "kind": "类型", "aliases": "别名", "addresses": "地址"}
KINDS = {
    "商品房小区": EstateKind.GARDEN, "小区": EstateKind.GARDEN, "garden": EstateKind.GARDEN,
    "城中村": EstateKind.VILLAGE, "village": EstateKind.VILLAGE,
    "单位宿舍": EstateKind.STAFF, "宿舍": EstateKind.STAFF, "staff": EstateKind.STAFF,
}  # fmt: skip
WORDS = {
    "no_name": _("The name is missing."),
    "name_too_long": _("The name is longer than 40 characters."),
    "unknown_kind": _("The kind is 商品房小区, 城中村 or 单位宿舍."),
    "name_twice": _("The same name stands in line %(other)s already."),
    "alias_too_long": _("A name or address is longer than 80 characters."),
}
_BETWEEN = re.compile(r"[、;；|/\n]")


@dataclass(frozen=True, slots=True)
class Estate:
    name: str
    kind: str
    aliases: tuple[str, ...]


def read_estates(open_file: Opener) -> tuple[list[Estate], list[Fault]]:
    """All estates of the list and all that is wrong with it; only a list without faults counts."""
    found: dict[str, tuple[int, Estate]] = {}
    faults: list[Fault] = []
    try:
        for line in read_table(open_file, COLUMNS, most_lines=MOST_ESTATES):
            estate = _estate(line)
            faults += line.faults or _faults_of(line, estate, found)
            found.setdefault(estate.name, (line.number, estate))
    except BadTable as error:
        faults.append(error.fault)
    return [estate for _number, estate in found.values()], faults


def sentence(fault: Fault) -> str:
    return say(fault, WORDS, NAMES)


def _estate(line: Line) -> Estate:
    others = _BETWEEN.split(line.cells.get("aliases", ""))
    others += _BETWEEN.split(line.cells.get("addresses", ""))
    aliases = dict.fromkeys(text.strip() for text in others if text.strip())
    kind = KINDS.get(line.cells["kind"], "")
    return Estate(line.cells["name"], kind, tuple(aliases))


def _faults_of(line: Line, estate: Estate, found: dict[str, tuple[int, Estate]]) -> list[Fault]:
    earlier = str(found[estate.name][0]) if estate.name in found else ""
    wrong = {
        "no_name": not estate.name,
        "name_too_long": len(estate.name) > 40,
        "unknown_kind": not estate.kind,
        "name_twice": estate.name and earlier,
        "alias_too_long": any(len(alias) > 80 for alias in estate.aliases),
    }
    return [Fault(line.number, code, "", earlier) for code, is_so in wrong.items() if is_so]
