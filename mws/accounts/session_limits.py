"""How long one stays signed in: staff for a working day and never unattended, residents a week."""

from __future__ import annotations

import time
from collections.abc import Callable

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from mws.accounts.models import User

BEGAN, SEEN = "signed_in_at", "seen_at"
STEP = 5 * 60  # seconds: a visit is noted no finer, and only for those who hold a role


class SessionLimitsMiddleware:
    """Residents' visits are not noted at all: a time beside a person would help to tell who cast
    which ballot."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        has_session = settings.SESSION_COOKIE_NAME in request.COOKIES
        user = request.user if has_session else None
        if isinstance(user, User) and not self._goes_on(request, user):
            logout(request)
            messages.info(request, _("You were signed out, to be on the safe side. Sign in again."))
            return redirect(_sign_in_page(request))
        return self.get_response(request)

    @staticmethod
    def _goes_on(request: HttpRequest, user: User) -> bool:
        """Whether the session may go on; notes the visit where it must be."""
        session, now = request.session, time.time()
        began = session.get(BEGAN)
        if began is None:
            began = session[BEGAN] = now
        if not user.needs_second_factor:
            return now - began < settings.SESSION_COOKIE_AGE
        seen = session.get(SEEN, now)
        if SEEN not in session or now - seen > STEP:
            session[SEEN] = now
        return now - began < settings.MWS_STAFF_SESSION_SECONDS and (
            now - seen < settings.MWS_STAFF_IDLE_SECONDS
        )


def _sign_in_page(request: HttpRequest) -> str:
    back = {"next": request.get_full_path()} if request.method == "GET" else {}
    return f"{reverse('account_login')}{'?' if back else ''}{urlencode(back)}"
