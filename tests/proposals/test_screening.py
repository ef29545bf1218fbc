from django.db import IntegrityError, transaction
from django.test import TestCase

from mws.notifications.models import Message
from mws.rounds.models import Deadline
from proposals.models import CaseDuty, Proposal, Screening
from proposals.services import screening
from tests.cast import NOW, Cast
from tests.proposals.cases import LIGHTS, case_in, code_of


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
        return screening.admit_proposal(proposal_id=proposal.pk, by=by or self.cast.clerk, now=NOW)

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


class ReturnProposalTests(OfficeTestCase):
    def give_back(self, proposal, *, by, reason="1. 写清数量"):
        return screening.return_proposal(proposal_id=proposal.pk, reason=reason, by=by, now=NOW)

    def test_from_intake_and_from_screening(self):
        for status, by in [("submitted", self.cast.clerk), ("admitted", self.cast.secretary)]:
            with self.subTest(status=status):
                proposal = self.give_back(self.case(status), by=by)
                self.assertEqual("returned", proposal.status)
                running = Deadline.objects.running().filter(case_id=proposal.case_id)
                self.assertFalse(running.exists())

    def test_the_proposer_reads_the_whole_list(self):
        proposal = self.give_back(self.case("submitted"), by=self.cast.clerk)
        message = Message.objects.get(
            case_id=proposal.case_id, code="proposal_returned", channel="in_site"
        )
        self.assertEqual("1. 写清数量", message.context["reason"])

    def test_refusals(self):
        for status, by, reason, code in [
            ("submitted", self.cast.clerk, " ", "no_reason"),
            ("submitted", self.cast.secretary, "缺", "not_clerk"),
            ("admitted", self.cast.clerk, "缺", "not_secretary"),
            ("screened", self.cast.secretary, "缺", "decided_already"),
        ]:
            with self.subTest(status=status, by=by.username):
                proposal = self.case(status)
                act = lambda p=proposal, b=by, r=reason: self.give_back(p, by=b, reason=r)  # noqa: E731
                self.assertEqual(code, code_of(act))
                self.assertEqual(status, self.status_of(proposal))


class RefuseAdmissionTests(OfficeTestCase):
    def refuse(self, proposal, *, by=None, reason="物业职责", clause="负面清单第 1 条"):
        return screening.refuse_admission(
            proposal_id=proposal.pk, reason=reason, clause=clause, by=by or self.cast.clerk, now=NOW
        )

    def test_the_case_ends_with_its_clause(self):
        proposal = self.refuse(self.case("submitted"))
        self.assertEqual("not_admitted", proposal.status)
        self.assertEqual("负面清单第 1 条", proposal.screenings.get().clause)
        self.assertTrue(proposal.is_public)

    def test_refusals(self):
        for changes, code in [({"clause": " "}, "no_clause"), ({"reason": ""}, "no_reason")]:
            with self.subTest(changes):
                proposal = self.case("submitted")
                self.assertEqual(code, code_of(lambda p=proposal, c=changes: self.refuse(p, **c)))

    def test_the_database_wants_the_clause_too(self):
        proposal = self.refuse(self.case("submitted"))
        for field in ("clause", "reason"):
            with self.subTest(field), self.assertRaises(IntegrityError), transaction.atomic():
                Screening.objects.filter(proposal=proposal).update(**{field: ""})


class ScreenProposalTests(OfficeTestCase):
    def screen(self, proposal, *, by=None, estimate_fen=4_032_000, reason="", **lights):
        return screening.screen_proposal(
            proposal_id=proposal.pk, **(LIGHTS | lights), estimate_fen=estimate_fen,
            reason=reason, by=by or self.cast.secretary, now=NOW,
        )  # fmt: skip

    def test_three_lights_and_an_estimate_are_kept(self):
        proposal = self.screen(
            self.case("admitted"),
            affordability="amber",
            reason="按市政标准",
            estimate_fen=4_100_000,
        )
        row = proposal.screenings.get(step="screening")
        self.assertEqual(
            ("screened", "amber", 4_100_000), (row.result, row.affordability, row.estimate_fen)
        )
        self.assertFalse(Deadline.objects.running().filter(case_id=proposal.case_id).exists())

    def test_refusals(self):
        for changes, code in [
            ({}, None),
            ({"legality": "red"}, "red_light"),
            ({"legality": "purple"}, "no_light"),
            ({"public_benefit": "amber"}, "no_reason"),
            ({"public_benefit": "amber", "reason": "须征得业主同意"}, None),
            ({"estimate_fen": 0}, "no_estimate"),
            ({"estimate_fen": 50_000_000}, None),
            ({"estimate_fen": 50_000_001}, "above_cap"),
            ({"by": self.cast.clerk}, "not_secretary"),
            ({"by": self.cast.officer}, "not_secretary"),
        ]:
            with self.subTest(changes):
                proposal = self.case("admitted")
                self.assertEqual(code, code_of(lambda p=proposal, c=changes: self.screen(p, **c)))

    def test_only_what_was_admitted(self):
        for status in ("submitted", "screened", "selected"):
            with self.subTest(status):
                proposal = self.case(status)
                self.assertEqual("not_admitted", code_of(lambda p=proposal: self.screen(p)))

    def test_the_database_wants_all_three_lights(self):
        proposal = self.screen(self.case("admitted"))
        with self.assertRaises(IntegrityError), transaction.atomic():
            Screening.objects.filter(proposal=proposal, step="screening").update(legality="")


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
