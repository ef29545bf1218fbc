"""S9 and S21: guesses stop at the account, honest people get in whatever address they share."""

from __future__ import annotations

import re
import time
from itertools import count
from unittest import mock

from allauth.core.internal.httpkit import get_client_ip
from django.conf import settings
from django.core import mail
from django.core.cache import cache
from django.test import RequestFactory, override_settings
from django.urls import reverse

from mws.accounts import services
from mws.accounts.devices import guess_key
from mws.accounts.models import User
from tests.accounts.sign_in import PASSWORD, SignInTestCase, make_staff
from tests.cast import make_user

GUESSES = 1_000
RESIDENTS = 500
WINDOW = 5 * 60
FORGED = [
    {"X-Forwarded-For": "1.2.3.4"},
    {"X-Forwarded-For": "1.2.3.4, 5.6.7.8"},
    {"X-Forwarded-For": "127.0.0.1"},
    {"X-Forwarded-For": "::1"},
    {"X-Forwarded-For": "garbage"},
    {"X-Forwarded-For": ""},
    {"X-Forwarded-For": "1.2.3.4:80"},
    {"X-Real-IP": "1.2.3.4"},
    {"X-Client-IP": "1.2.3.4"},
    {"True-Client-IP": "1.2.3.4"},
    {"CF-Connecting-IP": "1.2.3.4"},
    {"Forwarded": "for=1.2.3.4;host=evil.example;proto=https"},
    {"X-Forwarded-Host": "evil.example"},
    {"X-Forwarded-Host": "evil.example, testserver"},
    {"X-Forwarded-Server": "evil.example"},
    {"X-Forwarded-Proto": "https"},
    {"X-Forwarded-Port": "4443"},
    {"X-Host": "evil.example"},
    {"X-Original-URL": "/cms/"},
    {"X-Rewrite-URL": "/cms/"},
]
FORGED_HOSTS = [
    "evil.example", "testserver.evil.example", "evil.example:80", "testserver@evil.example",
    "evil.example#testserver", "testserver, evil.example", "[::1]", "10.0.0.1", "xn--fiqs8s",
    " evil.example",
]  # fmt: skip


class GuessTests(SignInTestCase):
    @classmethod
    def setUpTestData(cls) -> None:
        cls.person = make_staff()

    def tried(self, guesses: int, guess, *, seconds: float = 0.0) -> int:
        """How many of the guesses were looked at, spread evenly over so many seconds."""
        start, checked = time.time(), 0
        for number in range(guesses):
            at = start + number * seconds / guesses
            with mock.patch("allauth.core.internal.ratelimit.time.time", lambda at=at: at):
                checked += guess(number)
        return checked

    def password_guess(self, number: int, **extra: str) -> bool:
        with mock.patch.object(User, "check_password", return_value=False) as check:
            self.client.post(
                reverse("account_login"), {"login": "zhoumin", "password": f"guess-{number}"},
                **extra,
            )  # fmt: skip
        return bool(check.call_count)

    def test_a_thousand_passwords_stop_at_five(self) -> None:
        self.assertEqual(5, self.tried(GUESSES, self.password_guess, seconds=WINDOW - 1))

    def test_from_many_addresses_they_stop_at_five_too(self) -> None:
        def guess(number: int) -> bool:
            return self.password_guess(number, REMOTE_ADDR=f"10.{number >> 8}.{number & 255}.7")

        self.assertEqual(5, self.tried(200, guess))

    def test_an_account_has_one_count_however_it_is_spelled(self) -> None:
        spellings = ["zhoumin", "ZHOUMIN", "zhoumin@example.org", "Zhoumin@Example.org",
                     "13800138000", "138 0013 8000", "+86 138-0013-8000"]  # fmt: skip

        def guess(number: int) -> bool:
            with mock.patch.object(User, "check_password", return_value=False) as check:
                self.by_password(spellings[number % len(spellings)], f"guess-{number}")
            return bool(check.call_count)

        self.assertEqual(5, self.tried(70, guess))

    def code_guess(self, number: int) -> bool:
        """A new browser and a new code each time; whether the code was looked at."""
        self.client.cookies.clear()
        self.post("account_request_login_code", phone="13800138000")
        with mock.patch("allauth.account.forms.compare_user_code", return_value=False) as check:
            self.post("account_confirm_login_code", code=f"{number:06d}")
        return bool(check.call_count)

    def test_codes_stop_at_five_in_five_minutes_however_many_are_asked_for(self) -> None:
        self.assertEqual(5, self.tried(GUESSES // 4, self.code_guess, seconds=WINDOW - 1), 5)

    def test_after_five_wrong_codes_the_right_one_is_no_use_to_who_guesses(self) -> None:
        self.assertEqual(5, self.tried(5, self.code_guess, seconds=240))
        later = time.time() + 240
        with mock.patch("allauth.core.internal.ratelimit.time.time", lambda: later):
            self.by_phone_code()
        self.assertIsNone(self.signed_in())

    def test_a_code_ends_with_five_tries_and_with_ten_minutes_and_with_its_use(self) -> None:
        self.assertEqual((5, 600), (settings.ACCOUNT_LOGIN_BY_CODE_MAX_ATTEMPTS,
                                    settings.ACCOUNT_LOGIN_BY_CODE_TIMEOUT))  # fmt: skip
        self.post("account_request_login_code", phone="13800138000")
        code, later = self.last_code(), time.time() + 601
        with mock.patch("allauth.account.internal.flows.code_verification.time.time",
                        lambda: later):  # fmt: skip
            self.post("account_confirm_login_code", code=code)
        self.assertIsNone(self.signed_in())
        cache.clear()
        self.by_phone_code()
        self.assertEqual(self.person, self.signed_in())
        used = self.last_code()
        self.client.logout()
        self.post("account_confirm_login_code", code=used)
        self.assertIsNone(self.signed_in())

    def test_who_guesses_elsewhere_locks_nobody_out_at_home(self) -> None:
        self.by_password()
        self.post("account_logout")
        home, self.client = self.client, self.client_class()
        self.tried(20, self.password_guess)
        self.client = home
        self.by_password()
        self.assertEqual(self.person, self.signed_in())

    def test_a_device_cookie_cannot_be_made_up_or_used_for_another_account(self) -> None:
        other = make_user("other", "别人")
        self.client.force_login(other)
        request = RequestFactory().get("/")
        strange = guess_key(request, user=self.person, typed="")
        for value in ("", "x", '{"id": "x", "people": [1]}', "e30:1xWJ:abc"):
            request.COOKIES[settings.MWS_DEVICE_COOKIE_NAME] = value
            self.assertEqual(strange, guess_key(request, user=self.person, typed=""))


class CrowdTests(SignInTestCase):
    def test_five_hundred_residents_behind_one_address_get_in(self) -> None:
        people = [
            services.verify_phone(
                user=make_user(f"r{number}", "居民"), phone=f"+861540000{number:04d}"
            )
            for number in range(RESIDENTS)
        ]
        inside = 0
        for person in people:
            client = self.client = self.client_class(REMOTE_ADDR="100.64.0.1")
            self.by_phone_code(person.phone)
            inside += client.session.get("_auth_user_id") == str(person.pk)
        self.assertEqual(RESIDENTS, inside)


class SmsBudgetTests(SignInTestCase):
    @classmethod
    def setUpTestData(cls) -> None:
        cls.person = make_staff()

    def request_codes(self, times: int, phone: str = "13800138000") -> list[str]:
        """The pages that were shown, without their token."""
        clock = count(time.time(), 61)
        pages = []
        for _each in range(times):
            at = next(clock)
            with mock.patch("allauth.core.internal.ratelimit.time.time", lambda at=at: at):
                self.client.cookies.clear()
                answer = self.post("account_request_login_code", phone=phone)
            pages.append((answer.status_code, answer["Location"]))
        return pages

    @override_settings(MWS_SMS_PER_NUMBER_A_DAY=4)
    def test_a_number_is_sent_so_many_a_day(self) -> None:
        with self.assertLogs("mws.core.couriers", "ERROR"):
            self.request_codes(7)
        self.assertEqual(4, len(self.gateway.sent))

    @override_settings(MWS_SMS_A_DAY=3)
    def test_all_together_there_are_so_many_a_day_and_the_page_does_not_tell(self) -> None:
        with self.assertLogs("mws.core.couriers", "ERROR"):
            known = self.request_codes(5)
        self.assertEqual(3, len(self.gateway.sent))
        self.assertEqual(known, self.request_codes(5, "13900139000"))


class ForgedHeaderTests(SignInTestCase):
    """S21: 30 headers, none of which changes what is counted or where a link leads."""

    @classmethod
    def setUpTestData(cls) -> None:
        cls.person = make_staff()

    def test_the_count_stays_the_accounts(self) -> None:
        for headers in FORGED:
            with self.subTest(headers=headers):
                cache.clear()
                for _each in range(5):
                    self.by_password(password="guess")
                with mock.patch.object(User, "check_password") as check:
                    self.client.post(
                        reverse("account_login"), {"login": "zhoumin", "password": PASSWORD},
                        headers=headers,
                    )  # fmt: skip
                check.assert_not_called()

    def test_links_lead_to_the_site(self) -> None:
        for headers in FORGED:
            with self.subTest(headers=headers):
                cache.clear()
                mail.outbox.clear()
                self.client.post(
                    reverse("account_reset_password"), {"email": "zhoumin@example.org"},
                    headers=headers,
                )  # fmt: skip
                self.assertIn("http://testserver/accounts/", mail.outbox[0].body)
                self.assertNotIn("evil", mail.outbox[0].body)

    def test_a_host_that_is_not_ours_is_answered_with_400(self) -> None:
        for host in FORGED_HOSTS:
            with self.subTest(host=host):
                answer = self.client.post(
                    reverse("account_reset_password"), {"email": "zhoumin@example.org"},
                    headers={"host": host},
                )  # fmt: skip
                self.assertEqual(400, answer.status_code)
        self.assertEqual([], mail.outbox)

    def test_behind_one_proxy_only_what_that_proxy_added_is_the_address(self) -> None:
        with override_settings(ALLAUTH_TRUSTED_PROXY_COUNT=1):
            for forged in ("1.2.3.4", "1.2.3.4, 5.6.7.8", "garbage", "::1"):
                headers = {"X-Forwarded-For": f"{forged}, 9.9.9.9"}
                request = RequestFactory().get("/", headers=headers)
                self.assertEqual("9.9.9.9", get_client_ip(request))


class EnumerationTests(SignInTestCase):
    def test_the_page_is_the_same_for_known_and_unknown(self) -> None:
        make_staff()
        for field, known, unknown in [
            ("phone", "13800138000", "13900139000"),
            ("email", "zhoumin@example.org", "nobody00@example.org"),
        ]:
            with self.subTest(field):
                pages = []
                for value in (known, unknown):
                    self.client.cookies.clear()
                    self.post("account_request_login_code", **{field: value})
                    page = self.client.get(reverse("account_confirm_login_code"))
                    text = page.content.decode().replace(value, "…").replace(f"+86{value}", "…")
                    pages.append(without_tokens(text))
                self.assertEqual(*pages)


def without_tokens(text: str) -> str:
    return re.sub(r'name="csrfmiddlewaretoken" value="\w+"', "", text)
