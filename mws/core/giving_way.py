"""Who only looks gives way to who votes: on the last evening reading is shed first.

A process makes few pages at a time for visitors without a session, and fewer while forms come in;
while forms crowd it, one page now and then, so that what is kept does not grow old. A few more may
wait a moment. Everybody else gets the page as it was a moment ago, or is told at once that the site
is busy (503, Retry-After). Pages from the cache never wait.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponseBase

from mws.core.outages import READS, busy
from mws.core.page_cache import is_anonymous

WAITING = 2  # besides those that are being served
PATIENCE = 1.0  # seconds
RECENTLY = 2.0  # seconds since the last form
CROWD = 3  # forms that a process has at once
SPACING = 1.0  # seconds between two pages for readers while forms crowd it


class GivingWayMiddleware:
    """Stands below the cache of anonymous pages. ``MWS_READERS_AT_ONCE`` 0: nobody gives way."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response
        self.free = threading.Condition()
        self.reading = self.waiting = self.forms = 0
        self.form_at = self.reader_at = float("-inf")

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if request.method not in READS:
            return self._form(request)
        if not settings.MWS_READERS_AT_ONCE or not is_anonymous(request):
            return self.get_response(request)
        if not self._enter():
            return busy(is_sent=False)
        try:
            return self.get_response(request)
        finally:
            self._leave()

    def _form(self, request: HttpRequest) -> HttpResponseBase:
        """What is sent never waits; it is counted while it is here."""
        self.form_at = time.monotonic()
        with self.free:
            self.forms += 1
        try:
            return self.get_response(request)
        finally:
            with self.free:
                self.forms -= 1
                self.free.notify()

    def _is_free(self) -> bool:
        """Whether one more reader may be served just now."""
        now = time.monotonic()
        if self.forms >= CROWD and now - self.reader_at < SPACING:
            return False
        most = settings.MWS_READERS_AT_ONCE
        is_voting = now - self.form_at < RECENTLY
        return self.reading < (max(most // 3, 1) if is_voting else most)

    def _enter(self) -> bool:
        with self.free:
            if not self._is_free():
                if self.waiting >= WAITING or self.forms >= CROWD:
                    return False
                self.waiting += 1
                is_free = self.free.wait_for(self._is_free, PATIENCE)
                self.waiting -= 1
                if not is_free:
                    return False
            self.reading += 1
            self.reader_at = time.monotonic()
            return True

    def _leave(self) -> None:
        with self.free:
            self.reading -= 1
            self.free.notify()
