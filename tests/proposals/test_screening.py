from datetime import timedelta
from functools import partial
from typing import ClassVar
from unittest import mock

from django.db import IntegrityError, transaction
from django.test import TestCase
from django.urls import reverse

from mws.notifications.models import Message
from mws.rounds.models import Clause, Deadline
from proposals.models import CaseDuty, Duplicate, Estimate, Proposal, Screening
from proposals.selectors.duplicates import duplicates_report
from proposals.services import cases, screening
from proposals.services.duties import record_duty
from tests.cast import NOW, Cast
from tests.proposals.cases import FINDINGS, LIGHTS, admit, case_in, clause_of, code_of


class OfficeTestCase(TestCase):
    @classmethod
    def setUpTestData(cls):
        cls.cast = Cast()
        cls.round = cls.cast.round()
        cls.cast.fund()

    def case(self, status):
        return case_in(status, self.cast, self.round)

    def status_of(self, proposal):
        return Proposal.objects.get(pk=proposal.pk).status


class AdmitProposalTests(OfficeTestCase):
    def admit(self, proposal, *, by=None):
        return admit(self.cast, proposal.pk, by=by)

    def test_the_clock_passes_from_the_clerk_to_the_secretary(self):
        proposal = self.admit(self.case("submitted"))
        self.assertEqual("admitted", proposal.status)
        clocks = Deadline.objects.filter(case_id=proposal.case_id).order_by("pk")
        self.assertEqual(
            [("intake", False), ("screening", True)],
            [(clock.kind, clock.done_at is None) for clock in clocks],
        )
        self.assertEqual("admitted", Screening.objects.get(proposal=proposal).result)

    def test_refusals(self):
        for status, by, code in [
            ("submitted", self.cast.clerk, None),
            ("submitted", self.cast.secretary, "not_clerk"),
            ("submitted", self.cast.foreign_clerk, "not_clerk"),
            ("submitted", self.cast.leader, "not_clerk"),
            ("submitted", self.cast.lin, "not_clerk"),
            ("draft", self.cast.clerk, "not_submitted"),
            ("admitted", self.cast.clerk, "not_submitted"),
        ]:
            with self.subTest(status=status, by=by.username):
                proposal = self.case(status)
                self.assertEqual(code, code_of(lambda p=proposal, b=by: self.admit(p, by=b)))

    def test_a_superuser_is_nobody_here(self):
        self.cast.stranger.is_superuser = self.cast.stranger.is_staff = True
        self.cast.stranger.save()
        refusal = code_of(lambda: self.admit(self.case("submitted"), by=self.cast.stranger))
        self.assertEqual("not_clerk", refusal)


class DuplicateTests(OfficeTestCase):
    """Each similar case that is found asks for a verdict, which is kept with the decision."""

    def setUp(self):
        self.earlier = self.case("submitted")
        self.later = case_in("submitted", self.cast, self.round, title="口袋公园的路灯修复")

    def admit(self, verdicts):
        return screening.admit_proposal(
            proposal_id=self.later.pk, by=self.cast.clerk, verdicts=verdicts, now=NOW
        )

    def test_refusals(self):
        for verdicts, code in [
            ({}, "no_verdict"), ({self.later.pk: ("link", "")}, "no_verdict"),
            ({self.earlier.pk: ("perhaps", "x")}, "no_verdict"),
            ({self.earlier.pk: ("keep", " ")}, "no_reason"),
            ({self.earlier.pk: ("keep", "一南一北")}, None),
        ]:  # fmt: skip
            with self.subTest(verdicts):
                self.assertEqual(code, code_of(lambda v=verdicts: self.admit(v)))

    def test_the_report_is_kept_and_published(self):
        self.admit({self.earlier.pk: ("link", "")})
        row = self.later.screenings.get()
        self.assertEqual(1, row.compared_count)
        found = row.duplicates.get()
        self.assertEqual((self.earlier, "link"), (found.other, found.verdict))
        self.assertGreater(found.percent, 60)
        page = self.client.get(reverse("proposals:detail", args=[self.later.pk]))
        self.assertContains(page, "与 1 件已有提案比对")
        self.assertNotContains(page, reverse("proposals:detail", args=[self.earlier.pk]))
        admit(self.cast, self.earlier.pk)
        page = self.client.get(reverse("proposals:detail", args=[self.later.pk]))
        self.assertContains(page, reverse("proposals:detail", args=[self.earlier.pk]))

    def test_a_case_that_is_not_public_stays_unnamed_on_the_page(self):
        Proposal.objects.filter(pk=self.earlier.pk).update(title="口袋公园路灯要修复")
        self.admit({self.earlier.pk: ("keep", "一南一北")})
        page = self.client.get(reverse("proposals:detail", args=[self.later.pk]))
        self.assertContains(page, "一份尚未公开的提案")
        for hidden in ("口袋公园路灯要修复", "一南一北"):
            self.assertNotContains(page, hidden)

    def test_what_is_compared(self):
        other = case_in("submitted", self.cast, self.round, title="长者手机课堂")
        report = duplicates_report(other, now=NOW)
        self.assertEqual((2, []), (report.compared_count, report.found))
        with mock.patch("proposals.selectors.similar.MOST_COMPARED", 1):
            self.assertEqual(1, duplicates_report(other, now=NOW).compared_count)
        years_later = duplicates_report(self.later, now=NOW + timedelta(days=800))
        self.assertEqual(0, years_later.compared_count)

    def test_the_database_refuses_what_cannot_be(self):
        self.admit({self.earlier.pk: ("link", "")})
        for facts in [{"verdict": "x"}, {"verdict": "keep", "reason": ""}]:
            with self.subTest(facts), self.assertRaises(IntegrityError), transaction.atomic():
                Duplicate.objects.update(**facts)


class ReturnProposalTests(OfficeTestCase):
    LIST: ClassVar = {"costs": "写清数量", "evidence": "补现场照片", "other": " "}

    def give_back(self, proposal, *, by, defects=LIST):
        return screening.return_proposal(proposal_id=proposal.pk, defects=defects, by=by, now=NOW)

    def test_from_intake_and_from_screening(self):
        for status, by in [("submitted", self.cast.clerk), ("admitted", self.cast.secretary)]:
            with self.subTest(status=status):
                proposal = self.give_back(self.case(status), by=by)
                self.assertEqual("returned", proposal.status)
                ticking = Deadline.objects.ticking().get(case_id=proposal.case_id)
                self.assertEqual(("supplement", self.cast.lin), (ticking.kind, ticking.holder))

    def test_the_proposer_reads_the_whole_list(self):
        proposal = self.give_back(self.case("submitted"), by=self.cast.clerk)
        message = Message.objects.get(
            case_id=proposal.case_id, code="proposal_returned", channel="in_site"
        )
        self.assertEqual("1. 写清数量\n2. 补现场照片", message.context["reason"])
        parts = proposal.screenings.get().defects.values_list("part", flat=True)
        self.assertEqual(["costs", "evidence"], list(parts))

    def test_refusals(self):
        for status, by, defects, code in [
            ("submitted", self.cast.clerk, {"costs": " "}, "no_reason"),
            ("submitted", self.cast.secretary, self.LIST, "not_clerk"),
            ("admitted", self.cast.clerk, self.LIST, "not_secretary"),
            ("screened", self.cast.secretary, self.LIST, "decided_already"),
        ]:
            with self.subTest(status=status, by=by.username):
                proposal = self.case(status)
                act = partial(self.give_back, proposal, by=by, defects=defects)
                self.assertEqual(code, code_of(act))
                self.assertEqual(status, self.status_of(proposal))

    def test_there_is_no_second_list_from_either_desk(self):
        proposal = self.give_back(self.case("submitted"), by=self.cast.clerk)
        cases.submit_proposal(proposal_id=proposal.pk, by=self.cast.lin, now=NOW)
        again = partial(self.give_back, proposal)
        self.assertEqual("returned_already", code_of(partial(again, by=self.cast.clerk)))
        admit(self.cast, proposal.pk)
        self.assertEqual("returned_already", code_of(partial(again, by=self.cast.secretary)))

    def test_the_database_refuses_a_second_list_too(self):
        proposal = self.give_back(self.case("submitted"), by=self.cast.clerk)
        with self.assertRaises(IntegrityError), transaction.atomic():
            Screening.objects.create(
                proposal=proposal, step="screening", result="returned", reason="x",
                decided_by=self.cast.secretary, decided_at=NOW,
            )  # fmt: skip


class RefuseAdmissionTests(OfficeTestCase):
    def refuse(self, proposal, *, by=None, **changes):
        facts = {"reason": "物业职责", "clause_id": clause_of(self.round)} | changes
        return screening.refuse_admission(
            proposal_id=proposal.pk, by=by or self.cast.clerk, now=NOW, **facts
        )

    def test_the_case_ends_with_its_clause(self):
        proposal = self.refuse(self.case("submitted"))
        self.assertEqual("not_admitted", proposal.status)
        self.assertEqual("1", proposal.screenings.get().clause.code)
        page = self.client.get(reverse("proposals:detail", args=[proposal.pk]))
        self.assertContains(page, "福田区民生微实事实施办法（2016）")

    def test_refusals(self):
        foreign = Clause.objects.create(
            rule_set=self.cast.rule_set, code="99", text="x", legal_basis="y",
            added_at=NOW + timedelta(days=1),
        )  # fmt: skip
        red = {**LIGHTS, "legality": "red", "legality_reason": "属于物业"}
        for status, changes, code in [
            ("submitted", {"clause_id": None}, "no_clause"),
            ("submitted", {"clause_id": foreign.pk}, "no_clause"),
            ("submitted", {"reason": ""}, "no_reason"),
            ("submitted", {"by": self.cast.secretary}, "not_clerk"),
            ("admitted", {"by": self.cast.secretary}, "no_light"),
            ("admitted", {"by": self.cast.secretary, **LIGHTS}, "no_red_light"),
            ("admitted", {"by": self.cast.secretary, **red, "legality_reason": ""}, "no_reason"),
            ("admitted", {"by": self.cast.secretary, **red}, None),
        ]:
            with self.subTest(status=status, changes=changes):
                proposal = self.case(status)
                self.assertEqual(code, code_of(lambda p=proposal, c=changes: self.refuse(p, **c)))

    def test_the_database_wants_clause_and_reason_too(self):
        proposal = self.refuse(self.case("submitted"))
        for facts in ({"clause": None}, {"reason": ""}):
            with self.subTest(facts), self.assertRaises(IntegrityError), transaction.atomic():
                Screening.objects.filter(proposal=proposal).update(**facts)


class ScreenProposalTests(OfficeTestCase):
    def screen(self, proposal, *, by=None, **changes):
        facts = {**FINDINGS, "estimate_fen": 4_032_000} | changes
        return screening.screen_proposal(
            proposal_id=proposal.pk, by=by or self.cast.secretary, now=NOW, **facts
        )

    def test_three_lights_and_an_estimate_are_kept(self):
        proposal = self.screen(
            self.case("admitted"), affordability="amber", affordability_reason="按市政标准",
            estimate_fen=4_100_000, estimate_reason="人工上涨",
        )  # fmt: skip
        row = proposal.screenings.get(step="screening")
        self.assertEqual(
            ("screened", "amber", 4_100_000), (row.result, row.affordability, row.estimate_fen)
        )
        running = Deadline.objects.running().get(case_id=proposal.case_id)
        self.assertEqual("shortlist", running.kind)
        page = self.client.get(reverse("proposals:detail", args=[proposal.pk]))
        for published in ("按市政标准", "人工上涨", "41,000", "社区公共部位"):
            self.assertContains(page, published)

    def test_refusals(self):
        amber = {"public_benefit": "amber"}
        for changes, code in [
            ({}, None),
            ({"legality": "red", "legality_reason": "x"}, "red_light"),
            ({"legality": "purple"}, "no_light"),
            (amber, "no_reason"),
            (amber | {"public_benefit_reason": "须征得业主同意"}, None),
            ({"owner": " "}, "no_upkeep"), ({"upkeep": ""}, "no_upkeep"),
            ({"estimate_fen": 0}, "no_estimate"),
            ({"estimate_fen": 50_000_000}, "no_estimate_reason"),
            ({"estimate_fen": 50_000_000, "estimate_reason": "x"}, None),
            ({"estimate_fen": 50_000_001, "estimate_reason": "x"}, "above_cap"),
            ({"by": self.cast.clerk}, "not_secretary"),
            ({"by": self.cast.officer}, "not_secretary"),
        ]:  # fmt: skip
            with self.subTest(changes):
                proposal = self.case("admitted")
                self.assertEqual(code, code_of(lambda p=proposal, c=changes: self.screen(p, **c)))

    def test_only_what_was_admitted(self):
        for status in ("submitted", "screened", "selected"):
            with self.subTest(status):
                proposal = self.case(status)
                self.assertEqual("not_admitted", code_of(lambda p=proposal: self.screen(p)))

    def test_the_database_wants_lights_reasons_owner_and_upkeep(self):
        proposal = self.screen(self.case("admitted"))
        for facts in [{"legality": ""}, {"legality": "amber"}, {"owner": ""}, {"upkeep": ""},
                      {"legality": "red", "legality_reason": "x"}]:  # fmt: skip
            with self.subTest(facts), self.assertRaises(IntegrityError), transaction.atomic():
                Screening.objects.filter(proposal=proposal, step="screening").update(**facts)


class EstimateTests(OfficeTestCase):
    def revise(self, proposal, estimate_fen=4_500_000, *, by=None, reason="材料涨价"):
        return screening.revise_estimate(
            proposal_id=proposal.pk, estimate_fen=estimate_fen, reason=reason,
            by=by or self.cast.secretary, now=NOW,
        )  # fmt: skip

    def test_the_old_one_stays(self):
        proposal = self.case("screened")
        self.revise(proposal)
        self.revise(proposal, 4_400_000)
        rows = proposal.estimates.values_list("before_fen", "after_fen")
        self.assertEqual(
            [(4_032_000, 4_032_000), (4_032_000, 4_500_000), (4_500_000, 4_400_000)], list(rows)
        )

    def test_refusals(self):
        for status, changes, code in [
            ("screened", {}, None), ("shortlisted", {}, None), ("admitted", {}, "not_now"),
            ("on_agenda", {}, "not_now"), ("screened", {"by": self.cast.clerk}, "not_secretary"),
            ("screened", {"reason": " "}, "no_estimate_reason"),
            ("screened", {"estimate_fen": 4_032_000}, "same_estimate"),
            ("screened", {"estimate_fen": 50_000_001}, "above_cap"),
        ]:  # fmt: skip
            with self.subTest(status=status, changes=changes):
                proposal = self.case(status)
                self.assertEqual(code, code_of(lambda p=proposal, c=changes: self.revise(p, **c)))

    def test_the_database_wants_a_reason_for_a_change(self):
        facts = {"proposal": self.case("screened"), "made_by": self.cast.secretary, "made_at": NOW}
        for sums in [{"before_fen": 1, "after_fen": 2}, {"before_fen": 0, "after_fen": 0}]:
            with self.subTest(sums), self.assertRaises(IntegrityError), transaction.atomic():
                Estimate.objects.create(**facts, **sums)


class MergeTests(OfficeTestCase):
    def merge(self, proposal, into, *, by=None, reason="同一盏灯"):
        return screening.merge_proposal(
            proposal_id=proposal.pk, into_id=into.pk, reason=reason,
            by=by or self.cast.secretary, now=NOW,
        )  # fmt: skip

    def test_three_become_one_and_all_authors_are_told(self):
        first, second, third = (self.case("admitted") for _ in range(3))
        self.merge(first, second)
        self.merge(second, third)
        pointing = Proposal.objects.filter(merged_into=third).values_list("pk", flat=True)
        self.assertEqual({first.pk, second.pk}, set(pointing))
        told = Message.objects.filter(channel="in_site", code__in=["proposal_merged",
                                                                 "proposal_joined"])  # fmt: skip
        self.assertEqual(
            ["proposal_joined"] * 2 + ["proposal_merged"] * 3,
            sorted(told.values_list("code", flat=True)),
        )
        self.assertEqual({self.cast.lin.pk}, set(told.values_list("recipient_id", flat=True)))
        duties = CaseDuty.objects.filter(case_id=third.case_id, duty="proposed")
        self.assertEqual([self.cast.lin.pk], list(duties.values_list("person", flat=True)))

    def test_the_address_of_the_merged_one_shows_where_it_went(self):
        one, other = self.case("admitted"), self.case("screened")
        self.merge(one, other)
        page = self.client.get(reverse("proposals:detail", args=[one.pk]))
        self.assertContains(page, reverse("proposals:detail", args=[other.pk]))
        page = self.client.get(reverse("proposals:detail", args=[other.pk]))
        self.assertContains(page, reverse("proposals:detail", args=[one.pk]))
        self.assertFalse(Deadline.objects.running().filter(case_id=one.case_id).exists())

    def test_refusals(self):
        for status, into, changes, code in [
            ("admitted", "screened", {}, None),
            ("submitted", "admitted", {"by": self.cast.clerk}, None),
            ("admitted", "screened", {"by": self.cast.clerk}, "not_secretary"),
            ("admitted", "screened", {"reason": " "}, "no_reason"),
            ("admitted", "selected", {}, "target_over"),
            ("admitted", "draft", {}, "target_over"),
            ("screened", "screened", {}, "decided_already"),
        ]:
            with self.subTest(status=status, into=into, changes=changes):
                pair = (self.case(status), self.case(into))
                self.assertEqual(code, code_of(lambda p=pair, c=changes: self.merge(*p, **c)))
        case = self.case("admitted")
        self.assertEqual("foreign_target", code_of(lambda: self.merge(case, case)))

    def test_never_into_ones_own_case(self):
        for duty in ("proposed", "entered"):
            with self.subTest(duty):
                case, own = self.case("admitted"), self.case("screened")
                record_duty(case_id=own.case_id, person=self.cast.secretary, duty=duty, now=NOW)
                self.assertEqual("own_case", code_of(partial(self.merge, case, own)))


class ShortlistProposalTests(OfficeTestCase):
    def test_by_the_secretary_after_the_screening(self):
        for status, by, code in [
            ("screened", self.cast.secretary, None),
            ("screened", self.cast.clerk, "not_secretary"),
            ("admitted", self.cast.secretary, "not_screened"),
            ("shortlisted", self.cast.secretary, "not_screened"),
        ]:
            with self.subTest(status=status, by=by.username):
                pk = self.case(status).pk
                act = lambda p=pk, b=by: screening.shortlist_proposal(  # noqa: E731
                    proposal_id=p, by=b, now=NOW
                )
                self.assertEqual(code, code_of(act))

    def test_every_decision_leaves_its_duty(self):
        proposal = self.case("shortlisted")
        duties = CaseDuty.objects.filter(case_id=proposal.case_id).order_by("pk")
        self.assertEqual(
            [("lin", "proposed"), ("clerk", "took_in"), ("secretary", "screened")],
            list(duties.values_list("person__username", "duty")),
        )
