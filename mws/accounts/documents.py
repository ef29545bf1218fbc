"""Identity documents: their numbers normalised and checked; no number is ever stored.

What is kept of a number is ``keyed_hash("document", "type|number")``: enough to see that it was
used before, useless without the pepper, which lies outside the database.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.timezone import localdate
from django.utils.translation import gettext_lazy as _
from stdnum.cn import ric
from stdnum.exceptions import ValidationError as InvalidNumber

from mws.core.secrets import keyed_hash

if TYPE_CHECKING:
    from mws.accounts.models import ProofKind

_NOISE = re.compile(r"[\s\-‐–—·.()]")
_EIGHTEEN = re.compile(r"\d{17}[\dX]")
OLDEST = 120
GUARDED_AGE = 14  # 个人信息保护法 art. 31
ADULT_AGE = 18  # no rule asks for more: birth dates of older people are not kept


class DocumentType(models.TextChoices):
    RESIDENT_ID = "resident_id", _("Resident identity card")
    HMT_PERMIT = "hmt_permit", _("Residence permit for Hong Kong, Macao and Taiwan residents")
    PERMANENT = "permanent", _("Foreigner's permanent residence card")
    PASSPORT = "passport", _("Passport")


class Wrong(ValueError):
    """Which part of a number is wrong."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


@dataclass(frozen=True, slots=True)
class Document:
    """A checked number while it is in hand. ``born_on``: what the number itself says."""

    type: str
    digest: str
    born_on: date | None

    def __repr__(self) -> str:
        return f"Document({self.type})"


@dataclass(frozen=True, slots=True)
class Seen:
    """What a clerk saw: an identity document, another proof, or both. ``guardian`` consents where
    the person is under 14; ``is_adult`` is the clerk's word where nothing says the date of birth.
    """

    document: Document | None
    born_on: date | None = None
    guardian: str = ""
    proof: ProofKind | None = None
    is_adult: bool = False

    @property
    def birth_date(self) -> date | None:
        return (self.document and self.document.born_on) or self.born_on


def read_document(kind: str, text: str) -> Document:
    """Check a number as people write it. Raises ValidationError; its code says which part is
    wrong: ``wrong_length``, ``wrong_birth``, ``wrong_check``, ``wrong_place``, ``wrong_number``."""
    plain = figures(text)
    try:
        born_on = _CHECKS.get(kind, _unknown)(plain)
    except Wrong as error:
        raise ValidationError(
            _("This number is not right for the document. Compare it figure by figure."),
            code=error.code,
        ) from error
    return Document(kind, keyed_hash("document", f"{kind}|{plain}"), born_on)


def figures(text: str) -> str:
    """The number without what people write between its signs."""
    return _NOISE.sub("", unicodedata.normalize("NFKC", text or "")).upper()


def _eighteen(number: str, begins: tuple[str, ...]) -> date:
    """Birth date, check digit (GB 11643) and what its kind begins with. Never the place by year of
    birth: tables of places refuse people whose district did not exist yet when they were born."""
    if not _EIGHTEEN.fullmatch(number):
        raise Wrong("wrong_length")
    try:
        born_on = _plausible(ric.get_birth_date(number))
    except (InvalidNumber, ValueError) as error:
        raise Wrong("wrong_birth") from error
    if ric.calc_check_digit(number) != number[-1]:
        raise Wrong("wrong_check")
    if not number.startswith(begins):
        raise Wrong("wrong_place")
    return born_on


def _resident_id(number: str) -> date:
    return _eighteen(number, tuple("123456"))


def _hmt_permit(number: str) -> date:
    return _eighteen(number, ("810000", "820000", "830000"))


def _permanent(number: str) -> date | None:
    """Since 2023 eighteen figures that begin with 9; before, three letters and twelve figures,
    whose two figures for the year leave the century open."""
    if re.fullmatch(r"[A-Z]{3}\d{12}", number):
        return None
    if number[:1].isalpha():
        raise Wrong("wrong_number")
    return _eighteen(number, ("9",))


def _passport(number: str) -> None:
    if not re.fullmatch(r"(?=.*\d)[A-Z0-9]{5,15}", number):
        raise Wrong("wrong_number")


def _unknown(_number: str) -> None:
    raise Wrong("wrong_number")


_CHECKS: dict[str, Callable[[str], date | None]] = {
    DocumentType.RESIDENT_ID: _resident_id,
    DocumentType.HMT_PERMIT: _hmt_permit,
    DocumentType.PERMANENT: _permanent,
    DocumentType.PASSPORT: _passport,
}


def _plausible(born_on: date) -> date:
    today = localdate()  # only to tell a slip of the pen; ages are judged by the database's day
    if not today.year - OLDEST <= born_on.year or born_on > today:
        raise ValueError
    return born_on


def age_on(born_on: date, day: date) -> int:
    """Full years of age. A year is full on the birthday; who is born on 29 February has it on
    28 February of other years (民法典 art. 202: the last day of the month, where none matches)."""
    full = day.year - born_on.year
    birthday = (born_on.month, born_on.day)
    if birthday == (2, 29) and not _is_leap(day.year):
        birthday = (2, 28)
    return full if (day.month, day.day) >= birthday else full - 1


def _is_leap(year: int) -> bool:
    return year % 4 == 0 and (year % 100 != 0 or year % 400 == 0)
