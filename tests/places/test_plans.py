"""A community's plan: who brings it, who sees it, and where a place on it lies."""

from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, transaction
from django.test import TestCase
from django.urls import reverse

from mws.core.refusals import Refused
from mws.files.models import Attachment
from mws.places.models import CommunityPlan
from mws.places.plans import DrawnPlan, metres_between
from mws.places.selectors import plan_of
from mws.places.services import draw_plan
from tests.cast import NOW, Cast
from tests.files.test_drawings import HEAD, PLAN


def drawing(text=PLAN):
    return SimpleUploadedFile("plan.svg", text.encode(), "image/svg+xml")


class DrawPlanTests(TestCase):
    @classmethod
    def setUpTestData(cls):
        cls.cast = Cast()

    def draw(self, *, by=None, place=None, **options):
        place = place or self.cast.community
        return draw_plan(place_id=place.pk, upload=drawing(), by=by, now=NOW, **options)

    def test_who_may(self):
        cast = self.cast
        for by, place, code in [
            (cast.clerk, cast.community, None), (cast.secretary, cast.community, None),
            (cast.district_officer, cast.community, None),
            (cast.clerk, cast.other_community, "not_office"),
            (cast.lin, cast.community, "not_office"), (cast.chair, cast.community, "not_office"),
            (cast.district_officer, cast.subdistrict, "not_community"),
        ]:  # fmt: skip
            with self.subTest(by=by.username, place=place.name):
                before = CommunityPlan.objects.count()
                try:
                    self.draw(by=by, place=place)
                    found = None
                except Refused as refused:
                    found = refused.code
                self.assertEqual(code, found)
                self.assertEqual(before + (code is None), CommunityPlan.objects.count())

    def test_the_latest_is_used_and_earlier_ones_stay(self):
        first, second = self.draw(), self.draw(metres_across=800)
        self.assertEqual(second, plan_of(self.cast.community))
        self.assertTrue(CommunityPlan.objects.filter(pk=first.pk).exists())

    def test_everybody_sees_it_as_a_picture_that_runs_nothing(self):
        plan = self.draw(by=self.cast.clerk)
        response = self.client.get(plan.url)
        self.assertEqual(200, response.status_code)
        self.assertEqual("image/svg+xml", response["Content-Type"])
        self.assertIn("sandbox", response["Content-Security-Policy"])
        self.assertEqual("nosniff", response["X-Content-Type-Options"])
        self.assertIn("public", response["Cache-Control"])

    def test_the_database_wants_some_width(self):
        plan = self.draw()
        with self.assertRaises(IntegrityError), transaction.atomic():
            CommunityPlan.objects.filter(pk=plan.pk).update(metres_across=0)

    def test_squares_and_distances(self):
        drawn = DrawnPlan(self.draw(metres_across=800))
        self.assertEqual((750, 6, 48), (drawn.height, drawn.rows, len(drawn.squares)))
        self.assertEqual("A1", drawn.square_at((0, 0)))
        self.assertEqual("H6", drawn.square_at((1000, 1000)))
        for square in drawn.squares:
            self.assertEqual(square, drawn.square_at(drawn.middle_of(square)))
        self.assertEqual(80.0, metres_between(drawn.plan, (100, 500), (200, 500)))
        self.assertEqual(60.0, metres_between(drawn.plan, (100, 500), (100, 600)))
        drawn.plan.metres_across = None
        self.assertIsNone(metres_between(drawn.plan, (0, 0), (1, 1)))


class PlanPageTests(TestCase):
    @classmethod
    def setUpTestData(cls):
        cls.cast = Cast()
        cls.url = reverse("pages:community_plan", args=[cls.cast.community.code])

    def test_the_office_brings_it_and_sees_it_with_its_squares(self):
        self.client.force_login(self.cast.clerk)
        self.assertContains(self.client.get(self.url), "还没有示意图")
        response = self.client.post(self.url, {"upload": drawing(), "metres_across": "800"})
        self.assertRedirects(response, self.url)
        page = self.client.get(self.url)
        self.assertContains(page, plan_of(self.cast.community).url)
        self.assertContains(page, ">H6</text>")

    def test_what_is_no_plain_drawing_is_refused_on_the_page(self):
        self.client.force_login(self.cast.clerk)
        program = f"{HEAD}viewBox='0 0 4 3'><script/></svg>"
        for text, said in [(program, "PNG"), ("nonsense", "JPEG"), ("", "空")]:
            with self.subTest(text[:20]):
                page = self.client.post(self.url, {"upload": drawing(text), "metres_across": ""})
                self.assertIn(said, str(page.context["form"].errors))
        self.assertFalse(Attachment.objects.exists())

    def test_nobody_else_finds_the_page(self):
        for user in (self.cast.lin, self.cast.foreign_clerk, self.cast.chair):
            self.client.force_login(user)
            self.assertEqual(404, self.client.get(self.url).status_code)
            self.assertEqual(404, self.client.post(self.url, {"upload": drawing()}).status_code)
        self.client.logout()
        self.assertEqual(302, self.client.get(self.url).status_code)
