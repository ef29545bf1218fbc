from unittest import mock

from django.test import TestCase
from django.urls import reverse

from mws.rounds.models import Deadline
from proposals.models import Proposal
from proposals.selectors.desk import desk_tasks
from proposals.services import notices
from tests.cast import NOW, Cast
from tests.proposals.cases import (
    FINDINGS,
    NOTICE_OVER,
    case_in,
    check,
    clause_of,
    kept_apart,
    review,
)


class DeskTestCase(TestCase):
    @classmethod
    def setUpTestData(cls):
        cls.cast = Cast()
        cls.round = cls.cast.round()
        cls.cast.fund()

    def setUp(self):
        for module in ("screening", "notices", "approval"):
            name = f"proposals.services.{module}.database_now"
            clock = mock.patch(name, return_value=NOTICE_OVER if module == "approval" else NOW)
            clock.start()
            self.addCleanup(clock.stop)

    def case(self, status):
        return case_in(status, self.cast, self.round)

    def url(self, kind, proposal):
        return reverse(f"proposals:desk_{kind}", args=[proposal.pk])

    def post(self, kind, proposal, user, decision, **typed):
        self.client.force_login(user)
        data = {"decision": decision} | {f"{decision}-{k}": v for k, v in typed.items()}
        return self.client.post(self.url(kind, proposal), data)


class DecisionPageTests(DeskTestCase):
    def test_each_decision_does_what_its_button_says(self):
        cast = self.cast
        clause = clause_of(self.round)
        document = {"document_no": "8 号"}
        for status, kind, user, decision, typed, reached in [
            ("submitted", "intake", cast.clerk, "admit", {}, "admitted"),
            ("submitted", "intake", cast.clerk, "return", {"costs": "缺"}, "returned"),
            ("submitted", "intake", cast.clerk, "refuse", {"reason": "x", "clause_id": clause},
             "not_admitted"),
            ("admitted", "screening", cast.secretary, "pass",
             {**FINDINGS, "estimate_fen": "4万", "estimate_reason": "询价"},
             "screened"),
            ("admitted", "screening", cast.secretary, "return", {"costs": "缺"}, "returned"),
            ("screened", "shortlist", cast.secretary, "shortlist", {}, "shortlisted"),
            ("selected", "notice", cast.clerk, "post", {}, "on_notice"),
            ("in_review", "review", cast.officer, "review", {"amount_fen": "39,000", "note": "够"},
             "in_review"),
            ("in_review", "approval", cast.leader, "approve", {**document, "amount_fen": "39000"},
             "approved"),
            ("in_review", "approval", cast.leader, "back",
             {**document, "reason": "x", "clause_id": clause}, "screened"),
            ("in_review", "approval", cast.leader, "refuse",
             {**document, "reason": "x", "clause_id": clause}, "refused"),
        ]:  # fmt: skip
            with self.subTest(kind=kind, decision=decision):
                proposal = self.case(status)
                if decision == "admit":
                    for pk, (verdict, reason) in kept_apart(proposal.pk).items():
                        typed |= {f"verdict_{pk}": verdict, f"reason_{pk}": reason}
                if kind == "approval":
                    check(cast, proposal.pk)
                    review(cast, proposal.pk)
                response = self.post(kind, proposal, user, decision, **typed)
                self.assertRedirects(response, reverse("proposals:detail", args=[proposal.pk]))
                self.assertEqual(reached, Proposal.objects.get(pk=proposal.pk).status)

    def test_a_refused_decision_keeps_what_was_typed(self):
        proposal = self.case("admitted")
        response = self.post(
            "screening", proposal, self.cast.secretary, "pass", **FINDINGS | {"legality": "red"},
            legality_reason="灯杆在别人地上", estimate_fen="40,320",
        )  # fmt: skip
        self.assertContains(response, "灯杆在别人地上")
        self.assertEqual("admitted", Proposal.objects.get(pk=proposal.pk).status)

    def test_others_read_whose_step_it_is(self):
        proposal = self.case("admitted")
        for user in (self.cast.clerk, self.cast.wang):
            with self.subTest(user.username):
                response = self.post("screening", proposal, user, "return", costs="缺")
                self.assertEqual("not_secretary", response.context["refusal"].code)
                self.assertEqual("admitted", Proposal.objects.get(pk=proposal.pk).status)

    def test_the_officers_review_is_for_who_decides(self):
        proposal = self.case("in_review")
        review(self.cast, proposal.pk)
        for user, sees in [(self.cast.leader, True), (self.cast.lin, False)]:
            with self.subTest(user.username):
                self.client.force_login(user)
                response = self.client.get(self.url("approval", proposal))
                self.assertEqual(sees, response.context["review"] is not None)

    def test_strangers_find_nothing(self):
        self.client.force_login(self.cast.wang)
        proposal = self.case("submitted")
        self.assertEqual(404, self.client.get(self.url("intake", proposal)).status_code)

    def test_the_leader_finds_the_sum_the_officer_proposes(self):
        proposal = self.case("in_review")
        review(self.cast, proposal.pk, 3_900_000)
        self.client.force_login(self.cast.leader)
        self.assertContains(self.client.get(self.url("approval", proposal)), 'value="39,000"')


class ObjectionPageTests(DeskTestCase):
    def test_from_the_notice_to_the_answer(self):
        proposal = self.case("on_notice")
        self.client.force_login(self.cast.wang)
        file = reverse("proposals:object", args=[proposal.notice_id])
        with mock.patch("proposals.views.notices.database_now", return_value=NOW):
            self.client.post(file, {"text": "挡住消防通道"})
        objection = proposal.notice.objections.get()
        self.post(
            "objections", proposal, self.cast.secretary, f"objection-{objection.pk}",
            answer="已改期施工", is_upheld="no",
        )  # fmt: skip
        objection.refresh_from_db()
        self.assertEqual(("已改期施工", False), (objection.answer, objection.is_upheld))

    def test_the_notice_is_for_everyone_and_names_no_objector(self):
        proposal = self.case("on_notice")
        notices.file_case_objection(
            proposal_id=proposal.pk, text="挡路", by=self.cast.wang, now=NOW
        )
        response = self.client.get(reverse("proposals:notice", args=[proposal.notice_id]))
        self.assertContains(response, "挡路")
        self.assertNotContains(response, "王建国")

    def test_objecting_needs_a_name(self):
        proposal = self.case("on_notice")
        url = reverse("proposals:object", args=[proposal.notice_id])
        self.assertEqual(302, self.client.post(url, {"text": "x"}).status_code)
        self.assertFalse(proposal.notice.objections.exists())


class DeskTasksTests(DeskTestCase):
    def kinds(self, user):
        return [task.kind for task in desk_tasks(user, NOW)]

    def test_each_office_sees_its_own_steps(self):
        cast = self.cast
        for status in ("submitted", "admitted", "screened", "selected", "in_review"):
            self.case(status)
        for user, kinds in [
            (cast.clerk, ["notice", "intake"]),
            (cast.secretary, ["notice", "shortlist", "screening"]),
            (cast.officer, ["review"]), (cast.leader, []), (cast.lin, []),
            (cast.foreign_clerk, []),
        ]:  # fmt: skip
            with self.subTest(user.username):
                self.assertEqual(kinds, self.kinds(user))

    def test_the_leader_sees_what_is_reviewed_and_the_officer_no_more(self):
        review(self.cast, self.case("in_review").pk)
        self.assertEqual(["approval"], self.kinds(self.cast.leader))
        self.assertEqual([], self.kinds(self.cast.officer))

    def test_what_is_due_first_stands_first(self):
        late, early = self.case("submitted"), self.case("submitted")
        clock = Deadline.objects.get(case_id=early.case_id)
        clock.due_on = clock.amber_on = clock.due_on.replace(day=1)
        clock.save()
        tasks = desk_tasks(self.cast.clerk, NOW)
        self.assertEqual(
            [self.url("intake", case) for case in (early, late)], [task.url for task in tasks]
        )
        self.assertGreater(tasks[0].days_late, 0)

    def test_the_same_queries_for_one_case_and_for_ten(self):
        self.case("submitted")
        clerk = self.cast.clerk
        self.kinds(clerk)
        with self.assertNumQueries(6):
            self.kinds(clerk)
        for _ in range(9):
            self.case("submitted")
        with self.assertNumQueries(6):
            self.assertEqual(10, len(self.kinds(clerk)))
