"""Anonymous pages are kept for seconds, and never a page that could be somebody's own (S22)."""

from unittest.mock import patch

from django.http import HttpRequest, HttpResponse
from django.test import RequestFactory, TestCase, override_settings

from mws.core import page_cache
from mws.core.display import ORDER_COOKIE, fair_order, keep_fair_order
from tests.cast import Cast

PAGE = "/communities/"
MADE = "mws.pages.views.places.render"


@override_settings(MWS_PAGE_CACHE_SECONDS=5)
class AnonymousPagesTests(TestCase):
    @classmethod
    def setUpTestData(cls):
        cls.cast = Cast()

    def made(self, *asked: dict) -> int:
        """How often the page was made for these requests, in turn."""
        from mws.pages.views.places import render

        with patch(MADE, side_effect=render) as maker:
            for each in asked:
                self.assertEqual(200, self.client.get(PAGE, **each).status_code)
        return maker.call_count

    def test_the_second_visitor_gets_the_first_ones_page(self):
        self.assertEqual(1, self.made({}, {}))

    def test_and_the_database_is_not_asked(self):
        self.client.get(PAGE)
        with self.assertNumQueries(0):
            answer = self.client.get(PAGE)
        self.assertEqual("public, max-age=5", answer["Cache-Control"])
        self.assertIn("Cookie", answer["Vary"])
        self.assertIn("default-src 'none'", answer["Content-Security-Policy"])

    def test_a_browser_that_has_it_gets_304(self):
        etag = self.client.get(PAGE)["ETag"]
        answer = self.client.get(PAGE, headers={"If-None-Match": etag})
        self.assertEqual((304, b""), (answer.status_code, answer.content))

    def test_after_the_time_it_is_made_anew(self):
        with patch("mws.core.page_cache.time.monotonic", side_effect=[0.0, 6.0, 6.0, 6.0]):
            self.assertEqual(2, self.made({}, {}))

    def test_while_one_waits_for_the_new_page_others_get_the_old_one_but_not_for_long(self):
        made: list[bytes] = []

        def make(_request: HttpRequest) -> HttpResponse:
            made.append(b"%d" % len(made))
            mine = made[-1]
            if mine == b"1":  # somebody asks while the second page is being made
                for moment, content in ((7.0, b"0"), (10.5, b"2")):
                    clock.return_value = moment
                    self.assertEqual(content, cache(self.request()).content)
            return HttpResponse(mine)

        cache = page_cache.AnonymousPagesMiddleware(make)
        with patch("mws.core.page_cache.time.monotonic") as clock:
            for moment, content in ((0.0, b"0"), (4.0, b"0"), (6.0, b"1")):
                clock.return_value = moment
                self.assertEqual(content, cache(self.request()).content)

    def test_a_page_that_cannot_be_made_anew_is_not_waited_for_again(self):
        answers = iter([HttpResponse("old"), RuntimeError, HttpResponse("new")])

        def make(_request: HttpRequest) -> HttpResponse:
            answer = next(answers)
            if answer is RuntimeError:
                raise RuntimeError
            return answer

        cache = page_cache.AnonymousPagesMiddleware(make)
        with patch("mws.core.page_cache.time.monotonic", return_value=0.0) as clock:
            cache(self.request())
            clock.return_value = 6.0
            self.assertRaises(RuntimeError, cache, self.request())
            self.assertEqual(b"new", cache(self.request()).content)

    def test_while_the_site_is_busy_the_page_of_a_minute_ago_stands_in(self):
        answers = iter([HttpResponse(b"0"), *[HttpResponse(status=503)] * 3, HttpResponse(b"1")])
        cache = page_cache.AnonymousPagesMiddleware(lambda _request: next(answers))
        with patch("mws.core.page_cache.time.monotonic") as clock:
            for moment, status, content in [
                (0.0, 200, b"0"), (6.0, 200, b"0"), (64.0, 200, b"0"), (66.0, 503, b""),
                (67.0, 200, b"1"),
            ]:  # fmt: skip
                clock.return_value = moment
                with self.subTest(moment):
                    answer = cache(self.request())
                    self.assertEqual((status, content), (answer.status_code, answer.content))

    def request(self) -> HttpRequest:
        return RequestFactory().get("/")

    def test_languages_queries_htmx_and_elder_mode_are_told_apart(self):
        self.assertEqual(2, self.made({}, {"headers": {"HX-Request": "true"}}))
        self.client.cookies["mws_elder"] = "1"
        self.assertEqual(1, self.made({}))
        self.assertContains(self.client.get(f"/en{PAGE}"), "Communities")

    def test_a_session_is_never_served_from_it_nor_kept_in_it(self):
        self.client.get(PAGE)
        self.client.force_login(self.cast.secretary)
        mine = self.client.get(PAGE)
        self.assertContains(mine, 'href="/desk/"')
        self.assertIn("private", mine["Cache-Control"])
        self.client.cookies.clear()
        self.assertNotContains(self.client.get(PAGE), 'href="/desk/"')

    def test_an_unknown_cookie_is_reason_enough(self):
        self.client.cookies["anything"] = "1"
        self.assertEqual(2, self.made({}, {}))

    def test_what_sets_a_cookie_or_is_no_page_is_not_kept(self):
        for path in ("/accounts/login/", "/healthz", "/no-such-page/"):
            with self.subTest(path):
                self.client.get(path)
                self.client.cookies.clear()
                answer = self.client.get(path)
                self.assertNotIn("public", answer.headers.get("Cache-Control", ""))

    def test_who_comes_without_an_order_shares_the_one_that_was_drawn_with_the_page(self):
        def make(request: HttpRequest) -> HttpResponse:
            order = fair_order(request)
            answer = HttpResponse(str(order))
            keep_fair_order(answer, order=order)
            return answer

        cache = page_cache.AnonymousPagesMiddleware(make)
        with patch("mws.core.display.secrets.randbelow", side_effect=[5, 6]):
            answers = [cache(self.request()) for _ in range(2)]
        for answer in answers:
            self.assertEqual(b"5", answer.content)
            self.assertEqual("5", answer.cookies[ORDER_COOKIE].value)
        answers[0].set_cookie("mine", "1")
        self.assertNotIn("mine", cache(self.request()).cookies)
        other = self.request()
        other.COOKIES[ORDER_COOKIE] = "3"
        self.assertEqual(b"3", cache(other).content)

    @override_settings(MWS_PAGE_CACHE_SECONDS=0)
    def test_it_can_be_switched_off(self):
        self.assertEqual(2, self.made({}, {}))

    def test_memory_is_bounded(self):
        pages = page_cache.AnonymousPagesMiddleware(lambda request: HttpResponse("a page"))
        with patch.object(page_cache, "MOST_PAGES", 2):
            for number in range(4):
                pages(RequestFactory().get(PAGE, {"q": number}))
        self.assertEqual(2, len(pages.kept))
