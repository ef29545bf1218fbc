"""What every answer tells the browser it may do. The browser suite asks each page it opens."""

from django.test import TestCase
from django.urls import reverse

from tests.headers import HEADERS, header_faults

PUBLIC = [
    "pages:home", "pages:community_list", "pages:design", "proposals:list", "voting:polls",
    "cms:outcomes", "account_login", "account_signup", "demo:index",
]  # fmt: skip


def directives(answer) -> set[str]:
    return {part.strip() for part in answer["Content-Security-Policy"].split(";")}


def named_low(answer) -> dict[str, str]:
    return {name.lower(): value for name, value in answer.headers.items()}


class HeaderTests(TestCase):
    def test_public_pages_carry_exactly_this_policy(self):
        for path in [*map(reverse, PUBLIC), "/en/", "/no-such-page/"]:
            with self.subTest(path):
                answer = self.client.get(path)
                self.assertEqual([], header_faults(named_low(answer)))

    def test_each_header_that_is_missing_or_differs_is_a_fault(self):
        """The negative control of what the browser suite asks of every page."""
        right = named_low(self.client.get("/"))
        for name in [*HEADERS, "Content-Security-Policy", "Permissions-Policy"]:
            with self.subTest(name):
                self.assertNotEqual([], header_faults(right | {name.lower(): ""}))
        loose = right["content-security-policy"].replace("'self'", "'self' 'unsafe-inline'")
        self.assertNotEqual([], header_faults(right | {"content-security-policy": loose}))

    def test_no_page_sets_a_cookie_for_who_only_reads(self):
        """The fair order of a list is the one cookie, and it names nobody."""
        for name in PUBLIC:
            if name.startswith(("account", "demo", "pages:design")):
                continue  # these hold forms with a token
            with self.subTest(name):
                answer = self.client.get(reverse(name))
                self.assertLessEqual(set(answer.cookies), {"mws_order"})

    def test_the_editors_desk_is_framed_by_nobody_else(self):
        policy = directives(self.client.get("/cms/"))
        self.assertIn("frame-ancestors 'self'", policy)
        self.assertIn("object-src 'none'", policy)
        self.assertNotIn("'unsafe-eval'", " ".join(policy))
