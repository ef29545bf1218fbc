"""Charts: valid for Plotly, told apart without colour, and drawn without script as well."""

from __future__ import annotations

from django.test import SimpleTestCase

from mws.core.money import Balances
from mws.oversight.charts import BOARD_CHARTS, Chart, Series, held, months, waterfall
from mws.oversight.drawing import drawing
from mws.oversight.facts import Facts
from mws.oversight.models import Subject
from mws.oversight.plotly_figures import PALETTE, TONES, plotly_figure
from mws.places.models import Place
from tests.cast import NOW, YEAR
from tests.core.test_colours import EDGE, STYLE, TEXT, colours, contrast

FACTS = Facts(
    Place(code="4403", name="深圳市"), YEAR, Balances(1_000, 200, 100, 300, 350, 50), 2, 3, 1, NOW,
    {
        (Subject.MONTH, "2026-05:reserved"): (3, 700),
        (Subject.MONTH, "2026-06:committed"): (2, 650), (Subject.MONTH, "2026-07:paid"): (1, 350),
        (Subject.HELD, "intake"): (10, 25), (Subject.HELD, "council"): (4, 250),
    },
)  # fmt: skip


def all_charts() -> list[Chart]:
    support = Chart(
        "support", "2 of 3 fit", "votes",
        ["1 路灯", "2 亭子", "3 一个名字特别特别特别长的项目名称"],
        [Series("Votes", ["paid", "paid", "plain"], [30, 20, 10], ["30", "20", "10"])], cut=2,
    )  # fmt: skip
    made = [chart for make in BOARD_CHARTS.values() if (chart := make(FACTS))]
    return [*made, support]


class ChartTests(SimpleTestCase):
    def test_each_says_its_finding_and_brings_its_table(self) -> None:
        self.assertEqual(["waterfall", "months", "held", "support"],
                         [chart.code for chart in all_charts()])  # fmt: skip
        for chart in all_charts():
            with self.subTest(chart.code):
                self.assertTrue(any(sign.isdigit() for sign in chart.title))
                self.assertEqual(len(chart.labels), len(chart.rows))
                self.assertEqual({len(chart.head)}, {len(row) for row in chart.rows})
                self.assertIn(chart.title, chart.sentence)

    def test_the_waterfall_ends_where_it_began(self) -> None:
        series = waterfall(FACTS).series[0]
        self.assertEqual([1_000, 50, 200, 100, 300, 350], list(series.values))
        self.assertEqual([0, 950, 750, 650, 350, 0], list(series.starts))

    def test_averages_are_rounded_once(self) -> None:
        self.assertEqual(["2.5", "62.5"], list(held(FACTS).series[0].words))

    def test_a_month_without_payments_draws_nothing(self) -> None:
        self.assertIsNone(months(Facts(FACTS.place, YEAR, Balances.zero(), 0, 0, 0, NOW)))

    def test_what_was_paid_before_the_takeover_stands_before_the_months(self) -> None:
        opening = {(Subject.MONTH, "opening:paid"): (2, 9_000)}
        terms = (FACTS.place, YEAR, FACTS.balances, 0, 0, 0, NOW)
        chart = months(Facts(*terms, FACTS.tallies | opening))
        self.assertEqual(9_000, chart.series[2].values[0])
        self.assertIn("2026-07", chart.title)
        self.assertEqual([9_000], months(Facts(*terms, opening)).series[2].values)

    def test_only_kinds_that_the_small_bundle_knows(self) -> None:
        """It takes an unknown kind for dots without a word."""
        for chart in all_charts():
            figure = plotly_figure(chart)["figure"]
            self.assertLessEqual({trace["type"] for trace in figure["data"]}, {"bar", "scatter"})
            self.assertFalse(figure["layout"].get("template"), chart.code)

    def test_what_is_drawn_is_what_the_table_says(self) -> None:
        for chart in all_charts():
            figure = plotly_figure(chart)["figure"]
            drawn = sorted(value for trace in figure["data"] for value in trace["x"])
            values = sorted(value for series in chart.series for value in series.values)
            self.assertEqual(values, drawn, chart.code)

    def test_the_picture_without_script_stays_in_its_frame(self) -> None:
        for chart in all_charts():
            for row in drawing(chart).rows:
                self.assertLessEqual(len(row.label), 18)
                for shape in row.shapes:
                    self.assertLessEqual(float(shape.end.rstrip("%")), 100)


class ColourTests(SimpleTestCase):
    def setUp(self) -> None:
        tokens = STYLE.read_text(encoding="utf-8").partition("@layer base {")[0]
        day, _mark, night = tokens.partition("prefers-color-scheme: dark")
        self.day = colours(day)
        self.schemes = [self.day, self.day | colours(night)]

    def test_the_palette_is_the_style_sheets(self) -> None:
        for colour, token in PALETTE.items():
            self.assertEqual(self.day[token.removeprefix("--")], colour, token)

    def test_every_edge_stands_out_and_every_word_can_be_read(self) -> None:
        for scheme in self.schemes:
            paper = scheme["paper"]
            for tone, (_fill, edge, _pattern) in TONES.items():
                name = PALETTE[edge].removeprefix("--")
                self.assertGreaterEqual(contrast(scheme[name], paper), EDGE, tone)
            for word in ("ink", "ink-2"):
                self.assertGreaterEqual(contrast(scheme[word], paper), TEXT, word)

    def test_tones_differ_in_more_than_colour(self) -> None:
        looks = {(fill == edge, pattern) for fill, edge, pattern in TONES.values()}
        self.assertGreaterEqual(len(looks), 3)

    def test_the_styles_of_the_bundle_were_taken_out_whole(self) -> None:
        sheet = STYLE.parents[1] / "vendor" / "plotly" / "plotly.css"
        self.assertEqual(66, sum("{" in line for line in sheet.read_text().splitlines()))
