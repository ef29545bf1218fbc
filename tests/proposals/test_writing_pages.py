from datetime import timedelta
from unittest import mock

from django.db import connection
from django.test import TestCase, override_settings
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from mws.places.models import Level
from proposals.models import Channel, Proposal
from proposals.services import screening
from proposals.wizard import STEPS
from tests.cast import NOW, Cast, make_place
from tests.proposals.cases import LAMPS, case_in, draft, words
from tests.proposals.wizard import ASKED, LINES, answers, step_url, write


class WritingTestCase(TestCase):
    @classmethod
    def setUpTestData(cls):
        cls.cast = Cast()
        cls.round = cls.cast.round()
        cls.estate = make_place("e1", "龙珠花园", Level.ESTATE, cls.cast.community)
        cls.foreign = make_place("e2", "塘朗村", Level.ESTATE, cls.cast.other_community)

    def setUp(self):
        self.client.force_login(self.cast.lin)
        for module in ("views.writing", "views.wizard", "services.cases", "services.alike"):
            clock = mock.patch(f"proposals.{module}.database_now", return_value=NOW)
            clock.start()
            self.addCleanup(clock.stop)

    def get(self, name, *args):
        return self.client.get(reverse(f"proposals:{name}", args=args))

    def post(self, name, data=None, **kwargs):
        args = kwargs.pop("args", [])
        return self.client.post(reverse(f"proposals:{name}", args=args), data or {}, **kwargs)

    def answer(self, proposal, step, **changes):
        return self.client.post(step_url(proposal, step), answers(step, **changes))


class WizardTests(WritingTestCase):
    def test_from_the_first_question_to_the_page_that_checks(self):
        self.assertContains(self.get("new"), "龙珠社区")
        response = self.post("new", answers("problem"))
        for number, step in enumerate(list(ASKED)[1:], start=2):
            proposal = Proposal.objects.get()
            self.assertRedirects(response, step_url(proposal, step))
            page = self.client.get(step_url(proposal, step))
            self.assertContains(page, f"第 {number} 步，共 6 步")
            response = self.answer(proposal, step)
        self.assertRedirects(response, reverse("proposals:check", args=[proposal.pk]))
        proposal.refresh_from_db()
        self.assertEqual((4_032_000, "draft"), (proposal.requested_fen, proposal.status))
        stored = {name: getattr(proposal, name) for name in words()}
        self.assertEqual(words(), stored)

    def test_each_page_is_kept_by_itself_and_gone_on_with_where_it_stopped(self):
        proposal = write(self.client, "place")
        response = self.get("edit", proposal.pk)
        self.assertRedirects(response, step_url(proposal, "solution"))
        for name in ("proposals:mine", "accounts:me", "proposals:new"):
            with self.subTest(name):
                page = self.client.get(reverse(name))
                self.assertContains(page, reverse("proposals:edit", args=[proposal.pk]), count=1)
                self.assertContains(page, "第 3 步，共 6 步")
        whole = write(self.client)
        response = self.get("edit", whole.pk)
        self.assertRedirects(response, reverse("proposals:check", args=[whole.pk]))

    def test_back_and_the_line_of_steps_keep_what_is_half_written(self):
        proposal = write(self.client, "place")
        response = self.answer(proposal, "solution", solution="只写了", category="", go="problem")
        self.assertRedirects(response, step_url(proposal, "problem"))
        self.assertContains(self.client.get(step_url(proposal, "solution")), "只写了")
        page = self.client.get(step_url(proposal, "solution"))
        for step, shown in [("problem", True), ("place", True), ("costs", False)]:
            self.assertEqual(shown, f'name="go" value="{step}"><svg' in page.content.decode())
        self.assertNotContains(self.get("check", proposal.pk), step_url(proposal, "costs"))

    def test_once_all_is_answered_every_page_leads_to_the_check_and_back(self):
        proposal = write(self.client)
        page = self.client.get(step_url(proposal, "problem"))
        self.assertContains(page, 'name="go" value="check"')
        response = self.answer(proposal, "problem", title="新名字", go="check")
        check = reverse("proposals:check", args=[proposal.pk])
        self.assertRedirects(response, check)
        page = self.client.get(check)
        for text in ("新名字", *(f'href="{step_url(proposal, step)}"' for step in ASKED)):
            self.assertContains(page, text)

    def test_later_leads_to_ones_own_list(self):
        response = self.post("new", {"problem": "井盖响了一夜。孩子睡不着", "go": "later"})
        self.assertRedirects(response, reverse("proposals:mine"))
        self.assertEqual("井盖响了一夜", Proposal.objects.get().title)

    def test_an_empty_page_starts_no_draft(self):
        for go in ("next", "later", "stay"):
            with self.subTest(go):
                self.assertEqual(200, self.post("new", {"go": go}).status_code)
        self.assertFalse(Proposal.objects.exists())

    def test_who_goes_on_has_answered(self):
        proposal = write(self.client)
        for step, changes, name in [
            ("problem", {"title": ""}, "title"), ("problem", {"title": "灯" * 41}, "title"),
            ("problem", {"problem": ""}, "problem"), ("problem", {"title": "a\x00b"}, "title"),
            ("place", {"area": ""}, "area"), ("place", {"area": "e2"}, "area"),
            ("place", {"location": ""}, "location"),
            ("solution", {"category": "imported"}, "category"),
            ("solution", {"theme": ""}, "theme"),
            ("people", {"beneficiary_count": "-1"}, "beneficiary_count"),
            ("people", {"upkeep": ""}, "upkeep"),
        ]:  # fmt: skip
            with self.subTest(step=step, changes=changes):
                response = self.answer(proposal, step, **changes)
                self.assertIn(name, response.context["form"].errors)
        proposal.refresh_from_db()
        self.assertEqual(words(), {name: getattr(proposal, name) for name in words()})

    def test_no_form_without_a_home_or_a_call(self):
        for user, text in [(self.cast.stranger, "登记住址"), (self.cast.chen, "塘朗社区")]:
            with self.subTest(user.username):
                self.client.force_login(user)
                self.assertContains(self.get("new"), text)

    def test_signed_out_visitors_are_asked_to_sign_in(self):
        self.client.logout()
        self.assertEqual(302, self.get("new").status_code)

    def test_a_clerk_goes_on_with_what_he_entered_for_a_resident(self):
        proposal = draft(self.cast, self.round)
        Proposal.objects.filter(pk=proposal.pk).update(
            entered_by=self.cast.clerk, channel=Channel.COUNTER
        )
        self.client.force_login(self.cast.clerk)
        self.answer(proposal, "people", upkeep="物业")
        self.assertEqual("物业", Proposal.objects.get().upkeep)

    @override_settings(MWS_DEMO_MARK="")
    def test_a_fixed_number_of_queries_on_each_page(self):
        case_in("admitted", self.cast, self.round, title="口袋公园的路灯维修")
        proposal = write(self.client)
        addresses = [step_url(proposal, step) for step in ASKED]
        addresses.append(reverse("proposals:check", args=[proposal.pk]))
        for address in addresses:
            self.client.get(address)
            with self.subTest(address), CaptureQueriesContext(connection) as captured:
                self.client.get(address)
            self.assertLessEqual(len(captured), 15)


class PlacePageTests(WritingTestCase):
    def test_an_estate_all_of_it_or_words(self):
        proposal = write(self.client, "place")
        community = self.cast.community
        for area, location, kept, where in [
            (self.estate.code, "", (self.estate, "龙珠花园"), "龙珠花园"),
            (self.estate.code, "三栋旁", (self.estate, "三栋旁"), "龙珠花园 · 三栋旁"),
            (community.code, "", (community, "整个社区"), "整个社区"),
            ("elsewhere", "四路", (None, "四路"), "四路"),
        ]:
            with self.subTest(area=area, location=location):
                self.answer(proposal, "place", area=area, location=location)
                proposal = Proposal.objects.get()
                self.assertEqual((*kept, where), (proposal.area, proposal.location, proposal.where))
                page = self.client.get(step_url(proposal, "place"))
                self.assertContains(page, f'<option value="{area}" selected>')
                self.assertEqual(location, page.context["form"]["location"].value())

    def test_only_estates_of_ones_own_community_are_offered(self):
        page = self.client.get(step_url(write(self.client, "place"), "place"))
        self.assertContains(page, "龙珠花园")
        self.assertNotContains(page, "塘朗村")


class CostPageTests(WritingTestCase):
    def test_lines_are_judged_line_by_line_and_stay_typed(self):
        proposal = write(self.client)
        for name, value in [
            ("lines-0-quantity", "0"), ("lines-0-quantity", "9" * 30), ("lines-0-quantity", "NaN"),
            ("lines-0-unit_price_fen", "-5"), ("lines-0-unit_price_fen", "9" * 30),
            ("lines-0-unit", ""), ("lines-TOTAL_FORMS", "41"),
        ]:  # fmt: skip
            with self.subTest(name=name, value=value):
                response = self.answer(proposal, "costs", **{name: value})
                self.assertEqual(200, response.status_code)
                self.assertTrue(response.context["form"].lines.total_error_count())
                self.assertContains(response, 'value="庭院灯"')

    def test_none_at_all_is_said(self):
        proposal = write(self.client, "place")
        response = self.answer(proposal, "costs", **{name: "" for name in LINES if "-0-" in name})
        self.assertContains(response, "至少写一行")

    def test_a_stored_line_can_be_emptied(self):
        proposal = write(self.client)
        two = LINES | {name.replace("-0-", "-1-"): text for name, text in LINES.items()}
        self.answer(proposal, "costs", **two)
        self.assertEqual(2, proposal.cost_items.count())
        emptied = dict.fromkeys((name for name in two if "-0-" in name), "")
        self.answer(proposal, "costs", **two | emptied | {"lines-INITIAL_FORMS": "2"})
        self.assertEqual(1, proposal.cost_items.count())

    def test_more_lines_keep_what_was_typed_and_store_nothing(self):
        proposal = write(self.client, "place")
        changes = {"go": "lines", "lines-1-name": "电缆", "lines-0-quantity": "许多"}
        response = self.answer(proposal, "costs", **changes)
        for typed in ("庭院灯", "电缆", "许多"):
            self.assertContains(response, f'value="{typed}"')
        self.assertGreater(len(response.context["form"].lines.forms), 3)
        self.assertFalse(proposal.cost_items.exists())


class EditProposalPageTests(WritingTestCase):
    def test_it_shows_what_is_stored_and_stores_what_is_changed(self):
        proposal = draft(self.cast, self.round)
        self.assertContains(self.client.get(step_url(proposal, "costs")), 'value="1,680"')
        self.answer(proposal, "problem", title="新名字")
        proposal.refresh_from_db()
        self.assertEqual(("新名字", 1), (proposal.title, proposal.cost_items.count()))

    def test_not_somebody_elses(self):
        proposal = draft(self.cast, self.round)
        self.client.force_login(self.cast.wang)
        for name in ("edit", "check", "receipt", "withdraw", "prices"):
            with self.subTest(name):
                self.assertEqual(404, self.get(name, proposal.pk).status_code)
        for name in ("submit", "withdraw", "alike"):
            with self.subTest(name):
                self.assertEqual(404, self.post(name, args=[proposal.pk]).status_code)
        self.assertEqual(404, self.answer(proposal, "problem").status_code)
        similar = reverse("proposals:similar")
        asked = self.client.get(similar, {"title": "路灯", "draft": proposal.pk})
        self.assertEqual(404, asked.status_code)

    def test_a_submitted_one_is_shown_not_edited(self):
        proposal = case_in("submitted", self.cast, self.round)
        detail = reverse("proposals:detail", args=[proposal.pk])
        self.assertRedirects(self.get("edit", proposal.pk), detail)
        self.assertRedirects(self.answer(proposal, "problem", title="新名字"), detail)
        self.assertNotEqual("新名字", Proposal.objects.get().title)

    def test_one_that_was_returned_is_completed_but_never_emptied(self):
        proposal = case_in("submitted", self.cast, self.round)
        screening.return_proposal(
            proposal_id=proposal.pk, defects={"costs": "缺单价"}, by=self.cast.clerk, now=NOW
        )
        self.assertContains(self.get("mine"), reverse("proposals:edit", args=[proposal.pk]))
        emptied = {name: "" for name in LINES if "-0-" in name} | {"go": "later"}
        response = self.answer(proposal, "costs", **emptied)
        self.assertContains(response, "已经提交过")
        response = self.answer(proposal, "solution", theme="", go="later")
        self.assertContains(response, "已经提交过")
        self.answer(proposal, "costs", **{"lines-0-unit_price_fen": "1000"})
        self.assertEqual(2_400_000, Proposal.objects.get().requested_fen)


class SubmitPageTests(WritingTestCase):
    def test_from_the_check_to_the_receipt(self):
        proposal = draft(self.cast, self.round)
        check = self.get("check", proposal.pk)
        self.assertIsNone(check.context["refusal"])
        self.assertContains(check, f"第 {len(STEPS)} 步")
        response = self.post("submit", args=[proposal.pk], follow=True)
        self.assertContains(response, "MWS-2026-TY-LZ-001")

    def test_the_check_says_what_is_missing(self):
        for changes, code in [({"items": LAMPS * 13}, "above_cap"), ({"theme": ""}, "incomplete"),
                              ({"category": ""}, "incomplete")]:  # fmt: skip
            with self.subTest(code=code):
                proposal = draft(self.cast, self.round, **changes)
                response = self.get("check", proposal.pk)
                self.assertEqual(code, response.context["refusal"].code)
                refused = self.post("submit", args=[proposal.pk], follow=True)
                self.assertContains(refused, response.context["refusal"].message)
                proposal.refresh_from_db()
                self.assertEqual("draft", proposal.status)

    def test_submitting_takes_a_post(self):
        proposal = draft(self.cast, self.round)
        self.assertEqual(405, self.get("submit", proposal.pk).status_code)

    def test_withdrawing_asks_first(self):
        proposal = write(self.client, "place")
        self.get("withdraw", proposal.pk)
        self.assertEqual("draft", Proposal.objects.get().status)
        self.post("withdraw", args=[proposal.pk])
        self.assertEqual("withdrawn", Proposal.objects.get().status)

    def test_ones_own_list(self):
        draft(self.cast, self.round)
        self.assertContains(self.get("mine"), WORD)
        self.client.force_login(self.cast.wang)
        self.assertNotContains(self.get("mine"), WORD)

    def test_after_the_call_a_draft_is_kept_but_not_taken(self):
        proposal = write(self.client)
        with mock.patch(
            "proposals.views.writing.database_now", return_value=NOW + timedelta(days=9)
        ):
            self.assertEqual("round_closed", self.get("check", proposal.pk).context["refusal"].code)


WORD = words()["title"]
