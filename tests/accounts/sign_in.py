"""What the tests of signing in share: persons with ways in, codes that were sent, an app on a
phone that shows codes."""

from __future__ import annotations

import re
import time

from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, hotp_value
from django.core import mail
from django.core.cache import cache
from django.test import TestCase
from django.urls import reverse

from mws.accounts import services
from mws.accounts.models import User
from mws.core.gateways import gateway_for
from tests.cast import make_user

PHONE = "+8613800138000"
PASSWORD = "long-and-secret-1"
SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"


def make_staff(username: str = "zhoumin", *, phone: str = PHONE, factor: bool = False) -> User:
    """A person with every way in: user name, e-mail, password, number. Roles are given apart."""
    person = make_user(username, "周敏", email=f"{username}@example.org")
    person.set_password(PASSWORD)
    person.save()
    person.emailaddress_set.create(email=person.email, verified=True, primary=True)
    services.verify_phone(user=person, phone=phone)
    if factor:
        TOTP.activate(person, SECRET)
    return person


def app_code(secret: str = SECRET) -> str:
    """What the authenticator app shows now."""
    return format_hotp_value(hotp_value(secret, int(time.time()) // 30))


class SignInTestCase(TestCase):
    def setUp(self) -> None:
        cache.clear()
        self.gateway = gateway_for("sms")
        self.gateway.sent.clear()

    def post(self, name: str, **data: str):
        return self.client.post(reverse(name), data)

    def last_code(self, phone: str = PHONE) -> str:
        to, _subject, body = list(self.gateway.sent.values())[-1]
        self.assertEqual(to, phone)
        return re.search(r"\b\d{6}\b", body)[0]

    def mailed_code(self) -> str:
        return re.search(r"\b\d{6}\b", mail.outbox[-1].body)[0]

    def signed_in(self) -> User | None:
        user_id = self.client.session.get("_auth_user_id")
        return User.objects.get(pk=user_id) if user_id else None

    def by_password(self, login: str = "zhoumin", password: str = PASSWORD):
        return self.post("account_login", login=login, password=password)

    def by_phone_code(self, phone: str = PHONE):
        self.post("account_request_login_code", phone=phone)
        return self.post("account_confirm_login_code", code=self.last_code(phone))

    def by_email_code(self, email: str):
        self.post("account_request_login_code", email=email)
        return self.post("account_confirm_login_code", code=self.mailed_code())
