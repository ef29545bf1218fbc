from unittest import mock

from django.test import TestCase
from django.urls import reverse

from proposals.models import Proposal
from tests.cast import NOW, Cast
from tests.proposals.cases import LAMPS, case_in, draft, words

LINES = {
    "lines-TOTAL_FORMS": "3",
    "lines-INITIAL_FORMS": "0",
    "lines-0-name": "庭院灯",
    "lines-0-quantity": "24",
    "lines-0-unit": "盏",
    "lines-0-unit_price_fen": "1,680",
}


class WritingTestCase(TestCase):
    @classmethod
    def setUpTestData(cls):
        cls.cast = Cast()
        cls.round = cls.cast.round()

    def setUp(self):
        self.client.force_login(self.cast.lin)
        for module in ("proposals.views.writing", "proposals.services.cases"):
            clock = mock.patch(f"{module}.database_now", return_value=NOW)
            clock.start()
            self.addCleanup(clock.stop)

    def post(self, name, data=None, **kwargs):
        args = kwargs.pop("args", [])
        return self.client.post(reverse(f"proposals:{name}", args=args), data or {}, **kwargs)

    def typed(self, **changes):
        return words() | {"beneficiary_count": "", "step": "check"} | LINES | changes


class NewProposalPageTests(WritingTestCase):
    def test_the_form_of_the_community_one_lives_in(self):
        response = self.client.get(reverse("proposals:new"))
        self.assertContains(response, "龙珠社区")

    def test_save_and_check_leads_to_the_page_that_checks(self):
        response = self.post("new", self.typed())
        proposal = Proposal.objects.get()
        self.assertRedirects(response, reverse("proposals:check", args=[proposal.pk]))
        self.assertEqual((4_032_000, "draft"), (proposal.requested_fen, proposal.status))

    def test_a_draft_may_be_half_written(self):
        response = self.post("new", self.typed(step="save", problem="", upkeep=""))
        proposal = Proposal.objects.get()
        self.assertRedirects(response, reverse("proposals:edit", args=[proposal.pk]))

    def test_more_lines_keep_what_was_typed_and_store_nothing(self):
        response = self.post("new", self.typed(step="lines", title="", upkeep="物业"))
        self.assertContains(response, 'value="庭院灯"')
        self.assertContains(response, 'value="物业"')
        self.assertGreater(len(response.context["lines"].forms), 3)
        self.assertFalse(Proposal.objects.exists())

    def test_what_is_wrong_is_said_and_nothing_is_lost(self):
        for changes, name in [
            ({"title": ""}, "title"), ({"title": "灯" * 41}, "title"), ({"problem": ""}, "problem"),
            ({"category": "imported"}, "category"),
            ({"beneficiary_count": "-1"}, "beneficiary_count"), ({"title": "a\x00b"}, "title"),
        ]:  # fmt: skip
            with self.subTest(changes):
                response = self.post("new", self.typed(**changes))
                self.assertIn(name, response.context["words"].errors)
                self.assertContains(response, 'value="庭院灯"')
        self.assertFalse(Proposal.objects.exists())

    def test_cost_lines_are_judged_line_by_line(self):
        for name, value in [
            ("lines-0-quantity", "0"), ("lines-0-quantity", "9" * 30), ("lines-0-quantity", "NaN"),
            ("lines-0-unit_price_fen", "-5"), ("lines-0-unit_price_fen", "9" * 30),
            ("lines-0-unit", ""), ("lines-TOTAL_FORMS", "41"),
        ]:  # fmt: skip
            with self.subTest(name=name, value=value):
                response = self.post("new", self.typed(**{name: value}))
                self.assertEqual(200, response.status_code)
                self.assertTrue(response.context["lines"].total_error_count())

    def test_no_form_without_a_home_or_a_call(self):
        for user, text in [(self.cast.stranger, "登记住址"), (self.cast.chen, "塘朗社区")]:
            with self.subTest(user.username):
                self.client.force_login(user)
                self.assertContains(self.client.get(reverse("proposals:new")), text)

    def test_signed_out_visitors_are_asked_to_sign_in(self):
        self.client.logout()
        self.assertEqual(302, self.client.get(reverse("proposals:new")).status_code)


class EditProposalPageTests(WritingTestCase):
    def test_it_shows_what_is_stored_and_stores_what_is_changed(self):
        proposal = draft(self.cast, self.round)
        response = self.client.get(reverse("proposals:edit", args=[proposal.pk]))
        self.assertContains(response, 'value="1,680"')
        self.post("edit", self.typed(title="新名字"), args=[proposal.pk])
        self.assertEqual("新名字", Proposal.objects.get().title)

    def test_not_somebody_elses(self):
        proposal = draft(self.cast, self.round)
        self.client.force_login(self.cast.wang)
        for name in ("edit", "check", "receipt", "withdraw"):
            with self.subTest(name):
                response = self.client.get(reverse(f"proposals:{name}", args=[proposal.pk]))
                self.assertEqual(404, response.status_code)
        for name in ("edit", "submit", "withdraw"):
            with self.subTest(name):
                self.assertEqual(404, self.post(name, args=[proposal.pk]).status_code)

    def test_a_submitted_one_is_shown_not_edited(self):
        proposal = case_in("submitted", self.cast, self.round)
        response = self.client.get(reverse("proposals:edit", args=[proposal.pk]))
        self.assertRedirects(response, reverse("proposals:detail", args=[proposal.pk]))


class SubmitPageTests(WritingTestCase):
    def test_from_the_check_to_the_receipt(self):
        proposal = draft(self.cast, self.round)
        check = self.client.get(reverse("proposals:check", args=[proposal.pk]))
        self.assertIsNone(check.context["refusal"])
        response = self.post("submit", args=[proposal.pk], follow=True)
        self.assertContains(response, "MWS-2026-TY-LZ-001")

    def test_the_check_says_what_is_missing(self):
        proposal = draft(self.cast, self.round, items=LAMPS * 13)
        response = self.client.get(reverse("proposals:check", args=[proposal.pk]))
        self.assertEqual("above_cap", response.context["refusal"].code)
        refused = self.post("submit", args=[proposal.pk], follow=True)
        self.assertContains(refused, "24,160")
        self.assertEqual("draft", Proposal.objects.get().status)

    def test_submitting_takes_a_post(self):
        proposal = draft(self.cast, self.round)
        response = self.client.get(reverse("proposals:submit", args=[proposal.pk]))
        self.assertEqual(405, response.status_code)

    def test_withdrawing_asks_first(self):
        proposal = draft(self.cast, self.round)
        self.client.get(reverse("proposals:withdraw", args=[proposal.pk]))
        self.assertEqual("draft", Proposal.objects.get().status)
        self.post("withdraw", args=[proposal.pk])
        self.assertEqual("withdrawn", Proposal.objects.get().status)

    def test_ones_own_list(self):
        draft(self.cast, self.round)
        self.assertContains(self.client.get(reverse("proposals:mine")), WORD)
        self.client.force_login(self.cast.wang)
        self.assertNotContains(self.client.get(reverse("proposals:mine")), WORD)


WORD = words()["title"]
