"""Rule sets and rounds: values with their basis, frozen when a round opens."""

from __future__ import annotations

from dataclasses import fields
from datetime import timedelta
from importlib import import_module

from django.apps import apps
from django.db import IntegrityError, transaction
from django.test import TestCase, override_settings

from mws.core.refusals import Refused
from mws.rounds import services
from mws.rounds.models import Deadline, PollRole, Round, RuleSetting, Stage
from mws.rounds.parameters import PARAMETERS, RoundRules
from tests.cast import NOW, YEAR, Cast

WINDOWS = {
    stage: (NOW + timedelta(days=10 * number), NOW + timedelta(days=10 * (number + 1)))
    for number, stage in enumerate(Stage)
}


class RuleSetTests(TestCase):
    @classmethod
    def setUpTestData(cls) -> None:
        cls.cast = Cast()

    def set_rule(self, **changes: object) -> RuleSetting:
        given = {
            "rule_set_id": self.cast.rule_set.pk, "key": "notice_days", "value": "7",
            "legal_basis": "区办〔2026〕3号", "by": self.cast.district_officer,
        }  # fmt: skip
        return services.set_rule(**{**given, **changes})

    def test_every_parameter_has_a_value_with_its_basis(self) -> None:
        stored = dict(self.cast.rule_set.settings.values_list("key", "legal_basis"))
        self.assertEqual(set(stored), set(PARAMETERS))
        self.assertTrue(all(stored.values()))
        self.assertEqual({field.name for field in fields(RoundRules)}, set(PARAMETERS))

    def test_a_rule_set_of_before_gets_the_days_of_a_change(self) -> None:
        migration = import_module("mws.rounds.migrations.0003_days_of_a_change")
        settings = self.cast.rule_set.settings.filter(key="change_days")
        settings.delete()
        for _twice in range(2):
            migration.add_days(apps, None)
            row, parameter = settings.get(), PARAMETERS["change_days"]
            self.assertEqual((str(parameter.default), parameter.basis),
                             (row.value, row.legal_basis))  # fmt: skip

    def test_a_value_is_changed_with_its_basis(self) -> None:
        self.set_rule()
        setting = RuleSetting.objects.get(rule_set=self.cast.rule_set, key="notice_days")
        self.assertEqual((setting.value, setting.legal_basis), ("7", "区办〔2026〕3号"))

    def test_refusals(self) -> None:
        for changes, code in [
            ({"by": self.cast.leader}, "not_district_officer"),
            ({"by": self.cast.lin}, "not_district_officer"),
            ({"key": "colour"}, "unknown_rule"),
            ({"legal_basis": " "}, "no_legal_basis"),
            ({"value": "many"}, "bad_value"),
            ({"value": "-1"}, "bad_value"),
            ({"key": "quorum_strict", "value": "maybe"}, "bad_value"),
            ({"key": "majority_base", "value": "all"}, "bad_value"),
        ]:
            with self.subTest(code=code, changes=changes), self.assertRaises(Refused) as caught:
                self.set_rule(**changes)
            self.assertEqual(caught.exception.code, code)


class RoundTests(TestCase):
    @classmethod
    def setUpTestData(cls) -> None:
        cls.cast = Cast()

    def create(self, **changes: object) -> Round:
        given = {
            "community": self.cast.community, "rule_set": self.cast.rule_set, "batch": 1,
            "windows": WINDOWS, "by": self.cast.leader, "now": NOW,
        }  # fmt: skip
        return services.create_round(**{**given, **changes})

    def test_opening_freezes_the_rules(self) -> None:
        round = services.open_round(round_id=self.create().pk, by=self.cast.leader, now=NOW)
        services.set_rule(
            rule_set_id=self.cast.rule_set.pk, key="notice_days", value="30", legal_basis="x",
            by=self.cast.district_officer,
        )  # fmt: skip
        round = Round.objects.get(pk=round.pk)
        self.assertEqual(round.frozen_rules.notice_days, 5)
        self.assertTrue(round.frozen_rules.quorum_strict)
        self.assertEqual(len(round.rules_sha256), 64)

    def test_refusals(self) -> None:
        short = {stage: window for stage, window in WINDOWS.items() if stage != Stage.COUNCIL}
        no_poll = {stage: window for stage, window in WINDOWS.items() if stage != Stage.POLL}
        opened = services.open_round(round_id=self.create().pk, by=self.cast.leader, now=NOW)
        for attempt, code in [
            (lambda: self.create(by=self.cast.clerk, batch=2), "not_subdistrict"),
            (lambda: self.create(community=self.cast.subdistrict, batch=2), "not_community"),
            (lambda: self.open(self.create(windows=short, batch=2)), "stage_missing"),
            (lambda: self.open(self.create(windows=no_poll, batch=3, poll_role=PollRole.ADVISORY)),
             "stage_missing"),
            (lambda: self.open(opened), "already_open"),
            (lambda: self.open(self.create(batch=4), by=self.cast.secretary), "not_subdistrict"),
        ]:  # fmt: skip
            with self.subTest(code=code), self.assertRaises(Refused) as caught:
                attempt()
            self.assertEqual(caught.exception.code, code)

    def open(self, round: Round, by: object = None) -> Round:
        return services.open_round(round_id=round.pk, by=by or self.cast.leader, now=NOW)

    def test_a_window_is_half_open(self) -> None:
        round = self.open(self.create())
        begin, end = WINDOWS[Stage.CALL]
        self.assertTrue(round.accepts_proposals(begin))
        self.assertTrue(round.accepts_proposals(end - timedelta(microseconds=1)))
        self.assertFalse(round.accepts_proposals(end))
        self.assertEqual(round.stage_on(end), Stage.SCREENING)

    def test_the_database_refuses_an_open_round_without_frozen_rules(self) -> None:
        round = self.create()
        for changes in (
            {"state": "open"},
            {"state": "closed"},
            {"state": "odd"},
            {"poll_role": "x"},
        ):
            with self.subTest(changes=changes), self.assertRaises(IntegrityError):
                with transaction.atomic():
                    Round.objects.filter(pk=round.pk).update(**changes)

    def test_a_community_has_one_round_per_year_and_batch(self) -> None:
        round = self.create()
        with self.assertRaises(Refused) as caught:
            self.create()
        self.assertEqual(caught.exception.code, "batch_taken")
        other = self.create(batch=2)
        with self.assertRaises(IntegrityError), transaction.atomic():
            Round.objects.filter(pk=other.pk).update(batch=round.batch)

    def test_dates_move_in_the_demonstration_only(self) -> None:
        round = self.open(self.create())
        with override_settings(MWS_DEMO=False), self.assertRaises(Refused):
            services.move_dates(round_id=round.pk, days=-10, by=None)
        with override_settings(MWS_DEMO=True):
            services.move_dates(round_id=round.pk, days=-10, by=None)
        self.assertEqual(Round.objects.get(pk=round.pk).stage_on(NOW), Stage.SCREENING)


class DeadlineTests(TestCase):
    @classmethod
    def setUpTestData(cls) -> None:
        cls.cast = Cast()
        cls.round = cls.cast.round()

    def test_a_clock_runs_once_per_kind_until_it_is_stopped(self) -> None:
        case_id = "0" * 32
        clock = {
            "case_id": case_id, "kind": "intake", "round": self.round, "now": NOW,
        }  # fmt: skip
        first = services.start_deadline(**clock)
        self.assertEqual(services.start_deadline(**clock), first)
        services.finish_deadline(case_id=case_id, kind="intake", now=NOW)
        self.assertNotEqual(services.start_deadline(**clock), first)
        services.finish_deadlines(case_id=case_id, kinds=["intake"], now=NOW)
        self.assertFalse(Deadline.objects.running().exists())
        self.assertEqual(YEAR, first.due_on.year)
