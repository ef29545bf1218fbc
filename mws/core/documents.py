"""Pages as PDF, for those who keep paper. WeasyPrint is loaded only when somebody asks."""

from __future__ import annotations

import importlib
from typing import Any


def pdf_of(page: str) -> bytes:
    """A page that needs nothing from outside, as an A4 document in the system's Chinese fonts.

    Nothing is fetched for it: an address in the page that is no ``data:`` is an error.
    """
    weasyprint = importlib.import_module("weasyprint")
    return weasyprint.HTML(string=page, url_fetcher=_refuse).write_pdf()


def _refuse(url: str, *_args: Any, **_options: Any) -> dict[str, Any]:
    raise ValueError(f"a document fetches nothing: {url}")
