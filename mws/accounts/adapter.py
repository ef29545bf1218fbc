"""How allauth signs people in here: by mobile number and code, the number stored encrypted."""

from __future__ import annotations

import time
import uuid
from functools import partial
from typing import Any

from allauth.account import app_settings
from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.internal.flows.login import get_authentication_records
from allauth.account.internal.userkit import filter_users_by_email, get_user_by_username
from allauth.core import context, ratelimit
from allauth.core.exceptions import ImmediateHttpResponse
from django.contrib.sites.shortcuts import get_current_site
from django.core.exceptions import ValidationError
from django.core.mail import EmailMessage
from django.db import IntegrityError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from mws.accounts import services
from mws.accounts.devices import guess_key, keep_device
from mws.accounts.models import User
from mws.accounts.phones import PhoneField, normalise_phone
from mws.accounts.second_factor import has_factor
from mws.accounts.selectors import person_with_phone
from mws.core.couriers import hand_over
from mws.core.display import keep_elder
from mws.core.letters import letter
from mws.notifications.services import send_account_notice, send_sign_in_code

LONGEST_EMAIL = 150  # bytes
LOGINS = ("phone", "email", "username")


class AccountAdapter(DefaultAccountAdapter):
    """allauth has no column for phones and sends no SMS; this is both.

    A number finds whom a code has shown it for, or to whom the counter gave it; the latter still
    say who they are (see household). An attacker who signs up with somebody's number and never
    enters the code gets nothing: the owner later signs up as if nothing had happened.
    """

    def phone_form_field(self, **kwargs: Any) -> PhoneField:
        return PhoneField(**kwargs)

    def get_phone(self, user: User) -> tuple[str, bool] | None:
        return (user.phone, user.phone_verified) if user.phone else None

    def set_phone(self, user: User, phone: str, verified: bool) -> None:
        if verified:
            services.verify_phone(user=user, phone=phone)
        else:
            services.note_phone(user=user, phone=phone)

    def set_phone_verified(self, user: User, phone: str) -> None:
        """A number given at the counter first asks who they are (see household)."""
        if user.phone != phone or user.phone_verified or user.phone_given_at is None:
            try:
                services.verify_phone(user=user, phone=phone)
            except IntegrityError as error:  # meanwhile somebody has it; signing in asks who
                raise ImmediateHttpResponse(redirect("account_login")) from error

    def get_login_stages(self) -> list[str]:
        """After the code, and before the second factor of whoever it turns out to be."""
        stages = super().get_login_stages()
        return [*stages[:1], "mws.accounts.household.HouseholdStage", *stages[1:]]

    def get_user_by_phone(self, phone: str) -> User | None:
        """The mixed sign-in field passes what was typed, so it is normalised here once more."""
        try:
            return person_with_phone(normalise_phone(phone))
        except ValidationError:
            return None

    def send_verification_code_sms(self, user: User, phone: str, code: str, **kwargs: Any) -> None:
        """The page is the same whether or not the SMS goes; it says what to do without one."""
        hand_over(partial(send_sign_in_code, phone=phone, code=code))

    def send_account_already_exists_sms(self, phone: str) -> None:
        """Said to the number itself, never on the page: the page must not tell who is here."""
        if ratelimit.consume(context.request, action="account_notice", key=phone):
            hand_over(partial(send_account_notice, phone=phone))

    def send_unknown_account_sms(self, phone: str, **kwargs: Any) -> None:
        """Nothing: messages to strangers cost money and can be abused. The page says what to do."""

    def render_mail(
        self, template_prefix: str, email: str | list[str], context: dict[str, Any],
        headers: dict[str, str] | None = None,
    ) -> EmailMessage:  # fmt: skip
        """allauth's words, in the reader's language, as a letter of ours."""
        words = super().render_mail(template_prefix, email, context, headers)
        return letter(to=words.to, subject=words.subject, body=str(words.body))

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """As a code by SMS: beside the request, so that its time tells nothing."""
        site = get_current_site(self.request)
        words = {"request": self.request, "email": email, "current_site": site} | context
        hand_over(self.render_mail(template_prefix, email, words).send)

    def clean_email(self, email: str) -> str:
        """Sealed, an address takes half as much room again as it has letters."""
        if len(email.encode()) > LONGEST_EMAIL:
            raise ValidationError(_("This address is too long. Give another one."), "too_long")
        return super().clean_email(email)

    def _get_login_attempts_cache_key(self, request: HttpRequest, **credentials: Any) -> str:
        """One count for an account, however it is spelled: name, number or e-mail."""
        typed = next((credentials[k] for k in LOGINS if credentials.get(k)), "")
        return guess_key(request, user=self._person_meant(credentials), typed=typed)

    def _person_meant(self, credentials: dict[str, Any]) -> User | None:
        if phone := credentials.get("phone"):
            return self.get_user_by_phone(phone)
        if email := credentials.get("email"):
            found = filter_users_by_email(email, prefer_verified=True, for_login=True)
            return found[0] if found else None
        return get_user_by_username(credentials.get("username") or "")

    def post_login(self, request: HttpRequest, user: User, **kwargs: Any) -> HttpResponse:
        """The device is known from now on; who once asked for 长者模式 finds it there as well."""
        response = super().post_login(request, user, **kwargs)
        keep_device(request, response, user)
        if user.prefers_elder:
            keep_elder(response, on=True)
        return response

    def is_reauthentication_required(self, *, app: str, **kwargs: Any) -> bool:
        """Who signed in a moment ago need not say the same once more."""
        records = get_authentication_records(self.request, self.request.user)
        newest = max((each["at"] for each in records), default=0)
        return time.time() - newest > app_settings.REAUTHENTICATION_TIMEOUT

    def get_reauthentication_methods(self, user: User) -> list[dict]:
        """Where there is a second factor, a password alone confirms nothing."""
        methods = super().get_reauthentication_methods(user)
        if user.is_authenticated and has_factor(user):
            return [each for each in methods if each["id"] != "reauthenticate"]
        return methods

    def populate_username(self, request: Any, user: User) -> None:
        """Residents have no user name; the column keeps a random one that is never shown."""
        if not user.username:
            user.username = f"u{uuid.uuid4().hex[:12]}"

    def save_user(self, request: Any, user: User, form: Any, commit: bool = True) -> User:
        user.display_name = form.cleaned_data.get("display_name", "")
        user = super().save_user(request, user, form, commit)
        services.give_consent(by=user)  # the form says so beside its button
        return user
