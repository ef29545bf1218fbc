"""Who only looks gives way to who votes: on the last evening reading is shed first.

A process makes few pages at a time for visitors without a session, and fewer while forms come in;
while forms crowd it, one page now and then, so that what is kept does not grow old. A few more may
wait a moment. Everybody else gets the page as it was a moment ago, or is told at once that the site
is busy (503, Retry-After). Pages from the cache never wait.
"""

from __future__ import annotations

import threading
import time
from collections import deque
from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponseBase

from mws.core.outages import READS, busy
from mws.core.page_cache import is_anonymous

WAITING = 2  # besides those that are being served
PATIENCE = 1.0  # seconds
RECENTLY = 2.0  # seconds since the last form
CROWD = 20  # forms within a second
SPACING = 1.0  # seconds between two pages for readers while forms crowd a process


class GivingWayMiddleware:
    """Stands below the cache of anonymous pages. ``MWS_READERS_AT_ONCE`` 0: nobody gives way."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response
        self.free = threading.Condition()
        self.reading = self.waiting = 0
        self.reader_at = float("-inf")
        self.forms_at = deque([float("-inf")] * CROWD, maxlen=CROWD)  # the latest of them

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if request.method not in READS:  # what is sent never waits
            self.forms_at.append(time.monotonic())
            return self.get_response(request)
        if not settings.MWS_READERS_AT_ONCE or not is_anonymous(request):
            return self.get_response(request)
        if not self._enter():
            return busy(is_sent=False)
        try:
            return self.get_response(request)
        finally:
            self._leave()

    def _is_free(self) -> bool:
        """Whether one more reader may be served just now."""
        now = time.monotonic()
        if self._is_crowded(now) and now - self.reader_at < SPACING:
            return False
        most = settings.MWS_READERS_AT_ONCE
        is_voting = now - self.forms_at[-1] < RECENTLY
        return self.reading < (max(most // 3, 1) if is_voting else most)

    def _is_crowded(self, now: float) -> bool:
        return now - self.forms_at[0] < 1

    def _enter(self) -> bool:
        with self.free:
            if not self._is_free():
                if self.waiting >= WAITING or self._is_crowded(time.monotonic()):
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
