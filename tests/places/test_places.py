from django.db import IntegrityError, transaction
from django.test import TestCase

from mws.audit.selectors import history_of
from mws.core.refusals import Refused
from mws.places import rules, services
from mws.places.models import CommunityProfile, Place
from mws.places.selectors import ancestors_of, children_of, district_of, search_communities
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
