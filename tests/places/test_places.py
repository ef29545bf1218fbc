from datetime import timedelta

from django.db import IntegrityError, transaction
from django.test import TestCase

from mws.audit.selectors import history_of
from mws.core.clock import local_day
from mws.core.refusals import Refused
from mws.places import rules, services
from mws.places.models import Body, CommunityProfile, Place
from mws.places.selectors import (
    ancestors_of,
    bodies_of,
    children_of,
    district_of,
    search_communities,
    standards_of,
)
from tests.cast import NOW, Cast


class CreatePlaceTests(TestCase):
    @classmethod
    def setUpTestData(cls):
        cls.cast = Cast()

    def test_a_district_officer_adds_an_estate_whose_path_leads_up_to_the_city(self):
        estate = services.create_place(
            parent_id=self.cast.community.pk, level="estate", code="440305007001-01",
            name=" 龙珠花园 ", by=self.cast.district_officer, now=NOW,
        )  # fmt: skip
        self.assertEqual(estate.path, f"{self.cast.community.path}440305007001-01/")
        self.assertEqual(estate.name, "龙珠花园")
        event = history_of(estate).get()
        self.assertEqual((event.action, event.place_path), ("place.created", estate.path))

    def test_refusals(self):
        cast, officer = self.cast, self.cast.district_officer
        for parent, level, code, name, by, expected in [
            (cast.community, "estate", "x1", "甲", officer, None),
            (cast.community, "estate", "x1", "甲", None, None),
            (cast.community, "estate", "x1", "甲", cast.leader, "not_editor"),
            (cast.community, "community", "x1", "甲", officer, "wrong_parent"),
            (cast.city, "estate", "x1", "甲", None, "wrong_parent"),
            (None, "district", "x1", "甲", None, "wrong_parent"),
            (None, "city", "x1", "甲", None, None),
            (cast.community, "planet", "x1", "甲", officer, "wrong_parent"),
            (cast.community, "estate", "A/1", "甲", officer, "bad_code"),
            (cast.community, "estate", "1" * 21, "甲", officer, "bad_code"),
            (cast.community, "estate", "440305", "甲", officer, "code_taken"),
            (cast.community, "estate", "x1", "  ", officer, "no_name"),
            (cast.subdistrict, "community", "x1", "龙珠社区", officer, "name_taken"),
        ]:
            with self.subTest(level=level, code=code, name=name, expected=expected):
                refusal = rules.why_not_create(parent, level=level, code=code, name=name, by=by)
                self.assertEqual(refusal and refusal.code, expected)

    def test_a_refused_place_leaves_nothing(self):
        before = Place.objects.count()
        with self.assertRaises(Refused):
            services.create_place(
                parent_id=self.cast.community.pk, level="estate", code="x1", name="甲",
                by=self.cast.lin, now=NOW,
            )  # fmt: skip
        self.assertEqual(Place.objects.count(), before)

    def test_the_database_refuses(self):
        place = Place.objects.filter(pk=self.cast.community.pk)
        for constraint, change in [
            ("places_place_path_ends_with_code", {"path": "somewhere/else/"}),
            ("places_place_level_valid", {"level": "planet"}),
            ("places_place_parent_unless_city", {"parent": None}),
        ]:
            with (
                self.subTest(constraint),
                self.assertRaisesMessage(IntegrityError, constraint),
                transaction.atomic(),
            ):
                place.update(**change)
        with self.assertRaises(IntegrityError), transaction.atomic():
            Place.objects.filter(pk=self.cast.other_community.pk).update(name="龙珠社区")


class RenameAndProfileTests(TestCase):
    @classmethod
    def setUpTestData(cls):
        cls.cast = Cast()

    def test_rename_refusals(self):
        cast = self.cast
        for name, by, expected in [
            ("新龙珠社区", cast.district_officer, None),
            ("龙珠社区", cast.district_officer, None),
            ("塘朗社区", cast.district_officer, "name_taken"),
            ("", cast.district_officer, "no_name"),
            ("新龙珠社区", cast.secretary, "not_editor"),
        ]:
            with self.subTest(name=name, by=by):
                refusal = rules.why_not_rename(cast.community, name=name, by=by)
                self.assertEqual(refusal and refusal.code, expected)

    def test_a_new_name_leaves_code_and_path(self):
        place = services.rename_place(
            place_id=self.cast.community.pk, name="新龙珠社区", name_en="New Longzhu",
            by=self.cast.district_officer, now=NOW,
        )  # fmt: skip
        place.refresh_from_db()
        self.assertEqual((place.name, place.name_en), ("新龙珠社区", "New Longzhu"))
        self.assertEqual(place.path, self.cast.community.path)
        self.assertEqual(history_of(place).get().action, "place.renamed")

    def test_a_profile_keeps_what_is_not_said_anew(self):
        services.set_profile(
            place_id=self.cast.community.pk, hours="周一至周五", by=self.cast.district_officer
        )
        profile = CommunityProfile.objects.get(place=self.cast.community)
        self.assertEqual((profile.hours, profile.residents), ("周一至周五", 27_300))
        self.assertEqual(history_of(self.cast.community).get().facts, {"fields": ["hours"]})

    def test_bodies_and_standards_are_said_and_taken_back(self):
        community, officer = self.cast.community, self.cast.district_officer
        later = NOW + timedelta(days=9)
        for now, duties, met, expected in [
            (NOW, {"party": " 初审 ", "station": "受理"}, ["service", "duties"], (2, 2)),
            (later, {"station": ""}, ["service", "support"], (1, 2)),
            (later, None, None, (1, 2)),
            (later, {}, [], (1, 0)),
        ]:
            services.set_profile(
                place_id=community.pk, by=officer, now=now, duties=duties, standards_met=met
            )
            with self.subTest(duties=duties, met=met):
                rows = community.bodies.count(), community.standards_met.count()
                self.assertEqual(rows, expected)
            if met == ["service", "support"]:
                days = dict(community.standards_met.values_list("standard", "checked_on"))
                self.assertEqual(days["service"], local_day(NOW))
                self.assertEqual(days["support"], local_day(later))
        self.assertEqual(
            [(body.label, body.duties) for body in bodies_of(community)][:2],
            [(str(Body.PARTY.label), "初审"), (str(Body.COMMITTEE.label), "")],
        )
        self.assertEqual(len(standards_of(community)), 6)

    def test_a_community_of_two_committees_names_them(self):
        for code, name in [("c1", "新塘居委会"), ("c2", "塘头居委会")]:
            services.create_place(
                parent_id=self.cast.community.pk, level="committee", code=code, name=name, by=None
            )
        names = [body.names for body in bodies_of(self.cast.community)]
        self.assertEqual(names, [[], ["新塘居委会", "塘头居委会"], []])

    def test_premises_meet_their_standard_or_not_or_nobody_knows(self):
        for area, standard, expected in [
            (250, 250, True), (249, 250, False), (400, 400, True), (399, 400, False),
            (None, 250, None), (300, None, None),
        ]:  # fmt: skip
            with self.subTest(area=area, standard=standard):
                profile = CommunityProfile(premises_sqm=area, premises_standard=standard)
                self.assertIs(profile.meets_premises, expected)

    def test_the_database_refuses_what_is_no_standard_and_no_body(self):
        place, day = self.cast.community, local_day(NOW)
        profiles = CommunityProfile.objects.filter(place=place)
        for constraint, write in [
            ("premises_standard_valid", lambda: profiles.update(premises_standard=300)),
            ("bodyduties_body_valid", lambda: place.bodies.create(body="x", duties="x")),
            (
                "standardmet_standard_valid",
                lambda: place.standards_met.create(standard="x", checked_on=day),
            ),
        ]:
            with (
                self.subTest(constraint),
                self.assertRaisesMessage(IntegrityError, constraint),
                transaction.atomic(),
            ):
                write()
        for rows, row in [
            (place.bodies, {"body": "party", "duties": "x"}),
            (place.standards_met, {"standard": "duties", "checked_on": day}),
        ]:
            rows.create(**row)
            with self.subTest(row), self.assertRaises(IntegrityError), transaction.atomic():
                rows.create(**row)

    def test_profile_refusals(self):
        cast = self.cast
        for place, by, expected in [
            (cast.community, cast.district_officer, None),
            (cast.subdistrict, cast.district_officer, "not_community"),
            (cast.community, cast.clerk, "not_editor"),
        ]:
            with self.subTest(place=place, by=by):
                refusal = rules.why_not_set_profile(place, by=by)
                self.assertEqual(refusal and refusal.code, expected)
        with self.assertRaises(TypeError):
            services.set_profile(place_id=cast.community.pk, by=cast.district_officer, is_demo=True)


class FindPlacesTests(TestCase):
    @classmethod
    def setUpTestData(cls):
        cls.cast = cast = Cast()
        for code, name, parent in [
            ("e1", "白石洲", cast.community),
            ("e2", "龙珠苑", cast.other_community),
        ]:
            services.create_place(
                parent_id=parent.pk, level="estate", code=code, name=name, by=None, now=NOW
            )

    def test_search_finds_a_community_by_its_name_or_by_an_estate(self):
        for text, expected in [
            ("龙珠", [("龙珠社区", ""), ("塘朗社区", "龙珠苑")]),
            ("龙珠 社区", [("龙珠社区", ""), ("塘朗社区", "龙珠苑")]),
            ("白石", [("龙珠社区", "白石洲")]),
            ("塘朗社区居委会", [("塘朗社区", "")]),
            ("社区", [("龙珠社区", ""), ("塘朗社区", "")]),
            ("桃源", []),
            ("  ", []),
        ]:
            with self.subTest(text), self.assertNumQueries(2 if expected else bool(text.strip())):
                hits = search_communities(text)
                self.assertEqual([(hit.place.name, hit.via) for hit in hits], expected)

    def test_the_tree_is_read_up_and_down(self):
        cast = self.cast
        self.assertEqual(ancestors_of(cast.community), [cast.city, cast.district, cast.subdistrict])
        self.assertEqual(district_of(cast.community), cast.district)
        self.assertEqual(district_of(cast.district), cast.district)
        self.assertEqual(children_of(cast.subdistrict), [cast.community, cast.other_community])
        with self.assertRaises(Place.DoesNotExist):
            district_of(cast.city)
