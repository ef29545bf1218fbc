from datetime import timedelta

from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone, translation

from mws.audit.selectors import history_of
from mws.core.clock import database_now
from mws.rounds.models import Clause, Desk, DeskSeat, RuleSet
from mws.rounds.negative_list import NEGATIVE_LIST
from mws.rounds.services import create_rule_set, end_clause, open_desk, seat_at_desk
from proposals.models import Proposal
from proposals.selectors.desk_tasks import desks_of
from tests.cast import NOW, make_officer, make_place
from tests.pages.test_settings_desk import DeskTestCase, UpTo


class EnglishDeskTestCase(DeskTestCase):
    def url(self, name, *args):
        with translation.override("en"):
            return super().url(name, *args)


class ClauseTests(EnglishDeskTestCase):
    def setUp(self):
        self.officer, self.rules = self.cast.district_officer, self.cast.rule_set
        self.facts = {"code": "12", "text": "与养老服务重复", "legal_basis": "深民1号"}

    def clause(self, code="1"):
        return self.rules.clauses.get(code=code, ended_at=None)

    def test_the_page_shows_the_list_in_the_order_of_its_numbers(self):
        page = self.get(self.officer, "clauses")
        codes = [clause.code for clause, _why_not in page.context["rows"]]
        self.assertEqual([clause.code for clause in NEGATIVE_LIST], codes)
        for clause in self.rules.clauses.all():
            self.assertContains(page, clause.text)
            self.assertContains(page, clause.legal_basis)

    def test_a_clause_is_added_for_the_rounds_that_open_later(self):
        running = self.cast.round()
        response = self.post(self.officer, "clause_new", self.rules.pk, **self.facts)
        self.assertRedirects(response, self.url("clauses_of", self.rules.pk))
        added = self.clause("12")
        self.assertEqual((added.text, added.legal_basis), ("与养老服务重复", "深民1号"))
        self.assertEqual("clause.added", history_of(added).last().action)
        self.assertNotIn(added, Clause.objects.of_round(running))
        later = self.cast.round(batch=2, now=database_now())
        self.assertIn(added, Clause.objects.of_round(later))
        self.assertContains(self.get(self.officer, "clauses"), "12. 与养老服务重复")

    def test_what_does_not_fit_is_refused_in_words_and_stays_typed(self):
        for changes, said in [
            ({"code": "1"}, "End it first"), ({"code": ""}, "is required"),
            ({"text": " "}, "is required"), ({"legal_basis": ""}, "is required"),
            ({"text": "字" * 201}, "at most 200"),
        ]:  # fmt: skip
            with self.subTest(changes):
                response = self.post(
                    self.officer, "clause_new", self.rules.pk, **self.facts | changes
                )
                self.assert_refused_on_page(response)
                self.assertContains(response, said)
                for name, typed in (self.facts | changes).items():
                    self.assertEqual(typed, response.context["form"][name].value())
        self.assertEqual(len(NEGATIVE_LIST), self.rules.clauses.count())

    def test_a_clause_is_taken_off_once_and_stays_readable(self):
        clause = self.clause()
        args = (self.rules.pk, clause.pk)
        self.assertContains(self.get(self.officer, "clause_end", *args), clause.text)
        response = self.post(self.officer, "clause_end", *args)
        self.assertRedirects(response, self.url("clauses_of", self.rules.pk))
        clause.refresh_from_db()
        self.assertIsNotNone(clause.ended_at)
        page = self.get(self.officer, "clauses")
        self.assertContains(page, clause.text)
        self.assertNotContains(page, self.url("clause_end", *args))
        for ask in (self.get, self.post):
            again = ask(self.officer, "clause_end", *args)
            self.assertContains(again, "taken off the list already")
            self.assertNotContains(again, 'class="form"')
        self.post(self.officer, "clause_new", self.rules.pk, **self.facts | {"code": "1"})
        self.assertEqual("与养老服务重复", self.clause().text)

    def test_this_years_list_stands_first_although_the_next_is_made(self):
        this_year = timezone.localdate().year
        for year in (this_year, this_year + 1):
            if not RuleSet.objects.filter(year=year).exists():
                create_rule_set(
                    district=self.cast.district, year=year, name=f"{year} 年规则",
                    legal_basis="测试", by=None, now=NOW,
                )  # fmt: skip
        page = self.get(self.officer, "clauses")
        self.assertEqual(this_year, page.context["rule_set"].year)
        for _name, address, _is_current in page.context["lists"]:
            self.assertEqual(200, self.client.get(address).status_code)

    def test_without_rules_the_page_says_what_comes_first(self):
        RuleSet.objects.all().delete()
        page = self.get(self.officer, "clauses")
        self.assertContains(page, self.url("rule_set_new"))

    def test_a_clause_of_other_rules_does_not_exist_here(self):
        other = create_rule_set(
            district=self.cast.district, year=2030, name="x", legal_basis="x", by=None, now=NOW
        )
        response = self.post(self.officer, "clause_end", other.pk, self.clause().pk)
        self.assertEqual(404, response.status_code)

    def test_nobody_else_edits_the_list(self):
        far = make_place("440399", "外区", "district", self.cast.city)
        foreign = make_officer("far", "外区", "district_officer", far)
        for person in (foreign, self.cast.leader, self.cast.clerk, self.cast.lin):
            for name, args, facts in [
                ("clauses_of", (), None), ("clause_new", (), self.facts),
                ("clause_end", (self.clause().pk,), {}),
            ]:  # fmt: skip
                with self.subTest(person=person, name=name):
                    ask = self.get if facts is None else self.post
                    response = ask(person, name, self.rules.pk, *args, **(facts or {}))
                    self.assertEqual(404, response.status_code)
        self.assertEqual(len(NEGATIVE_LIST), self.rules.clauses.filter(ended_at=None).count())

    def test_the_same_few_queries_however_long_the_list(self):
        counts = []
        for _size in range(2):
            self.get(self.officer, "clauses")  # what is read once per session is read
            with CaptureQueriesContext(connection) as captured:
                self.client.get(self.url("clauses"))
            counts.append(len(captured))
            for n in range(20, 40):
                self.post(self.officer, "clause_new", self.rules.pk, **self.facts | {"code": n})
            end_clause(clause_id=self.clause("20").pk, by=self.officer)
        self.assertEqual(counts[0], counts[1])
        self.assertEqual(UpTo(15), counts[0])


class OfficeDeskTests(EnglishDeskTestCase):
    def setUp(self):
        self.officer, self.street = self.cast.district_officer, self.cast.subdistrict
        self.facts = {"place": self.street.code, "name": "城建办", "task": "造价、施工安全"}

    def opened(self, **changes):
        facts = {"place": self.street, "name": "城建办", "task": "造价"} | changes
        return open_desk(**facts, by=None, now=NOW)

    def seated(self, desk, person=None):
        return seat_at_desk(desk_id=desk.pk, person=person or self.cast.works, by=None, now=NOW)

    def test_an_opened_desk_can_be_asked_about_files(self):
        self.assertContains(self.get(self.officer, "desks"), "No desks yet")
        response = self.post(self.officer, "desk_new", **self.facts)
        self.assertRedirects(response, self.url("desks"))
        desk = Desk.objects.get()
        self.assertEqual((self.street, "城建办"), (desk.place, desk.name))
        self.assertEqual("desk.opened", history_of(desk).last().action)
        case = Proposal(community=self.cast.community)
        self.assertEqual([desk], list(desks_of(case)))
        page = self.get(self.officer, "desks")
        for text in ("城建办", "造价、施工安全", "桃源街道", "nobody yet"):
            self.assertContains(page, text)

    def test_what_the_rule_refuses_is_said_and_stays_typed(self):
        self.opened()
        for changes, said in [
            ({}, "There is a desk of this name here"), ({"name": ""}, "is required"),
            ({"task": " "}, "is required"),
            ({"place": self.cast.district.code}, "Select a valid choice"),
            ({"place": "nowhere"}, "Select a valid choice"),
        ]:  # fmt: skip
            with self.subTest(changes):
                response = self.post(self.officer, "desk_new", **self.facts | changes)
                self.assert_refused_on_page(response)
                self.assertContains(response, said)
                for name, typed in (self.facts | changes).items():
                    self.assertEqual(typed, response.context["form"][name].value())
        self.assertEqual(1, Desk.objects.count())

    def test_a_person_is_found_and_seated_and_leaves_again(self):
        desk, works = self.opened(), self.cast.works
        page = self.get(self.officer, "desk", desk.pk, q="陆工")
        address = self.url("seat_new", desk.pk, works.pk)
        self.assertContains(page, address)
        response = self.post(self.officer, "seat_new", desk.pk, works.pk, q="陆工")
        page = self.client.get(response["Location"])
        self.assertContains(page, 'value="陆工"')
        self.assertContains(page, "Answers here already")
        self.assertNotContains(page, address)
        seat = DeskSeat.objects.get()
        self.assertContains(self.get(self.officer, "desks"), "陆工")
        self.post(self.officer, "seat_end", seat.pk)
        seat.refresh_from_db()
        self.assertIsNotNone(seat.ends_on)
        page = self.get(self.officer, "desk", desk.pk)
        self.assertNotContains(page, self.url("seat_end", seat.pk))
        yesterday = timezone.localdate() - timedelta(days=1)
        DeskSeat.objects.update(starts_on=yesterday, ends_on=yesterday)
        self.assertNotContains(self.get(self.officer, "desks"), "陆工")

    def test_refused_seats_are_refused_in_words(self):
        desk = self.opened()
        seat = self.seated(desk)
        for name, args, said in [
            ("seat_new", (desk.pk, self.cast.works.pk), "answers for this desk already"),
            ("seat_end", (seat.pk,), ""),
            ("seat_end", (seat.pk,), "ended already"),
            ("desk_close", (desk.pk,), ""),
            ("seat_new", (desk.pk, self.cast.finance.pk), "closed already"),
        ]:
            with self.subTest(name=name, said=said):
                self.client.force_login(self.officer)
                page = self.client.post(self.url(name, *args), follow=True)
                self.assertContains(page, said)
        self.assertEqual([seat], list(DeskSeat.objects.all()))

    def test_a_closed_desk_is_kept_and_says_why_nothing_more_is_done(self):
        desk = self.opened()
        self.assertContains(self.get(self.officer, "desk_close", desk.pk), 'class="form"')
        response = self.post(self.officer, "desk_close", desk.pk)
        self.assertRedirects(response, self.url("desks"))
        self.assertContains(self.get(self.officer, "desks"), "closed on")
        page = self.get(self.officer, "desk", desk.pk, q="陆工")
        self.assertContains(page, "This desk is closed already")
        self.assertNotContains(page, self.url("seat_new", desk.pk, self.cast.works.pk))
        self.assertNotContains(page, self.url("desk_close", desk.pk))
        for ask in (self.get, self.post):
            self.assertContains(ask(self.officer, "desk_close", desk.pk), "closed already")
        self.assertRedirects(self.post(self.officer, "desk_new", **self.facts), self.url("desks"))

    def test_nobody_else_arranges_desks(self):
        desk = self.opened()
        seat = self.seated(desk)
        far = make_place("440399", "外区", "district", self.cast.city)
        foreign = make_officer("far", "外区", "district_officer", far)
        self.assertNotContains(self.get(foreign, "desks"), "城建办")
        self.assert_refused_on_page(self.post(foreign, "desk_new", **self.facts))
        for person in (foreign, self.cast.leader, self.cast.secretary, self.cast.lin):
            for name, *args in [
                ("desk_close", desk.pk), ("seat_end", seat.pk),
                ("seat_new", desk.pk, self.cast.finance.pk),
            ]:  # fmt: skip
                with self.subTest(person=person, name=name):
                    self.assertEqual(404, self.post(person, name, *args).status_code)
            self.assertEqual(404, self.get(person, "desk", desk.pk).status_code)
        self.assertEqual(404, self.post(self.cast.leader, "desk_new", **self.facts).status_code)
        self.assertEqual((1, 1), (Desk.objects.filter(closed_at=None).count(),
                                  DeskSeat.objects.filter(ends_on=None).count()))  # fmt: skip

    def test_the_same_few_queries_however_many_desks(self):
        counts = []
        desk = self.opened()
        self.seated(desk)
        for n in range(2):
            for url in (self.url("desks"), self.url("desk", desk.pk) + "?q=陆工"):
                self.get(self.officer, "desks")
                with CaptureQueriesContext(connection) as captured:
                    self.client.get(url)
                counts.append(len(captured))
            for place in (self.street, self.cast.community, self.cast.other_community):
                self.seated(self.opened(name=f"财政办{n}", place=place), self.cast.finance)
            self.seated(desk, (self.cast.finance, self.cast.officer)[n])
        self.assertEqual(counts[:2], counts[2:])
        for count in counts:
            self.assertEqual(UpTo(15), count)
