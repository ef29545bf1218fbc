"""What every request passes on its way in and out."""

from collections.abc import Callable

from allauth.core.exceptions import RateLimited
from csp.constants import NONE, SELF, UNSAFE_INLINE
from csp.decorators import csp_replace
from django.conf import settings
from django.core.exceptions import BadRequest
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils.cache import patch_cache_control

PROBES = ("/healthz", "/readyz")  # a process that rests is no process that is broken
GetResponse = Callable[[HttpRequest], HttpResponseBase]


EDITORS_POLICY = {
    "script-src": [SELF, UNSAFE_INLINE],
    "style-src": [SELF, UNSAFE_INLINE],
    "frame-src": [SELF],
    "frame-ancestors": [SELF],
    "object-src": [NONE],
}


PREVIEW_POLICY = {"frame-ancestors": [SELF]}


class EditorsPolicyMiddleware:
    """Wagtail's admin has inline scripts and shows drafts in a frame: only there both are allowed.
    A draft is a page like any other, made by a request of Wagtail's own to this stack; it may stand
    in that frame and no more.

    Stands below CSPMiddleware, which reads what is noted on the response when it passes.
    """

    path = "/cms/"

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response
        self.get_relaxed_response = csp_replace(EDITORS_POLICY)(get_response)
        self.get_preview = csp_replace(PREVIEW_POLICY)(get_response)

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if request.path.startswith(self.path):
            return self.get_relaxed_response(request)
        if getattr(request, "is_dummy", False):
            return self.get_preview(request)
        return self.get_response(request)


class MaintenanceMiddleware:
    """While `MWS_MAINTENANCE` is on, every address answers 503 with a page that asks no database.

    Stands below WhiteNoise, so that the page finds its styles, and below the policies.
    """

    retry_after = 5 * 60  # seconds

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if not settings.MWS_MAINTENANCE or request.path in PROBES:
            return self.get_response(request)
        headers = {"Retry-After": str(self.retry_after), "Cache-Control": "no-store"}
        return HttpResponse(render_to_string("503.html"), status=503, headers=headers)


class PlainAddressMiddleware:
    """An address that holds a NUL answers 400: nobody types one, and PostgreSQL reads none.

    Stands below LocaleMiddleware, so that the page speaks the language of the address.
    """

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if "\0" in request.path_info or "%00" in request.META.get("QUERY_STRING", ""):
            raise BadRequest("NUL in the address")
        return self.get_response(request)


class PersonalPageMiddleware:
    """What a person sees who is signed in is for their browser alone, and asked for again each
    time; a view that says so itself is believed."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        has_session = settings.SESSION_COOKIE_NAME in request.COOKIES
        if (
            has_session
            and not response.has_header("Cache-Control")
            and request.user.is_authenticated
        ):
            patch_cache_control(response, private=True, no_cache=True)
        return response


class RateLimitMiddleware:
    """Too many tries answer 429 with a page. allauth lets the exception escape at sign-up."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        if isinstance(exception, RateLimited):
            return render(request, "429.html", status=429)
        return None
