"""Pages as PDF, for those who keep paper. WeasyPrint is loaded only when somebody asks."""

from __future__ import annotations

import importlib
from typing import Any

from django.contrib.staticfiles import finders
from PIL import ImageFile


def pdf_of(page: str, *, style: str = "", paper: bool = False) -> bytes:
    """A page that needs nothing from outside, as an A4 document in the system's Chinese fonts.
    ``style``: the rules of a style sheet.

    Nothing is fetched for it: an address in the page that is no ``data:`` is an error. ``paper``:
    in the dress of the site's printed sheets (`css/paper.css`).
    """
    weasyprint = importlib.import_module("weasyprint")
    # Loading it makes Pillow take broken pictures from then on, uploads too.
    ImageFile.LOAD_TRUNCATED_IMAGES = False
    sheets = [weasyprint.CSS(string=style)] if style else []
    if paper:
        sheets.append(weasyprint.CSS(filename=str(finders.find("css/paper.css"))))
    return weasyprint.HTML(string=page, url_fetcher=_refuse).write_pdf(stylesheets=sheets)


def _refuse(url: str, *_args: Any, **_options: Any) -> dict[str, Any]:
    raise ValueError(f"a document fetches nothing: {url}")
