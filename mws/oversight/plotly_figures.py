"""A chart as a Plotly figure, made and checked on the server; the browser only draws it.

Colours are those of the style sheet's light scheme; the script puts the scheme at hand in their
place, so that a picture turns dark with its page.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from mws.core.wording import wan_mark
from mws.oversight.charts import Chart, Series

# The colour of the light scheme, and the property of the style sheet that holds it.
PALETTE = {
    "#14574a": "--mangrove-text",
    "#b5d3ca": "--mangrove-mid",
    "#b0c7d5": "--bay-35",
    "#1f5f8b": "--bay",
    "#1b2421": "--ink",
    "#52605a": "--ink-2",
    "#fbfcfa": "--paper",
    "#d5ddd8": "--line",
    "#74837c": "--line-strong",
}
INK, QUIET, PAPER, LINE = "#1b2421", "#52605a", "#fbfcfa", "#d5ddd8"
# Tone: fill, edge, pattern. Each edge stands out from the page, so that no colour need be known.
TONES = {
    "paid": ("#14574a", "#14574a", ""),
    "committed": ("#b5d3ca", "#14574a", "/"),
    "reserved": ("#b0c7d5", "#1f5f8b", ""),
    "plain": ("#fbfcfa", "#74837c", ""),
}
ROW, BAR, MARGIN = 34, 12, 60  # pixels
LABEL = 22  # letters


def plotly_figure(chart: Chart) -> dict[str, Any]:
    """Bars lie, so that Chinese and English labels can be read on a phone."""
    from plotly import graph_objects  # half a second, and only where a chart is asked for

    traces = [trace for series in chart.series for trace in _traces(chart, series)]
    figure = graph_objects.Figure(data=traces, layout=_layout(chart), skip_invalid=False)
    drawn = figure.to_plotly_json()
    drawn["layout"].pop("template", None)  # the library's own look, 6 kB
    return {"figure": drawn, "palette": PALETTE}


def _traces(chart: Chart, series: Series) -> Iterator[dict[str, Any]]:
    """One for each tone of a series: the library takes lists of colours, and complains of them."""
    tones = [series.tone(row) for row in range(len(chart.labels))]
    for tone in dict.fromkeys(tones):
        rows = [row for row, each in enumerate(tones) if each == tone]
        common = {
            "name": series.name, "x": [series.values[row] for row in rows], "y": rows,
            "hovertext": [f"{chart.labels[row]}: {series.words[row]}" for row in rows],
            "hoverinfo": "text",
        }  # fmt: skip
        is_grouped = len(chart.series) > 1
        drawn = _dots(tone) if chart.has_dots else _bars(tone, series, rows, is_grouped=is_grouped)
        yield common | drawn


def _dots(tone: str) -> dict[str, Any]:
    fill, edge, _pattern = TONES[tone]
    marker = {"color": fill, "size": 14, "line": {"color": edge, "width": 1}}
    return {"type": "scatter", "mode": "markers", "marker": marker}


def _bars(tone: str, series: Series, rows: list[int], *, is_grouped: bool) -> dict[str, Any]:
    fill, edge, pattern = TONES[tone]
    marker = {
        "color": fill, "line": {"color": edge, "width": 1},
        "pattern": {"shape": pattern, "fgcolor": edge, "size": 6, "solidity": 0.2},
    }  # fmt: skip
    base = [series.start(row) for row in rows]
    bars = {"type": "bar", "orientation": "h", "base": base, "marker": marker}
    return bars if is_grouped else bars | {"width": 0.55}


def _layout(chart: Chart) -> dict[str, Any]:
    rows = len(chart.labels)
    ticks, words = [0, chart.most // 2, chart.most], _ticks(chart)
    half = 5 * len(words[-1])  # of the last of them, which stands at the edge
    return {
        "height": MARGIN + rows * (ROW + BAR * len(chart.series)),
        "margin": {"l": 8, "r": max(16, half), "t": 8, "b": 36},
        "barmode": "group" if len(chart.series) > 1 else "overlay",
        "bargap": 0.45,
        "showlegend": False,  # the page has one, in words
        "paper_bgcolor": PAPER,
        "plot_bgcolor": PAPER,
        "font": {"color": INK, "size": 14},
        "hoverlabel": {"bgcolor": INK, "font": {"color": PAPER}},
        "xaxis": {
            "range": [-chart.most / 50 if chart.has_dots else 0, chart.most * 1.04 or 1],
            "tickvals": ticks, "ticktext": words,
            "gridcolor": LINE, "zerolinecolor": QUIET, "fixedrange": True,
            "tickfont": {"color": QUIET},
        },
        "yaxis": {
            "autorange": "reversed", "tickvals": list(range(rows)), "showgrid": False,
            "ticktext": [_short(label) for label in chart.labels], "fixedrange": True,
            "automargin": True, "zeroline": False,
            "ticks": "outside", "ticklen": 6, "tickcolor": PAPER,  # a gap before the axis
        },
        "shapes": _cut(chart),
    }  # fmt: skip


def _ticks(chart: Chart) -> list[str]:
    if chart.has_dots:
        return [f"{value // 10}" for value in (0, chart.most // 2, chart.most)]
    if chart.cut is not None:
        return [f"{value:,}" for value in (0, chart.most // 2, chart.most)]
    return [wan_mark(value) for value in (0, chart.most // 2, chart.most)]


def _short(label: str) -> str:
    """As much of a label as leaves room for the bars; a Chinese character is as wide as two."""
    room = LABEL
    for place, sign in enumerate(label):
        room -= 2 if sign > "\u2e80" else 1
        if room < 0:
            return f"{label[:place]}…"
    return label


def _cut(chart: Chart) -> list[dict[str, Any]]:
    if chart.cut is None:
        return []
    line = {"color": INK, "width": 2, "dash": "dash"}
    y = chart.cut - 0.5
    return [{"type": "line", "xref": "paper", "x0": 0, "x1": 1, "y0": y, "y1": y, "line": line}]
