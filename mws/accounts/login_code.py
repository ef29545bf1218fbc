"""The form that asks for a code by SMS. In a file of its own, as `signup` is."""

from __future__ import annotations

from typing import Any

from allauth.account.forms import RequestLoginCodeForm


class LoginCodeForm(RequestLoginCodeForm):
    """Asks for the number. allauth's own takes number and address as optional both, and fails on an
    empty form."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["phone"].required = not self.data.get("email")
