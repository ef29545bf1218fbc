"""A figure: one number with its one definition, wherever it is shown, drawn or exported."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from mws.core.money import format_wan, per_mille
from mws.core.wording import share_words, wan_words
from mws.oversight.facts import Facts
from mws.oversight.models import Subject
from mws.oversight.small_cells import is_small
from mws.places.models import Place

Measure = Callable[[Facts], tuple[int, int]]


class Unit(StrEnum):
    COUNT = "count"
    FEN = "fen"
    SHARE = "share"


class Privacy(StrEnum):
    """What small numbers would tell: of persons, a number, its part and the rest; of answers, which
    bear no name, how many there were."""

    NONE = ""
    PERSONS = "persons"
    ANSWERS = "answers"


@dataclass(frozen=True)
class Definition:
    """What a number means. ``measure`` gives the number, and for a share also what it is a part of.

    ``rows``: the page that lists what was counted, with its filter; none for what is about people.
    """

    code: str
    label: Any
    unit: Unit
    meaning: Any
    source: Any
    measure: Measure
    rows: str = ""
    privacy: Privacy = Privacy.NONE

    def of(self, facts: Facts) -> Figure:
        value, whole = self.measure(facts)
        is_hidden = bool(facts.count(Subject.HIDDEN, self.code))
        return Figure(self, facts.place, facts.year, value, whole, facts.counted_at, is_hidden)

    def cells(self, facts: Facts) -> list[int]:
        """The counts of people that a reader of the figure would know."""
        value, whole = self.measure(facts)
        is_share = self.unit is Unit.SHARE and self.privacy is Privacy.PERSONS
        return [value, whole, whole - value] if is_share else [whole or value]


@dataclass(frozen=True)
class Figure:
    """``value`` in pieces or fen; of a share, the part of ``whole``."""

    definition: Definition
    place: Place
    year: int
    value: int
    whole: int
    at: datetime
    is_hidden: bool = False  # withheld because of its neighbours in a table

    @property
    def key(self) -> str:
        """Under this name the same number stands on every page."""
        return f"{self.definition.code}:{self.place.code}:{self.year}"

    @property
    def is_withheld(self) -> bool:
        definition = self.definition
        is_share = definition.unit is Unit.SHARE
        if definition.privacy is Privacy.PERSONS and is_share:
            counts = [self.whole, self.value, self.whole - self.value]
        else:
            counts = [self.whole if is_share else self.value]
        is_guarded = definition.privacy is not Privacy.NONE
        return self.is_hidden or (is_guarded and any(is_small(count) for count in counts))

    @property
    def is_empty(self) -> bool:
        """A share of nothing says nothing."""
        return self.definition.unit is Unit.SHARE and not self.whole

    @property
    def raw(self) -> int | None:
        """For machines: pieces, fen, or tenths of a percent; None where nothing is said."""
        if self.is_withheld or self.is_empty:
            return None
        if self.definition.unit is Unit.SHARE:
            return per_mille(self.value, self.whole)
        return self.value

    @property
    def words(self) -> str:
        if self.is_withheld:
            return _("fewer than 10")
        if self.is_empty:
            return "–"
        if self.definition.unit is Unit.SHARE:
            return share_words(self.value, self.whole, per_mille(self.value, self.whole))
        return wan_words(self.value) if self.definition.unit is Unit.FEN else f"{self.value:,}"

    @property
    def short(self) -> str:
        """Without its unit, for tables whose heading names it."""
        is_money = self.definition.unit is Unit.FEN and self.raw is not None
        return format_wan(self.value) if is_money else self.words

    @property
    def parts(self) -> str:
        """Of a share: the two numbers it is made of."""
        if self.definition.unit is not Unit.SHARE or self.is_empty or self.is_withheld:
            return ""
        return _("%(part)s of %(whole)s") % {"part": f"{self.value:,}", "whole": f"{self.whole:,}"}

    @property
    def url(self) -> str:
        args = [self.year, self.place.code, self.definition.code]
        return reverse("oversight:figure", args=args)

    @property
    def rows_url(self) -> str:
        """The page that lists what was counted; empty where there is none to show."""
        page, _mark, query = self.definition.rows.partition("?")
        if page not in ("projects", "files", "overdue"):
            return ""
        address = reverse(f"oversight:{page}", args=[self.year, self.place.code])
        return f"{address}?{query}" if query else address
