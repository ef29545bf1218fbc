from allauth.core.exceptions import RateLimited
from django.contrib.auth import get_user_model
from django.http import HttpResponse
from django.test import RequestFactory, TestCase
from django.urls import reverse

from mws.core.middleware import RateLimitMiddleware


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
