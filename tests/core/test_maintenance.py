from io import StringIO

from django.core.management import call_command
from django.test import SimpleTestCase, override_settings


@override_settings(MWS_MAINTENANCE=True)
class MaintenanceTests(SimpleTestCase):
    """No database is asked: a SimpleTestCase refuses every query."""

    def test_every_page_says_so_and_when_to_come_back(self):
        for path in ("/", "/en/", "/desk/", "/cms/", "/no-such-page/"):
            with self.subTest(path):
                answer = self.client.get(path)
                self.assertEqual(503, answer.status_code)
                self.assertEqual("300", answer["Retry-After"])
                self.assertEqual("no-store", answer["Cache-Control"])
                self.assertContains(answer, "系统正在维护", status_code=503)

    def test_nothing_is_taken_in(self):
        self.assertEqual(503, self.client.post("/display/", {"elder": "1"}).status_code)

    def test_the_policy_holds_there_too(self):
        answer = self.client.get("/")
        self.assertIn("default-src 'none'", answer["Content-Security-Policy"])
        self.assertEqual("nosniff", answer["X-Content-Type-Options"])

    @override_settings(WHITENOISE_USE_FINDERS=True)
    def test_styles_are_still_served(self):
        self.assertEqual(200, self.client.get("/static/css/base.css").status_code)


class PlainPageTests(SimpleTestCase):
    def test_the_web_server_in_front_gets_both_pages_as_files(self):
        for page, words in [("503.html", "系统正在维护"), ("offline.html", "现在连不上网")]:
            out = StringIO()
            call_command("plain_page", page, stdout=out)
            with self.subTest(page):
                self.assertIn(words, out.getvalue())
                self.assertIn('lang="en"', out.getvalue())
