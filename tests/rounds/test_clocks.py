"""The clock of a file: amber and red, passed on, paused, and what the database refuses."""

import uuid
from datetime import date, datetime, timedelta

from django.db import IntegrityError, transaction
from django.test import TestCase

from mws.core.clock import local_day
from mws.rounds.limits import LIMITS
from mws.rounds.models import Deadline, DeadlineKind, Desk, Pause
from mws.rounds.parameters import PARAMETERS
from mws.rounds.services import (
    finish_deadlines,
    load_calendar,
    pass_deadline,
    pause_deadlines,
    resume_deadlines,
    start_deadline,
)
from tests.cast import NOW, Cast

CASE = uuid.UUID(int=5)


def at(day: date) -> datetime:
    return NOW + timedelta(days=(day - local_day(NOW)).days)


class ClockTestCase(TestCase):
    @classmethod
    def setUpTestData(cls):
        cls.cast = Cast()
        cls.round = cls.cast.round()
        load_calendar(year=2026, by=None)

    def start(self, kind="screening", day=date(2026, 9, 14), **facts):
        return start_deadline(case_id=CASE, kind=kind, round=self.round, now=at(day), **facts)

    def running(self):
        return Deadline.objects.running().get(case_id=CASE)


class LimitTests(ClockTestCase):
    def test_every_kind_has_a_limit_and_every_limit_is_a_rule(self):
        self.assertEqual(set(DeadlineKind.values), set(LIMITS))
        rules = {limit.rule for limit in LIMITS.values()} - {""}
        self.assertEqual(set(), rules - set(PARAMETERS))

    def test_colours_by_day(self):
        clock = self.start(kind="intake", day=date(2026, 9, 30))  # 3 days: 8, 9 and 10 October
        self.assertEqual(date(2026, 10, 10), clock.due_on)
        for day, state in [
            (date(2026, 9, 30), "green"), (date(2026, 10, 8), "green"),
            (date(2026, 10, 9), "amber"), (date(2026, 10, 10), "amber"),
            (date(2026, 10, 11), "red"),
        ]:  # fmt: skip
            with self.subTest(day):
                self.assertEqual(state, clock.state_on(day))

    def test_a_clock_that_stands_still_is_neither_amber_nor_red(self):
        clock = self.start(kind="intake")
        clock.paused_at = NOW
        self.assertEqual("paused", clock.state_on(date(2027, 1, 1)))


class PauseTests(ClockTestCase):
    def pause(self, day, **facts):
        return pause_deadlines(
            case_id=CASE, kinds=["screening"], reason="with_proposer", by=self.cast.secretary,
            now=at(day), **facts,
        )  # fmt: skip

    def test_the_due_day_moves_by_the_working_days_it_stood(self):
        # begun on Monday 14 September 2026: 20 September is worked, 25 to 27 September and
        # 1 to 7 October are off; ten working days end on Monday 28 September.
        for stopped, resumed, due in [
            (date(2026, 9, 16), date(2026, 9, 16), date(2026, 9, 28)),
            (date(2026, 9, 16), date(2026, 9, 17), date(2026, 9, 29)),
            (date(2026, 9, 24), date(2026, 9, 27), date(2026, 9, 28)),
            (date(2026, 9, 24), date(2026, 10, 8), date(2026, 10, 9)),
        ]:
            with self.subTest(stopped=stopped, resumed=resumed):
                clock = self.start()
                self.assertEqual(date(2026, 9, 28), clock.due_on)
                self.pause(stopped)
                self.assertEqual(1, resume_deadlines(case_id=CASE, now=at(resumed)))
                self.assertEqual(due, self.running().due_on)
                finish_deadlines(case_id=CASE, kinds=["screening"], now=at(resumed))

    def test_what_was_late_when_it_stopped_is_as_late_when_it_goes_on(self):
        self.start(kind="screening", day=date(2026, 8, 3))
        due = self.running().due_on  # Monday 17 August
        self.pause(due + timedelta(days=2))
        resume_deadlines(case_id=CASE, now=at(due + timedelta(days=4)))
        self.assertEqual(due + timedelta(days=2), self.running().due_on)

    def test_one_pause_at_a_time_each_kept_with_its_reason(self):
        self.start()
        self.assertEqual(1, self.pause(date(2026, 9, 15)))
        self.assertEqual(0, self.pause(date(2026, 9, 16)))
        resume_deadlines(case_id=CASE, now=at(date(2026, 9, 17)))
        pause = Pause.objects.get()
        self.assertEqual(("with_proposer", self.cast.secretary), (pause.reason, pause.started_by))
        self.assertEqual(at(date(2026, 9, 17)), pause.ended_at)

    def test_the_end_of_a_case_ends_the_pause(self):
        self.start()
        self.pause(date(2026, 9, 15))
        finish_deadlines(case_id=CASE, kinds=["screening"], now=at(date(2026, 9, 16)))
        self.assertFalse(Deadline.objects.running().exists())
        self.assertFalse(Pause.objects.filter(ended_at=None).exists())


class HolderTests(ClockTestCase):
    def test_passing_on_keeps_who_held_it_and_the_due_day(self):
        first = self.start(kind="approval", place=self.cast.subdistrict)
        pass_deadline(
            case_id=CASE, kind="approval", holder_role="subdistrict_leader",
            now=at(date(2026, 9, 18)),
        )  # fmt: skip
        rows = Deadline.objects.filter(case_id=CASE).order_by("pk")
        self.assertEqual(
            ["subdistrict_officer", "subdistrict_leader"], [row.holder_role for row in rows]
        )
        self.assertEqual({first.due_on}, {row.due_on for row in rows})
        self.assertEqual(at(date(2026, 9, 18)), rows[0].done_at)

    def test_several_desks_have_a_clock_each(self):
        for name in ("城建办", "财政办"):
            desk = Desk.objects.create(place=self.cast.subdistrict, name=name, task="意见")
            self.assertEqual(name, self.start(kind="task", desk=desk).holder_words)
        self.assertEqual(2, Deadline.objects.running().count())


class ClockConstraintTests(ClockTestCase):
    def test_the_database_refuses_what_cannot_be(self):
        clock = self.start()
        for facts in [
            {"holder": self.cast.lin}, {"holder_role": ""}, {"holder_role": "king"},
            {"amber_on": date(2027, 1, 1)}, {"kind": "sleep"},
            {"done_at": NOW, "paused_at": NOW},
        ]:  # fmt: skip
            with self.subTest(facts), self.assertRaises(IntegrityError), transaction.atomic():
                Deadline.objects.filter(pk=clock.pk).update(**facts)

    def test_a_pause_has_a_reason_and_one_end(self):
        clock = self.start()
        facts = {"deadline": clock, "started_at": NOW, "started_by": self.cast.clerk}
        Pause.objects.create(reason="with_proposer", **facts)
        for wrong in [
            {"reason": "with_proposer"}, {"reason": "mood", "note": "x", "ended_at": NOW},
            {"reason": "other", "ended_at": NOW},
            {"reason": "with_proposer", "ended_at": NOW - timedelta(days=1)},
        ]:  # fmt: skip
            with self.subTest(wrong), self.assertRaises(IntegrityError), transaction.atomic():
                Pause.objects.create(**facts, **wrong)
