from django.test import TestCase
from django.urls import reverse
from django.utils.translation import override

from proposals.models import Proposal
from tests.cast import Cast
from tests.proposals.cases import case_in


class ProposalListTests(TestCase):
    @classmethod
    def setUpTestData(cls):
        cls.cast = Cast()
        cls.round = cls.cast.round()
        cls.cast.fund()
        cls.lamps = case_in("shortlisted", cls.cast, cls.round, title="公园路灯修复")
        cls.books = case_in(
            "admitted", cls.cast, cls.round, title="书屋添绘本", category="goods",
            theme="activities", location="珠光路 3 号",
        )  # fmt: skip
        cls.project = case_in("approved", cls.cast, cls.round, title="四点半课堂")
        case_in("submitted", cls.cast, cls.round, title="还没受理")
        case_in("draft", cls.cast, cls.round, title="还在写")

    def titles(self, **params):
        response = self.client.get(reverse("proposals:list"), params)
        self.assertEqual(200, response.status_code)
        return [card.title for card in response.context["found"].cards]

    def test_everyone_reads_what_is_public_newest_first(self):
        self.assertEqual(["四点半课堂", "书屋添绘本", "公园路灯修复"], self.titles())

    def test_filters(self):
        for params, titles in [
            ({"q": "路灯"}, ["公园路灯修复"]),
            ({"q": "珠光路"}, ["书屋添绘本"]),
            ({"q": "公园 修复"}, ["公园路灯修复"]),
            ({"q": self.project.receipt_no}, ["四点半课堂"]),
            ({"q": "龙珠社区"}, ["四点半课堂", "书屋添绘本", "公园路灯修复"]),
            ({"q": "火箭"}, []),
            ({"category": "goods"}, ["书屋添绘本"]),
            ({"theme": "activities"}, ["书屋添绘本"]),
            ({"status": "screening"}, ["书屋添绘本"]),
            ({"status": "deciding"}, ["公园路灯修复"]),
            ({"status": "works"}, ["四点半课堂"]),
            ({"status": "finished"}, []),
            ({"year": "2026", "category": "works"}, ["四点半课堂", "公园路灯修复"]),
            ({"year": "2017"}, ["四点半课堂", "书屋添绘本", "公园路灯修复"]),
            ({"place": "440305007"}, ["四点半课堂", "书屋添绘本", "公园路灯修复"]),
            ({"place": "440305007002"}, []),
            ({"place": "nowhere"}, []),
        ]:
            with self.subTest(params):
                self.assertEqual(titles, self.titles(**params))

    def test_odd_parameters_are_no_error(self):
        for params in [{"page": "999"}, {"page": "x"}, {"year": "x"}, {"q": "%_\\'"},
                       {"status": "'; drop"}, {"q": "灯" * 500}]:  # fmt: skip
            with self.subTest(params):
                self.titles(**params)

    def test_a_chosen_filter_can_be_taken_away(self):
        response = self.client.get(reverse("proposals:list"), {"q": "灯", "category": "works"})
        chosen = {c.label: c.url for c in response.context["found"].chosen}
        self.assertEqual("?category=works", chosen["灯"])

    def test_the_same_few_queries_however_many_cases(self):
        with self.assertNumQueries(9):
            self.titles()
        rows = list(Proposal.objects.filter(pk__in=[self.lamps.pk, self.books.pk]))
        Proposal.objects.bulk_create(self._copies(rows, 60))
        with self.assertNumQueries(9):
            self.assertEqual(20, len(self.titles()))

    def _copies(self, rows, count):
        for number in range(count):
            row = rows[number % len(rows)]
            fields = {f.attname: getattr(row, f.attname) for f in Proposal._meta.concrete_fields}
            del fields["id"], fields["case_id"]
            fields["receipt_no"] = f"X-{number}"
            yield Proposal(**fields)

    def test_in_english_too(self):
        with override("en"):
            response = self.client.get(reverse("proposals:list"))
        self.assertContains(response, "found, newest first")

    def test_it_is_read_with_get_only(self):
        self.assertEqual(405, self.client.post(reverse("proposals:list")).status_code)
