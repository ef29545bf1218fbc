from django.test import TestCase
from django.urls import reverse
from django.utils.translation import override

from proposals.services import notices, screening
from tests.cast import NOW, Cast
from tests.proposals.cases import case_in, review


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

    def test_few_queries_and_no_more_with_more_records(self):
        bare, full = self.case("admitted"), self.case("approved")
        with self.assertNumQueries(17):
            self.open(bare)
        with self.assertNumQueries(21):
            self.open(full)

    def test_in_english_too(self):
        proposal = self.case("on_agenda")
        with override("en"):
            self.assertContains(self.open(proposal), "stations passed")
