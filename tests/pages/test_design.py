"""The frame of every page and the living style page."""

import re

from django.contrib.auth.models import AnonymousUser
from django.http import HttpResponse
from django.template.loader import render_to_string
from django.test import RequestFactory, SimpleTestCase, override_settings
from django.urls import reverse
from django.utils.translation import override

from mws.core import display


@override_settings(MWS_DEMO_MARK="")
class StylePageTests(SimpleTestCase):
    def test_it_shows_every_component_in_both_languages(self):
        for address, tag in (("/design/", "zh-Hans"), ("/en/design/", "en")):
            with self.subTest(address=address):
                response = self.client.get(address)
                self.assertEqual(response.status_code, 200)
                self.assertContains(response, f'<html lang="{tag}"')

    def test_no_page_carries_inline_style_or_script(self):
        page = self.client.get("/design/").content.decode()
        self.assertNotRegex(page, r"<style|\sstyle=|\son\w+=\"|<script(?![^>]*\ssrc=)")

    def test_nothing_is_fetched_from_elsewhere(self):
        page = self.client.get("/design/").content.decode()
        self.assertEqual(re.findall(r'(?:src|href)="(?:https?:)?//[^"]*', page), [])

    def test_the_frame_asks_for_no_session_and_no_token(self):
        request = RequestFactory().get("/nowhere/")
        request.user = AnonymousUser()
        page = render_to_string("404.html", request=request)
        self.assertNotIn("csrfmiddlewaretoken", page)
        self.assertNotIn("CSRF_COOKIE", request.META)
        self.assertFalse(hasattr(request, "session"))

    def test_seeded_data_is_marked_on_every_page(self):
        with override_settings(MWS_DEMO_MARK="builtins.object"), override("en"):
            self.assertContains(self.client.get("/en/design/"), "Demonstration data")

    def test_pages_that_must_stand_alone_need_no_request(self):
        for name in ("400", "403_csrf", "429", "500", "503", "offline"):
            with self.subTest(name=name):
                self.assertIn("<h1", render_to_string(f"{name}.html"))


@override_settings(MWS_DEMO_MARK="")
class DisplayTests(SimpleTestCase):
    def choose(self, **data) -> HttpResponse:
        return self.client.post(reverse("pages:display"), data)

    def test_elder_mode_is_a_cookie_and_a_class(self):
        response = self.choose(elder="1", next="/design/")
        self.assertRedirects(response, "/design/", fetch_redirect_response=False)
        self.assertContains(self.client.get("/design/"), 'class="elder"')
        self.choose(elder="0")
        self.assertNotContains(self.client.get("/design/"), 'class="elder"')

    def test_it_needs_no_token_and_sets_no_session(self):
        client = self.client_class(enforce_csrf_checks=True)
        response = client.post(reverse("pages:display"), {"elder": "1"})
        self.assertEqual(list(response.cookies), [display.ELDER_COOKIE])

    def test_it_never_leads_away_from_the_site(self):
        for page in ("https://example.org/", "//example.org", "javascript:alert(1)", ""):
            with self.subTest(page=page):
                self.assertEqual(self.choose(elder="1", next=page).url, "/")

    def test_it_is_only_posted(self):
        self.assertEqual(self.client.get(reverse("pages:display")).status_code, 405)

    def test_the_order_is_one_of_twenty_four(self):
        for order, is_kept in [
            ("0", True),
            ("23", True),
            ("24", False),
            ("x", False),
            ("-1", False),
        ]:
            with self.subTest(order=order):
                response = self.choose(order=order)
                self.assertEqual(display.ORDER_COOKIE in response.cookies, is_kept)
