"""What people read while the database or the disk is away: never a false success."""

from unittest.mock import patch

from django.db import InterfaceError, OperationalError
from django.test import Client, SimpleTestCase, TestCase

AWAY = "mws.pages.views.home.home_page"


class DatabaseAwayTests(TestCase):
    def setUp(self):
        self.client = Client(raise_request_exception=False)

    def test_a_page_that_was_asked_for(self):
        for error in (OperationalError("gone"), InterfaceError("closed")):
            with self.subTest(error), patch("mws.core.context.is_elder", side_effect=error):
                answer = self.client.get("/")
                self.assertContains(answer, "请过一分钟再打开", status_code=503)
                self.assertEqual("no-store", answer["Cache-Control"])
                self.assertEqual("15", answer["Retry-After"])
                self.assertNotContains(answer, "Traceback", status_code=503)

    def test_what_was_sent_is_not_called_recorded(self):
        with patch("mws.pages.display.display.keep_elder", side_effect=OperationalError("gone")):
            answer = self.client.post("/display/", {"elder": "1"})
        self.assertContains(answer, "没有得到确认", status_code=503)
        self.assertContains(answer, "一票不会算两次", status_code=503)

    def test_other_errors_are_ours(self):
        with patch("mws.core.context.is_elder", side_effect=ValueError("a bug")):
            answer = self.client.get("/")
        self.assertContains(answer, "500", status_code=500)


class FullDiskTests(SimpleTestCase):
    """A SimpleTestCase refuses every query: nothing was written, nothing even asked."""

    def test_what_is_sent_is_refused(self):
        with patch("mws.core.outages.free_share", return_value=0.01):
            answer = self.client.post("/votes/00000000-0000-0000-0000-000000000000/cast/")
        self.assertContains(answer, "没有记录", status_code=503)

    def test_reading_goes_on(self):
        with patch("mws.core.outages.free_share", return_value=0.01):
            self.assertEqual(200, self.client.get("/healthz").status_code)
