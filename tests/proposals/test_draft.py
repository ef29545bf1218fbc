from datetime import timedelta
from decimal import Decimal
from functools import partial

from django.db import IntegrityError, transaction
from django.test import TestCase

from mws.rounds.models import Stage
from proposals.costs import CostLine
from proposals.models import CaseDuty, Proposal
from proposals.services import cases
from tests.cast import NOW, Cast
from tests.proposals.cases import LAMPS, case_in, code_of, draft, words


class CreateProposalTests(TestCase):
    @classmethod
    def setUpTestData(cls):
        cls.cast = Cast()
        cls.round = cls.cast.round()

    def create(self, *, by=None, author=None, fields=None, items=LAMPS, now=NOW, channel=None):
        channel = channel or ("counter" if author and author != by else "web")
        return cases.create_proposal(
            round_id=self.round.pk, fields=fields or words(), items=items, by=by or self.cast.lin,
            author=author, now=now, channel=channel,
        )  # fmt: skip

    def test_a_resident_keeps_a_draft_with_its_cost(self):
        proposal = self.create(items=[*LAMPS, CostLine("电缆", "米", Decimal("3.335"), 999)])
        self.assertEqual(("draft", None), (proposal.status, proposal.receipt_no))
        self.assertEqual([4_032_000, 3_332], [i.amount_fen for i in proposal.cost_items.all()])
        self.assertEqual(4_035_332, proposal.requested_fen)

    def test_the_proposer_is_known_as_such(self):
        proposal = self.create()
        duties = CaseDuty.objects.filter(case_id=proposal.case_id)
        self.assertEqual(
            [(self.cast.lin.pk, "proposed")], list(duties.values_list("person", "duty"))
        )

    def test_a_clerk_writes_for_a_resident_and_both_are_recorded(self):
        proposal = self.create(by=self.cast.clerk, author=self.cast.lin)
        self.assertEqual(self.cast.clerk, proposal.entered_by)
        duties = CaseDuty.objects.filter(case_id=proposal.case_id)
        self.assertEqual({"proposed", "entered"}, set(duties.values_list("duty", flat=True)))

    def test_who_writes_for_another_says_how_it_came_and_nobody_else_does(self):
        cast = self.cast
        for by, author, channel, code in [
            (cast.clerk, cast.lin, "phone", None),
            (cast.clerk, cast.lin, "paper", None),
            (cast.clerk, cast.lin, "web", "no_channel"),
            (cast.clerk, cast.lin, "import", "no_channel"),
            (cast.clerk, cast.lin, "pigeon", "no_channel"),
            (cast.lin, None, "counter", "no_channel"),
            (cast.lin, cast.lin, "counter", "no_channel"),
        ]:
            with self.subTest(by=by.username, channel=channel):
                act = partial(self.create, by=by, author=author, channel=channel)
                self.assertEqual(code, code_of(act))

    def test_the_database_refuses_a_channel_that_contradicts_who_entered(self):
        own, entered = self.create(), self.create(by=self.cast.clerk, author=self.cast.lin)
        for proposal, changes in [
            (own, {"channel": "counter"}),
            (own, {"channel": "pigeon"}),
            (own, {"entered_by": self.cast.clerk}),
            (own, {"entered_by": self.cast.lin, "channel": "counter"}),
            (entered, {"channel": "web"}),
            (entered, {"entered_by": None}),
        ]:
            with self.subTest(changes), self.assertRaises(IntegrityError), transaction.atomic():
                Proposal.objects.filter(pk=proposal.pk).update(**changes)

    def test_who_may_propose(self):
        cast = self.cast
        for by, author, code in [
            (cast.lin, None, None),
            (cast.wang, None, None),
            (cast.chen, None, "lives_elsewhere"),
            (cast.stranger, None, "not_resident"),
            (cast.clerk, None, "not_resident"),
            (cast.clerk, cast.chen, "lives_elsewhere"),
            (cast.foreign_clerk, cast.lin, "not_author"),
            (cast.wang, cast.lin, "not_author"),
        ]:
            with self.subTest(by=by.username, author=author):
                self.assertEqual(code, code_of(lambda b=by, a=author: self.create(by=b, author=a)))

    def test_only_while_the_round_calls(self):
        ends = self.round.windows[Stage.CALL].ends_at
        for now, code in [
            (ends - timedelta(microseconds=1), None),
            (ends, "round_closed"),
            (NOW - timedelta(days=6), "round_closed"),
        ]:
            with self.subTest(now=now):
                self.assertEqual(code, code_of(lambda n=now: self.create(now=n)))

    def test_what_a_draft_needs(self):
        for changes, code in [
            ({}, None),
            ({"title": " "}, "no_title"),
            ({"title": "灯" * 40}, None),
            ({"title": "灯" * 41}, "title_too_long"),
            ({"title": "𠮷" * 40}, None),
            ({"category": "imported"}, "category_imported"),
            ({"category": "gift"}, "no_category"),
            ({"theme": "gold"}, "no_theme"),
            ({"category": "", "theme": ""}, None),
            ({"area": self.cast.community}, None),
            ({"area": self.cast.subdistrict}, "area_elsewhere"),
            ({"area": self.cast.other_community}, "area_elsewhere"),
            ({"problem": "", "solution": ""}, None),
        ]:
            with self.subTest(changes):
                self.assertEqual(code, code_of(lambda c=changes: self.create(fields=words(**c))))

    def test_what_a_cost_line_needs(self):
        for line, code in [
            (CostLine("灯", "盏", Decimal("0.5"), 1), None),
            (CostLine("灯", "盏", Decimal("0.4"), 1), "bad_line"),
            (CostLine(" ", "盏", Decimal(1), 100), "bad_line"),
            (CostLine("灯", "", Decimal(1), 100), "bad_line"),
            (CostLine("灯" * 61, "盏", Decimal(1), 100), "bad_line"),
            (CostLine("灯", "盏", Decimal(0), 100), "bad_line"),
            (CostLine("灯", "盏", Decimal(-1), 100), "bad_line"),
            (CostLine("灯", "盏", Decimal(1), 0), "bad_line"),
            (CostLine("灯", "盏", Decimal("99999999.99"), 9_999_999_999_999), "too_much"),
        ]:
            with self.subTest(line):
                self.assertEqual(code, code_of(lambda li=line: self.create(items=[li])))
        dear = CostLine("灯", "盏", Decimal(1), 5_000_000_000_000)
        self.assertEqual("too_much", code_of(lambda: self.create(items=[dear, dear])))
        self.assertEqual("too_many_lines", code_of(lambda: self.create(items=LAMPS * 41)))

    def test_a_refusal_stores_nothing(self):
        self.assertEqual("no_title", code_of(lambda: self.create(fields=words(title=""))))
        self.assertFalse(Proposal.objects.exists())


class UpdateProposalTests(TestCase):
    @classmethod
    def setUpTestData(cls):
        cls.cast = Cast()
        cls.round = cls.cast.round()

    def update(self, proposal, *, by=None, **changes):
        return cases.update_proposal(
            proposal_id=proposal.pk, fields=words(**changes), items=LAMPS * 2,
            by=by or self.cast.lin, now=NOW,
        )  # fmt: skip

    def test_the_lines_are_replaced_and_the_sum_follows(self):
        proposal = self.update(draft(self.cast, self.round), title="新名字")
        self.assertEqual(
            ("新名字", 2, 8_064_000),
            (proposal.title, proposal.cost_items.count(), proposal.requested_fen),
        )

    def test_what_is_not_given_stays(self):
        proposal = draft(self.cast, self.round)
        cases.update_proposal(
            proposal_id=proposal.pk, fields={"upkeep": "物业"}, by=self.cast.lin, now=NOW
        )
        proposal.refresh_from_db()
        self.assertEqual(("物业", words()["title"]), (proposal.upkeep, proposal.title))
        self.assertEqual((1, 4_032_000), (proposal.cost_items.count(), proposal.requested_fen))

    def test_only_the_proposer_and_only_before_submitting(self):
        for status, by, code in [
            ("draft", self.cast.wang, "not_author"),
            ("draft", self.cast.clerk, "not_author"),
            ("submitted", self.cast.lin, "not_draft"),
            ("shortlisted", self.cast.lin, "not_draft"),
        ]:
            with self.subTest(status=status, by=by.username):
                proposal = case_in(status, self.cast, self.round)
                self.assertEqual(code, code_of(lambda p=proposal, b=by: self.update(p, by=b)))
