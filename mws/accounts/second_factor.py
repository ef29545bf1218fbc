"""The second factor: who must have used one in this session, and where once more.

Nothing here asks how somebody came in. A session says which factor was used in it, and a person
who holds a role does nothing without: so no way in can skip it (docs/adr/0006).
"""

from __future__ import annotations

import time
from collections.abc import Callable
from functools import wraps
from typing import Any

from allauth.account.internal.flows.login import get_authentication_records, record_authentication
from allauth.core.exceptions import ReauthenticationRequired
from allauth.mfa.models import Authenticator
from allauth.mfa.utils import is_mfa_enabled
from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django_htmx.http import HttpResponseClientRedirect

from mws.accounts.models import User

# Recovery codes help when a factor is lost; alone they are none.
FACTORS = [Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN]
ALWAYS_OPEN = {"account_logout", "set_language", "pages:display", "media"}
TO_SET_UP = {"mfa_index", "mfa_activate_totp", "mfa_add_webauthn", "account_reauthenticate"}
TO_USE = {"mfa_reauthenticate", "mfa_reauthenticate_webauthn"}


def has_factor(user: User) -> bool:
    return is_mfa_enabled(user, FACTORS)


def mark_factor_used(request: HttpRequest, user: User, *, kind: str) -> None:
    """Note in the session that its person has used a second factor just now."""
    record_authentication(request, user, method="mfa", type=kind)


def factor_used_at(request: HttpRequest) -> float | None:
    """When this session's person last used a second factor in it; None: never."""
    records = get_authentication_records(request, request.user)
    return max((each["at"] for each in records if each.get("method") == "mfa"), default=None)


def factor_used_recently(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """A view that asks for the factor again unless it was used within MWS_STEP_UP_SECONDS. What
    was posted waits meanwhile and is carried out after it."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        used_at = factor_used_at(request)
        if used_at is None or time.time() - used_at > settings.MWS_STEP_UP_SECONDS:
            raise ReauthenticationRequired
        return view(request, *args, **kwargs)

    return guarded


class SecondFactorMiddleware:
    """A person who holds a role, and whose session has seen no second factor, can set one up or
    use it, sign out and change how pages look; nothing else, on whatever page."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: Any, args: Any, kwargs: Any
    ) -> HttpResponse | None:
        if settings.SESSION_COOKIE_NAME not in request.COOKIES:
            return None
        user, page = request.user, request.resolver_match.view_name
        if not user.is_authenticated or page in ALWAYS_OPEN or not user.needs_second_factor:
            return None
        if factor_used_at(request) is not None:
            return None
        if has_factor(user):
            return None if page in TO_USE else _use_it(request)
        return None if page in TO_SET_UP else _set_it_up(request)


def _use_it(request: HttpRequest) -> HttpResponse:
    back = request.get_full_path() if request.method == "GET" else "/"
    return _go(request, f"{reverse('mfa_reauthenticate')}?{urlencode({'next': back})}")


def _set_it_up(request: HttpRequest) -> HttpResponse:
    text = _("Your role needs two-step verification. Set it up now; it takes two minutes.")
    messages.warning(request, text)
    return _go(request, reverse("mfa_activate_totp"))


def _go(request: HttpRequest, address: str) -> HttpResponse:
    """A part of a page that is fetched must not receive another page in its place."""
    if request.headers.get("HX-Request") == "true":
        return HttpResponseClientRedirect(address)
    return redirect(address)
