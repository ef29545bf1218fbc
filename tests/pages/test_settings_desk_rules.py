from datetime import date

from django.utils.html import escape

from mws.audit.selectors import history_of
from mws.rounds.models import CalendarDay, RuleSet
from mws.rounds.parameters import PARAMETERS
from tests.pages.test_settings_desk import DeskTestCase


class RuleTests(DeskTestCase):
    def setUp(self):
        self.officer, self.rules = self.cast.district_officer, self.cast.rule_set

    def setting(self, key):
        return self.rules.settings.get(key=key)

    def test_the_page_shows_every_rule_with_its_basis_and_what_it_changes(self):
        response = self.get(self.officer, "rule_set", self.rules.pk)
        rows = {row.key: row for row in response.context["rows"]}
        self.assertEqual(list(rows), list(PARAMETERS))
        for row in rows.values():
            self.assertContains(response, row.legal_basis)
            self.assertContains(response, escape(row.changes))

    def test_each_kind_of_value_is_typed_and_stored(self):
        for key, typed, stored in [
            ("cap_works_fen", "60万", "60000000"),
            ("cap_goods_fen", "0", "0"),
            ("notice_days", "7", "7"),
            ("quorum_strict", "false", "false"),
            ("majority_base", "seated", "seated"),
        ]:
            with self.subTest(key):
                response = self.post(
                    self.officer,
                    "rule",
                    self.rules.pk,
                    key,
                    value=typed,
                    legal_basis="深民1号",
                )
                self.assertRedirects(response, self.url("rule_set", self.rules.pk))
                self.assertEqual(self.setting(key).value, stored)
                self.assertEqual(self.setting(key).legal_basis, "深民1号")
                page = self.get(self.officer, "rule", self.rules.pk, key)
                self.assertEqual(page.status_code, 200)
        self.assertEqual(history_of(self.rules).last().action, "rule_set.changed")

    def test_what_does_not_fit_is_not_stored_and_stays_typed(self):
        for key, typed, basis in [
            ("notice_days", "-1", "x"), ("notice_days", "five", "x"), ("notice_days", "7", ""),
            ("quorum_numerator", "0", "x"), ("majority_base", "everybody", "x"),
            ("cap_works_fen", "many", "x"), ("quorum_strict", "", "x"),
        ]:  # fmt: skip
            with self.subTest(key=key, typed=typed, basis=basis):
                before = self.setting(key).value
                response = self.post(
                    self.officer, "rule", self.rules.pk, key, value=typed, legal_basis=basis
                )
                self.assert_refused_on_page(response)
                self.assertEqual(self.setting(key).value, before)

    def test_an_open_round_keeps_its_copy(self):
        running = self.cast.round()
        self.post(
            self.officer, "rule", self.rules.pk, "notice_days", value="9", legal_basis="新办法"
        )
        running.refresh_from_db()
        self.assertEqual(running.frozen_rules.notice_days, PARAMETERS["notice_days"].default)

    def test_unknown_rules_do_not_exist(self):
        response = self.get(self.officer, "rule", self.rules.pk, "speed_of_light")
        self.assertEqual(response.status_code, 404)

    def test_a_year_has_one_set_of_rules(self):
        facts = {
            "district": self.cast.district.code, "name": "南山区规则", "legal_basis": "办法",
        }  # fmt: skip
        self.post(self.officer, "rule_set_new", year=2027, **facts)
        self.assertEqual(RuleSet.objects.get(year=2027).settings.count(), len(PARAMETERS))
        self.assert_refused_on_page(self.post(self.officer, "rule_set_new", year=2027, **facts))


class CalendarTests(DeskTestCase):
    def setUp(self):
        self.officer = self.cast.district_officer

    def set_day(self, **changes):
        data = {"day": "2026-10-10", "kind": "workday", "name": "国庆调休", "source": "国办发"}
        return self.post(self.officer, "calendar_day", 2026, **(data | changes))

    def test_there_is_no_year_beyond_the_last(self):
        for year in (10_000, 2**63):
            self.assertEqual(404, self.get(self.officer, "calendar_year", year).status_code)

    def test_a_year_that_is_not_loaded_says_so_until_it_is(self):
        page = self.get(self.officer, "calendar_year", 2026)
        self.assertFalse(page.context["is_announced"])
        self.post(self.officer, "calendar_load", 2026)
        page = self.get(self.officer, "calendar_year", 2026)
        self.assertTrue(page.context["is_announced"])
        self.assertContains(page, "chinesecalendar")

    def test_a_year_nobody_has_announced_is_refused_in_words(self):
        response = self.post(self.officer, "calendar_load", 2099)
        self.assertRedirects(response, self.url("calendar_year", 2099))
        self.assertFalse(CalendarDay.objects.exists())

    def test_a_day_is_set_and_given_back_to_the_week(self):
        day = CalendarDay.objects.filter(day=date(2026, 10, 10))
        self.set_day()
        self.assertTrue(day.get().is_working)
        self.set_day(kind="holiday")
        self.assertFalse(day.get().is_working)
        self.set_day(kind="usual", name="")
        self.assertFalse(day.exists())

    def test_a_day_needs_a_name_and_a_source(self):
        for changes in [{"name": ""}, {"source": ""}, {"kind": "party"}, {"day": "soon"}]:
            with self.subTest(changes):
                self.assert_refused_on_page(self.set_day(**changes))
        self.assertFalse(CalendarDay.objects.exists())
