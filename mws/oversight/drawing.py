"""A chart as inline SVG: it needs no script, takes the page's colours and stretches with it."""

from __future__ import annotations

from dataclasses import dataclass

from mws.core.money import per_mille
from mws.oversight.charts import Chart

LABEL, BAR, GAP = 24, 14, 12  # pixels: a row's words, one bar, the space below
LONGEST = 18  # characters of a label; the table has all of it


@dataclass(frozen=True)
class Shape:
    """A bar, or a dot at the end of a hair line."""

    tone: str
    x: str
    width: str
    end: str
    y: int
    middle: int


@dataclass(frozen=True)
class Row:
    label: str
    words: str
    y: int
    shapes: list[Shape]
    cut_at: int | None  # where a line is drawn below this row


@dataclass(frozen=True)
class Drawing:
    height: int
    rows: list[Row]


def drawing(chart: Chart) -> Drawing:
    """Widths in percent of the picture, heights in pixels."""
    step = LABEL + BAR * len(chart.series) + GAP
    rows = [_row(chart, number, number * step, step) for number in range(len(chart.labels))]
    return Drawing(step * len(rows), rows)


def _row(chart: Chart, number: int, top: int, step: int) -> Row:
    shapes = []
    for place, series in enumerate(chart.series):
        start, value = series.start(number), series.values[number]
        left = _percent(start, chart.most)
        right = _percent(start + value, chart.most)
        y = top + LABEL + place * BAR
        shapes.append(
            Shape(
                series.tone(number), f"{left / 10}%", f"{(right - left) / 10}%",
                f"{right / 10}%", y, y + BAR // 2,
            )
        )  # fmt: skip
    label = str(chart.labels[number])
    short = label if len(label) <= LONGEST else f"{label[: LONGEST - 1]}…"
    words = " · ".join(series.words[number] for series in chart.series)
    cut_at = top + step - GAP // 2 if chart.cut == number + 1 else None
    return Row(short, words, top + LABEL - 7, shapes, cut_at)


def _percent(part: int, whole: int) -> int:
    """Tenths of a percent; the far end leaves room for a dot."""
    return per_mille(part, whole) * 985 // 1000
