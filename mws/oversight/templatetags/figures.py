"""Figures and charts in templates."""

from __future__ import annotations

from typing import Any

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString

from mws.core.templatetags.ui import fact
from mws.oversight.charts import Chart
from mws.oversight.drawing import drawing
from mws.oversight.figures import Figure
from mws.oversight.schematic import COLUMNS, SIDE, Tile, picture_height

register = template.Library()


@register.simple_tag
def figure(shown: Figure, *, bare: bool = False, short: bool = False) -> SafeString:
    """The number with a link to its definition and its parts; ``bare``: the number alone;
    ``short``: and without its unit."""
    code, place, year = shown.definition.code, shown.place.code, shown.year
    number = fact(code, place, year, shown.raw, shown.short if short else shown.words)
    return number if bare or short else format_html('<a href="{}">{}</a>', shown.url, number)


@register.inclusion_tag("oversight/chart.html")
def chart(shown: Chart, *, address: str = "", heading: str = "h3") -> dict[str, Any]:
    """A chart with its table; with ".json" and ".csv" behind it, ``address`` is where both are to
    be had. ``heading``: the level of its title on the page."""
    return {"chart": shown, "drawing": drawing(shown), "address": address, "heading": heading}


@register.inclusion_tag("oversight/schematic.html")
def schematic(tiles: list[Tile], *, title: str) -> dict[str, Any]:
    """The parts of a place as tiles; each leads to its own board."""
    return {
        "tiles": tiles, "title": title, "side": SIDE,
        "width": COLUMNS * SIDE, "height": picture_height(tiles),
    }  # fmt: skip
