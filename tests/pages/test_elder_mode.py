from django.test import TestCase
from django.urls import reverse

from mws.accounts.models import User
from mws.accounts.services import prefer_elder, verify_phone
from mws.core.display import ELDER_COOKIE
from tests.cast import make_user


class ElderModeTests(TestCase):
    """长者模式 is a cookie for everybody, and a wish in the profile of who is signed in."""

    @classmethod
    def setUpTestData(cls):
        cls.lin = make_user("lin", "林晓")

    def choose(self, elder: str):
        return self.client.post(reverse("pages:display"), {"elder": elder, "next": "/outcomes/"})

    def wish(self) -> bool:
        return User.objects.get(pk=self.lin.pk).prefers_elder

    def test_a_visitor_gets_a_cookie_and_no_session(self):
        self.assertRedirects(self.choose("1"), "/outcomes/", fetch_redirect_response=False)
        self.assertEqual({ELDER_COOKIE}, set(self.client.cookies))
        self.assertFalse(self.wish())

    def test_a_person_keeps_it_until_it_is_switched_off(self):
        self.client.force_login(self.lin)
        for elder in (True, False):
            with self.subTest(elder=elder):
                answer = self.choose(str(int(elder)))
                self.assertEqual(elder, self.wish())
                self.assertEqual("1" if elder else "", answer.cookies[ELDER_COOKIE].value)

    def test_signing_in_on_another_device_brings_it_back(self):
        self.lin.set_password("mangrove and bougainvillea")
        self.lin.save()
        verify_phone(user=self.lin, phone="+8613800138000")
        for on, cookies in [(False, ""), (True, "1")]:
            prefer_elder(on=on, by=self.lin)
            self.client.cookies.clear()
            with self.subTest(on=on):
                answer = self.client.post(
                    reverse("account_login"),
                    {"login": "lin", "password": "mangrove and bougainvillea"},
                )
                self.assertRedirects(answer, "/", fetch_redirect_response=False)
                found = answer.cookies.get(ELDER_COOKIE)
                self.assertEqual(cookies, found.value if found else "")
