from django.db import connection
from django.test import TestCase
from django.urls import reverse
from django.utils.translation import override

from mws.rounds.models import PublicNotice
from proposals.models import Proposal
from proposals.services import notices, screening
from tests.cast import NOW, Cast
from tests.proposals.cases import LIGHTS, case_in, review
from tests.proposals.delivery import CONTRACT, Delivery

MOST_QUERIES = 15


class CasePageTests(TestCase):
    @classmethod
    def setUpTestData(cls):
        cls.cast = Cast()
        cls.round = cls.cast.round()
        cls.cast.fund()

    def case(self, status):
        return case_in(status, self.cast, self.round)

    def open(self, proposal, user=None):
        if user is not None:
            self.client.force_login(user)
        return self.client.get(reverse("proposals:detail", args=[proposal.pk]))

    def page(self, proposal, user=None):
        return self.open(proposal, user).context["page"]

    def test_who_may_read(self):
        cast = self.cast
        for status, user, code in [
            ("draft", None, 404), ("draft", cast.wang, 404), ("draft", cast.clerk, 404),
            ("draft", cast.lin, 200), ("submitted", None, 404), ("submitted", cast.wang, 404),
            ("submitted", cast.clerk, 200), ("submitted", cast.foreign_clerk, 404),
            ("submitted", cast.officer, 200), ("admitted", None, 200), ("approved", None, 200),
        ]:  # fmt: skip
            with self.subTest(status=status, user=str(user)):
                self.client.logout()
                self.assertEqual(code, self.open(self.case(status), user).status_code)

    def test_one_thing_to_do_for_whom_it_concerns(self):
        cast = self.cast
        for status, user, name in [
            ("draft", cast.lin, "check"), ("submitted", cast.clerk, "desk_intake"),
            ("admitted", cast.secretary, "desk_screening"),
            ("screened", cast.secretary, "desk_shortlist"),
            ("selected", cast.clerk, "desk_notice"), ("in_review", cast.officer, "desk_review"),
            ("admitted", cast.wang, None), ("on_agenda", cast.lin, None),
        ]:  # fmt: skip
            with self.subTest(status=status, user=user.username):
                proposal = self.case(status)
                action = self.page(proposal, user).action
                expected = name and reverse(f"proposals:{name}", args=[proposal.pk])
                self.assertEqual(expected, action and action.url)

    def test_instead_of_a_button_the_rules_own_reason(self):
        page = self.page(self.case("in_review"), self.cast.leader)
        self.assertIsNone(page.action)
        self.assertEqual(["not_reviewed"], [action.refusal.code for action in page.others])

    def test_the_leader_decides_after_the_review(self):
        proposal = self.case("in_review")
        review(self.cast, proposal.pk)
        action = self.page(proposal, self.cast.leader).action
        self.assertEqual(reverse("proposals:desk_approval", args=[proposal.pk]), action.url)

    def test_the_proposer_reads_what_is_missing(self):
        proposal = self.case("submitted")
        screening.return_proposal(
            proposal_id=proposal.pk, defects={"costs": "写清数量"}, by=self.cast.clerk, now=NOW
        )
        response = self.open(proposal, self.cast.lin)
        self.assertContains(response, "写清数量")
        # The tenth working day after Wednesday, 17 June.
        self.assertContains(response, "2026年7月1日")

    def test_the_proposer_is_named_by_the_family_name_alone(self):
        response = self.open(self.case("admitted"))
        self.assertContains(response, "林**")
        self.assertNotContains(response, "林晓")

    def test_the_records_of_every_station(self):
        proposal = self.case("on_notice")
        notices.file_case_objection(
            proposal_id=proposal.pk, text="挡住消防通道", by=self.cast.wang, now=NOW
        )
        response = self.open(proposal)
        for text in ("24 盏灯坏了 15 盏", "40,320.00", "挡住消防通道", proposal.notice.number):
            self.assertContains(response, text)
        self.assertNotContains(response, "王建国")

    def test_what_residents_wrote_is_never_markup(self):
        proposal = case_in("admitted", self.cast, self.round, problem="<script>alert(1)</script>")
        self.assertNotContains(self.open(proposal), "<script>alert")

    def test_in_english_too(self):
        proposal = self.case("on_agenda")
        with override("en"):
            self.assertContains(self.open(proposal), "stations passed")


class QueriesOfTheCasePageTests(TestCase):
    """One query of each page asks whether the site shows invented data; in production none."""

    @classmethod
    def setUpTestData(cls):
        cls.cast = Cast()
        cls.delivery = Delivery(cls.cast)

    def setUp(self):
        _ = connection.features.supports_json_field  # SQLite is asked once

    def full(self, project):
        """Every record that a case can have before its project."""
        case, decided = project.proposal, {"decided_by": self.cast.clerk, "decided_at": NOW}
        other = case_in("admitted", self.cast, self.delivery.round)
        returned = case.screenings.create(step="intake", result="returned", reason="缺", **decided)
        returned.defects.create(part="costs", text="缺")
        taken = case.screenings.create(
            step="intake", result="admitted", compared_count=1, **decided
        )
        taken.duplicates.create(other=other, percent=80, verdict="keep", reason="不在同一处")
        case.screenings.create(
            step="screening", result="screened", estimate_fen=9, owner="a", upkeep="b",
            **LIGHTS, **decided,
        )  # fmt: skip
        case.estimates.create(
            before_fen=8, after_fen=9, reason="r", made_by=self.cast.clerk, made_at=NOW
        )
        notice = PublicNotice.objects.create(
            round=case.round, case_id=case.case_id, number=str(case.pk), title="t", amount_fen=9,
            posted_at=NOW, posted_by=self.cast.clerk, ends_on=NOW.date(),
        )  # fmt: skip
        Proposal.objects.filter(pk=case.pk).update(notice=notice)
        return case

    def test_an_admitted_case_and_one_into_which_another_is_merged_on_notice(self):
        case, full = (case_in(s, self.cast, self.delivery.round) for s in ("admitted", "on_notice"))
        screening.merge_proposal(
            proposal_id=case_in("submitted", self.cast, self.delivery.round).pk, into_id=case.pk,
            reason="同一处", by=self.cast.clerk, now=NOW,
        )  # fmt: skip
        Proposal.objects.filter(merged_into=case).update(merged_into=full)
        for proposal, most in [(case, 12), (full, 14)]:
            address = reverse("proposals:detail", args=[proposal.pk])
            with self.subTest(proposal.status), self.assertNumQueries(most + 1):
                self.client.get(address)

    def test_a_project_whose_works_are_late_and_one_that_is_paid_and_judged(self):
        late, settled = self.delivery.sign(self.delivery.project()), self.delivery.settled()
        self.delivery.file(late, "advance", CONTRACT // 10)
        for project in (late, settled):
            address = reverse("proposals:detail", args=[self.full(project).pk])
            with self.subTest(project.status), self.assertNumQueries(MOST_QUERIES + 1):
                self.client.get(address)
