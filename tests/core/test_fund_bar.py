"""The fund bar: its segments meet, fill the whole, and can be read as a sentence."""

from django.template import Context, Template
from django.test import SimpleTestCase
from django.utils.translation import override

from mws.core import fund_bar
from mws.core.money import Balances

FUND = Balances(
    allocated=200_000_000,
    available=68_000_000,
    reserved=12_300_000,
    committed=58_420_000,
    paid=61_280_000,
    returned=0,
)


def render(text: str, **context) -> str:
    return Template(text).render(Context(context))


class GeometryTests(SimpleTestCase):
    def test_segments_come_in_the_one_order_and_meet(self):
        segments = fund_bar.of_fund(FUND).segments
        self.assertEqual(
            [(each.kind, each.x, each.width) for each in segments],
            [
                ("paid", "0.00%", "30.64%"),
                ("committed", "30.64%", "29.21%"),
                ("reserved", "59.85%", "6.15%"),
                ("available", "66.00%", "34.00%"),
            ],
        )

    def test_shares_add_up_to_a_hundred(self):
        for fund in (FUND, Balances(3, 1, 1, 1, 0, 0), Balances(7, 1, 2, 1, 2, 1)):
            shares = [each.share for each in fund_bar.of_fund(fund).segments]
            tenths = sum(int(share.replace(".", "").rstrip("%")) for share in shares)
            self.assertEqual(tenths, 1000, shares)

    def test_what_went_back_closes_the_bar_only_where_there_is_any(self):
        closed = Balances(100, 0, 0, 0, 90, 10)
        self.assertEqual(fund_bar.of_fund(closed).segments[-1].kind, "returned")
        self.assertEqual(fund_bar.of_fund(FUND).segments[-1].kind, "available")

    def test_an_empty_fund_is_a_bar_without_segments_of_width(self):
        bar = fund_bar.of_fund(Balances.zero())
        self.assertEqual({each.width for each in bar.segments}, {"0.00%"})

    def test_a_motion_moves_available_to_reserved(self):
        bar = fund_bar.after_motion(FUND, 13_660_000)
        self.assertEqual((bar.added.x, bar.added.width), ("66.00%", "6.83%"))
        self.assertEqual(bar.segments[2].fen, 25_960_000)
        self.assertEqual(bar.segments[3].fen, 54_340_000)

    def test_a_ballot_keeps_the_order_of_the_choices(self):
        bar = fund_bar.of_ballot(68_000_000, [(5, 18_640_000), (3, 9_860_000)])
        self.assertEqual([each.label for each in bar.segments], ["5", "3"])
        self.assertEqual(bar.segments[1].x, bar.segments[0].width)


class DrawingTests(SimpleTestCase):
    def test_the_whole_sentence_is_the_label(self):
        with override("zh-hans"):
            page = render("{% fund_bar fund %}", fund=FUND)
        self.assertIn('role="img"', page)
        self.assertIn("下达 200.00 万元：已支付 61.28 万元", page)
        with override("en"):
            page = render("{% fund_bar fund %}", fund=FUND)
        self.assertIn("Allocated 2,000,000 yuan: paid 612,800 yuan", page)

    def test_geometry_is_in_attributes_never_in_style(self):
        page = render(
            "{% fund_bar fund %}{% fund_bar fund size='thin' %}{% fund_bar fund after=1366 %}"
            "{% project_bar paid=5 unpaid=3 back=1 %}{% ballot_bar 100 picks %}",
            fund=FUND,
            picks=[(1, 40)],
        )
        self.assertNotIn("style=", page)
        self.assertIn('width="30.64%"', page)

    def test_a_motion_that_asks_too_much_is_told_in_words(self):
        with override("en"):
            page = render("{% fund_bar fund after=93660000 %}", fund=FUND)
        self.assertIn("256,600 yuan more than is available", page)
        self.assertNotIn("If passed", page)
