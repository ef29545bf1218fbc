from django.http import HttpRequest
from django.test import SimpleTestCase, TestCase
from django.urls import reverse

from mws.core.display import ORDER_COOKIE, ORDERS, fair_order, order_of

NO_ORDERS = ["", "-1", "24", "007", "²", "٣", "abc", "9" * 5_000]


class FairOrderTests(SimpleTestCase):
    def test_a_published_order_is_known_by_its_number(self):
        self.assertEqual(list(range(ORDERS)), [order_of(str(n)) for n in range(ORDERS)])

    def test_anything_else_is_no_order_and_another_one_is_drawn(self):
        for text in NO_ORDERS:
            with self.subTest(text[:9]):
                request = HttpRequest()
                request.COOKIES[ORDER_COOKIE] = text
                self.assertIsNone(order_of(text))
                self.assertIn(fair_order(request), range(ORDERS))


class SetDisplayTests(TestCase):
    def test_what_is_no_order_is_not_kept_and_no_error(self):
        for text in NO_ORDERS:
            with self.subTest(text[:9]):
                answer = self.client.post(reverse("pages:display"), {"order": text})
                self.assertRedirects(answer, "/", fetch_redirect_response=False)
                self.assertNotIn(ORDER_COOKIE, answer.cookies)

    def test_it_leads_to_no_other_site(self):
        for next_page in (
            "//evil.example",
            "https://evil.example/",
            "http://[",
            "\\\\evil.example",
        ):
            with self.subTest(next_page):
                answer = self.client.post(reverse("pages:display"), {"next": next_page})
                self.assertRedirects(answer, "/", fetch_redirect_response=False)
