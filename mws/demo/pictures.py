"""Placeholder photographs, drawn: a street in flat colours that gets finished as work goes on."""

from __future__ import annotations

from io import BytesIO
from random import Random

from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image, ImageDraw

SIZE = (960, 640)
SKIES = ("#cfe3e8", "#f3dfc6", "#d9e4f2", "#dfe9d9")
WALLS = ("#c98f6b", "#d7b98e", "#a9b8b0", "#b9a7c0", "#8fa9b8")
MANGROVE, GROUND, FENCE, LIGHT = "#14574a", "#8b8f86", "#b3225f", "#fff1b8"


def draw_upload(seed: int, percent: int) -> SimpleUploadedFile:
    """A photograph as it would come from a phone, for the upload services."""
    buffer = BytesIO()
    draw_street(seed, percent).save(buffer, "JPEG", quality=85)
    return SimpleUploadedFile(f"{seed}-{percent}.jpg", buffer.getvalue(), "image/jpeg")


def draw_paper(seed: int) -> bytes:
    """A photograph of a paper: ruled lines of words that say nothing, and a red seal (JPEG)."""
    random, buffer = Random(seed), BytesIO()
    image = Image.new("RGB", (700, 960), "#d8d2c6")
    draw = ImageDraw.Draw(image)
    draw.rectangle((50, 40, 650, 920), fill="#fdfcf8", outline="#bbb6aa")
    draw.rectangle((220, 100, 480, 130), fill="#444")
    for y in range(200, 720, 44):
        draw.rectangle((110, y, random.randint(420, 590), y + 12), fill="#8a8a86")
    draw.ellipse((420, 720, 570, 870), outline=FENCE, width=9)
    draw.rectangle((455, 785, 535, 805), fill=FENCE)
    image.save(buffer, "JPEG", quality=85)
    return buffer.getvalue()


def draw_street(seed: int, percent: int) -> Image.Image:
    """Houses, trees, lamps and a path; a fence stands until the works are complete."""
    random = Random(seed)
    image = Image.new("RGB", SIZE, random.choice(SKIES))
    draw = ImageDraw.Draw(image)
    _houses(draw, random)
    draw.rectangle((0, 430, SIZE[0], SIZE[1]), fill=GROUND)
    draw.polygon(((300, 640), (430, 430), (530, 430), (660, 640)), fill="#c9cbc3")
    _trees(draw, random)
    for index, x in enumerate((180, 400, 560, 780)):
        _lamp(draw, x, lit=index * 25 < percent)
    if percent < 100:
        _fence(draw)
    return image


def _houses(draw: ImageDraw.ImageDraw, random: Random) -> None:
    left = -20
    while left < SIZE[0]:
        width, height = random.randint(90, 170), random.randint(160, 320)
        wall = random.choice(WALLS)
        draw.rectangle((left, 430 - height, left + width, 430), fill=wall)
        for x in range(left + 16, left + width - 24, 34):
            for y in range(430 - height + 20, 400, 44):
                draw.rectangle((x, y, x + 18, y + 24), fill="#eef4f2")
        left += width + 6


def _trees(draw: ImageDraw.ImageDraw, random: Random) -> None:
    for x in (60, 270, 690, 890):
        top = random.randint(300, 350)
        draw.rectangle((x - 5, top + 40, x + 5, 470), fill="#5f4a35")
        draw.ellipse((x - 48, top - 40, x + 48, top + 60), fill=MANGROVE)
        draw.ellipse((x - 30, top - 70, x + 62, top + 20), fill="#2c7263")


def _lamp(draw: ImageDraw.ImageDraw, x: int, *, lit: bool) -> None:
    if lit:
        draw.ellipse((x - 34, 268, x + 34, 336), fill=LIGHT)
    draw.rectangle((x - 3, 300, x + 3, 520), fill="#3b4541")
    draw.rectangle((x - 16, 292, x + 16, 304), fill="#3b4541")


def _fence(draw: ImageDraw.ImageDraw) -> None:
    draw.rectangle((0, 500, SIZE[0], 596), fill="#e8ece9")
    for x in range(-40, SIZE[0], 80):
        draw.polygon(((x, 596), (x + 40, 596), (x + 80, 500), (x + 40, 500)), fill=FENCE)
