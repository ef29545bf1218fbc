"""allauth's forms for codes, with tries counted for the account and not only for the session:
asking for new codes buys no more tries."""

from __future__ import annotations

from typing import Any

from allauth.account.adapter import get_adapter
from allauth.account.forms import ConfirmLoginCodeForm, RequestLoginCodeForm, VerifyPhoneForm
from allauth.account.internal.stagekit import get_pending_stage
from allauth.core import context
from allauth.core.internal import ratelimit

from mws.accounts.devices import guess_key
from mws.accounts.models import User


class AskForCodeForm(RequestLoginCodeForm):
    """allauth's own takes number and address as optional both, and fails on an empty form."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["phone"].required = not self.data.get("email")


class CountedGuessMixin:
    """Wrong codes count against the same five in five minutes as wrong passwords."""

    def clean_code(self) -> str:
        person, typed = self.account()
        usage = ratelimit.consume(
            context.request, app="allauth.account", action="login_failed",
            key=guess_key(context.request, user=person, typed=typed),
        )  # fmt: skip
        if not usage:
            raise get_adapter().validation_error("too_many_login_attempts")
        code = super().clean_code()  # type: ignore[misc]
        usage.rollback()
        return code

    def account(self) -> tuple[User | None, str]:
        raise NotImplementedError


class SignInCodeForm(CountedGuessMixin, ConfirmLoginCodeForm):
    def account(self) -> tuple[User | None, str]:
        """The view shows this form to a sign-in that has begun, and only then."""
        stage: Any = get_pending_stage(context.request)
        return stage.login.user, stage.state.get("phone") or stage.state.get("email") or ""


class PhoneCodeForm(CountedGuessMixin, VerifyPhoneForm):
    def account(self) -> tuple[User | None, str]:
        """The number is what is being shown, whoever shows it."""
        return None, self.phone
