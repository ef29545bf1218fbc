from django.urls import reverse

from mws.accounts.models import Membership
from mws.places.models import Place
from tests.pages.test_settings_desk import DeskTestCase


class PlaceTests(DeskTestCase):
    def setUp(self):
        self.officer, self.community = self.cast.district_officer, self.cast.community

    def test_with_one_district_the_desk_begins_there(self):
        response = self.get(self.officer, "places")
        self.assertRedirects(response, self.url("place", self.cast.district.code))

    def test_an_estate_is_added_below_its_community(self):
        response = self.post(
            self.officer, "place_new", self.community.code, level="estate", name="龙珠花园",
            code="440305007001-01",
        )  # fmt: skip
        self.assertRedirects(response, self.url("place", self.community.code))
        self.assertEqual(Place.objects.get(name="龙珠花园").parent, self.community)
        self.assertContains(self.get(self.officer, "place", self.community.code), "龙珠花园")

    def test_what_the_rule_refuses_stays_typed(self):
        for data in [
            {"level": "estate", "name": "甲", "code": "440305"},
            {"level": "district", "name": "甲", "code": "1"},
            {"level": "estate", "name": "", "code": "1"},
            {"level": "estate", "name": "甲", "code": "1", "abbreviation": "lowercase"},
        ]:
            with self.subTest(data):
                response = self.post(self.officer, "place_new", self.community.code, **data)
                self.assert_refused_on_page(response)

    def test_a_place_is_renamed_and_says_what_it_is(self):
        code = self.community.code
        self.post(self.officer, "place_rename", code, name="新龙珠社区", abbreviation="XL")
        self.post(
            self.officer, "place_profile", code, address="龙珠四路 1 号", households=9, residents=27
        )
        self.community.refresh_from_db()
        self.assertEqual((self.community.name, self.community.abbreviation), ("新龙珠社区", "XL"))
        self.assertContains(self.get(self.officer, "place", code), "龙珠四路 1 号")
        profile = self.get(self.officer, "place_profile", self.cast.subdistrict.code)
        self.assertEqual(profile.status_code, 404)

    def test_what_the_desk_says_of_bodies_and_premises_the_public_reads(self):
        code = self.community.code
        about = reverse("pages:community_about", args=[code])
        self.assertContains(self.client_class().get(f"/en{about}"), "not entered yet", count=4)
        said = {"households": 9, "residents": 27, "duties_party": "对提案初审",
                "premises_sqm": 380, "standards_met": ["service"]}  # fmt: skip
        for standard, verdict in [("250", "Yes"), ("400", "Not yet")]:
            self.post(self.officer, "place_profile", code, **said, premises_standard=standard)
            with self.subTest(standard):
                page = self.client_class().get(f"/en{about}")
                for text in ["对提案初审", "380 m²", f"at least {standard} m²", verdict]:
                    self.assertContains(page, text)
                self.assertContains(page, "met, checked on", count=1)
        kept = self.get(self.officer, "place_profile", code).context["form"].initial
        self.assertEqual((kept["duties_party"], kept["standards_met"]), ("对提案初审", ["service"]))
        self.assert_refused_on_page(
            self.post(self.officer, "place_profile", code, **said, premises_standard="300")
        )


class PeopleTests(DeskTestCase):
    def setUp(self):
        self.officer, self.wang = self.cast.district_officer, self.cast.wang
        self.at = f"?place={self.cast.community.code}"
        self.role = {"role": "intake_clerk", "reason": "函", "starts_on": "2026-06-01"}

    def test_people_are_found_by_name_or_user_name(self):
        for text, names in [("王建", ["王建国"]), ("clerk", ["周敏"]), ("王", []), ("没有", [])]:
            with self.subTest(text):
                rows = self.get(self.officer, "people", q=text).context["rows"]
                self.assertEqual([person.display_name for person, _phone in rows], names)

    def test_a_role_is_given_at_a_place_with_a_reason(self):
        page = self.get(self.officer, "grant", self.wang.pk, place=self.cast.community.code)
        self.assertContains(page, "intake_clerk")
        self.assertNotContains(page, "subdistrict_leader")
        response = self.post(self.officer, "grant", self.wang.pk, query=self.at, **self.role)
        self.assertRedirects(response, self.url("person", self.wang.pk))
        held = self.wang.memberships.get()
        self.assertEqual((held.role, held.granted_by), ("intake_clerk", self.officer))

    def test_refusals_stand_on_the_form(self):
        for person, changes in [
            (self.wang, {"reason": ""}),
            (self.wang, {"ends_on": "2026-05-01"}),
            (self.wang, {"role": "subdistrict_leader"}),
            (self.cast.clerk, {}),
            (self.officer, {}),
        ]:
            with self.subTest(person=person, changes=changes):
                data = self.role | changes
                response = self.post(self.officer, "grant", person.pk, query=self.at, **data)
                self.assert_refused_on_page(response)
        self.assertFalse(self.wang.memberships.exists())

    def test_a_place_outside_the_district_cannot_be_picked(self):
        for query in ["", f"?place={self.cast.city.code}", "?place=nowhere"]:
            with self.subTest(query):
                data = {"role": "auditor", "reason": "函", "starts_on": "2026-06-01"}
                response = self.post(self.officer, "grant", self.wang.pk, query=query, **data)
                self.assertRedirects(response, self.url("person", self.wang.pk))
        self.assertFalse(self.wang.memberships.exists())

    def test_a_role_is_ended_with_a_reason(self):
        held = self.cast.clerk.memberships.get()
        self.assertContains(self.get(self.officer, "person", self.cast.clerk.pk), "周敏")
        self.assert_refused_on_page(
            self.post(self.officer, "membership_end", held.pk, reason="辞职")
        )
        response = self.post(
            self.officer, "membership_end", held.pk, reason="辞职", last_day="2199-01-01"
        )
        self.assertRedirects(response, self.url("person", self.cast.clerk.pk))
        held.refresh_from_db()
        self.assertEqual((held.end_reason, held.ended_by), ("辞职", self.officer))

    def test_a_role_above_the_officer_is_not_theirs_to_end(self):
        held = Membership.objects.get(user=self.cast.auditor)
        self.assertEqual(self.get(self.officer, "membership_end", held.pk).status_code, 404)
