from datetime import date, timedelta
from decimal import Decimal

from django.test import SimpleTestCase, TestCase

from mws.providers.models import Supplier
from proposals.costs import CostLine
from proposals.likeness import likeness, pairs_of
from proposals.models import Project
from proposals.selectors.prices import price_hints
from proposals.selectors.similar import ALIKE as THRESHOLD
from proposals.selectors.similar import similar_proposals
from tests.cast import NOW, Cast
from tests.proposals.alike_titles import ALIKE, DIFFERENT
from tests.proposals.cases import case_in


class LikenessTests(SimpleTestCase):
    def test_sixty_pairs_judged_by_hand(self):
        """Precision and recall of at least 0.8 at the threshold of the hints."""
        self.assertEqual((30, 30), (len(ALIKE), len(DIFFERENT)))
        found = [pair for pair in (*ALIKE, *DIFFERENT) if self.of(*pair) >= THRESHOLD]
        right = [pair for pair in found if pair in ALIKE]
        self.assertGreaterEqual(len(right) / len(found), 0.8)
        self.assertGreaterEqual(len(right) / len(ALIKE), 0.8)

    def test_order_does_not_matter_and_nothing_is_alike_to_nothing(self):
        self.assertEqual(1.0, self.of("修复路灯", "路灯修复"))
        self.assertEqual(self.of("公园长椅", "公园路灯"), self.of("公园路灯", "公园长椅"))
        for one, other in [("", ""), ("", "路灯"), ("路灯", "电梯"), ("。", "路灯")]:
            with self.subTest(one=one, other=other):
                self.assertEqual(0.0, self.of(one, other))

    @staticmethod
    def of(one, other):
        return likeness(pairs_of(one), pairs_of(other))


class SimilarProposalsTests(TestCase):
    @classmethod
    def setUpTestData(cls):
        cls.cast = Cast()
        cls.round = cls.cast.round()
        cls.lamps = case_in("admitted", cls.cast, cls.round, title="口袋公园路灯修复")
        case_in("admitted", cls.cast, cls.round, title="社区书屋添绘本", category="goods")
        case_in("submitted", cls.cast, cls.round, title="公园路灯维修，还没受理")

    def similar(self, title, **options):
        options = {"community": self.cast.community, "now": NOW + timedelta(days=1)} | options
        return similar_proposals(title, **options)

    def test_what_was_asked_for_before_is_found_whatever_its_words(self):
        (hit,) = self.similar("维修公园的路灯")
        self.assertEqual((self.lamps, True), (hit.proposal, hit.can_support))

    def test_what_nobody_asked_for_is_not(self):
        for title in ["加装电梯", "", "灯", "公园"]:
            with self.subTest(title):
                self.assertEqual([], self.similar(title))

    def test_next_door_it_is_shown_but_cannot_be_supported(self):
        (hit,) = self.similar("公园路灯维修", community=self.cast.other_community)
        self.assertFalse(hit.can_support)

    def test_not_itself_and_not_after_two_years(self):
        self.assertEqual([], self.similar("公园路灯维修", besides=self.lamps.pk))
        self.assertEqual([], self.similar("公园路灯维修", now=NOW + timedelta(days=731)))

    def test_two_queries_however_much_there_is(self):
        with self.assertNumQueries(2):
            self.similar("公园路灯维修")


class PriceHintTests(TestCase):
    @classmethod
    def setUpTestData(cls):
        cls.cast = Cast()
        cls.round = cls.cast.round()
        cls.cast.fund()
        for price in (150_000, 160_000, 190_000):
            cls.finished(("LED 庭院灯", "盏", price))
        cls.finished(("庭院灯基础", "个", 99_000))

    @classmethod
    def finished(cls, *items):
        lines = [CostLine(name, unit, Decimal(2), price) for name, unit, price in items]
        case = case_in("approved", cls.cast, cls.round, items=lines)
        contracted = {"contract_fen": 4_000_000, "settled_fen": 4_000_000, "settled_at": NOW}
        Project.objects.filter(proposal=case).update(
            status="settled", supplier=cls.supplier(), **contracted
        )

    @classmethod
    def supplier(cls):
        return Supplier.objects.get_or_create(
            credit_code="91440300MA5EXAMPL1",
            defaults={"name": "灯具公司", "kind": "company", "registered_on": date(2015, 1, 1)},
        )[0]

    def hints(self, *items, **options):
        options = {
            "community": self.cast.other_community,
            "now": NOW + timedelta(days=30),
        } | options
        return price_hints(items, **options)

    def test_the_middle_and_the_range_of_the_commonest_unit(self):
        (hint,) = self.hints("庭院灯", "庭院灯", "没有过的东西")
        self.assertEqual(
            ("盏", 160_000, 150_000, 190_000, 3),
            (hint.unit, hint.median_fen, hint.low_fen, hint.high_fen, hint.count),
        )

    def test_what_is_no_item_is_not_looked_for(self):
        for item in ("灯", "庭院灯" * 21, "9" * 10**6, "庭院灯\0"):
            with self.subTest(item[:9]), self.assertNumQueries(0):
                self.assertEqual([], self.hints(item))

    def test_too_few_prices_say_nothing(self):
        self.assertEqual([], self.hints("庭院灯基础"))

    def test_old_prices_are_left_out(self):
        self.assertEqual([], self.hints("庭院灯", now=NOW + timedelta(days=4 * 365)))
