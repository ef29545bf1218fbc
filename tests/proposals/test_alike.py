from datetime import date
from decimal import Decimal
from unittest import mock

from django.db import IntegrityError, transaction
from django.test import TestCase
from django.urls import reverse

from mws.providers.models import Supplier
from proposals.costs import CostLine
from proposals.models import Difference, Project, Support
from proposals.selectors.duplicates import duplicates_report
from proposals.services.alike import explain_difference
from tests.cast import NOW, Cast
from tests.proposals.cases import case_in, code_of, draft
from tests.proposals.wizard import answers, step_url, write

TITLE = "公园路灯修复"  # as the lamps of tests.proposals.cases


class AlikeTestCase(TestCase):
    @classmethod
    def setUpTestData(cls):
        cls.cast = Cast()
        cls.round = cls.cast.round()

    def setUp(self):
        self.client.force_login(self.cast.wang)
        for module in ("views.writing", "views.wizard", "services.cases", "services.alike"):
            clock = mock.patch(f"proposals.{module}.database_now", return_value=NOW)
            clock.start()
            self.addCleanup(clock.stop)


class SimilarOnThePagesTests(AlikeTestCase):
    @classmethod
    def setUpTestData(cls):
        super().setUpTestData()
        cls.other = case_in("admitted", cls.cast, cls.round)

    def pages(self, proposal):
        yield step_url(proposal, "problem")
        yield step_url(proposal, "place")
        yield reverse("proposals:check", args=[proposal.pk])

    def test_shown_while_typing_and_on_three_pages(self):
        typed = {"title": TITLE, f"difference-{self.other.pk}": "在另一头"}
        fragment = self.client.get(reverse("proposals:similar"), typed)
        self.assertContains(fragment, f'value="support-{self.other.pk}"')
        self.assertContains(fragment, 'value="在另一头"')
        self.assertNotContains(fragment, "<html")
        proposal = write(self.client)
        for address in self.pages(proposal):
            with self.subTest(address):
                self.assertContains(self.client.get(address), f'value="support-{self.other.pk}"')

    def test_nothing_where_nothing_is_alike_or_nobody_lives(self):
        asked = {"title": "加装电梯"}
        for user in (self.cast.wang, self.cast.stranger):
            self.client.force_login(user)
            fragment = self.client.get(reverse("proposals:similar"), asked)
            self.assertNotContains(fragment, "<h2")

    def test_supporting_it_keeps_what_was_typed(self):
        go = {"go": f"support-{self.other.pk}"}
        response = self.client.post(
            reverse("proposals:new"), answers("problem", problem="只写了一半", **go)
        )
        self.assertTrue(Support.objects.filter(proposal=self.other, person=self.cast.wang).exists())
        page = self.client.get(response["Location"])
        self.assertContains(page, "只写了一半")
        self.assertContains(page, "撤回我的草稿")
        again = self.client.post(response["Location"], answers("problem", **go))
        self.assertContains(again, "您已附议过")

    def test_ones_own_and_those_next_door_cannot_be_supported(self):
        for user in (self.cast.lin, self.cast.chen):
            with self.subTest(user.username):
                self.client.force_login(user)
                fragment = self.client.get(reverse("proposals:similar"), {"title": TITLE})
                self.assertContains(fragment, self.other.title)
                self.assertNotContains(fragment, 'value="support-')

    def test_a_reason_is_kept_with_any_button(self):
        proposal = write(self.client)
        reason = {f"difference-{self.other.pk}": "那边是公园，这边是巷子"}
        for address, data in [
            (step_url(proposal, "problem"), answers("problem") | reason),
            (step_url(proposal, "place"), answers("place", go="stay") | reason),
            (reverse("proposals:alike", args=[proposal.pk]), {"go": "stay"} | reason),
        ]:
            with self.subTest(address):
                Difference.objects.all().delete()
                self.client.post(address, data)
                kept = Difference.objects.get(proposal=proposal, other=self.other)
                self.assertEqual("那边是公园，这边是巷子", kept.reason)
        for address in self.pages(proposal):
            self.assertContains(self.client.get(address), kept.reason)

    def test_what_is_refused_is_said_and_stays(self):
        proposal, hidden = write(self.client), draft(self.cast, self.round)
        for go, field, text, said in [
            ("stay", self.other.pk, "长" * 301, "最多 300"),
            ("stay", hidden.pk, "不同", "没有这条提案"),
            ("stay", 10**17, "不同", "没有这条提案"),
            (f"support-{hidden.pk}", hidden.pk, "", "没有这条提案"),
        ]:
            with self.subTest(go=go, field=field):
                typed = answers("problem", go=go) | {f"difference-{field}": text}
                response = self.client.post(step_url(proposal, "problem"), typed)
                self.assertContains(response, said)
                if field == self.other.pk:
                    self.assertContains(response, text)
        self.assertFalse(Difference.objects.exists())

    def test_the_clerk_reads_it_beside_the_duplicates(self):
        own = draft(self.cast, self.round, by=self.cast.wang, title="老人食堂")
        self.assertEqual([], duplicates_report(own, now=NOW).found)
        self.explain(own, reason="是食堂，<b>不是</b>灯")
        case = case_in("submitted", self.cast, self.round, title="老人食堂加桌")
        Difference.objects.update(proposal=case)
        (row,) = duplicates_report(case, now=NOW).found
        self.assertEqual((self.other.pk, 0), (row.proposal.pk, row.percent))
        self.client.force_login(self.cast.clerk)
        with mock.patch("proposals.forms.decisions.database_now", return_value=NOW):
            page = self.client.get(reverse("proposals:desk_intake", args=[case.pk]))
        self.assertContains(page, "提案人说：是食堂，&lt;b&gt;不是&lt;/b&gt;灯")

    def explain(self, proposal, *, other=None, reason="不同", by=None):
        return explain_difference(
            proposal_id=proposal.pk, other_id=(other or self.other).pk, reason=reason,
            by=by or self.cast.wang, now=NOW,
        )  # fmt: skip

    def test_refusals(self):
        own = draft(self.cast, self.round, by=self.cast.wang)
        for code, options in [
            ("no_reason", {"reason": " "}),
            ("too_long", {"reason": "长" * 301}),
            ("too_long", {"reason": "a\0"}),
            ("not_author", {"by": self.cast.chen}),
            (None, {}),
            (None, {"reason": "还是不同"}),
        ]:
            with self.subTest(code=code, options=options):
                self.assertEqual(code, code_of(lambda o=options: self.explain(own, **o)))
        self.assertEqual("还是不同", Difference.objects.get().reason)
        submitted = case_in("submitted", self.cast, self.round)
        refused = code_of(lambda: self.explain(submitted, by=self.cast.lin))
        self.assertEqual("not_draft", refused)
        with mock.patch("proposals.rules.alike.MOST", 1):
            self.assertIsNone(code_of(lambda: self.explain(own)))
            another = case_in("admitted", self.cast, self.round)
            self.assertEqual("too_many", code_of(lambda: self.explain(own, other=another)))

    def test_the_database_refuses_what_says_nothing(self):
        kept = self.explain(draft(self.cast, self.round, by=self.cast.wang))
        for changes in ({"reason": ""}, {"other": kept.proposal_id}):
            with self.subTest(changes), self.assertRaises(IntegrityError), transaction.atomic():
                Difference.objects.filter(pk=kept.pk).update(**changes)


class PriceHintPageTests(AlikeTestCase):
    @classmethod
    def setUpTestData(cls):
        super().setUpTestData()
        cls.cast.fund()
        supplier = Supplier.objects.create(
            credit_code="91440300MA5EXAMPL1", name="灯具公司", kind="company",
            registered_on=date(2015, 1, 1),
        )  # fmt: skip
        for price in (150_000, 160_000, 190_000):
            lines = [CostLine("LED 庭院灯", "盏", Decimal(2), price)]
            case = case_in("approved", cls.cast, cls.round, items=lines)
            Project.objects.filter(proposal=case).update(
                status="settled", supplier=supplier, contract_fen=4_000_000,
                settled_fen=4_000_000, settled_at=NOW,
            )  # fmt: skip

    words = "中位数 1,600 元／盏，范围 1,500–1,900 元（3 个项目）"

    def test_shown_while_typing_and_beside_each_line(self):
        proposal = write(self.client)
        prices = reverse("proposals:prices", args=[proposal.pk])
        fragment = self.client.get(prices, {"lines-2-name": "庭院灯"})
        self.assertContains(fragment, self.words)
        self.assertContains(fragment, 'value="take-2"')
        for asked in ({}, {"lines-0-name": "没有过的"}, {"x": "庭院灯"}, {"lines-0-name": ""}):
            with self.subTest(asked):
                self.assertNotContains(self.client.get(prices, asked), "take-")
        self.assertContains(self.client.get(step_url(proposal, "costs")), self.words)

    def test_taken_it_fills_the_line_and_nothing_typed_is_lost(self):
        proposal = write(self.client, "place")
        typed = {"lines-0-name": "", "lines-0-quantity": "许多", "lines-0-unit": "",
                 "lines-0-unit_price_fen": "", "lines-1-name": "庭院灯",
                 "lines-1-quantity": "7"}  # fmt: skip
        page = self.client.post(step_url(proposal, "costs"), answers("costs", go="take-1", **typed))
        for name, value in [("0-quantity", "许多"), ("1-name", "庭院灯"), ("1-quantity", "7"),
                            ("1-unit", "盏"), ("1-unit_price_fen", "1,600")]:  # fmt: skip
            line = f'name="lines-{name}" value="{value}"'
            self.assertContains(page, line)
        self.assertFalse(proposal.cost_items.exists())
        below_a_blank = typed | {"lines-0-quantity": ""}
        page = self.client.post(
            step_url(proposal, "costs"), answers("costs", go="take-1", **below_a_blank)
        )
        self.assertContains(page, 'name="lines-1-unit_price_fen" value="1,600"')
        for go in ("take-0", "take-39", "take-99"):
            with self.subTest(go):
                page = self.client.post(
                    step_url(proposal, "costs"), answers("costs", go=go, **typed)
                )
                self.assertContains(page, 'value="许多"')
