"""The test client as this house needs it: who holds a role is signed in with a factor used, and a
page that asks the database once a row fails (tests/repeats.py).

Both test runners make it the client of every TestCase. A test about signing in itself says
`force_login(person, factor=False)` or goes through the pages.
"""

from importlib import import_module
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.test import Client, SimpleTestCase

from mws.accounts.models import User
from mws.accounts.second_factor import mark_factor_used
from tests.repeats import no_repeats


class SignedInClient(Client):
    """Sets no factor up: it notes in the session what a real sign-in would have noted."""

    def get(self, path: Any, *args: Any, **extra: Any) -> Any:
        """Every page that any test opens is held to ask nothing row by row."""
        with no_repeats(f"GET {path}"):
            return super().get(path, *args, **extra)

    def force_login(self, user: Any, backend: str | None = None, *, factor: bool = True) -> None:
        super().force_login(user, backend)
        # Asked of a fresh copy: the test's own may be given roles later.
        if factor and User.objects.get(pk=user.pk).needs_second_factor:
            self.note_factor(user)

    def note_factor(self, user: Any) -> None:
        request = HttpRequest()
        key = self.cookies[settings.SESSION_COOKIE_NAME].value
        request.session = import_module(settings.SESSION_ENGINE).SessionStore(key)
        mark_factor_used(request, user, kind="test")
        request.session.save()


def use_everywhere() -> None:
    SimpleTestCase.client_class = SignedInClient
