"""What people are told while the database or the disk does not take what they send.

The page says what is true for whoever reads it: a page that was asked for can be asked for again;
what was sent may or may not have been recorded when the connection broke, so it is looked up
before it is sent again.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from functools import lru_cache

from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.template.loader import render_to_string
from django.utils.translation import get_language
from django.views import defaults

from mws.core.health import DISK_FULL, free_share

RETRY_AFTER = 15  # seconds
READS = ("GET", "HEAD", "OPTIONS")


def server_error(request: HttpRequest) -> HttpResponse:
    """Django's handler500: a database that is away or busy is no fault of the page."""
    if isinstance(sys.exc_info()[1], OperationalError | InterfaceError):
        return busy(is_sent=request.method not in READS)
    return defaults.server_error(request)


def busy(*, is_sent: bool, is_refused: bool = False) -> HttpResponse:
    """503. ``is_sent``: something was sent along. ``is_refused``: and surely not recorded."""
    page = _busy_page(get_language(), is_sent=is_sent, is_refused=is_refused)
    headers = {"Retry-After": str(RETRY_AFTER), "Cache-Control": "no-store"}
    return HttpResponse(page, status=503, headers=headers)


@lru_cache
def _busy_page(language: str | None, *, is_sent: bool, is_refused: bool) -> bytes:
    """Written once for each language: it is given most when there is least time."""
    said = {"is_sent": is_sent, "is_refused": is_refused}
    return render_to_string("busy.html", said).encode()


class FullDiskMiddleware:
    """While a disk is all but full nothing is taken in: refused before anything is written."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if request.method not in READS and free_share() < DISK_FULL:
            return busy(is_sent=True, is_refused=True)
        return self.get_response(request)
