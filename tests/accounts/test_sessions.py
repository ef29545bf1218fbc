"""S10: how long one stays signed in, what ends it, and when its id changes."""

from __future__ import annotations

import time
from datetime import date
from unittest import mock

from django.conf import settings
from django.urls import reverse

from mws.accounts import services
from mws.accounts.models import Membership, User
from mws.accounts.permissions import Role
from tests.accounts.sign_in import PASSWORD, SignInTestCase, make_staff
from tests.cast import NOW, Cast

MINUTE, HOUR = 60, 3600


class SessionTestCase(SignInTestCase):
    @classmethod
    def setUpTestData(cls) -> None:
        cls.cast = Cast()
        cls.person = make_staff()

    def hold_role(self) -> Membership:
        return Membership.objects.create(
            user=self.person, role=Role.AUDITOR, place=self.cast.district,
            starts_on=date(2020, 1, 1), reason="测试", granted_at=NOW,
        )  # fmt: skip

    def is_in(self, client=None) -> bool:
        return (client or self.client).get(reverse("accounts:me")).status_code == 200

    def stays_in(self, visits: list[int]) -> bool:
        """Whether one is still in at the last visit; visits in seconds after signing in."""
        now = time.time()
        self.client.cookies.clear()
        self.client.force_login(self.person)
        for moment in (0, *visits):
            with mock.patch("mws.accounts.session_limits.time.time", lambda at=now + moment: at):
                is_in = self.is_in()
        return is_in


class LimitTests(SessionTestCase):
    def test_how_long_one_stays_signed_in(self) -> None:
        working = [n * 20 * MINUTE for n in range(1, 36)]  # eleven hours and forty minutes
        for has_role, visits, expected in [
            (True, [29 * MINUTE], True),
            (True, [31 * MINUTE], False),
            (True, working, True),
            (True, [*working, 12 * HOUR + 1], False),
            (False, [31 * MINUTE], True),
            (False, [6 * 24 * HOUR, 7 * 24 * HOUR - 1], True),
            (False, [6 * 24 * HOUR, 7 * 24 * HOUR + 1], False),
        ]:
            with self.subTest(has_role=has_role, visits=visits[-2:]):
                self.person.memberships.all().delete()
                if has_role:
                    self.hold_role()
                self.assertEqual(expected, self.stays_in(visits))

    def test_who_was_signed_out_reads_why_and_comes_back_to_the_page(self) -> None:
        self.hold_role()
        self.client.force_login(self.person)
        self.is_in()
        later = time.time() + HOUR
        with mock.patch("mws.accounts.session_limits.time.time", lambda: later):
            answer = self.client.get(reverse("accounts:me"), follow=True)
        self.assertRedirects(answer, f"{reverse('account_login')}?next=%2Fme%2F")
        self.assertEqual(1, len(list(answer.context["messages"])))

    def test_a_residents_visits_are_not_noted(self) -> None:
        self.client.force_login(self.person)
        self.is_in()
        before = dict(self.client.session.items())
        later = time.time() + HOUR
        with mock.patch("mws.accounts.session_limits.time.time", lambda: later):
            self.is_in()
        self.assertEqual(before, dict(self.client.session.items()))
        self.assertNotIn("seen_at", before)


class EndTests(SessionTestCase):
    def test_what_ends_all_sessions_of_a_person(self) -> None:
        deeds = {
            "a role is given": lambda: services.grant_membership(
                user_id=self.person.pk, role=Role.AUDITOR, place_id=self.cast.district.pk,
                reason="测试", by=self.cast.district_officer,
            ),
            "a role is ended": lambda: services.end_membership(
                membership_id=self.hold_role().pk, reason="测试", by=self.cast.district_officer,
            ),
            "a factor is set up": lambda: services.note_factor_change(
                user=self.person, kind="totp", is_new=True
            ),
            "the password changes": self.change_password,
        }  # fmt: skip
        for name, deed in deeds.items():
            with self.subTest(name):
                self.person.memberships.all().delete()
                self.client.force_login(User.objects.get(pk=self.person.pk))
                self.assertTrue(self.is_in())
                deed()
                self.assertFalse(self.is_in())

    def change_password(self) -> None:
        person = User.objects.get(pk=self.person.pk)
        person.set_password("another-secret-2")
        person.save()

    def test_who_changes_the_password_stays_in_under_a_new_id_and_the_others_are_out(self) -> None:
        other = self.client_class()
        other.force_login(self.person)
        self.by_password()
        before = self.client.session.session_key
        new = {"password1": "another-secret-2", "password2": "another-secret-2"}
        self.client.post(reverse("account_change_password"), {"oldpassword": PASSWORD, **new})
        self.assertTrue(self.is_in())
        self.assertNotEqual(before, self.client.session.session_key)
        self.assertFalse(self.is_in(other))

    def test_signing_in_changes_the_id_and_the_old_one_is_dead(self) -> None:
        self.client.get(reverse("account_login"))
        self.post("account_request_login_code", phone="13800138000")
        before = self.client.session.session_key
        self.post("account_confirm_login_code", code=self.last_code())
        self.assertNotEqual(before, self.client.session.session_key)
        self.client.cookies[settings.SESSION_COOKIE_NAME] = before
        self.assertFalse(self.is_in())


class ListTests(SessionTestCase):
    def test_one_sees_where_one_is_signed_in_and_signs_the_others_out(self) -> None:
        phone = self.client_class(headers={"user-agent": "Phone"})
        for client in (phone, self.client):
            client.post(reverse("account_login"), {"login": "zhoumin", "password": PASSWORD})
        page = self.client.get(reverse("usersessions_list"))
        self.assertContains(page, "Phone")
        self.assertEqual(2, len(page.context["sessions"]))
        self.assertContains(page, "就是这台", count=1)
        self.post("usersessions_list")
        self.assertTrue(self.is_in())
        self.assertFalse(self.is_in(phone))
