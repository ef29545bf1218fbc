"""Anonymous pages, kept for a few seconds in the memory of each web process.

On the last evening thousands open the same few pages. A page is kept only when nothing about it
can be anybody's own: asked for without any cookie but those of elder mode and the fair order,
answered without setting one but that order, which who comes without one in these seconds shares
(drawn anew with each page, it favours nobody). It is told apart by host, address, those two and
htmx; a validator (ETag) lets a browser that has it be answered with 304. When its time is over, one
visitor waits for the new page and the others get the old one meanwhile, for as long again at most;
where the site is too busy to make a new one, or its database away, all get the old one for up to a
minute. Nothing is kept where ``MWS_PAGE_CACHE_SECONDS`` is 0 (development, tests).
"""

from __future__ import annotations

import threading
import time
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from http.cookies import SimpleCookie
from typing import TypeGuard

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.utils.cache import get_conditional_response, patch_vary_headers, set_response_etag

from mws.core.display import ELDER_COOKIE, ORDER_COOKIE

HARMLESS = {ELDER_COOKIE, ORDER_COOKIE}
MOST_PAGES = 256  # a process; of 50 to 150 KB each
MOST_BYTES = 300_000
TOLD_APART = (
    "HTTP_HOST", "HTTP_X_FORWARDED_PROTO", "HTTP_HX_REQUEST", "HTTP_HX_TARGET", "HTTP_HX_BOOSTED",
)  # fmt: skip
NEVER_KEPT = ("private", "no-store", "no-cache")
OLDEST = 60  # seconds after its time, of a page that stands in for a 503


@dataclass(frozen=True, slots=True)
class Kept:
    """One page as it was answered, until a moment of the monotonic clock."""

    until: float
    content: bytes
    headers: dict[str, str]
    cookies: SimpleCookie


class AnonymousPagesMiddleware:
    """Stands below the policies and above everything that asks the database."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response
        self.kept: OrderedDict[tuple[str, ...], Kept] = OrderedDict()
        self.being_made: set[tuple[str, ...]] = set()
        self.lock = threading.Lock()

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        seconds = settings.MWS_PAGE_CACHE_SECONDS
        if not seconds or not is_anonymous(request):
            return self.get_response(request)
        key = key_of(request)
        kept = self.kept.get(key)
        if kept is None or not self._will_do(key, kept, seconds):
            try:
                response = self.get_response(request)
            finally:
                self.being_made.discard(key)
            if may_keep(response):
                kept = self._keep(key, response, seconds)
            elif response.status_code != 503 or kept is None or is_too_old(kept):
                return response
        response = HttpResponse(kept.content, headers=kept.headers)
        response.cookies = SimpleCookie(kept.cookies)  # a copy: who adds to it adds to no other
        return get_conditional_response(request, etag=response["ETag"], response=response) or (
            response
        )

    def _will_do(self, key: tuple[str, ...], kept: Kept, seconds: int) -> bool:
        """Whether a page that is there may be shown; who is told no makes it anew."""
        late = time.monotonic() - kept.until
        if late <= 0:
            return True
        with self.lock:
            if late <= seconds and key in self.being_made:
                return True
            self.being_made.add(key)
            return False

    def _keep(self, key: tuple[str, ...], response: HttpResponse, seconds: int) -> Kept:
        response.headers["Cache-Control"] = f"public, max-age={seconds}"
        patch_vary_headers(response, ["Cookie", "HX-Request"])
        set_response_etag(response)
        kept = Kept(
            time.monotonic() + seconds, response.content, dict(response.headers), response.cookies
        )
        with self.lock:
            self.kept[key] = kept
            self.kept.move_to_end(key)
            while len(self.kept) > MOST_PAGES:
                self.kept.popitem(last=False)
        return kept


def is_anonymous(request: HttpRequest) -> bool:
    """Whether nothing that came along says who is asking."""
    return (
        request.method in ("GET", "HEAD")
        and HARMLESS.issuperset(request.COOKIES)
        and "HTTP_AUTHORIZATION" not in request.META
        and "HTTP_RANGE" not in request.META
    )


def is_too_old(kept: Kept) -> bool:
    """Whether a page can no longer stand in for the one that is not made just now."""
    return time.monotonic() - kept.until > OLDEST


def key_of(request: HttpRequest) -> tuple[str, ...]:
    told_apart = (request.META.get(name, "") for name in TOLD_APART)
    cookies = (request.COOKIES.get(name, "") for name in sorted(HARMLESS))
    return (request.method or "", request.get_full_path(), *told_apart, *cookies)


def may_keep(response: HttpResponseBase) -> TypeGuard[HttpResponse]:
    """Whether this answer is the same for everybody who asks without a session."""
    control = response.headers.get("Cache-Control", "")
    return (
        isinstance(response, HttpResponse)
        and response.status_code == 200
        and {ORDER_COOKIE}.issuperset(response.cookies)
        and not response.streaming
        and response.headers.get("Content-Type", "").startswith("text/html")
        and not any(word in control for word in NEVER_KEPT)
        and len(response.content) <= MOST_BYTES
    )
