"""阳光台: what the board of a place and year shows, read in a fixed number of queries."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from mws.oversight.charts import BOARD_CHARTS, Chart
from mws.oversight.definitions import DEFINITIONS, GROUPS, figures_of
from mws.oversight.facts import Facts, facts_with_parts
from mws.oversight.figures import Figure
from mws.oversight.models import Subject
from mws.oversight.schematic import Tile, tiles_of
from mws.oversight.suppliers import SupplierShare, largest_suppliers
from mws.places.models import Place
from mws.places.selectors import ancestors_of
from mws.rounds.models import DeadlineKind
from proposals.models import BeneficiaryGroup, Category, Theme

ROW_FIGURES = ("allocated", "reserved", "committed", "paid", "paid_rate", "finished")


@dataclass(frozen=True)
class MixRow:
    """One kind of project: how many, for how much, of how much; ``filter``: where they are."""

    label: str
    count: int
    fen: int
    whole: int
    filter: str


@dataclass(frozen=True)
class LimitRow:
    """One kind of step: done in time, of all that are done."""

    label: str
    kept: int
    done: int


@dataclass(frozen=True)
class Board:
    facts: Facts
    figures: dict[str, Figure]
    parts: list[dict[str, Figure]]
    years: list[int]
    trail: list[Place]
    charts: list[Chart]
    tiles: list[Tile]
    suppliers: list[SupplierShare]

    def group(self, name: str) -> list[Figure]:
        return [self.figures[definition.code] for definition in GROUPS[name]]

    @property
    def promises(self) -> list[Figure]:
        return self.group("promises")

    @property
    def people(self) -> list[Figure]:
        return self.group("people")

    @property
    def limits(self) -> list[LimitRow]:
        facts = self.facts
        return [
            LimitRow(str(DeadlineKind(kind).label), facts.count(Subject.LIMIT, kind), done)
            for kind in DeadlineKind.values
            if (done := facts.total(Subject.LIMIT, kind))
        ]

    @property
    def mixes(self) -> list[tuple[str, list[MixRow]]]:
        return [
            (_("Forms"), self._mix(Subject.CATEGORY, Category, "category")),
            (_("Subjects"), self._mix(Subject.THEME, Theme, "theme")),
            (_("Whom they serve"), self._mix(Subject.GROUP, BeneficiaryGroup, "group")),
        ]

    def _mix(self, subject: str, choices: Any, name: str) -> list[MixRow]:
        whole = self.facts.total(subject)
        return [
            MixRow(
                str(choices(key).label), self.facts.count(subject, key),
                self.facts.total(subject, key), whole, f"{name}={key}",
            )
            for key in choices.values
            if self.facts.count(subject, key)
        ]  # fmt: skip


def board_of(place: Place, year: int, years: list[int], *, now: datetime) -> Board:
    """Eleven queries, whatever lies in the place."""
    facts, children = facts_with_parts(place, year, now=now)
    parts = [figures_of(child, *ROW_FIGURES) for child in children]
    made = [make(facts) for make in BOARD_CHARTS.values()]
    return Board(
        facts=facts,
        figures=figures_of(facts),
        parts=parts,
        years=years,
        trail=ancestors_of(place),
        charts=[chart for chart in made if chart],
        tiles=tiles_of([row["paid_rate"] for row in parts]),
        suppliers=largest_suppliers(place, year),
    )


@dataclass(frozen=True)
class FigurePage:
    """One figure with its definition, and the same for every part of the place."""

    figure: Figure
    parts: list[Figure]
    trail: list[Place]


def figure_page(place: Place, year: int, code: str, *, now: datetime) -> FigurePage:
    definition = DEFINITIONS[code]
    facts, children = facts_with_parts(place, year, now=now)
    return FigurePage(
        figure=definition.of(facts),
        parts=[definition.of(child) for child in children],
        trail=ancestors_of(place),
    )


def board_chart(facts: Facts, code: str) -> Chart | None:
    make: Callable[[Facts], Chart | None] | None = BOARD_CHARTS.get(code)
    return make(facts) if make else None
