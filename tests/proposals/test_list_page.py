import csv
import json
import time
from datetime import timedelta
from unittest.mock import patch

from django.core.cache import cache
from django.test import TestCase, override_settings
from django.urls import reverse
from django.utils.translation import override

from mws.core.clock import database_now
from mws.core.display import ORDER_COOKIE
from mws.places.models import Level
from mws.places.services import draw_plan
from mws.rounds.models import PollRole, Stage
from proposals.filters import COST_BANDS, STATUS_GROUPS, ProposalFilter
from proposals.models import ProjectStatus, Proposal, ProposalStatus
from proposals.selectors import list_map
from proposals.selectors.facets import facets_of, keep_counts
from proposals.selectors.lists import cards_of, with_card
from proposals.selectors.track import WINDOW_OF
from tests.cast import NOW, Cast, make_place
from tests.places.test_plans import drawing
from tests.proposals.cases import case_in

LOCAL_CACHE = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}


class ProposalListTests(TestCase):
    @classmethod
    def setUpTestData(cls):
        cls.cast = Cast()
        cls.round = cls.cast.round()
        cls.cast.fund()
        cls.lamps = case_in("shortlisted", cls.cast, cls.round, title="公园路灯修复")
        cls.books = case_in(
            "admitted", cls.cast, cls.round, title="书屋添绘本", category="goods",
            theme="activities", location="珠光路 3 号", beneficiary_group="elderly",
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
            ({"group": "elderly"}, ["书屋添绘本"]),
            ({"cost": "to1"}, []),
            ({"cost": "to5"}, ["四点半课堂", "书屋添绘本", "公园路灯修复"]),
            ({"sort": "oldest"}, ["公园路灯修复", "书屋添绘本", "四点半课堂"]),
            ({"sort": "no such order"}, ["四点半课堂", "书屋添绘本", "公园路灯修复"]),
        ]:
            with self.subTest(params):
                self.assertEqual(titles, self.titles(**params))

    def test_a_word_of_thousands_of_signs_is_found_in_no_time(self):
        """What takes words apart for the index passes over them once."""
        Proposal.objects.filter(pk=self.lamps.pk).update(problem="长" + "9" * 6_000 + "末")
        began = time.perf_counter()
        self.assertEqual(["公园路灯修复"], self.titles(q="9" * 6_000 + "末"))
        self.assertEqual([], self.titles(q="9" * 6_000 + "首"))
        self.assertLess(time.perf_counter() - began, 3)

    def test_each_choice_says_how_many_cases_it_would_leave(self):
        form = self.client.get(reverse("proposals:list"), {"category": "works"}).context["found"]
        choices = {
            name: dict(form.filter.form.fields[name].choices) for name in ("category", "theme")
        }
        self.assertEqual("工程类（2）", choices["category"]["works"])
        self.assertEqual("货物类（1）", choices["category"]["goods"])
        self.assertEqual("公共设施（2）", choices["theme"]["facilities"])
        self.assertEqual("群众活动（0）", choices["theme"]["activities"])

    def test_the_counts_are_what_the_filters_find(self):
        """Every group of statuses by the crosstab and by its filter."""
        whole = ProposalFilter({}, queryset=Proposal.objects.public())
        whole.form.is_valid()
        counts = facets_of(whole).counts
        for name, choices in [("status", STATUS_GROUPS), ("cost", COST_BANDS)]:
            for value in choices:
                with self.subTest(name=name, value=value):
                    found = ProposalFilter({name: value}, queryset=Proposal.objects.public()).qs
                    self.assertEqual(found.count(), counts[name][value])

    def test_a_large_site_is_counted_once_a_minute(self):
        with (
            override_settings(CACHES=LOCAL_CACHE),
            patch("proposals.selectors.kept.LARGE", 2),
        ):
            self.assertEqual(1, keep_counts())
            self.assertEqual(0, keep_counts())
            Proposal.objects.filter(pk=self.books.pk).update(status="draft")
            self.assertEqual(
                3, self.client.get(reverse("proposals:list")).context["found"].facets.total
            )
            cache.clear()
            self.assertEqual(
                2, self.client.get(reverse("proposals:list")).context["found"].facets.total
            )

    def test_the_selection_as_files(self):
        """The very rows of the page, in their order, safe for a spreadsheet."""
        Proposal.objects.filter(pk=self.books.pk).update(title="=1+1")
        params = {"category": "goods"}
        table = b"".join(self.client.get(reverse("proposals:list_csv"), params).streaming_content)
        header, row = csv.reader(table.decode("utf-8-sig").splitlines())
        self.assertEqual(("回执号", "'=1+1"), (header[0], row[1]))
        self.assertEqual("40320.00", row[-1])
        rows = json.loads(b"".join(
            self.client.get(reverse("proposals:list_json"), {"sort": "oldest"}).streaming_content
        ))  # fmt: skip
        self.assertEqual(["公园路灯修复", "=1+1", "四点半课堂"], [row["title"] for row in rows])
        self.assertEqual("40000.00", rows[2]["cost_yuan"])

    def test_odd_parameters_are_no_error(self):
        for params in [{"page": "999"}, {"page": "x"}, {"year": "x"}, {"q": "%_\\'"},
                       {"status": "'; drop"}, {"q": "灯" * 500}]:  # fmt: skip
            with self.subTest(params):
                self.titles(**params)

    def test_a_chosen_filter_can_be_taken_away(self):
        response = self.client.get(reverse("proposals:list"), {"q": "灯", "category": "works"})
        chosen = {c.label: c.url for c in response.context["found"].chosen}
        self.assertEqual({"灯": "?category=works", "工程类": "?q=%E7%81%AF"}, chosen)

    def test_what_a_chat_program_hangs_on_an_address_is_not_carried_along(self):
        make_place("440305008", "粤海街道", Level.SUBDISTRICT, self.cast.district)
        params = {"category": "works", "from": "singlemessage", "page": "1"}
        found = self.client.get(reverse("proposals:list"), params).context["found"]
        self.assertEqual("?category=works&place=440305007", found.map.tiles[0].url)
        self.assertEqual(("category=works", "?"), (found.query, found.chosen[0].url))

    @override_settings(MWS_PAGE_CACHE_SECONDS=60, CACHES=LOCAL_CACHE)
    def test_what_stands_beside_the_cards_is_kept_with_each_selection(self):
        """Not for the other language, nor for another selection."""
        cache.clear()
        address, work = reverse("proposals:list"), {"category": "works"}
        first = self.client.get(address)
        self.assertContains(first, "全部形式")
        Proposal.objects.filter(pk=self.books.pk).update(category="works")
        self.assertContains(self.client.get(address, {"n": 2}), "工程类（2）")
        self.assertContains(self.client.get(address, work), "书屋添绘本")
        self.assertContains(self.client.get(address, work), "工程类（3）")
        self.assertContains(self.client.get(f"/en{address}"), "All forms")
        cache.clear()

    def test_a_card_is_read_with_all_that_it_shows(self):
        """Whatever the status, nothing is asked of the database afterwards but the clocks."""
        on_notice = case_in("on_notice", self.cast, self.round)
        rows = with_card(Proposal.objects.filter(pk__in=[on_notice.pk, self.project.pk]))
        for row in rows:
            cards_of([row], now=NOW)
            for status in ProposalStatus:
                row.status = status
                for step in ProjectStatus if hasattr(row, "project") else [None]:
                    if step:
                        row.project.status = step
                    with (
                        self.subTest(status=status, step=step),
                        self.assertNumQueries(2 if status in WINDOW_OF else 1),
                    ):
                        cards_of([row], now=NOW)

    def test_the_map_counts_by_place_and_leads_there(self):
        make_place("440305008", "粤海街道", Level.SUBDISTRICT, self.cast.district)
        found = self.client.get(reverse("proposals:list"), {"category": "works"}).context["found"]
        here, there = found.map.tiles
        self.assertEqual(("桃源", 2, 4), (here.short, here.count, here.tone))
        self.assertEqual(("粤海", 0, 0), (there.short, there.count, there.tone))
        self.assertEqual("?category=works&place=440305007", here.url)
        street = self.client.get(reverse("proposals:list"), {"place": "440305007"})
        self.assertContains(street, 'aria-label="龙珠社区: 3"')
        self.assertContains(street, 'aria-label="塘朗社区: 0"')

    def test_many_districts_lie_as_they_do_on_the_ground(self):
        other = make_place("440304", "福田区", Level.DISTRICT, self.cast.city)
        found = self.client.get(reverse("proposals:list")).context["found"]
        tiles = {(t.short, t.count, t.column, t.row) for t in found.map.tiles}
        self.assertEqual({("南山", 3, 1, 1), ("福田", 0, 2, 1)}, tiles)
        for level, code in (("city", "4403"), ("district", other.code)):
            with self.subTest(level):
                page = self.client.get(reverse("proposals:list"), {"place": code})
                self.assertEqual(level == "city", page.context["found"].map is not None)

    def test_a_community_with_a_plan_shows_the_cases_of_the_page_on_it(self):
        plan = draw_plan(place_id=self.cast.community.pk, upload=drawing(), by=None)
        Proposal.objects.filter(pk=self.books.pk).update(plan=plan, pin_x=500, pin_y=500)
        address = reverse("proposals:list")
        page = self.client.get(address, {"place": self.cast.community.code})
        (pin,) = page.context["found"].map.drawn.pins
        self.assertEqual(("2", f"#case-{self.books.pk}"), (pin.label, pin.url))
        self.assertContains(page, f'id="case-{self.books.pk}"')
        found, before = page.context["found"], page.context["found"].beside
        found.shown.reverse()  # as another's fair order may have it
        self.assertNotEqual(before, found.beside)
        other = self.client.get(address, {"place": self.cast.other_community.code})
        self.assertIsNone(other.context["found"].map)

    def test_the_map_of_many_cases_is_counted_once(self):
        make_place("440305008", "粤海街道", Level.SUBDISTRICT, self.cast.district)
        with (
            override_settings(CACHES=LOCAL_CACHE),
            patch("proposals.selectors.kept.LARGE", 1),
            patch.object(list_map, "_counted", wraps=list_map._counted) as counted,
        ):
            for params in ({}, {}, {"category": "works"}, {"page": "2"}):
                self.client.get(reverse("proposals:list"), params)
        self.assertEqual(2, counted.call_count)
        cache.clear()

    def test_the_same_few_queries_however_many_cases(self):
        make_place("440305008", "粤海街道", Level.SUBDISTRICT, self.cast.district)
        with self.assertNumQueries(11):
            self.titles()
        rows = list(Proposal.objects.filter(pk__in=[self.lamps.pk, self.books.pk]))
        Proposal.objects.bulk_create(self._copies(rows, 60))
        with self.assertNumQueries(10):  # none of this page is late
            self.assertEqual(12, len(self.titles()))

    def _copies(self, rows, count):
        for number in range(count):
            row = rows[number % len(rows)]
            fields = {f.attname: getattr(row, f.attname) for f in Proposal._meta.concrete_fields}
            del fields["id"], fields["case_id"]
            fields["receipt_no"] = f"X-{number}"
            yield Proposal(**fields)

    def test_a_late_page_shows_its_own_cases(self):
        rows = list(Proposal.objects.filter(pk=self.lamps.pk))
        Proposal.objects.bulk_create(self._copies(rows, 21))
        pages = [
            [card.pk for card in self.client.get(reverse("proposals:list"), {"page": page})
             .context["found"].cards]
            for page in (1, 2)
        ]  # fmt: skip
        self.assertEqual([12, 12], [len(page) for page in pages])
        self.assertEqual(24, len({*pages[0], *pages[1]}))

    def test_in_english_too(self):
        with override("en"):
            response = self.client.get(reverse("proposals:list"))
        self.assertContains(response, "Newest first")

    def test_it_is_read_with_get_only(self):
        self.assertEqual(405, self.client.post(reverse("proposals:list")).status_code)


class FairOrderTests(TestCase):
    """While residents vote, no proposal of the ballot stands first for everyone."""

    @classmethod
    def setUpTestData(cls):
        cls.cast = Cast()
        cls.round = cls.cast.round(poll_role=PollRole.ADVISORY)
        for number in range(6):
            case_in("shortlisted", cls.cast, cls.round, title=f"第{number}条")
        case_in("admitted", cls.cast, cls.round, title="不在票上")
        cls.round.stages.filter(stage=Stage.POLL).update(
            starts_at=database_now() - timedelta(days=1), ends_at=database_now() + timedelta(days=1)
        )

    def titles(self, order=None, **params):
        self.client.cookies.clear()
        if order is not None:
            self.client.cookies[ORDER_COOKIE] = str(order)
        params = {"place": self.cast.community.code} | params
        response = self.client.get(reverse("proposals:list"), params)
        return [card.title for card in response.context["found"].cards]

    def test_each_visitor_has_an_order_and_keeps_it(self):
        orders = [tuple(self.titles(order)) for order in range(24)]
        self.assertEqual(orders, [tuple(self.titles(order)) for order in range(24)])
        self.assertGreater(len(set(orders)), 12)
        self.assertGreater(len({titles[0] for titles in orders}), 3)
        self.assertEqual({"不在票上"}, {titles[-1] for titles in orders})

    def test_a_visitor_without_an_order_is_given_one(self):
        self.titles()
        self.assertIn(ORDER_COOKIE, self.client.cookies)

    def test_whoever_asks_for_an_order_gets_it(self):
        self.assertEqual("第0条", self.titles(3, sort="oldest")[0])

    def test_elsewhere_the_newest_stand_first(self):
        self.assertEqual("不在票上", self.titles(3, place="")[0])
