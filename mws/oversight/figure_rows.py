"""Figures as rows for files and for the interface: the same for both, and for every place."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from django.utils.translation import gettext_noop

from mws.oversight.definitions import DEFINITIONS
from mws.oversight.facts import facts_with_parts
from mws.oversight.figures import Figure, Unit
from mws.places.models import Place

COLUMNS = {
    "figure": gettext_noop("Figure (code)"),
    "name": gettext_noop("Figure"),
    "place": gettext_noop("Place (code)"),
    "place_name": gettext_noop("Place"),
    "year": gettext_noop("Year"),
    "value": gettext_noop("Value"),
    "unit": gettext_noop("Unit"),
    "part": gettext_noop("Part"),
    "whole": gettext_noop("Whole"),
    "meaning": gettext_noop("What is counted"),
    "source": gettext_noop("Source"),
    "as_of": gettext_noop("As of"),
}
"""Key (in JSON) and heading (in tables). Values are pieces, fen, or tenths of a percent."""
UNITS = {Unit.COUNT: "count", Unit.FEN: "fen", Unit.SHARE: "per_mille"}


def figure_rows(place: Place, year: int, *, now: datetime) -> Iterator[dict[str, Any]]:
    """Of the place itself, then of its parts, figure by figure."""
    facts, children = facts_with_parts(place, year, now=now)
    for definition in DEFINITIONS.values():
        yield figure_row(definition.of(facts))
        for child in children:
            yield figure_row(definition.of(child))


def figure_row(figure: Figure) -> dict[str, Any]:
    """Nothing at all stands where a small number is withheld."""
    definition = figure.definition
    is_share = definition.unit is Unit.SHARE and figure.raw is not None
    values = (
        definition.code, str(definition.label), figure.place.code, figure.place.name, figure.year,
        figure.raw, UNITS[definition.unit], figure.value if is_share else None,
        figure.whole if is_share else None, str(definition.meaning), str(definition.source),
        figure.at.isoformat(timespec="seconds"),
    )  # fmt: skip
    return dict(zip(COLUMNS, values, strict=True))
