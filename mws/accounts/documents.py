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

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _
from stdnum.cn import ric
from stdnum.exceptions import ValidationError as WrongNumber

from mws.core.secrets import keyed_hash

_NOISE = re.compile(r"[\s\-‐–—·.()]")
_EIGHTEEN = re.compile(r"\d{17}[\dX]")
OLDEST = 120


class DocumentType(models.TextChoices):
    RESIDENT_ID = "resident_id", _("Resident identity card")
    HMT_PERMIT = "hmt_permit", _("Residence permit for Hong Kong, Macao and Taiwan residents")
    PERMANENT = "permanent", _("Foreigner's permanent residence card")
    PASSPORT = "passport", _("Passport")


@dataclass(frozen=True, slots=True)
class Document:
    """A checked number while it is in hand. ``born_on``: what the number itself says."""

    type: str
    digest: str
    born_on: date | None

    def __repr__(self) -> str:
        return f"Document({self.type})"


def read_document(type: str, text: str) -> Document:
    """Check a number as people write it. Raises ValidationError (code ``wrong_number``)."""
    plain = _NOISE.sub("", unicodedata.normalize("NFKC", text or "")).upper()
    try:
        born_on = _CHECKS[type](plain)
    except (WrongNumber, ValueError, KeyError) as error:
        raise ValidationError(
            _("This number is not right for the document. Compare it figure by figure."),
            code="wrong_number",
        ) from error
    return Document(type, keyed_hash("document", f"{type}|{plain}"), born_on)


def _eighteen(number: str) -> date:
    """Check digit (GB 11643) and birth date. Never the place by year of birth: tables of places
    refuse people whose district did not exist yet when they were born."""
    if not _EIGHTEEN.fullmatch(number) or ric.calc_check_digit(number) != number[-1]:
        raise ValueError
    return _plausible(ric.get_birth_date(number))


def _resident_id(number: str) -> date:
    if number[:1] not in "123456":
        raise ValueError
    return _eighteen(number)


def _hmt_permit(number: str) -> date:
    if number[:6] not in ("810000", "820000", "830000"):
        raise ValueError
    return _eighteen(number)


def _permanent(number: str) -> date | None:
    """Since 2023 eighteen figures that begin with 9; before, three letters and twelve figures,
    whose two figures for the year leave the century open."""
    if re.fullmatch(r"[A-Z]{3}\d{12}", number):
        return None
    if not number.startswith("9"):
        raise ValueError
    return _eighteen(number)


def _passport(number: str) -> None:
    if not re.fullmatch(r"(?=.*\d)[A-Z0-9]{5,15}", number):
        raise ValueError


_CHECKS: dict[str, Callable[[str], date | None]] = {
    DocumentType.RESIDENT_ID: _resident_id,
    DocumentType.HMT_PERMIT: _hmt_permit,
    DocumentType.PERMANENT: _permanent,
    DocumentType.PASSPORT: _passport,
}


def _plausible(born_on: date) -> date:
    today = date.today()  # only to tell a slip of the pen; ages are judged by the database's day
    if not today.year - OLDEST <= born_on.year or born_on > today:
        raise ValueError
    return born_on


def normalise_name(text: str) -> str:
    """A name for comparing: one width, no spaces, one kind of middle dot."""
    plain = "".join(unicodedata.normalize("NFKC", text or "").split()).casefold()
    return re.sub(r"[・‧•∙●.]", "·", plain)


def name_hash(name: str) -> str:
    return keyed_hash("name", normalise_name(name))


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
