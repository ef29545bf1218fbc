"""What only the demonstration does, and that nothing else can."""

from datetime import timedelta

from django.contrib.auth import get_user
from django.test import RequestFactory, TestCase, override_settings
from django.urls import reverse

from mws.core.clock import database_now
from mws.core.refusals import Refused
from mws.demo import services
from mws.demo.roles import ROLES
from mws.places.models import Place
from mws.rounds.models import Stage
from mws.rounds.services import move_dates
from tests.cast import Cast
from voting.council.services import move_meeting
from voting.polls.services import move_poll


class MovingOnTests(TestCase):
    @classmethod
    def setUpTestData(cls):
        cls.cast = Cast()
        cls.now = database_now()
        cls.round = cls.cast.round(stage=Stage.CALL, now=cls.now)
        Place.objects.update(is_demo=True)

    def test_the_next_stage_begins_now_and_the_clock_stays(self):
        for stage in list(Stage)[1:]:
            with self.subTest(stage=stage):
                reached = services.advance_community(community=self.cast.community, by=None)
                self.assertEqual(stage, reached)
                round = services.current_round(self.cast.community)
                self.assertEqual(stage, round.stage_on(database_now()))

    def test_at_the_last_stage_there_is_nothing_to_move_to(self):
        for _stage in list(Stage)[1:]:
            services.advance_community(community=self.cast.community, by=None)
        with self.assertRaises(Refused) as caught:
            services.advance_community(community=self.cast.community, by=None)
        self.assertEqual("no_next_stage", caught.exception.code)

    def test_a_button_moves_the_community_on(self):
        answer = self.client.post(
            reverse("demo:advance"), {"community": self.cast.community.code}, follow=True
        )
        self.assertEqual(200, answer.status_code)
        round = services.current_round(self.cast.community)
        self.assertEqual(Stage.SCREENING, round.stage_on(database_now()))

    @override_settings(MWS_DEMO=False)
    def test_elsewhere_dates_do_not_move(self):
        day = timedelta(days=1)
        attempts = {
            "advance": lambda: services.advance_community(community=self.cast.community, by=None),
            "dates": lambda: move_dates(round_id=self.round.pk, days=-1, by=None),
            "poll": lambda: move_poll(poll_id=None, by_time=day, by=None),
            "meeting": lambda: move_meeting(meeting_id=0, by_time=day, by=None),
        }
        for name, attempt in attempts.items():
            with self.subTest(name), self.assertRaises(Refused) as caught:
                attempt()
            self.assertEqual("demo_only", caught.exception.code)


class PlayingTests(TestCase):
    @classmethod
    def setUpTestData(cls):
        cls.cast = Cast()
        cls.cast.round(stage=Stage.CALL, now=database_now())
        Place.objects.update(is_demo=True)
        cls.cast.lin.is_demo = True
        cls.cast.lin.save()

    def test_all_roles_and_a_community_are_offered(self):
        answer = self.client.get(reverse("demo:index"), {"community": self.cast.community.code})
        for role in ROLES:
            self.assertContains(answer, f"/demo/{role.slug}/")
        self.assertContains(answer, f"/demo/{self.cast.lin.username}/")
        self.assertNotContains(answer, f"/demo/{self.cast.wang.username}/")

    def test_one_click_signs_in_with_the_second_factor_passed(self):
        self.client.post(reverse("demo:sign_in", args=[self.cast.lin.username]))
        self.assertEqual(self.cast.lin, get_user(self.client))
        methods = self.client.session["account_authentication_methods"]
        self.assertIn("mfa", [each["method"] for each in methods])

    def test_real_people_cannot_be_played(self):
        answer = self.client.post(reverse("demo:sign_in", args=[self.cast.wang.username]))
        self.assertEqual(404, answer.status_code)
        self.assertEqual("not_demo_person", services.why_not_sign_in(self.cast.wang).code)

    @override_settings(MWS_DEMO=False)
    def test_elsewhere_nobody_can_be_played(self):
        request = RequestFactory().post("/demo/")
        with self.assertRaises(Refused) as caught:
            services.sign_in_as(request, self.cast.lin)
        self.assertEqual("demo_only", caught.exception.code)
