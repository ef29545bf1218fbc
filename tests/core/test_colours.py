"""Every pair of colours that carries text or meaning meets WCAG 2.2 AA, by day and by night."""

import re
from pathlib import Path

from django.test import SimpleTestCase

STYLE = Path(__file__).parents[2] / "mws/static/css/base.css"
TEXT, EDGE = 4.5, 3.0
PAIRS = [
    ("ink", "paper", TEXT),
    ("ink", "sheet", TEXT),
    ("ink", "mangrove-soft", TEXT),
    ("ink", "bay-soft", TEXT),
    ("ink", "bay-35", TEXT),
    ("ink", "wrong-ground", TEXT),
    ("ink-2", "paper", TEXT),
    ("ink-2", "sheet", TEXT),
    ("bay", "paper", TEXT),
    ("bay", "sheet", TEXT),
    ("mangrove-text", "paper", TEXT),
    ("mangrove-text", "mangrove-soft", TEXT),
    ("on-mangrove", "mangrove", TEXT),
    ("on-mangrove-2", "mangrove", TEXT),
    ("on-bougainvillea", "bougainvillea", TEXT),
    ("late", "paper", TEXT),
    ("late", "late-ground", TEXT),
    ("wrong", "paper", TEXT),
    ("wrong", "wrong-ground", TEXT),
    ("line-strong", "paper", EDGE),
    ("line-strong", "sheet", EDGE),
    ("mangrove-text", "mangrove-mid", EDGE),
]


def colours(text: str) -> dict[str, str]:
    return dict(re.findall(r"--([\w-]+):\s*(#[0-9a-f]{3,6})\b", text))


def luminance(colour: str) -> float:
    digits = colour[1:] if len(colour) == 7 else "".join(digit * 2 for digit in colour[1:])
    linear = []
    for start in (0, 2, 4):
        value = int(digits[start : start + 2], 16) / 255
        linear.append(value / 12.92 if value <= 0.04045 else ((value + 0.055) / 1.055) ** 2.4)
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    dark, light = sorted((luminance(one), luminance(other)))
    return (light + 0.05) / (dark + 0.05)


class ContrastTests(SimpleTestCase):
    def setUp(self):
        tokens = STYLE.read_text(encoding="utf-8").partition("@layer base {")[0]
        day, _mark, night = tokens.partition("prefers-color-scheme: dark")
        self.schemes = {"day": colours(day), "night": colours(day) | colours(night)}

    def test_pairs_can_be_read_by_day_and_by_night(self):
        for scheme, palette in self.schemes.items():
            for front, ground, least in PAIRS:
                with self.subTest(scheme=scheme, front=front, ground=ground):
                    self.assertGreaterEqual(contrast(palette[front], palette[ground]), least)

    def test_the_measure_itself(self):
        self.assertAlmostEqual(contrast("#000", "#fff"), 21)
        self.assertAlmostEqual(contrast("#777777", "#ffffff"), 4.48, places=2)
