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
# Of what is handed in: above a phone's camera, below what would take 400 MB to decode. Where pixels
# may be transparent, Pillow needs the whole picture twice.
MOST_PIXELS = 50_000_000
MOST_TRANSPARENT = MOST_PIXELS // 2
FORMATS = ("JPEG", "PNG", "WEBP", "HEIF")
QUALITY = 82


class NotAPhotograph(ValueError):
    """Not a picture that can be read; ``code`` is ``not_an_image``, ``too_many_pixels`` or, of a
    drawing, ``not_plain``."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


@dataclass(frozen=True, slots=True)
class Photograph:
    """A picture as it is stored: JPEG (a drawing: SVG), upright, without metadata."""

    content: bytes
    width: int
    height: int
    suffix: str = ".jpg"
    content_type: str = "image/jpeg"


def clean_photograph(file: BinaryIO) -> Photograph:
    """Re-encode a picture. Raises NotAPhotograph."""
    try:
        with Image.open(file, formats=FORMATS) as image:
            most = MOST_TRANSPARENT if image.mode in {"RGBA", "LA"} else MOST_PIXELS
            if image.width * image.height > most:
                raise NotAPhotograph("too_many_pixels")
            # Small before anything else: a further copy of the whole costs 4 bytes a pixel.
            image.thumbnail((LONGEST_SIDE, LONGEST_SIDE), Image.Resampling.LANCZOS)
            flat = _flatten(ImageOps.exif_transpose(image))
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
