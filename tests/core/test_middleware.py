from allauth.core.exceptions import RateLimited
from django.contrib.auth import get_user_model
from django.http import HttpRequest, HttpResponse
from django.test import RequestFactory, TestCase, override_settings
from django.urls import reverse

from mws.core.middleware import RateLimitMiddleware, SecondFactorMiddleware

PASSWORD = {"method": "password"}
FACTOR = {"method": "mfa", "type": "totp"}


class PolicyTests(TestCase):
    def test_public_pages_allow_nothing_inline_and_no_other_server(self):
        policy = self.client.get(reverse("account_login"))["Content-Security-Policy"]
        self.assertNotIn("unsafe", policy)
        for directive in ("default-src 'none'", "script-src 'self'", "frame-ancestors 'none'"):
            self.assertIn(directive, policy)

    def test_the_editors_desk_alone_may_hold_inline_scripts(self):
        policy = self.client.get("/cms/")["Content-Security-Policy"]
        self.assertIn("script-src 'self' 'unsafe-inline'", policy)

    def test_the_editors_desk_has_no_sign_in_of_its_own(self):
        answer = self.client.get("/cms/login/?next=/cms/")
        self.assertRedirects(
            answer, f"{reverse('account_login')}?next=/cms/", fetch_redirect_response=False
        )

    def test_there_is_no_django_admin_unless_its_path_is_set(self):
        for path in ("/admin/", "/django-admin/"):
            self.assertEqual(404, self.client.get(path).status_code)


class AddressTests(TestCase):
    def test_an_address_that_holds_a_nul_is_no_request(self):
        for path in (
            "/communities/%00/",
            "/en/years/2017/a%00/",
            "/proposals/?place=%00",
            "/?q=x%00",
        ):
            with self.subTest(path):
                self.assertContains(self.client.get(path), "", status_code=400)


class CacheTests(TestCase):
    def test_a_signed_in_page_is_for_one_browser_alone(self):
        self.assertNotIn("Cache-Control", self.client.get("/proposals/"))
        self.client.force_login(get_user_model().objects.create(username="reader"))
        for path in ("/", "/proposals/", "/me/", "/desk/", "/no-such-page/"):
            with self.subTest(path):
                kept = self.client.get(path)["Cache-Control"]
                self.assertEqual({"private", "no-cache"}, set(kept.split(", ")))

    def test_an_anonymous_page_sets_no_cookie_and_holds_no_token(self):
        for path in (
            "/",
            "/communities/",
            "/proposals/",
            "/votes/",
            "/outcomes/",
            "/no-such-page/",
        ):
            with self.subTest(path):
                page = self.client.get(path)
                self.assertFalse(page.cookies)
                self.assertNotIn(b"csrfmiddlewaretoken", page.content)


class RateLimitTests(TestCase):
    def test_too_many_tries_get_a_page_and_429(self):
        middleware = RateLimitMiddleware(lambda request: HttpResponse())
        request = RequestFactory().get("/")
        self.assertEqual(429, middleware.process_exception(request, RateLimited()).status_code)
        self.assertIsNone(middleware.process_exception(request, ValueError()))


class SecondFactorTests(TestCase):
    """Consoles open to a person whose second factor was used in this very session."""

    @classmethod
    def setUpTestData(cls):
        cls.plain = get_user_model().objects.create(username="plain")
        cls.guarded = get_user_model().objects.create(username="guarded")
        cls.guarded.authenticator_set.create(type="totp", data={})

    def answer(self, user, methods: list[dict], path: str = "/cms/") -> HttpResponse:
        request: HttpRequest = RequestFactory().get(path)
        request.user, request.session = user, {"account_authentication_methods": methods}
        return SecondFactorMiddleware(lambda request: HttpResponse("inside"))(request)

    def test_who_comes_in(self):
        inside, to_set_up, to_use = 200, reverse("mfa_index"), reverse("mfa_reauthenticate")
        for demo, user, methods, expected in [
            (False, self.guarded, [PASSWORD, FACTOR], inside),
            (False, self.guarded, [PASSWORD], to_use),
            (False, self.plain, [PASSWORD], to_set_up),
            (False, self.plain, [PASSWORD, FACTOR], to_set_up),
            (True, self.plain, [PASSWORD, FACTOR], inside),
            (True, self.plain, [PASSWORD], to_set_up),
        ]:
            with (
                self.subTest(demo=demo, user=user.username, methods=methods),
                override_settings(MWS_DEMO=demo),
            ):
                answer = self.answer(user, methods)
                self.assertEqual(
                    expected,
                    answer.status_code if answer.status_code == 200 else answer.url.split("?")[0],
                )

    @override_settings(MWS_DEMO=False, MWS_BREAK_GLASS_ADMIN_PATH="emergency")
    def test_the_emergency_admin_is_a_console_too(self):
        self.assertEqual(302, self.answer(self.plain, [PASSWORD], "/emergency/").status_code)

    @override_settings(MWS_DEMO=False)
    def test_public_pages_ask_nobody(self):
        self.assertEqual(200, self.answer(self.plain, [PASSWORD], "/").status_code)
