"""Pictures of figures: what is drawn, said and tabled comes from one object.

A chart is rows of bars or dots. It goes out as an SVG that needs no script (``drawing``), as a
Plotly figure for whoever looks closer (``plotly``), as a table and as a file.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from mws.core.money import per_mille
from mws.core.wording import per_mille_words, wan_figure, wan_unit, wan_words
from mws.oversight.counts import OPENING
from mws.oversight.facts import Facts
from mws.oversight.models import Subject
from mws.rounds.models import DeadlineKind


@dataclass(frozen=True)
class Series:
    """Bars or dots of one kind. ``tones`` names the colours of each row, or one for all rows;
    ``starts``: where bars begin."""

    name: str
    tones: Sequence[str]
    values: Sequence[int]
    words: Sequence[str]
    starts: Sequence[int] = ()

    def tone(self, row: int) -> str:
        return self.tones[row] if len(self.tones) > 1 else self.tones[0]

    def start(self, row: int) -> int:
        return self.starts[row] if self.starts else 0


@dataclass(frozen=True)
class Chart:
    """``title`` states the finding; ``cut``: after how many rows the money ended."""

    code: str
    title: str
    axis: str
    labels: Sequence[str]
    series: Sequence[Series]
    has_dots: bool = False
    cut: int | None = None
    cut_words: str = ""
    first_column: str = ""
    extra: Sequence[tuple[str, Sequence[str]]] = field(default=())

    @property
    def head(self) -> list[str]:
        return [
            self.first_column, *(series.name for series in self.series),
            *(name for name, _cells in self.extra),
        ]  # fmt: skip

    @property
    def rows(self) -> list[list[str]]:
        """What is drawn, in words: the table beside the picture, and the file."""
        columns = [*(series.words for series in self.series), *(cells for _n, cells in self.extra)]
        return [
            [label, *(column[number] for column in columns)]
            for number, label in enumerate(self.labels)
        ]

    @property
    def most(self) -> int:
        """The end of the axis."""
        ends = (
            series.start(row) + value
            for series in self.series
            for row, value in enumerate(series.values)
        )
        return max(ends, default=0)

    @property
    def sentence(self) -> str:
        """For whoever hears the page instead of seeing it."""
        return _("%(title)s. Drawn from the table below; in %(axis)s.") % {
            "title": self.title, "axis": self.axis,
        }  # fmt: skip


def months(facts: Facts) -> Chart | None:
    """Money by the month in which it was reserved, committed and paid."""
    found = {key.partition(":")[0] for key in facts.keys(Subject.MONTH)}
    # What was taken over with the books of an earlier time stands before the months.
    keys = sorted(found, key=lambda key: (key != OPENING, key))
    names = [str(_("Before the takeover")) if key == OPENING else key for key in keys]
    states = [
        ("reserved", _("Reserved")), ("committed", _("Committed")), ("paid", _("Paid")),
    ]  # fmt: skip
    series = []
    for state, name in states:
        sums = [facts.total(Subject.MONTH, f"{key}:{state}") for key in keys]
        series.append(Series(name, [state], sums, [wan_figure(fen) for fen in sums]))
    paid = series[-1].values
    if not any(paid):
        return None
    title = _most_paid(dict(zip(keys, paid, strict=True)))
    return Chart(
        "months", title, wan_unit(), names, series, first_column=_("Month")
    )  # fmt: skip


def _most_paid(by_key: dict[str, int]) -> str:
    """The month in which most was paid; of the time before the takeover nobody knows the months."""
    live = {key: fen for key, fen in by_key.items() if key != OPENING and fen}
    if not live:
        before = {"sum": wan_words(by_key.get(OPENING, 0))}
        return _("%(sum)s were paid before the books were taken over") % before
    best = max(live, key=lambda key: live[key])
    return _("Most was paid in %(month)s: %(sum)s") % {
        "month": best, "sum": wan_words(live[best]),
    }  # fmt: skip


def waterfall(facts: Facts) -> Chart | None:
    """From the allocation to what is paid: what stands where on the way."""
    money = facts.balances
    if not money.allocated:
        return None
    steps = [
        (_("Allocated"), "plain", money.allocated), (_("Returned"), "plain", money.returned),
        (_("Available"), "plain", money.available), (_("Reserved"), "reserved", money.reserved),
        (_("Committed"), "committed", money.committed), (_("Paid"), "paid", money.paid),
    ]  # fmt: skip
    starts, left = [0], money.allocated
    for _name, _tone, fen in steps[1:]:
        left -= fen
        starts.append(left)
    values = [fen for _name, _tone, fen in steps]
    shares = [per_mille_words(per_mille(fen, money.allocated)) for fen in values]
    title = _("Of %(whole)s, %(share)s is paid") % {
        "whole": wan_words(money.allocated),
        "share": per_mille_words(per_mille(money.paid, money.allocated)),
    }
    tones = [tone for _name, tone, _fen in steps]
    series = Series(_("Sum"), tones, values, [wan_figure(fen) for fen in values], starts)
    return Chart(
        "waterfall", title, wan_unit(), [name for name, _tone, _fen in steps], [series],
        first_column=_("Where the money is"), extra=[(_("Share of all"), shares)],
    )  # fmt: skip


def held(facts: Facts) -> Chart | None:
    """How many days a step took on average, from the day it began to the day it was done."""
    kinds = [kind for kind in DeadlineKind.values if facts.count(Subject.HELD, kind)]
    if not kinds:
        return None
    tenths = [
        (20 * facts.total(Subject.HELD, kind) + (n := facts.count(Subject.HELD, kind))) // (2 * n)
        for kind in kinds
    ]
    labels = [str(DeadlineKind(kind).label) for kind in kinds]
    slowest = max(range(len(kinds)), key=lambda row: tenths[row])
    title = _("“%(step)s” takes longest: %(days)s days on average") % {
        "step": labels[slowest], "days": _tenths(tenths[slowest]),
    }  # fmt: skip
    counts = [f"{facts.count(Subject.HELD, kind):,}" for kind in kinds]
    series = Series(_("Days on average"), ["paid"], tenths, [_tenths(t) for t in tenths])
    return Chart(
        "held", title, _("calendar days"), labels, [series], has_dots=True,
        first_column=_("Step"), extra=[(_("Steps done"), counts)],
    )  # fmt: skip


def _tenths(value: int) -> str:
    return f"{value // 10}.{value % 10}"


BOARD_CHARTS: dict[str, Callable[[Facts], Chart | None]] = {
    "waterfall": waterfall,
    "months": months,
    "held": held,
}
