"""allauth's pages in the site's frame: they stand, in both languages, under the strict policy."""

from django.test import TestCase, override_settings

from tests.cast import make_user

ANONYMOUS = ["login", "login/code", "signup", "password/reset"]
SIGNED_IN = ["phone/change", "email", "2fa", "sessions", "logout", "password/set"]


class AccountPageTests(TestCase):
    def stands(self, address: str) -> None:
        response = self.client.get(address)
        self.assertEqual(response.status_code, 200)
        page = response.content.decode()
        self.assertIn('class="mast"', page)
        self.assertEqual(page.count("<h1"), 1)
        self.assertNotRegex(page, r"<style|\sstyle=|\son\w+=\"")

    def test_pages_before_signing_in(self):
        for language in ("", "/en"):
            for page in ANONYMOUS:
                with self.subTest(language=language, page=page):
                    self.stands(f"{language}/accounts/{page}/")

    def test_pages_of_ones_own_account(self):
        self.client.force_login(make_user("lin", "林小满"))
        for language in ("", "/en"):
            for page in SIGNED_IN:
                with self.subTest(language=language, page=page):
                    self.stands(f"{language}/accounts/{page}/")

    def test_a_refused_sign_up_keeps_what_was_typed(self):
        response = self.client.post("/accounts/signup/", {"phone": "12"})
        self.assertContains(response, 'class="error-summary"')
        self.assertContains(response, 'value="12"')

    @override_settings(DEBUG=False)
    def test_an_address_that_is_none_has_its_page(self):
        response = self.client.get("/no/such/page/")
        self.assertContains(response, "404", status_code=404)
        self.assertTemplateUsed(response, "404.html")
