"""Who only looks gives way to who votes: on the last evening reading is shed first.

A process makes few pages at a time for visitors without a session, and fewer while forms come in;
a few more may wait a moment. Everybody else is told at once that it is busy (503, Retry-After),
behind nginx with the page as it was a moment ago. Pages from the cache never wait.
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


class GivingWayMiddleware:
    """Stands below the cache of anonymous pages. ``MWS_READERS_AT_ONCE`` 0: nobody gives way."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response
        self.free = threading.Condition()
        self.reading = self.waiting = 0
        self.form_at = float("-inf")

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if request.method not in READS:
            self.form_at = time.monotonic()
        if not settings.MWS_READERS_AT_ONCE or not is_anonymous(request):
            return self.get_response(request)
        if not self._enter():
            return busy(is_sent=False)
        try:
            return self.get_response(request)
        finally:
            self._leave()

    def _most(self) -> int:
        """How many readers a process serves at once just now."""
        is_voting = time.monotonic() - self.form_at < RECENTLY
        most = settings.MWS_READERS_AT_ONCE
        return max(most // 3, 1) if is_voting else most

    def _enter(self) -> bool:
        with self.free:
            if self.reading < self._most():
                self.reading += 1
                return True
            if self.waiting >= WAITING:
                return False
            self.waiting += 1
            is_free = self.free.wait_for(lambda: self.reading < self._most(), PATIENCE)
            self.waiting -= 1
            self.reading += is_free
            return is_free

    def _leave(self) -> None:
        with self.free:
            self.reading -= 1
            self.free.notify()
