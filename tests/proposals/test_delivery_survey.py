from django.db import IntegrityError, transaction
from django.test import TestCase

from mws.audit.models import AuditEvent
from mws.core.refusals import Refused
from proposals.models import Satisfaction
from proposals.rules.delivery_end import why_not_close
from proposals.rules.delivery_survey import why_not_answer_survey
from proposals.services.satisfaction import answer_survey
from proposals.services.settlement import close_project
from tests.cast import Cast, make_resident
from tests.proposals.delivery import CONTRACT, NOW, TODAY, Delivery, later

FIVE = dict.fromkeys(Satisfaction.QUESTIONS, 4)


class AnswerSurveyTests(TestCase):
    @classmethod
    def setUpTestData(cls) -> None:
        cls.cast = Cast()
        cls.delivery = Delivery(cls.cast)
        cls.project = cls.delivery.accepted()

    def answer(self, who, **scores) -> Satisfaction:
        return answer_survey(
            project_id=self.project.pk, scores=FIVE | scores, comment=" 亮了 ", by=who, now=NOW
        )

    def test_a_resident_answers_once_and_the_trail_holds_no_score(self):
        answer = self.answer(self.cast.wang, overall=5)
        self.assertEqual((5, "亮了"), (answer.overall, answer.comment))
        self.assertEqual({}, AuditEvent.objects.get(action="survey.answered").facts)
        with self.assertRaises(Refused) as caught:
            self.answer(self.cast.wang)
        self.assertEqual("answered_already", caught.exception.code)

    def test_who_may_answer_and_when(self):
        builder = make_resident("builder2", "住这里的施工员", self.cast.community)
        builder.memberships.create(
            role="supplier", place=self.cast.community, starts_on=TODAY, reason="施工",
            granted_at=NOW,
        )  # fmt: skip
        for who, day, code in [
            (self.cast.lin, TODAY, None),
            (self.cast.lin, later(30).date(), None),
            (self.cast.lin, later(31).date(), "no_survey"),
            (self.cast.chen, TODAY, "not_resident"),
            (self.cast.stranger, TODAY, "not_resident"),
            (self.cast.officer, TODAY, "not_resident"),
            (builder, TODAY, "supplier"),
        ]:
            with self.subTest(who=who, day=day):
                refusal = why_not_answer_survey(self.project, by=who, today=day)
                self.assertEqual(code, refusal and refusal.code)

    def test_there_is_no_survey_before_the_acceptance(self):
        refusal = why_not_answer_survey(self.delivery.project(), by=self.cast.lin, today=TODAY)
        self.assertEqual("no_survey", refusal.code)

    def test_all_questions_are_answered_on_five_steps(self):
        for scores in [{"overall": 0}, {"overall": 6}, {"need": None}]:
            with self.subTest(scores=scores), self.assertRaises(Refused) as caught:
                self.answer(self.cast.lin, **scores)
            self.assertEqual("incomplete", caught.exception.code)
        self.assertFalse(Satisfaction.objects.exists())

    def test_enough_answers_let_the_project_close_before_the_last_day(self):
        project = self.delivery.settle(self.project, CONTRACT, CONTRACT)
        self.delivery.pay(project, "settlement", CONTRACT)
        for number in range(10):
            project = self.delivery.again(project)
            refusal = why_not_close(project, by=self.cast.officer, today=TODAY)
            self.assertEqual("survey_running", refusal.code)
            self.answer(make_resident(f"r{number}", f"居民{number}", self.cast.community))
        close_project(project_id=project.pk, by=self.cast.officer, now=NOW)
        self.assertEqual("closed", self.delivery.again(project).status)
        self.assertTrue(AuditEvent.objects.filter(action="project.evaluated"))

    def test_the_database_refuses_a_second_answer_and_a_sixth_step(self):
        answer = self.answer(self.cast.wang)
        with self.assertRaises(IntegrityError), transaction.atomic():
            Satisfaction.objects.create(
                project=self.project, respondent=self.cast.wang, answered_at=NOW, **FIVE
            )
        for question in Satisfaction.QUESTIONS:
            for score in (0, 6):
                with (
                    self.subTest(question=question, score=score),
                    self.assertRaises(IntegrityError),
                    transaction.atomic(),
                ):
                    Satisfaction.objects.filter(pk=answer.pk).update(**{question: score})
