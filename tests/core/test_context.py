"""What every page is told: where one can go, which languages there are, whose data it is."""

from django.http import HttpRequest
from django.test import RequestFactory, SimpleTestCase, override_settings
from django.urls import include, path
from django.utils.translation import override

from mws.core.context import site
from mws.core.display import ELDER_COOKIE, ORDER_COOKIE, ORDERS, fair_order


def view(request: HttpRequest) -> None:
    """Never called: only its addresses matter."""


class Rooms:
    """The site with two rooms open."""

    urlpatterns = [
        path(
            "",
            include(
                (
                    [
                        path("", view, name="home"),
                        path("places/", view, name="community_list"),
                        path("places/<str:code>/", view, name="community"),
                    ],
                    "pages",
                )
            ),
        ),
        path("projects/", include(([path("", view, name="list")], "proposals"))),
    ]


@override_settings(ROOT_URLCONF=Rooms, MWS_DEMO_MARK="")
class NavigationTests(SimpleTestCase):
    def links(self, page: str) -> dict[str, bool]:
        return {link.url: link.is_current for link in site(RequestFactory().get(page))["main_nav"]}

    def test_rooms_that_have_no_page_are_left_out(self):
        self.assertEqual(list(self.links("/")), ["/", "/places/", "/projects/"])

    def test_a_page_belongs_to_its_room_and_home_holds_only_itself(self):
        for page, current in [
            ("/", ["/"]),
            ("/places/", ["/places/"]),
            ("/places/longzhu/", ["/places/"]),
            ("/projects/?form=works", ["/projects/"]),
            ("/elsewhere/", []),
        ]:
            with self.subTest(page=page):
                marked = [url for url, is_current in self.links(page).items() if is_current]
                self.assertEqual(marked, current)


@override_settings(MWS_DEMO_MARK="")
class LanguageTests(SimpleTestCase):
    def other(self, page: str) -> tuple[str, str]:
        (link,) = site(RequestFactory().get(page))["other_languages"]
        return link.tag, link.url

    def test_the_switch_keeps_the_page_and_its_query(self):
        with override("zh-hans"):
            self.assertEqual(self.other("/design/?page=2"), ("en", "/en/design/?page=2"))
        with override("en"):
            self.assertEqual(self.other("/en/design/?page=2"), ("zh-Hans", "/design/?page=2"))

    def test_the_page_names_its_own_language(self):
        for code, tag in (("zh-hans", "zh-Hans"), ("en", "en")):
            with self.subTest(code=code), override(code):
                self.assertEqual(site(RequestFactory().get("/"))["html_lang"], tag)


class CookieTests(SimpleTestCase):
    def request(self, **cookies: str) -> HttpRequest:
        request = RequestFactory().get("/")
        request.COOKIES.update(cookies)
        return request

    def test_only_the_one_value_means_elder_mode(self):
        for value, is_elder in [("1", True), ("0", False), ("", False), ("yes", False)]:
            with self.subTest(value=value), override_settings(MWS_DEMO_MARK=""):
                context = site(self.request(**{ELDER_COOKIE: value}))
                self.assertEqual(context["is_elder"], is_elder)

    def test_an_order_that_is_none_is_drawn_anew(self):
        self.assertEqual(fair_order(self.request(**{ORDER_COOKIE: "7"})), 7)
        for value in ("", "24", "-1", "x", "１", "9" * 40):
            with self.subTest(value=value):
                self.assertIn(fair_order(self.request(**{ORDER_COOKIE: value})), range(ORDERS))
