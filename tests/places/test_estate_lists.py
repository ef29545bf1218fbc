import io

from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, transaction
from django.test import TestCase
from django.urls import reverse

from mws.audit.selectors import history_of
from mws.core.refusals import Refused
from mws.places import rules, services
from mws.places.estate_lists import Estate, read_estates, sentence
from mws.places.models import Place, PlaceAlias
from mws.places.selectors import estates_of, search_communities
from tests.cast import NOW, Cast

LIST = "名称,类型,别名,地址\n白石洲,城中村,塘头村、上白石,沙河街12号\n龙珠花园,商品房小区,,\n"


class EstateListTests(TestCase):
    @classmethod
    def setUpTestData(cls):
        cls.cast = Cast()

    def read(self, text):
        return read_estates(lambda: io.BytesIO(text.encode()))

    def bring(self, text=LIST, by=None):
        found, faults = self.read(text)
        self.assertEqual(faults, [])
        return services.list_estates(
            place_id=self.cast.community.pk, estates=found, by=by or self.cast.clerk, now=NOW
        )

    def test_the_list_becomes_estates_with_kinds_and_other_names(self):
        self.assertEqual(self.bring(), (2, 0))
        estates = estates_of(self.cast.community)
        self.assertEqual(
            [(each.name, each.kind, [str(a) for a in each.aliases.all()]) for each in estates],
            [("白石洲", "village", ["塘头村", "上白石", "沙河街12号"]), ("龙珠花园", "garden", [])],
        )
        self.assertEqual(history_of(self.cast.community).get().action, "place.estates_listed")

    def test_a_second_list_changes_what_it_names_and_leaves_the_rest(self):
        self.bring()
        self.assertEqual(self.bring("名称,类型\n白石洲,单位宿舍\n新苑,小区\n"), (1, 1))
        self.assertEqual(
            [(each.name, each.kind, each.aliases.count())
             for each in estates_of(self.cast.community)],
            [("白石洲", "staff", 0), ("龙珠花园", "garden", 0), ("新苑", "garden", 0)],
        )  # fmt: skip

    def test_people_find_the_community_by_whatever_they_call_it(self):
        self.bring()
        for text, via in [
            ("白石洲", "白石洲"), ("白石洲村", "白石洲"), ("塘头", "白石洲"),
            ("沙河街12", "白石洲"),
            ("龙珠花园", "龙珠花园"), ("龙珠", ""),
        ]:  # fmt: skip
            with self.subTest(text):
                [hit] = search_communities(text)
                self.assertEqual((hit.place, hit.via), (self.cast.community, via))
                for url in (reverse("pages:home"), reverse("pages:community_list")):
                    self.assertContains(self.client.get(url, {"q": text}), "龙珠社区")

    def test_every_fault_is_named_by_its_line(self):
        faulty = f"名称,类型\n,小区\n甲,别墅\n{'长' * 41},小区\n乙,小区\n乙,城中村\n丙,=A1\n"
        _found, faults = self.read(faulty)
        self.assertEqual(
            [(fault.line, fault.code) for fault in faults],
            [(2, "no_name"), (3, "unknown_kind"), (4, "name_too_long"), (6, "name_twice"),
             (7, "formula")],
        )  # fmt: skip
        self.assertIn("5", sentence(faults[3]))

    def test_who_may_bring_it(self):
        cast = self.cast
        for place, by, code in [
            (cast.community, cast.clerk, None), (cast.community, cast.secretary, None),
            (cast.community, cast.district_officer, None), (cast.community, None, None),
            (cast.community, cast.foreign_clerk, "not_office"),
            (cast.community, cast.lin, "not_office"),
            (cast.subdistrict, cast.district_officer, "not_community"),
        ]:  # fmt: skip
            with self.subTest(by=by, place=place):
                refusal = rules.why_not_list_estates(place, by=by)
                self.assertEqual(refusal and refusal.code, code)
        with self.assertRaises(Refused):
            services.list_estates(
                place_id=cast.community.pk, estates=[Estate("甲", "garden", ())], by=cast.lin
            )
        self.assertEqual(estates_of(cast.community), [])

    def test_the_database_refuses(self):
        self.bring()
        estate = estates_of(self.cast.community)[0]
        for act in [
            lambda: Place.objects.filter(pk=estate.pk).update(kind="castle"),
            lambda: Place.objects.filter(pk=self.cast.community.pk).update(kind="garden"),
            lambda: PlaceAlias.objects.create(place=estate, text="塘头村"),
        ]:
            with self.assertRaises(IntegrityError), transaction.atomic():
                act()

    def test_the_page_keeps_a_good_list_and_nothing_of_a_bad_one(self):
        url = reverse("accounts:estates", args=[self.cast.community.code])
        self.client.force_login(self.cast.lin)
        self.assertEqual(self.client.get(url).status_code, 404)
        self.client.force_login(self.cast.clerk)
        answer = self.client.post(url, {"file": self.upload(LIST + "丁,别墅\n")})
        self.assertContains(answer, "4")
        self.assertEqual(estates_of(self.cast.community), [])
        self.assertRedirects(self.client.post(url, {"file": self.upload(LIST)}), url)
        self.assertEqual(len(estates_of(self.cast.community)), 2)

    def upload(self, text):
        return SimpleUploadedFile("list.csv", text.encode("gbk"))
