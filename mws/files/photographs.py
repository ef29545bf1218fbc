"""Photographs: read with care, turned upright, made small, and freed of what they tell besides.

Re-encoding from the pixels drops EXIF (place, time, camera), comments and anything appended.
"""

from __future__ import annotations

from dataclasses import dataclass
from io import BytesIO
from typing import BinaryIO

from PIL import Image, ImageOps
from pillow_heif import register_heif_opener

register_heif_opener()  # iPhones photograph in HEIC

LONGEST_SIDE = 1600  # pixels
MOST_PIXELS = 60_000_000  # of what is handed in: above any phone's camera, below a bomb
FORMATS = ("JPEG", "PNG", "WEBP", "HEIF")
QUALITY = 82


class NotAPhotograph(ValueError):
    """Not a picture that can be read; ``code`` is ``not_an_image`` or ``too_many_pixels``."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


@dataclass(frozen=True, slots=True)
class Photograph:
    """A picture as it is stored: JPEG, upright, without metadata."""

    content: bytes
    width: int
    height: int
    suffix: str = ".jpg"
    content_type: str = "image/jpeg"


def clean_photograph(file: BinaryIO) -> Photograph:
    """Re-encode a picture. Raises NotAPhotograph."""
    try:
        with Image.open(file, formats=FORMATS) as image:
            if image.width * image.height > MOST_PIXELS:
                raise NotAPhotograph("too_many_pixels")
            image.draft("RGB", (LONGEST_SIDE, LONGEST_SIDE))
            upright = ImageOps.exif_transpose(image)
            upright.thumbnail((LONGEST_SIDE, LONGEST_SIDE), Image.Resampling.LANCZOS)
            flat = _flatten(upright)
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise NotAPhotograph("too_many_pixels") from error
    except NotAPhotograph:
        raise
    except (OSError, SyntaxError, ValueError) as error:  # what Pillow raises for broken files
        raise NotAPhotograph("not_an_image") from error
    out = BytesIO()
    flat.save(out, "JPEG", quality=QUALITY, optimize=True, progressive=True)
    return Photograph(out.getvalue(), flat.width, flat.height)


def _flatten(image: Image.Image) -> Image.Image:
    """The bare pixels on white: no alpha, no palette, no metadata that ``save`` would carry on."""
    with_alpha = image.convert("RGBA")
    flat = Image.new("RGB", image.size, "white")
    flat.paste(with_alpha, mask=with_alpha.getchannel("A"))
    return flat
