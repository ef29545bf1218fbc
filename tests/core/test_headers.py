"""What every answer tells the browser it may do: the exact headers, so that a change is seen."""

from django.test import TestCase
from django.urls import reverse

PUBLIC_POLICY = {
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    "img-src 'self' data: blob:",
    "font-src 'self'",
    "connect-src 'self'",
    "form-action 'self'",
    "frame-ancestors 'none'",
    "base-uri 'none'",
    "object-src 'none'",
    "manifest-src 'self'",
}
HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
}
PUBLIC = [
    "pages:home", "pages:community_list", "pages:design", "proposals:list", "voting:polls",
    "cms:outcomes", "account_login", "account_signup", "demo:index",
]  # fmt: skip


def directives(answer) -> set[str]:
    return {part.strip() for part in answer["Content-Security-Policy"].split(";")}


class HeaderTests(TestCase):
    def test_public_pages_carry_exactly_this_policy(self):
        for path in [*map(reverse, PUBLIC), "/en/", "/no-such-page/"]:
            with self.subTest(path):
                answer = self.client.get(path)
                self.assertEqual(PUBLIC_POLICY, directives(answer))
                self.assertEqual(HEADERS, {name: answer.get(name) for name in HEADERS})

    def test_no_page_may_use_a_sensor_or_a_camera(self):
        policy = self.client.get("/")["Permissions-Policy"]
        for feature in ("camera", "microphone", "geolocation", "payment", "usb"):
            self.assertIn(f"{feature}=()", policy)

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
