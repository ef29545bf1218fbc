"""The negative list and the desks: who arranges them, and what stays."""

from datetime import timedelta
from functools import partial

from django.db import IntegrityError, transaction
from django.test import TestCase

from mws.rounds import services
from mws.rounds.models import Clause, Desk, DeskSeat
from mws.rounds.negative_list import NEGATIVE_LIST
from tests.cast import NOW, Cast
from tests.proposals.cases import code_of

LATER = NOW + timedelta(days=1)


class ClauseTests(TestCase):
    @classmethod
    def setUpTestData(cls):
        cls.cast = Cast()
        cls.round = cls.cast.round()

    def add(self, **changes):
        facts = {"code": "12", "text": "烟花", "legal_basis": "市烟花条例",
                 "by": self.cast.district_officer} | changes  # fmt: skip
        return services.add_clause(rule_set_id=self.cast.rule_set.pk, now=LATER, **facts)

    def test_a_year_begins_with_the_usual_list(self):
        codes = list(Clause.objects.of_round(self.round).values_list("code", flat=True))
        self.assertEqual([clause.code for clause in NEGATIVE_LIST], codes)

    def test_the_next_year_begins_with_the_districts_own_list(self):
        self.add()
        first = self.cast.rule_set.clauses.get(code="1")
        services.end_clause(clause_id=first.pk, by=self.cast.district_officer, now=LATER)
        year = self.cast.rule_set.year + 1
        following = services.create_rule_set(
            district=self.cast.district, year=year, name=f"{year} 年规则", legal_basis="区细则",
            by=self.cast.district_officer, now=LATER,
        )  # fmt: skip
        codes = set(following.clauses.values_list("code", flat=True))
        self.assertEqual({c.code for c in NEGATIVE_LIST} - {"1"} | {"12"}, codes)

    def test_a_round_keeps_the_list_it_was_opened_with(self):
        before = Clause.objects.of_round(self.round).count()
        self.add()
        first = self.cast.rule_set.clauses.get(code="1")
        services.end_clause(clause_id=first.pk, by=self.cast.district_officer, now=LATER)
        self.assertEqual(before, Clause.objects.of_round(self.round).count())
        next_round = self.cast.round(batch=2, now=LATER + timedelta(days=1))
        codes = Clause.objects.of_round(next_round).values_list("code", flat=True)
        self.assertIn("12", codes)
        self.assertNotIn("1", codes)

    def test_refusals(self):
        for changes, code in [
            ({"by": self.cast.secretary}, "not_district_officer"), ({"text": " "}, "no_text"),
            ({"code": ""}, "no_text"), ({"legal_basis": " "}, "no_legal_basis"),
            ({"code": "1"}, "code_taken"), ({}, None), ({}, "code_taken"),
        ]:  # fmt: skip
            with self.subTest(changes):
                self.assertEqual(code, code_of(lambda c=changes: self.add(**c)))

    def test_a_clause_ends_once(self):
        clause = self.add()
        end = partial(services.end_clause, clause_id=clause.pk, now=LATER)
        officer = self.cast.district_officer
        self.assertEqual("not_district_officer", code_of(partial(end, by=self.cast.clerk)))
        self.assertIsNone(code_of(partial(end, by=officer)))
        self.assertEqual("ended_already", code_of(partial(end, by=officer)))

    def test_the_database_refuses_what_cannot_be(self):
        clause = self.add()
        for facts in [{"code": "1"}, {"text": ""}, {"legal_basis": ""}, {"ended_at": NOW}]:
            with self.subTest(facts), self.assertRaises(IntegrityError), transaction.atomic():
                Clause.objects.filter(pk=clause.pk).update(**facts)


class DeskTests(TestCase):
    @classmethod
    def setUpTestData(cls):
        cls.cast = Cast()

    def open(self, **changes):
        facts = {"place": self.cast.subdistrict, "name": "城建办", "task": "工程造价与安全",
                 "by": self.cast.district_officer} | changes  # fmt: skip
        return services.open_desk(**facts, now=NOW)

    def test_refusals(self):
        for changes, code in [
            ({"by": self.cast.leader}, "not_district_officer"),
            ({"place": self.cast.district}, "wrong_level"), ({"name": " "}, "no_name"),
            ({"task": ""}, "no_name"), ({}, None), ({}, "name_taken"),
            ({"place": self.cast.community}, None),
        ]:  # fmt: skip
            with self.subTest(changes):
                self.assertEqual(code, code_of(lambda c=changes: self.open(**c)))

    def test_seats_begin_and_end_and_stay_on_record(self):
        officer, desk = self.cast.district_officer, self.open()
        seat = partial(
            services.seat_at_desk, desk_id=desk.pk, person=self.cast.works, by=officer, now=NOW
        )
        self.assertIsNone(code_of(seat))
        self.assertEqual("seated_already", code_of(seat))
        row = DeskSeat.objects.get()
        end = partial(services.end_seat, seat_id=row.pk, by=officer, now=NOW)
        self.assertIsNone(code_of(end))
        self.assertEqual("ended_already", code_of(end))
        services.close_desk(desk_id=desk.pk, by=officer, now=NOW)
        self.assertEqual("closed_already", code_of(seat))

    def test_the_database_refuses_what_cannot_be(self):
        desk = self.open()
        seat = DeskSeat.objects.create(desk=desk, person=self.cast.works, starts_on=NOW.date())
        for act in [
            lambda: Desk.objects.create(place=desk.place, name=desk.name, task="x"),
            lambda: Desk.objects.filter(pk=desk.pk).update(task=""),
            lambda: DeskSeat.objects.create(
                desk=desk, person=self.cast.works, starts_on=NOW.date()
            ),
            lambda: DeskSeat.objects.filter(pk=seat.pk).update(
                ends_on=seat.starts_on - timedelta(days=1)
            ),
        ]:
            with self.assertRaises(IntegrityError), transaction.atomic():
                act()
