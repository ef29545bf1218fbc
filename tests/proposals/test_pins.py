"""Where it is: a pin on the community's plan, by pointing or from the list, and coordinates."""

from decimal import Decimal
from functools import partial

from django.db import IntegrityError, transaction
from django.test import TestCase
from django.urls import reverse

from mws.places.services import draw_plan
from proposals.models import Proposal
from proposals.selectors.similar import Spot, is_near
from proposals.services.cases import update_proposal
from tests.cast import NOW, Cast
from tests.places.test_plans import drawing
from tests.proposals.cases import case_in, code_of, draft
from tests.proposals.wizard import answers, step_url


class PinTestCase(TestCase):
    @classmethod
    def setUpTestData(cls):
        cls.cast = Cast()
        cls.round = cls.cast.round()
        cls.plan = draw_plan(
            place_id=cls.cast.community.pk, upload=drawing(), metres_across=800, by=None, now=NOW
        )
        cls.draft = draft(cls.cast, cls.round)

    def setUp(self):
        self.client.force_login(self.cast.lin)

    def send(self, **typed):
        sent = answers("place", **{"location": "", **typed})
        if any("." in name for name in typed):
            sent.pop("go")  # the plan itself was pressed
        return self.client.post(step_url(self.draft, "place"), sent)

    def pin(self):
        kept = Proposal.objects.get(pk=self.draft.pk)
        return kept.plan_id, kept.pin_x, kept.pin_y


class PinPageTests(PinTestCase):
    def test_pointing_at_the_plan_puts_the_pin_and_shows_it(self):
        for width, x, y, pin in [("280", 140, 105, (500, 500)), ("640", 640, 480, (1000, 1000)),
                                 ("640", 64, 1, (100, 2))]:  # fmt: skip
            with self.subTest(width=width, x=x, y=y):
                response = self.send(**{f"pin-{width}.x": str(x), f"pin-{width}.y": str(y)})
                self.assertRedirects(response, step_url(self.draft, "place"))
                self.assertEqual((self.plan.pk, *pin), self.pin())
                self.assertContains(self.client.get(step_url(self.draft, "place")), 'class="pin"')

    def test_a_square_from_the_list_does_the_same_and_none_takes_it_away(self):
        self.send(square="C2")
        self.assertEqual((self.plan.pk, 312, 250), self.pin())
        self.send(square="C2", pin="300,300")  # where it was pointed at within the square
        self.assertEqual((self.plan.pk, 300, 300), self.pin())
        self.send(square="A1", pin="300,300")
        self.assertEqual((self.plan.pk, 62, 83), self.pin())
        self.send(square="", pin="300,300", area=self.cast.community.code)
        self.assertEqual((None, None, None), self.pin())

    def test_a_pin_says_where_it_is_without_words(self):
        self.send(square="C2")
        self.draft.refresh_from_db()
        self.assertEqual("社区示意图 C2", self.draft.location)
        page = self.client.get(step_url(self.draft, "place"))
        self.assertEqual("", page.context["form"]["location"].value())
        self.assertEqual("C2", page.context["form"]["square"].value())

    def test_what_is_no_place_on_the_plan_puts_none_and_loses_nothing(self):
        self.send(square="C2")
        for typed in [
            {"pin-280.x": "0", "pin-280.y": "0"}, {"pin-280.x": "-1", "pin-280.y": "5"},
            {"pin-280.x": "9" * 1000, "pin-280.y": "5"}, {"pin-280.x": "x", "pin-280.y": "5"},
            {"pin-280.x": "281", "pin-280.y": "5"}, {"pin-280.x": "5"},
        ]:  # fmt: skip
            with self.subTest(str(typed)[:40]):
                self.assertIn(self.send(square="C2", **typed).status_code, (200, 302))
                self.assertEqual((self.plan.pk, 312, 250), self.pin())
        page = self.send(square="Z9", coordinates="22.5, 113.9")
        self.assertEqual(200, page.status_code)
        self.assertContains(page, "22.5, 113.9")

    def test_coordinates_are_kept_or_refused_in_words(self):
        self.send(square="C2", coordinates="22.5431， 113.9872")
        self.draft.refresh_from_db()
        self.assertEqual("22.543100, 113.987200", self.draft.coordinates)
        for typed in ("22.5", "91, 0", "0, 181", "north", "1e3, 5", "22.5431, 113.98721234567"):
            with self.subTest(typed):
                page = self.send(square="C2", coordinates=typed)
                self.assertIn("coordinates", page.context["form"].errors)
                self.assertContains(page, typed)

    def test_a_new_plan_asks_for_a_new_pin_and_the_case_keeps_its_own(self):
        self.send(square="C2")
        draw_plan(place_id=self.cast.community.pk, upload=drawing(), by=None, now=NOW)
        page = self.client.get(step_url(self.draft, "place"))
        self.assertEqual("", page.context["form"]["square"].value())
        case = self.client.get(reverse("proposals:detail", args=[self.draft.pk]))
        self.assertContains(case, self.plan.url)

    def test_without_a_plan_nobody_is_asked_for_a_pin(self):
        self.plan.place = self.cast.other_community
        self.plan.save()
        page = self.client.get(step_url(self.draft, "place"))
        self.assertNotContains(page, 'type="image"')
        sent = self.send(location="龙珠四路", **{"pin-280.x": "9", "pin-280.y": "9"})
        self.assertEqual(302, sent.status_code)
        self.assertEqual((None, None, None), self.pin())


class PinRuleTests(PinTestCase):
    def test_a_pin_lies_on_a_plan_of_this_community(self):
        foreign = draw_plan(
            place_id=self.cast.other_community.pk, upload=drawing(), by=None, now=NOW
        )
        for fields, code in [
            ({"plan": foreign, "pin_x": 1, "pin_y": 1}, "pin_elsewhere"),
            ({"plan": self.plan, "pin_x": 1001, "pin_y": 1}, "pin_elsewhere"),
            ({"plan": self.plan, "pin_x": 1, "pin_y": None}, "pin_elsewhere"),
            ({"plan": None, "pin_x": 1, "pin_y": 1}, "no_plan"),
            ({"latitude": Decimal(1)}, "no_coordinates"),
            ({"latitude": Decimal(91), "longitude": Decimal(1)}, "no_coordinates"),
            ({"plan": self.plan, "pin_x": 0, "pin_y": 1000}, None),
        ]:
            with self.subTest(fields):
                facts = {"proposal_id": self.draft.pk, "by": self.cast.lin, "now": NOW}
                act = partial(update_proposal, fields=fields, **facts)
                self.assertEqual(code, code_of(act))

    def test_the_database_refuses_half_a_pin_and_half_a_point(self):
        for fields in [
            {"plan": self.plan}, {"pin_x": 1}, {"plan": self.plan, "pin_x": 1},
            {"plan": self.plan, "pin_x": 1, "pin_y": 1001}, {"latitude": 1},
            {"latitude": 91, "longitude": 1}, {"latitude": 1, "longitude": 181},
        ]:  # fmt: skip
            with self.subTest(fields), self.assertRaises(IntegrityError), transaction.atomic():
                Proposal.objects.filter(pk=self.draft.pk).update(**fields)

    def test_within_a_hundred_metres(self):
        at = self.plan.pk
        for one, other, near in [
            (Spot(at, 100, 500), Spot(at, 220, 500), True),  # 96 m
            (Spot(at, 100, 500), Spot(at, 230, 500), False),  # 104 m
            (Spot(at, 100, 500), Spot(at + 1, 100, 500), False),
            (Spot(at, 100, 500), Spot(), False),
            (Spot(latitude=Decimal("22.5431"), longitude=Decimal("113.9872")),
             Spot(latitude=Decimal("22.5431"), longitude=Decimal("113.9881")), True),  # 93 m
            (Spot(latitude=Decimal("22.5431"), longitude=Decimal("113.9872")),
             Spot(latitude=Decimal("22.5441"), longitude=Decimal("113.9872")), False),  # 111 m
        ]:  # fmt: skip
            with self.subTest(one=one, other=other):
                self.assertEqual(near, is_near(one, other, self.plan))

    def test_the_case_page_shows_it_in_no_further_query(self):
        case = case_in("admitted", self.cast, self.round)
        Proposal.objects.filter(pk=case.pk).update(plan=self.plan, pin_x=312, pin_y=250)
        self.client.logout()
        address = reverse("proposals:detail", args=[case.pk])
        self.client.get(address)
        with self.assertNumQueries(13):
            page = self.client.get(address)
        self.assertContains(page, "translate(312 187)")
