"""What nobody types by chance: generated answers to the pages of the wizard, the same each time."""

from __future__ import annotations

import random
from collections.abc import Iterator
from typing import Any

from tests.proposals.wizard import ASKED, answers

NASTY = (
    "灯" * 41, "长" * 4_001, "a\x00b", "\x00", "\u202e倒着写\u202c", "\u200f\u200e", "𠮷野家門口",
    "\ud800", "x\udfffy", "<script>alert(1)</script>", "' OR 1=1 --", "{{ 7*7 }}", "%s%n%x",
    "../../etc/passwd", "\r\nSet-Cookie: a=b", "\ufeff", "á" * 30, "🏮" * 40, " \u3000 ", "",
    "-1", "0", "0.00", "-0.01", "1e9", "NaN", "Infinity", "9" * 30, "１２３４", "٣", "1,2,3", "½",
    "0x10", "1.005", "99999999999999999999",
)  # fmt: skip
ENORMOUS = "9" * 10**6
FOREIGN = ("e2", "440305007002", "0", "-1", "9" * 20, "imported", "works'", "None", "\x00")
CHOICES = ("area", "square", "category", "theme", "beneficiary_group")
PINNED = {"square": "E4", "pin": "500,500", "coordinates": "22.5431, 113.9872"}
GOES = (
    "next", "next", "next", "stay", "later", "costs", "check", "", "nowhere", "\x00", "lines",
    "prices", "take-0", "take-99", "support-1", f"support-{'9' * 18}", f"support-{'9' * 400}",
)  # fmt: skip


def hostile_posts(count: int, *, seed: int) -> Iterator[tuple[str, dict[str, Any]]]:
    """``count`` posts as (step, data): one or more fields of each are spoilt."""
    chance = random.Random(seed)
    steps = list(ASKED)
    for number in range(count):
        step = steps[number % len(steps)]
        data = answers(step) | {"go": chance.choice(GOES)}
        if step == "place":
            data |= PINNED
        names = [name for name in data if name != "go" and "_FORMS" not in name]
        for name in chance.sample(names, k=chance.randint(1, len(names))):
            pool = FOREIGN if name in CHOICES and chance.random() < 0.7 else NASTY
            data[name] = chance.choice(pool)
        if number % 1_000 < len(steps):
            data[names[0]] = ENORMOUS
        if step == "costs" and chance.random() < 0.2:
            data["lines-TOTAL_FORMS"] = chance.choice(("41", "-1", "x", "9" * 30, ""))
        if step == "place" and chance.random() < 0.2:
            data |= {"pin-280.x": chance.choice(NASTY), "pin-280.y": chance.choice(("5", "-1"))}
        if step in ("problem", "place") and chance.random() < 0.2:
            data[f"difference-{chance.choice((1, 2, 10**17))}"] = chance.choice(NASTY)
        yield step, data
