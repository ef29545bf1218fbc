"""A QR code as the path of an inline SVG: no style, no script, no second request."""

from __future__ import annotations

from itertools import groupby

from qrcode import QRCode
from qrcode.constants import ERROR_CORRECT_M

QUIET = 4  # modules of white around it, as the standard asks


def qr_path(text: str) -> tuple[int, str]:
    """Modules a side, quiet zone included, and the ``d`` of one path that is all dark modules."""
    code = QRCode(error_correction=ERROR_CORRECT_M, border=QUIET)
    code.add_data(text)
    code.make(fit=True)
    rows = code.get_matrix()
    return len(rows), "".join(_runs(number, row) for number, row in enumerate(rows))


def _runs(y: int, row: list[bool]) -> str:
    """The dark stretches of one row, each a rectangle one module high."""
    parts, x = [], 0
    for is_dark, run in groupby(row):
        width = len(list(run))
        if is_dark:
            parts.append(f"M{x} {y}h{width}v1h-{width}z")
        x += width
    return "".join(parts)
