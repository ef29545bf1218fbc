"""Reading a community's roll of residents from a spreadsheet, line by line. Writes nothing.

A name, a number, a telephone leave this module as keyed hashes only, beside a masked sample of
the first lines by which a clerk sees that the columns are the right ones.
"""

from __future__ import annotations

import re
import unicodedata
from datetime import date

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from mws.accounts.documents import (
    ADULT_AGE,
    Document,
    DocumentType,
    age_on,
    figures,
    read_document,
)
from mws.accounts.models import ResidencyBasis, RollLine, User
from mws.accounts.names import name_hash
from mws.accounts.phones import masked_phone, normalise_phone
from mws.core.table_faults import Fault, say
from mws.core.tables import Column, Line

COLUMNS = [
    Column("name", ("姓名", "居民姓名", "name")),
    Column(
        "number",
        ("证件号码", "证件号", "身份证号码", "身份证号", "公民身份号码", "身份证", "number"),
    ),
    Column("type", ("证件类型", "证件类别", "证件种类", "document"), is_required=False),
    Column(
        "phone",
        ("手机号", "手机号码", "手机", "移动电话", "联系电话", "电话", "phone"),
        is_required=False,
    ),
    Column(
        "basis",
        ("居住类型", "户籍类型", "户口类型", "人口类型", "户籍", "basis"),
        is_required=False,
    ),
    Column(
        "since",
        ("居住起始日", "居住起始日期", "起始居住日期", "居住开始日期", "入住日期", "since"),
        is_required=False,
    ),
    Column("born", ("出生日期", "出生年月日", "born"), is_required=False),
]
NAMES = {column.key: column.names[0] for column in COLUMNS}
TYPES = {
    "居民身份证": DocumentType.RESIDENT_ID, "身份证": DocumentType.RESIDENT_ID,
    "二代身份证": DocumentType.RESIDENT_ID,
    "港澳台居民居住证": DocumentType.HMT_PERMIT, "港澳居民居住证": DocumentType.HMT_PERMIT,
    "台湾居民居住证": DocumentType.HMT_PERMIT,
    "外国人永久居留身份证": DocumentType.PERMANENT, "外国人永久居留证": DocumentType.PERMANENT,
    "永久居留身份证": DocumentType.PERMANENT,
    "护照": DocumentType.PASSPORT, "普通护照": DocumentType.PASSPORT,
    "外国护照": DocumentType.PASSPORT,
    **{kind.value: kind for kind in DocumentType},
}  # fmt: skip
BASES = {
    "户籍": ResidencyBasis.HUKOU, "户籍人口": ResidencyBasis.HUKOU,
    "本地户籍": ResidencyBasis.HUKOU, "深户": ResidencyBasis.HUKOU, "是": ResidencyBasis.HUKOU,
    "非户籍": ResidencyBasis.RESIDENCE, "非户籍人口": ResidencyBasis.RESIDENCE,
    "非本地户籍": ResidencyBasis.RESIDENCE, "非深户": ResidencyBasis.RESIDENCE,
    "流动人口": ResidencyBasis.RESIDENCE, "否": ResidencyBasis.RESIDENCE,
    **{basis.value: basis for basis in ResidencyBasis},
}  # fmt: skip
WORDS = {
    "no_name": _("The person's name is missing."),
    "name_too_long": _("The person's name is longer than 40 characters."),
    "no_number": _("The number of the document is missing."),
    "unknown_type": _(
        "The kind of document is 居民身份证, 港澳台居民居住证, 外国人永久居留身份证 or 护照."
    ),
    "type_missing": _(
        "The number is none of an identity card: add a column 证件类型 that says it."
    ),
    "wrong_length": _("The number of the document has not 18 figures."),
    "wrong_place": _("The number does not belong to this kind of document."),
    "wrong_birth": _("The number of the document holds no possible date of birth."),
    "wrong_check": _("The last figure of the number does not fit the others: a slip in typing."),
    "wrong_number": _("The number is not right for this kind of document."),
    "unknown_basis": _("Column “%(what)s” says 户籍 or 非户籍."),
    "wrong_day": _("Column “%(what)s”: write the day as 2019-03-01 or 2019年3月1日."),
    "day_to_come": _("Column “%(what)s”: that day is still to come."),
    "other_birth": _("The date of birth is not the one in the number of the document."),
    "person_twice": _("The same document stands in line %(other)s already."),
    "too_many_faults": _(
        "Reading ended here: there are more than %(what)s faults. Look whether the columns are the "
        "right ones."
    ),
    "stopped": _("Reading was broken off several times. Bring the list once more."),
}
_DAY = re.compile(r"(\d{4})[-/.年]?(\d{1,2})[-/.月]?(?:(\d{1,2})日?)?(?: 00:00(?::00)?)?")
MOST_NAME = 40


def sentence(fault: Fault, *, is_numbered: bool = True) -> str:
    return say(fault, WORDS, NAMES, is_numbered=is_numbered)


def read_line(line: Line, *, today: date) -> tuple[RollLine | None, list[Fault]]:
    """The resident of a line, not yet kept, or all that is wrong with it."""
    found = _Findings(line)
    name = found.name()
    document = found.document(found.type())
    basis = found.basis()
    since, born = found.day("since", today), found.day("born", today)
    if document and born and document.born_on and born != document.born_on:
        found.note("other_birth")
    if found.faults or document is None:
        return None, found.faults
    born = document.born_on or born
    return RollLine(
        line=line.number, type=document.type, digest=document.digest, name_hash=name_hash(name),
        phone_lookup=_phone_lookup(line.cells.get("phone", "")), basis=basis, since=since,
        of_age=bool(born and age_on(born, today) >= ADULT_AGE),
    ), []  # fmt: skip


def masked(line: Line) -> dict[str, str]:
    """A line as the clerk may see it again: enough to tell that the columns are right."""
    cells = line.cells
    try:
        phone = masked_phone(normalise_phone(cells.get("phone", "")))
    except ValidationError:
        phone = ""
    name, number = cells.get("name", ""), cells.get("number", "")
    return {
        "line": str(line.number),
        "name": name[:1] + "*" * min(len(name) - 1, 3) if name else "",
        "number": f"****{number[-4:]}" if len(number) > 8 else "****",
        "phone": phone,
        "basis": cells.get("basis", "")[:8],
        "since": cells.get("since", "")[:12],
    }


class _Findings:
    """What one line says, collecting its faults on the way."""

    def __init__(self, line: Line) -> None:
        self.line = line
        self.faults = list(line.faults)

    def note(self, code: str, what: str = "") -> None:
        self.faults.append(Fault(self.line.number, code, what))

    def cell(self, key: str) -> str:
        """The text of a cell; empty too where a fault of it is noted already."""
        return self.line.cells.get(key, "")

    def is_noted(self, key: str) -> bool:
        return any(fault.what == key for fault in self.line.faults)

    def name(self) -> str:
        name = self.cell("name")
        if not name and not self.is_noted("name"):
            self.note("no_name")
        if len(name) > MOST_NAME:
            self.note("name_too_long")
        return name

    def type(self) -> str:
        """As written, else as the number shows it; empty where neither says it."""
        text, number = self.cell("type"), figures(self.cell("number"))
        if text:
            kind = TYPES.get(_plain(text), "")
            if not kind:
                self.note("unknown_type")
            return kind
        if not number:
            return ""
        if number[:-1].isdecimal():
            starts = {"8": DocumentType.HMT_PERMIT, "9": DocumentType.PERMANENT}
            return starts.get(number[0], DocumentType.RESIDENT_ID)
        self.note("type_missing")
        return ""

    def document(self, kind: str) -> Document | None:
        number = self.cell("number")
        if not number:
            if not self.is_noted("number"):
                self.note("no_number")
            return None
        if not kind:
            return None
        try:
            return read_document(kind, number)
        except ValidationError as error:
            self.note(error.code)
            return None

    def basis(self) -> str:
        text = _plain(self.cell("basis"))
        if text and text not in BASES:
            self.note("unknown_basis", "basis")
        return BASES.get(text, "")

    def day(self, key: str, today: date) -> date | None:
        text = unicodedata.normalize("NFKC", self.cell(key)).strip()
        if not text:
            return None
        written = _DAY.fullmatch(text)
        try:
            if written is None or (key == "born" and not written[3]):
                raise ValueError
            found = date(int(written[1]), int(written[2]), int(written[3] or 1))
        except ValueError:
            self.note("wrong_day", key)
            return None
        if found > today:
            self.note("day_to_come", key)
        return found


def _plain(text: str) -> str:
    return "".join(unicodedata.normalize("NFKC", text).split()).casefold()


def _phone_lookup(text: str) -> str:
    """Empty for a landline or nothing: such a line is matched by its document alone."""
    try:
        return User.lookup_of(normalise_phone(text))
    except ValidationError:
        return ""
