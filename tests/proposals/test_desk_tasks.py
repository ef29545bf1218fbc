"""后台分工协办: several desks at once, each with its clock; silence is no consent."""

from datetime import timedelta
from functools import partial

from django.db import IntegrityError, transaction
from django.test import TestCase
from django.urls import reverse

from mws.rounds.models import Deadline, Desk
from mws.rounds.services import seat_at_desk
from proposals.models import DeskTask
from proposals.selectors.desk import desk_tasks as lines_of
from proposals.services import appeals, cases, desk_tasks, screening
from tests.cast import NOW, Cast
from tests.proposals.cases import FINDINGS, admit, case_in, clause_of, code_of

LATE = NOW + timedelta(days=8)  # five working days after 17 June 2026 end on the 24th


class DeskTaskTestCase(TestCase):
    @classmethod
    def setUpTestData(cls):
        cls.cast = cast = Cast()
        cls.round = cast.round()
        cls.works = Desk.objects.create(place=cast.subdistrict, name="城建办", task="造价")
        cls.money = Desk.objects.create(place=cast.subdistrict, name="财政办", task="资金")
        cls.foreign = Desk.objects.create(place=cast.other_community, name="外", task="x")
        seat_at_desk(desk_id=cls.works.pk, person=cast.works, by=None, now=NOW)
        seat_at_desk(desk_id=cls.money.pk, person=cast.finance, by=None, now=NOW)

    def case(self, status="admitted"):
        return case_in(status, self.cast, self.round)

    def ask(self, case, *, desks=None, by=None, question="造价合理吗？", **facts):
        return desk_tasks.ask_desks(
            proposal_id=case.pk, desk_ids=[d.pk for d in desks or [self.works, self.money]],
            question=question, by=by or self.cast.secretary, now=NOW, **facts,
        )  # fmt: skip

    def answer(self, task, *, by=None, opinion="agreed", answer="单价合理", now=NOW):
        return desk_tasks.answer_task(
            task_id=task.pk, opinion=opinion, answer=answer, by=by or self.cast.works, now=now
        )

    def waive(self, task, *, by=None, reason="催过两次", now=LATE):
        return desk_tasks.waive_task(
            task_id=task.pk, reason=reason, by=by or self.cast.secretary, now=now
        )

    def screen(self, case):
        return screening.screen_proposal(
            proposal_id=case.pk, estimate_fen=4_032_000, by=self.cast.secretary, now=NOW, **FINDINGS
        )


class AskTests(DeskTaskTestCase):
    def test_each_desk_has_its_own_clock_and_line(self):
        case = self.case()
        self.ask(case)
        clocks = Deadline.objects.running().filter(case_id=case.case_id, kind="task")
        self.assertEqual({self.works.pk, self.money.pk}, {clock.desk_id for clock in clocks})
        for person in (self.cast.works, self.cast.finance):
            self.assertEqual(["task"], [line.kind for line in lines_of(person, NOW)])

    def test_refusals(self):
        for status, changes, code in [
            ("admitted", {}, None), ("submitted", {"by": self.cast.clerk}, None),
            ("admitted", {"by": self.cast.clerk}, "not_secretary"),
            ("screened", {}, "decided_already"), ("admitted", {"question": " "}, "no_question"),
            ("admitted", {"desks": [self.foreign]}, "foreign_desk"),
        ]:  # fmt: skip
            with self.subTest(status=status, changes=changes):
                case = self.case(status)
                self.assertEqual(code, code_of(lambda c=case, x=changes: self.ask(c, **x)))

    def test_a_desk_that_owes_an_answer_is_not_asked_again(self):
        case = self.case()
        self.ask(case, desks=[self.works])
        self.assertEqual("asked_already", code_of(lambda: self.ask(case)))


class AnswerTests(DeskTaskTestCase):
    def test_refusals(self):
        for changes, code in [
            ({}, None), ({"by": self.cast.finance}, "not_at_desk"),
            ({"by": self.cast.secretary}, "not_at_desk"), ({"opinion": "hm"}, "no_opinion"),
            ({"answer": ""}, "no_answer"), ({"now": LATE}, None),
        ]:  # fmt: skip
            with self.subTest(changes):
                task = self.ask(self.case())[0]
                self.assertEqual(code, code_of(lambda t=task, x=changes: self.answer(t, **x)))

    def test_who_asked_does_not_answer(self):
        seat_at_desk(desk_id=self.works.pk, person=self.cast.secretary, by=None, now=NOW)
        task = self.ask(self.case())[0]
        act = partial(self.answer, task, by=self.cast.secretary)
        self.assertEqual("own_question", code_of(act))

    def test_the_screening_waits_for_every_required_answer(self):
        case = self.case()
        works, money = self.ask(case)
        self.assertEqual("answers_missing", code_of(lambda: self.screen(case)))
        self.answer(works)
        self.assertEqual("answers_missing", code_of(lambda: self.screen(case)))
        self.answer(money, by=self.cast.finance, opinion="against")
        self.assertIsNone(code_of(lambda: self.screen(case)))

    def test_it_does_not_wait_for_others(self):
        case = self.case()
        self.ask(case, is_required=False)
        self.assertIsNone(code_of(lambda: self.screen(case)))

    def test_the_page_is_for_those_who_sit_there(self):
        task = self.ask(self.case())[0]
        url = reverse("proposals:desk_task", args=[task.pk])
        for person, status in [(self.cast.works, 200), (self.cast.finance, 404),
                               (self.cast.lin, 404)]:  # fmt: skip
            with self.subTest(person.username):
                self.client.force_login(person)
                self.assertEqual(status, self.client.get(url).status_code)
        self.client.force_login(self.cast.works)
        self.client.post(url, {"opinion": "conditions", "answer": "先测照度"})
        task.refresh_from_db()
        self.assertEqual(("conditions", "先测照度"), (task.opinion, task.answer))

    def test_the_answers_stay_inside(self):
        case = self.case()
        self.answer(self.ask(case)[0], answer="内部意见")
        url = reverse("proposals:detail", args=[case.pk])
        self.assertNotContains(self.client.get(url), "内部意见")
        self.client.force_login(self.cast.secretary)
        self.assertContains(self.client.get(url), "内部意见")


class WaiveTests(DeskTaskTestCase):
    def test_refusals(self):
        for changes, code in [
            ({"now": NOW}, "not_overdue"), ({"reason": " "}, "no_reason"),
            ({"by": self.cast.works}, "not_secretary"), ({}, None),
        ]:  # fmt: skip
            with self.subTest(changes):
                task = self.ask(self.case())[0]
                self.assertEqual(code, code_of(lambda t=task, x=changes: self.waive(t, **x)))

    def test_what_nobody_answered_is_no_consent(self):
        case = self.case()
        works, money = self.ask(case)
        self.answer(money, by=self.cast.finance)
        self.waive(works)
        self.assertIsNone(code_of(lambda: self.screen(case)))
        works.refresh_from_db()
        self.assertEqual(("", None), (works.opinion, works.answered_at))
        self.assertEqual("decided_already", code_of(lambda: self.waive(money)))


class ClockOfTheCaseTests(DeskTaskTestCase):
    """The clock of a question stands still and ends with the case."""

    def clocks(self, case):
        rows = Deadline.objects.running().filter(case_id=case.case_id).order_by("kind")
        return [(row.kind, row.paused_at is not None) for row in rows]

    def test_it_stands_still_while_the_case_is_with_the_proposer(self):
        case = self.case()
        self.ask(case, desks=[self.works])
        clock = Deadline.objects.running().get(case_id=case.case_id, kind="task")
        screening.return_proposal(
            proposal_id=case.pk, defects={"costs": "写清数量"}, by=self.cast.secretary, now=NOW
        )
        self.assertEqual(
            [("screening", True), ("supplement", False), ("task", True)], self.clocks(case)
        )
        again = NOW + timedelta(days=7)
        cases.submit_proposal(proposal_id=case.pk, by=self.cast.lin, now=again)
        self.assertEqual([("screening", False), ("task", False)], self.clocks(case))
        due = clock.due_on + timedelta(days=7)
        clock.refresh_from_db()
        self.assertEqual(due, clock.due_on)

    def test_it_goes_along_from_the_intake_to_the_screening_and_ends_there(self):
        case = self.case("submitted")
        self.ask(case, desks=[self.works], by=self.cast.clerk, is_required=False)
        admit(self.cast, case.pk)
        self.assertEqual([("screening", False), ("task", False)], self.clocks(case))
        self.screen(case)
        self.assertEqual([("shortlist", False)], self.clocks(case))

    def test_a_question_without_a_clock_may_be_waived(self):
        """The case was refused, so the clock ended; the appeal brought the case back."""
        case = self.case("submitted")
        task = self.ask(case, desks=[self.works], by=self.cast.clerk)[0]
        screening.refuse_admission(
            proposal_id=case.pk, reason="物业职责", clause_id=clause_of(self.round),
            by=self.cast.clerk, now=NOW,
        )  # fmt: skip
        appeals.file_appeal(proposal_id=case.pk, text="归社区", by=self.cast.lin, now=NOW)
        appeals.decide_appeal(
            proposal_id=case.pk, is_upheld=True, answer="归社区", by=self.cast.officer, now=NOW
        )
        self.assertEqual([("intake", False)], self.clocks(case))
        self.assertIsNone(code_of(lambda: self.waive(task, by=self.cast.clerk, now=NOW)))


class DeskTaskConstraintTests(DeskTaskTestCase):
    def test_the_database_refuses_what_cannot_be(self):
        task = self.ask(self.case(), desks=[self.works])[0]
        answered = {"opinion": "agreed", "answer": "x", "answered_at": NOW}
        for facts in [
            {"question": ""}, {"opinion": "agreed"}, answered,
            {**answered, "answered_by": self.cast.secretary},
            {**answered, "answered_by": self.cast.works, "opinion": "hm"},
            {"waived_at": NOW}, {"waived_reason": "x"},
        ]:  # fmt: skip
            with self.subTest(facts), self.assertRaises(IntegrityError), transaction.atomic():
                DeskTask.objects.filter(pk=task.pk).update(**facts)
        with self.assertRaises(IntegrityError), transaction.atomic():
            DeskTask.objects.create(
                proposal=task.proposal, desk=task.desk, question="x", asked_by=self.cast.clerk,
                asked_at=NOW,
            )  # fmt: skip
