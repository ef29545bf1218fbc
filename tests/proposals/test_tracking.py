"""Tracking without signing in, short addresses, posters."""

from __future__ import annotations

import time
from unittest import mock

from django.core.cache import cache
from django.db import connection
from django.test import TestCase
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from mws.accounts.models import User
from mws.accounts.services import verify_phone
from mws.audit.models import AuditEvent
from mws.core.qr import QUIET, qr_path
from proposals.models import Proposal
from proposals.selectors.short import key_of
from proposals.services import screening
from tests.cast import NOW, Cast
from tests.proposals.cases import case_in, clause_of

PHONE, DIGITS = "+8613800138042", "8042"
WRONG = "0000"


class TrackingTestCase(TestCase):
    @classmethod
    def setUpTestData(cls) -> None:
        cls.cast = Cast()
        cls.cast.fund()
        cls.round = cls.cast.round()
        verify_phone(user=cls.cast.lin, phone=PHONE, now=NOW)
        cls.case = case_in("submitted", cls.cast, cls.round)

    def setUp(self) -> None:
        cache.clear()
        self.url = reverse("proposals:track")

    def ask(self, number: str | None = None, digits: str = DIGITS):
        data = {"receipt_no": number or self.case.receipt_no, "digits": digits}
        return self.client.post(self.url, data)


class TrackTests(TrackingTestCase):
    def test_number_and_figures_show_how_far_it_is_and_who_holds_it(self) -> None:
        page = self.ask()
        case = page.context["case"]
        self.assertEqual("submitted", case.code)
        self.assertIn("龙珠社区", case.current.holder)
        self.assertIsNotNone(case.current.due)

    def test_nothing_personal_and_nothing_unpublished_is_told(self) -> None:
        page = self.ask().content.decode()
        for secret in (self.case.title, self.case.problem, "林晓", "13800138042", DIGITS):
            self.assertNotIn(secret, page)

    def test_a_public_file_bears_its_title_and_leads_to_its_page(self) -> None:
        screening.refuse_admission(
            proposal_id=self.case.pk, reason="在小区红线内", clause_id=clause_of(self.round),
            by=self.cast.clerk, now=NOW,
        )  # fmt: skip
        page = self.ask()
        self.assertContains(page, self.case.title)
        self.assertContains(page, "在小区红线内")
        self.assertContains(page, reverse("proposals:detail", args=[self.case.pk]))

    def test_a_returned_file_names_the_parts_that_are_missing_not_the_texts(self) -> None:
        screening.return_proposal(
            proposal_id=self.case.pk, defects={"costs": "李阿姨的报价单"}, by=self.cast.clerk,
            now=NOW,
        )  # fmt: skip
        [decided] = self.ask().context["case"].decisions
        self.assertIn("费用", decided.why)
        self.assertNotIn("李阿姨", decided.why)

    def test_the_number_is_found_however_it_is_typed(self) -> None:
        for typed in (
            self.case.receipt_no.lower(),
            f" {self.case.receipt_no.replace('-', '－')} ",
            self.case.receipt_no.replace("-", " - "),
        ):
            with self.subTest(typed):
                self.assertIsNotNone(self.ask(typed).context["case"])

    def test_unknown_number_and_wrong_figures_get_the_same_answer(self) -> None:
        unknown = self.ask("MWS-2026-TY-LZ-999")
        wrong = self.ask(digits=WRONG)
        said = [page.context["form"].non_field_errors() for page in (unknown, wrong)]
        self.assertEqual(said[0], said[1])
        self.assertEqual([200, 200], [unknown.status_code, wrong.status_code])

    def test_without_a_number_nobody_finds_the_case(self) -> None:
        User.objects.filter(pk=self.cast.lin.pk).update(phone=None, phone_verified=False)
        for digits in ("", DIGITS, WRONG):
            self.assertIsNone(self.ask(digits=digits).context["case"])

    def test_bad_input_is_said_at_its_field_and_kept(self) -> None:
        for number, digits, field in [
            ("12345", DIGITS, "receipt_no"), ("\0", DIGITS, "receipt_no"),
            ("MWS-2026-TY-LZ-" + "9" * 500, DIGITS, "receipt_no"),
            (self.case.receipt_no, "12", "digits"), (self.case.receipt_no, "１２３４", "digits"),
            (self.case.receipt_no, "\u202e123", "digits"),
        ]:  # fmt: skip
            with self.subTest(number=number[:20], digits=digits):
                form = self.ask(number, digits).context["form"]
                self.assertIn(field, form.errors)

    def test_it_leaves_no_trace_and_opens_no_session(self) -> None:
        before = AuditEvent.objects.count()
        response = self.ask()
        self.assertEqual(before, AuditEvent.objects.count())
        self.assertNotIn("sessionid", response.cookies)
        self.assertIn("no-store", response.headers["Cache-Control"])

    def test_the_page_takes_few_queries(self) -> None:
        self.ask()
        with CaptureQueriesContext(connection) as captured:
            self.ask()
        reads = [query for query in captured if "cache" not in query["sql"]]
        self.assertLessEqual(len(reads), 15)


class LimitTests(TrackingTestCase):
    def tried(self, guesses: int, *, number: str | None = None) -> int:
        """How many of the guesses were looked at."""
        name = "proposals.views.tracking.tracked_case"
        with mock.patch(name, return_value=None) as looked:
            for guess in range(guesses):
                self.client.post(
                    self.url,
                    {"receipt_no": number or f"MWS-2026-TY-LZ-{guess:03d}", "digits": WRONG},
                )
        return looked.call_count

    def test_a_receipt_takes_five_wrong_guesses_from_however_many_devices(self) -> None:
        looked = 0
        for _device in range(4):
            self.client.cookies.clear()
            looked += self.tried(5, number=self.case.receipt_no)
        self.assertEqual(5, looked)
        self.assertIsNone(self.ask().context["case"], "the right figures come too late as well")

    def test_it_opens_again_after_five_minutes(self) -> None:
        self.tried(6, number=self.case.receipt_no)
        later = time.time() + 301
        with mock.patch("allauth.core.internal.ratelimit.time.time", lambda: later):
            self.assertIsNotNone(self.ask().context["case"])

    def test_a_device_takes_ten_wrong_guesses_at_however_many_receipts(self) -> None:
        self.client.get(self.url)  # the device has its cookie
        self.assertEqual(10, self.tried(30))

    def test_right_answers_are_not_counted(self) -> None:
        for _time in range(12):
            self.assertIsNotNone(self.ask().context["case"])


class ShortAddressTests(TrackingTestCase):
    def go(self, kind: str, key: object) -> str:
        response = self.client.get(reverse("proposals:short", args=[kind, key]))
        return response.url if response.status_code == 302 else str(response.status_code)

    def test_each_kind_leads_to_its_page(self) -> None:
        public = case_in("approved", self.cast, self.round, title="另一处路灯")
        detail = reverse("proposals:detail", args=[public.pk])
        for kind, key, page in [
            ("p", public.receipt_no, detail), ("p", public.receipt_no.lower(), detail),
            ("p", public.pk, detail), ("j", public.project.pk, detail),
            ("n", key_of("n", public.notice), reverse("proposals:notice", args=[public.notice_id])),
            ("r", self.round.pk, reverse("pages:community", args=[self.cast.community.code])),
        ]:  # fmt: skip
            with self.subTest(kind=kind, key=key):
                self.assertEqual(page, self.go(kind, key))

    def test_a_number_tells_nothing_about_files_that_are_not_public(self) -> None:
        for number in (self.case.receipt_no, "MWS-2026-TY-LZ-999"):
            self.assertEqual(f"{self.url}?no={number}", self.go("p", number))
        page = self.client.get(f"{self.url}?no={self.case.receipt_no}")
        self.assertContains(page, self.case.receipt_no)

    def test_what_does_not_exist_is_not_found(self) -> None:
        for kind, key in [("r", 9999), ("n", "0123456789"), ("n", "xyz"), ("j", 9999),
                          ("j", "9" * 40), ("p", "9" * 5_000), ("p", "0")]:  # fmt: skip
            with self.subTest(kind=kind, key=key):
                self.assertEqual("404", self.go(kind, key))

    def test_rounds_in_preparation_have_no_address(self) -> None:
        type(self.round).objects.filter(pk=self.round.pk).update(
            state="draft", opened_at=None, opened_by=None
        )
        self.assertEqual("404", self.go("r", self.round.pk))


class PosterTests(TrackingTestCase):
    def poster(self, kind: str, key: object):
        return self.client.get(reverse("proposals:poster", args=[kind, key]))

    def test_each_kind_has_one_with_its_short_address_as_a_code(self) -> None:
        public = case_in("approved", self.cast, self.round, title="另一处路灯")
        for kind, row in [("p", public), ("j", public.project), ("n", public.notice),
                          ("r", self.round)]:  # fmt: skip
            with self.subTest(kind=kind):
                page = self.poster(kind, key_of(kind, row))
                address = f"http://testserver/{kind}/{key_of(kind, row)}/"
                self.assertContains(page, f">{address.removeprefix('http://')}<")
                self.assertContains(page, qr_path(address)[1])
                self.assertNotContains(page, "林晓")

    def test_what_is_not_public_has_none(self) -> None:
        for key in (self.case.receipt_no, self.case.pk, "MWS-2026-TY-LZ-999"):
            self.assertEqual(404, self.poster("p", key).status_code)

    def test_the_code_is_the_matrix_of_the_library(self) -> None:
        side, path = qr_path("https://example.test/p/MWS-2026-TY-LZ-001/")
        self.assertTrue(path.startswith(f"M{QUIET} {QUIET}h7v1h-7z"), "the first finder pattern")
        self.assertEqual(1, (side - 2 * QUIET) % 4)


class LinkTests(TrackingTestCase):
    def test_the_footer_leads_to_tracking(self) -> None:
        self.assertContains(self.client.get(reverse("pages:home")), self.url)

    def test_a_public_case_says_how_to_pass_it_on(self) -> None:
        """Without a script: an address, a code, and what other programs show of the address."""
        public, hidden = case_in("admitted", self.cast, self.round, title="另一处路灯"), self.case
        self.client.force_login(self.cast.lin)
        address = f"http://testserver/p/{public.receipt_no}/"
        page = self.client.get(reverse("proposals:detail", args=[public.pk])).content.decode()
        for told in (f'<meta property="og:url" content="{address}">',
                     f'<meta property="og:image" content="{address}card.png">',
                     f'<meta property="og:title" content="{public.title}">',
                     f">testserver/p/{public.receipt_no}/</a>", 'class="qr"'):  # fmt: skip
            self.assertIn(told, page)
        page = self.client.get(reverse("proposals:detail", args=[hidden.pk])).content.decode()
        self.assertNotIn("og:", page)

    def test_every_short_address_has_a_card_and_what_is_not_public_none(self) -> None:
        public, hidden = case_in("on_notice", self.cast, self.round, title="另一处"), self.case
        for kind, row in [("p", public), ("r", public.round), ("n", public.notice)]:
            with self.subTest(kind):
                card = self.client.get(reverse("proposals:card", args=[kind, key_of(kind, row)]))
                self.assertEqual((200, "image/png"), (card.status_code, card["Content-Type"]))
                self.assertEqual(b"\x89PNG", card.content[:4])
                self.assertIn("public", card["Cache-Control"])
        for key in (hidden.receipt_no, hidden.pk, "999999"):
            address = reverse("proposals:card", args=["p", key])
            self.assertEqual(404, self.client.get(address).status_code)

    def test_a_public_case_leads_to_its_poster(self) -> None:
        public = case_in("screened", self.cast, self.round, title="另一处路灯")
        page = self.client.get(reverse("proposals:detail", args=[public.pk]))
        self.assertContains(page, reverse("proposals:poster", args=["p", public.receipt_no]))
        self.assertEqual(1, Proposal.objects.public().count())
