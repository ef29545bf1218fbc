"""The picture that goes with a shared address: 1200 × 630, PNG.

Chinese is drawn where the machine has one of ``MWS_CARD_FONTS``; where it has none, the card shows
what letters and figures can say, and never empty boxes.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cache
from io import BytesIO

from django.conf import settings
from PIL import Image, ImageDraw, ImageFont

SIZE = (1200, 630)
EDGE, BAND = 72, 120
GREEN, SOFT, PAPER, INK, GREY = "#14574a", "#cfe3dc", "#fbfcfa", "#1b2421", "#4c5a55"
SIMPLIFIED = 2  # the face of a Noto CJK collection that has mainland China's forms
TITLE_LINES = 3
LOWEST = SIZE[1] - 84  # where the address begins
Font = ImageFont.FreeTypeFont | ImageFont.ImageFont


def draw_card(*, site: str, over: str, title: str, lines: Sequence[str], address: str) -> bytes:
    """A card with what stands above the title, the title, a few facts and the short address."""
    image = Image.new("RGB", SIZE, PAPER)
    draw = ImageDraw.Draw(image)
    draw.rectangle((0, 0, SIZE[0], BAND), fill=GREEN)
    _write(draw, (EDGE, 36), site, 44, "#ffffff")
    _write(draw, (EDGE, BAND + 44), over, 32, GREY)
    y = BAND + 96
    for line in _folded(title, 60, SIZE[0] - 2 * EDGE)[:TITLE_LINES]:
        _write(draw, (EDGE, y), line, 60, INK)
        y += 80
    y += 10
    for text in lines[: (LOWEST - y) // 50]:
        _write(draw, (EDGE, y), text, 34, GREY)
        y += 50
    draw.rectangle((0, SIZE[1] - 16, SIZE[0], SIZE[1]), fill=SOFT)
    _write(draw, (EDGE, SIZE[1] - 78), address, 32, GREEN)
    out = BytesIO()
    image.quantize(64).save(out, "PNG", optimize=True)
    return out.getvalue()


def has_chinese() -> bool:
    return _chinese_font() is not None


@cache
def _chinese_font() -> str | None:
    """The first of the fonts that is on this machine."""
    for path in settings.MWS_CARD_FONTS:
        try:
            ImageFont.truetype(path, 10)
        except OSError:
            continue
        return str(path)
    return None


@cache
def _font(size: int) -> Font:
    path = _chinese_font()
    if path is None:
        return ImageFont.load_default(size)
    try:
        return ImageFont.truetype(path, size, index=SIMPLIFIED)
    except OSError:  # not a collection
        return ImageFont.truetype(path, size)


def _write(
    draw: ImageDraw.ImageDraw, at: tuple[int, int], text: str, size: int, colour: str
) -> None:
    if words := _drawable(text):
        draw.text(at, words, font=_font(size), fill=colour)


def _drawable(text: str) -> str:
    """What the font can show."""
    if has_chinese():
        return text
    return " ".join("".join(sign for sign in text if sign.isascii()).split())


def _folded(text: str, size: int, width: int) -> list[str]:
    """The text in lines that fit; Chinese breaks anywhere. The last line says that more follows."""
    lines = list(_lines(_drawable(text), _font(size), width))
    if len(lines) > TITLE_LINES:
        lines[TITLE_LINES - 1] = lines[TITLE_LINES - 1][:-1] + "…"
    return lines


def _lines(text: str, font: Font, width: int) -> Iterator[str]:
    line = ""
    for sign in text:
        if line and font.getlength(line + sign) > width:
            yield line
            line = ""
        line += sign
    if line:
        yield line
