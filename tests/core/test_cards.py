"""The picture of a shared address, with a Chinese font on the machine and without."""

from io import BytesIO
from pathlib import Path
from unittest import SkipTest

from django.conf import settings
from django.test import SimpleTestCase, override_settings
from PIL import Image

from mws.core import cards

LONG = "在龙珠四路口袋公园把坏掉的路灯全部换成节能灯并加装两处监控和一块安全提示牌" * 3


class CardTests(SimpleTestCase):
    def setUp(self):
        self.forget()
        self.addCleanup(self.forget)

    @staticmethod
    def forget():
        cards._chinese_font.cache_clear()
        cards._font.cache_clear()

    def draw(self, title="公园路灯修复"):
        content = cards.draw_card(
            site="民生微实事", over="龙珠社区", title=title, lines=["地点：龙珠四路"],
            address="example.org/p/MWS-2026-TY-LZ-001/",
        )  # fmt: skip
        self.assertLess(len(content), 40_000)
        return Image.open(BytesIO(content))

    def test_it_is_a_picture_of_the_usual_size(self):
        picture = self.draw()
        self.assertEqual(("PNG", cards.SIZE), (picture.format, picture.size))

    def test_with_a_font_the_title_is_drawn_and_a_long_one_ends_in_dots(self):
        if not any(Path(path).exists() for path in settings.MWS_CARD_FONTS):
            raise SkipTest("no Chinese font on this machine")
        self.assertNotEqual(self.draw().tobytes(), self.draw("另一件").tobytes())
        lines = cards._folded(LONG, 60, 1056)
        self.assertTrue(lines[cards.TITLE_LINES - 1].endswith("…"))
        self.draw(LONG)

    @override_settings(MWS_CARD_FONTS=["/nowhere/font.ttc"])
    def test_without_a_font_no_empty_boxes_are_drawn(self):
        self.assertFalse(cards.has_chinese())
        self.assertEqual(self.draw().tobytes(), self.draw("另一件").tobytes())
        self.assertEqual("3 A", cards._drawable("3 个 A"))
