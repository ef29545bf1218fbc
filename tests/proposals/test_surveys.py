"""Two waves, three ways to answer, answers without a name apart, figures from ten answers on."""

from datetime import timedelta

from django.core.cache import cache
from django.db import IntegrityError, transaction
from django.test import TestCase
from django.urls import reverse

from mws.accounts.models import Profile
from mws.core.clock import database_now, local_day
from mws.core.refusals import Refused
from mws.notifications.models import Message
from mws.places.models import Level
from mws.rounds.models import Deadline
from proposals.models import AnonymousAnswer, CoProposer, Project, Satisfaction, Support, Survey
from proposals.selectors.clocks import Clocks
from proposals.selectors.project import project_page
from proposals.services.satisfaction import (
    answer_anonymously,
    answer_survey,
    open_later_surveys,
    take_down_answer,
)
from proposals.services.settlement import close_project
from tests.cast import NOW, Cast, make_place, make_resident
from tests.proposals.delivery import CONTRACT, TODAY, Delivery, later

FIVE = dict.fromkeys(Satisfaction.QUESTIONS, 4)
PHONE = "+8613800138000"
HALF_A_YEAR = later(183)  # 17 December


class SurveyTestCase(TestCase):
    @classmethod
    def setUpTestData(cls) -> None:
        cls.cast = Cast()
        cls.delivery = Delivery(cls.cast)
        cls.project = cls.delivery.accepted()

    def neighbours(self, count: int) -> list:
        return [make_resident(f"n{n}", f"邻居{n}", self.cast.community) for n in range(count)]

    def survey(self, project: Project | None = None, now=NOW):
        project = self.delivery.again(project or self.project)
        clocks = Clocks([project.case_id], now)
        return project_page(project, user=self.cast.auditor, clocks=clocks).survey


class WhoIsAskedTests(SurveyTestCase):
    def test_proposers_supporters_and_the_estate_are_asked_once_each(self):
        estate = make_place("e1", "龙珠花园", Level.ESTATE, self.cast.community)
        project = self.delivery.completed(area=estate)
        one, two, three, four = self.neighbours(4)
        CoProposer.objects.create(
            proposal=project.proposal, person=one, accepted=True, invited_at=NOW, answered_at=NOW
        )
        Support.objects.create(proposal=project.proposal, person=two, at=NOW)
        Support.objects.create(proposal=project.proposal, person=self.cast.lin, at=NOW)
        Profile.objects.create(user=three, estate=estate)
        Profile.objects.create(user=self.cast.chen, estate=estate)  # lives elsewhere by now
        Message.objects.all().delete()
        self.delivery.accept(project)
        asked = Message.objects.filter(code="survey_open").values_list("recipient_id", flat=True)
        self.assertEqual(sorted(p.pk for p in (self.cast.lin, one, two, three)), sorted(asked))
        self.assertNotIn(four.pk, asked)
        survey = Survey.objects.get(project=project)
        self.assertEqual((4, TODAY, later(30).date()),
                         (survey.invited, survey.opens_on, survey.closes_on))  # fmt: skip


class WaysTests(SurveyTestCase):
    def setUp(self) -> None:
        cache.clear()  # of what was counted for an address

    def test_the_counter_takes_down_what_a_verified_resident_says(self):
        person = self.cast.wang
        person.phone, person.phone_lookup = PHONE, type(person).lookup_of(PHONE)
        person.phone_verified = True
        person.save()

        def take(**terms):
            usual = {"name": "王建国", "phone": PHONE, "by": self.cast.clerk, "scores": FIVE}
            return take_down_answer(project_id=self.project.pk, now=NOW, **(usual | terms))

        for code, terms in [
            ("not_office", {"by": self.cast.lin}),
            ("not_office", {"by": self.cast.foreign_clerk}),
            ("no_such_resident", {"name": "王建军"}),
            ("no_such_resident", {"phone": "+8613800138001"}),
            ("incomplete", {"scores": FIVE | {"need": 9}}),
        ]:
            with self.subTest(code=code), self.assertRaises(Refused) as caught:
                take(**terms)
            self.assertEqual(code, caught.exception.code)
        answer = take()
        self.assertEqual(("counter", self.cast.clerk), (answer.channel, answer.entered_by))
        for again in (take, lambda: answer_survey(
            project_id=self.project.pk, scores=FIVE, by=person, now=NOW
        )):  # fmt: skip
            with self.assertRaises(Refused) as caught:
                again()
            self.assertEqual("answered_already", caught.exception.code)
        for change in [{"entered_by": None}, {"channel": "link"}, {"entered_by": person}]:
            with self.assertRaises(IntegrityError), transaction.atomic():
                Satisfaction.objects.filter(pk=answer.pk).update(**change)

    def test_the_code_on_the_notice_is_told_from_a_link(self):
        self.moved_to_today()
        self.client.force_login(self.cast.wang)
        url = reverse("proposals:project_survey", args=[self.project.pk])
        self.client.post(f"{url}?by=code", FIVE)
        self.assertEqual("code", Satisfaction.objects.get().channel)

    def test_the_poster_leads_to_the_questions_with_and_without_a_name(self):
        self.moved_to_today()
        short = reverse("proposals:short", args=["s", self.project.pk])
        poster = self.client.get(reverse("proposals:poster", args=["s", self.project.pk]))
        self.assertContains(poster, short)
        nameless = self.client.get(short, follow=True)
        self.assertContains(nameless, "?by=code")
        self.client.post(nameless.request["PATH_INFO"] + "?by=code", FIVE)
        self.assertEqual("code", AnonymousAnswer.objects.get().channel)
        self.client.force_login(self.cast.wang)
        mine = reverse("proposals:project_survey", args=[self.project.pk])
        self.assertRedirects(self.client.get(short, follow=True), f"{mine}?by=code")

    def test_answers_without_a_name_are_kept_apart_and_shown_from_ten_on(self):
        for number in range(10):
            survey = self.survey()
            self.assertEqual((0, number), (survey.count, survey.anonymous.count))
            self.assertFalse(survey.anonymous.is_shown)
            answer_anonymously(project_id=self.project.pk, scores=FIVE, now=NOW)
        survey, nameless = self.survey(), self.survey().anonymous
        self.assertEqual((0, True, "4.0"), (survey.count, nameless.is_shown, nameless.mean))

    def test_nobody_without_a_name_answers_before_or_after(self):
        for project, now in [(self.delivery.project(), NOW), (self.project, later(31))]:
            with self.assertRaises(Refused) as caught:
                answer_anonymously(project_id=project.pk, scores=FIVE, now=now)
            self.assertEqual("no_survey", caught.exception.code)

    def test_one_address_does_not_fill_the_box(self):
        self.moved_to_today()
        url = reverse("proposals:survey_nameless", args=[self.project.pk])
        for _again in range(23):
            self.client.post(url, FIVE)
        self.assertEqual(20, AnonymousAnswer.objects.count())

    def moved_to_today(self) -> None:
        """Pages ask the database for the day: the survey of June runs on."""
        Deadline.objects.filter(case_id=self.project.case_id, kind="evaluation").update(
            due_on=local_day(database_now()) + timedelta(days=3), amber_on=TODAY
        )


class SecondWaveTests(SurveyTestCase):
    def closed(self) -> Project:
        project = self.delivery.settle(self.project, CONTRACT, CONTRACT)
        self.delivery.pay(project, "settlement", CONTRACT)
        close_project(project_id=project.pk, by=self.cast.officer, now=later(40))
        return project

    def test_half_a_year_later_everybody_is_asked_once_more(self):
        answer_survey(project_id=self.project.pk, scores=FIVE, by=self.cast.wang, now=NOW)
        project = self.closed()
        self.assertEqual(0, open_later_surveys(later(182)))
        self.assertEqual(1, open_later_surveys(HALF_A_YEAR))
        self.assertEqual(0, open_later_surveys(HALF_A_YEAR))
        answer_survey(
            project_id=project.pk, scores=FIVE | {"overall": 1}, by=self.cast.wang, now=HALF_A_YEAR
        )
        survey = self.survey(project, HALF_A_YEAR)
        self.assertEqual((1, 1), (survey.first.count, survey.later.count))
        self.assertEqual(later(213).date(), survey.ends_on)
        with self.assertRaises(Refused):
            answer_survey(project_id=project.pk, scores=FIVE, by=self.cast.lin, now=later(214))

    def test_no_second_survey_where_the_rules_want_none_or_it_is_too_late(self):
        project = self.closed()
        self.assertEqual(0, open_later_surveys(later(214)))
        frozen = project.proposal.round
        frozen.rules["survey_again_months"] = {"value": "0", "basis": "测试"}
        frozen.save()
        self.assertEqual(0, open_later_surveys(HALF_A_YEAR))


class FigureTests(SurveyTestCase):
    def test_n_mean_share_and_response_from_ten_answers_on(self):
        Survey.objects.filter(project=self.project).update(invited=40)
        for number, person in enumerate(self.neighbours(10)):
            self.assertFalse(self.survey().is_shown)
            answer_survey(
                project_id=self.project.pk, by=person, now=NOW,
                scores=FIVE | {"overall": 5 if number < 7 else 3},
            )  # fmt: skip
        result = self.survey().first
        self.assertEqual(
            (10, "4.4", "70.0%", "25.0%"),
            (result.count, result.mean, result.satisfied, result.response),
        )

    def test_the_page_says_nothing_below_ten(self):
        for person in self.neighbours(9):
            answer_survey(
                project_id=self.project.pk, by=person, scores=FIVE, comment="太吵", now=NOW
            )
        page = self.client.get(reverse("proposals:detail", args=[self.project.proposal_id]))
        self.assertNotContains(page, "太吵")
        self.assertFalse(page.context["project_page"].survey.is_shown)
