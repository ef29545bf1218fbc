"""Bringing a community's roll: read wholly or not at all, in force only by a deed of its own."""

import io
from datetime import date, timedelta
from unittest import mock

from django.db import IntegrityError, connection, transaction
from django.test import TestCase, override_settings

from mws.accounts import rules, services
from mws.accounts.models import ResidentRoll, RollLine
from mws.accounts.selectors_rolls import report_of, report_rows, roll_desk, sample_of
from mws.accounts.services import roll_emptying, roll_reading
from mws.accounts.services.rolls import tend_rolls
from mws.audit.models import AuditEvent
from mws.core.clock import database_now
from mws.core.refusals import Refused
from mws.files.storage import private_storage
from tests import dump
from tests.accounts.rolls import HEADINGS, LIN, ROWS, WANG, brought, csv_text, in_force, xlsx
from tests.accounts.test_documents import number_of
from tests.cast import NOW, Cast


def sealed_files() -> list[str]:
    try:
        return private_storage().listdir("rolls")[1]
    except FileNotFoundError:
        return []


class RollTestCase(TestCase):
    @classmethod
    def setUpTestData(cls):
        cls.cast = Cast()

    def setUp(self):
        self.place, self.clerk = self.cast.community, self.cast.clerk
        for name in sealed_files():
            private_storage().delete(f"rolls/{name}")

    def bring(self, content=None, **more):
        return brought(self.place, csv_text() if content is None else content, by=self.clerk,
                       **more)  # fmt: skip


class ImportTests(RollTestCase):
    def test_a_good_list_is_read_and_waits(self):
        for content in (csv_text(), csv_text().encode("gbk"), xlsx()):
            with self.subTest(kind=content[:4]), self.captureOnCommitCallbacks(execute=True):
                roll = self.bring(content)
                self.assertEqual(("ready", 6, None), (roll.state, roll.line_count, roll.version))
                self.assertEqual((5, 6), (roll.phone_count, roll.lines.count()))
                self.assertEqual("林*", sample_of(roll)[0]["name"])
                self.assertEqual("证件号码", roll.columns["used"]["number"])
                services.discard_roll(roll_id=roll.pk, by=self.clerk, now=NOW)
        self.assertEqual([], sealed_files())
        self.assertEqual(0, RollLine.objects.count())

    def test_it_is_read_in_the_background_after_the_commit(self):
        with self.captureOnCommitCallbacks() as waiting:
            roll = services.import_roll(
                place_id=self.place.pk, file=io.BytesIO(csv_text().encode()), by=self.clerk
            )
            self.assertEqual("reading", roll.state)
            self.assertEqual(1, len(sealed_files()))
        with self.captureOnCommitCallbacks(execute=True):
            for callback in waiting:
                callback()
        roll.refresh_from_db()
        self.assertEqual(("ready", []), (roll.state, sealed_files()))

    def test_a_list_with_a_fault_leaves_its_report_and_nothing_else(self):
        wrong = LIN[:-1] + ("0" if LIN[-1] != "0" else "1")
        rows = [*ROWS, ["假", "", wrong, "", "", "", ""], ROWS[1], ["", "", WANG, "", "", "", ""]]
        with self.captureOnCommitCallbacks(execute=True):
            roll = self.bring(csv_text(rows))
        self.assertEqual(("faulty", 3, 0), (roll.state, roll.fault_count, roll.lines.count()))
        codes = [(fault["line"], fault["code"], fault["other"]) for fault in roll.faults]
        self.assertEqual(
            [(8, "wrong_check", ""), (9, "person_twice", "3"), (10, "no_name", "")], codes
        )
        self.assertEqual(("8", "9", "10"), tuple(line for line, _said in report_rows(roll)))
        self.assertEqual(3, len(report_of(roll)))
        self.assertEqual(("", []), (roll.sample, sealed_files()))
        self.assertEqual(roll, roll_desk(self.place).latest)

    def test_people_who_stand_twice_are_found_across_batches(self):
        rows = [ROWS[0], ROWS[1], ROWS[2], ROWS[0], ROWS[3], ROWS[1]]
        with mock.patch.object(roll_reading, "BATCH", 2):
            roll = self.bring(csv_text(rows))
        self.assertEqual(
            [(5, "person_twice", "2"), (7, "person_twice", "3")],
            [(fault["line"], fault["code"], fault["other"]) for fault in roll.faults],
        )

    def test_reading_ends_with_too_many_faults(self):
        rows = [["", "", "1", "", "", "", ""]] * 30
        with (
            mock.patch.object(roll_reading, "BATCH", 4),
            mock.patch.object(roll_reading, "MOST_FAULTS", 10),
        ):
            roll = self.bring(csv_text(rows))
        self.assertEqual(11, roll.fault_count)
        self.assertEqual("too_many_faults", roll.faults[-1]["code"])
        self.assertLess(roll.line_count, 30)

    @override_settings(MWS_ROLL_MOST_LINES=5)
    def test_too_many_lines(self):
        for content in (csv_text(), xlsx()):
            with self.captureOnCommitCallbacks(execute=True):
                roll = self.bring(content)
            self.assertEqual(["too_many_lines"], [fault["code"] for fault in roll.faults])
            self.assertEqual(0, RollLine.objects.count())

    def test_who_may_bring_one_and_when(self):
        for by, place, code in [
            (self.clerk, self.place, None), (self.cast.secretary, self.place, None),
            (self.cast.lin, self.place, "not_clerk"),
            (self.cast.foreign_clerk, self.place, "not_clerk"),
            (self.cast.officer, self.place, "not_clerk"),
            (self.clerk, self.cast.subdistrict, "not_community"),
        ]:  # fmt: skip
            with self.subTest(by=by, place=place):
                refusal = rules.why_not_import_roll(place, by=by)
                self.assertEqual(code, refusal and refusal.code)
        self.bring()
        with self.assertRaises(Refused) as caught:
            self.bring()
        self.assertEqual("roll_open", caught.exception.code)

    def test_the_trail_says_who_brought_what(self):
        roll = in_force(self.place, by=self.clerk)
        events = AuditEvent.objects.filter(target_kind="accounts.residentroll").order_by("pk")
        self.assertEqual(
            [
                ("roll.brought", self.clerk.pk),
                ("roll.read", None),
                ("roll.in_force", self.clerk.pk),
            ],
            [(event.action, event.actor_id) for event in events],
        )
        self.assertEqual({"version": 1, "lines": 6}, events[2].facts)
        self.assertEqual(roll.sha256, events[0].facts["sha256"])

    def test_nothing_in_the_database_can_be_read(self):
        self.bring()
        with connection.cursor() as cursor:
            self.assertEqual([], dump.faults(cursor, connection.introspection.table_names(), [LIN]))
            for table in ("accounts_residentroll", "accounts_rollline"):
                cursor.execute(f'SELECT * FROM "{table}"')
                text = repr(cursor.fetchall())
                for known in ("林", "Smith", "E12345678", "龙珠花园", LIN[-4:] + "'"):
                    self.assertNotIn(known, text)


class InForceTests(RollTestCase):
    def test_the_next_version_replaces_the_one_before_at_once(self):
        first = in_force(self.place, by=self.clerk)
        second = self.bring(csv_text(ROWS[:2]))
        self.assertEqual(first, roll_desk(self.place).in_force)
        self.assertEqual(6, first.lines.count())
        with self.captureOnCommitCallbacks(execute=True):
            services.put_roll_in_force(roll_id=second.pk, by=self.clerk, now=NOW)
        first.refresh_from_db()
        second.refresh_from_db()
        self.assertEqual(("replaced", 1, 0), (first.state, first.version, first.lines.count()))
        self.assertEqual(("in_force", 2, 2), (second.state, second.version, second.lines.count()))
        self.assertEqual(("", None), (second.sample, roll_desk(self.place).latest))

    def test_a_faulty_or_discarded_list_leaves_the_roll_as_it_is(self):
        first = in_force(self.place, by=self.clerk)
        with self.captureOnCommitCallbacks(execute=True):
            self.bring(csv_text([*ROWS[:2], ["", "", "1", "", "", "", ""]]))
            other = self.bring()
            services.discard_roll(roll_id=other.pk, by=self.clerk, now=NOW)
        self.assertEqual((first, 6), (roll_desk(self.place).in_force, RollLine.objects.count()))

    def test_what_may_be_put_in_force_or_discarded(self):
        for state, by, force, discard in [
            ("ready", self.clerk, None, None),
            ("ready", self.cast.foreign_clerk, "not_clerk", "not_clerk"),
            ("reading", self.clerk, "roll_being_read", None),
            ("faulty", self.clerk, "roll_not_ready", "roll_not_open"),
            ("in_force", self.clerk, "roll_not_ready", "roll_not_open"),
            ("discarded", self.clerk, "roll_not_ready", "roll_not_open"),
        ]:
            with self.subTest(state=state, by=by):
                roll = ResidentRoll(place=self.place, state=state)
                for why_not, code in [(rules.why_not_put_in_force, force),
                                      (rules.why_not_discard_roll, discard)]:  # fmt: skip
                    refusal = why_not(roll, by=by)
                    self.assertEqual(code, refusal and refusal.code)

    def test_the_database_refuses(self):
        first, second = in_force(self.place, by=self.clerk), self.bring()
        line = second.lines.first()
        these, those = (ResidentRoll.objects.filter(pk=roll.pk) for roll in (first, second))
        for constraint, act in [
            ("state_valid", lambda: those.update(state="lost")),
            ("version_when_in_force", lambda: those.update(version=3)),
            ("version_when_in_force", lambda: these.update(version=None)),
            ("in_force_once", lambda: those.update(state="in_force", version=3, sample="")),
            ("version_once", lambda: those.update(state="replaced", version=1, sample="")),
            ("open_once", lambda: ResidentRoll.objects.create(
                place=self.place, sha256="x", size=1, brought_by=self.clerk, brought_at=NOW,
                progress_at=NOW)),
            ("without_faults", lambda: those.update(fault_count=1)),
            ("without_faults", lambda: those.update(line_count=0)),
            ("file_only_until_read", lambda: those.update(sealed_file="rolls/x")),
            ("sample_only_until_decided", lambda: these.update(sample="[]")),
            ("decided_by_somebody", lambda: these.update(decided_at=None)),
            ("rollline_once", lambda: RollLine.objects.create(
                roll=second, line=9, type="passport", digest=line.digest, name_hash="x")),
        ]:  # fmt: skip
            with (
                self.subTest(constraint), self.assertRaises(IntegrityError), transaction.atomic()
            ):  # fmt: skip
                act()


class InterruptedTests(RollTestCase):
    def start(self):
        return services.import_roll(
            place_id=self.place.pk, file=io.BytesIO(csv_text().encode()), by=self.clerk, now=NOW
        )

    def test_who_stops_it_leaves_nothing_behind(self):
        roll = self.start()

        def stop(count, total):
            services.discard_roll(roll_id=roll.pk, by=self.clerk, now=NOW)

        with (
            mock.patch.object(roll_reading, "BATCH", 2),
            self.captureOnCommitCallbacks(execute=True),
        ):
            self.assertFalse(services.read_roll(roll.pk, tell=stop))
        roll.refresh_from_db()
        self.assertEqual(("discarded", 0, []), (roll.state, roll.lines.count(), sealed_files()))

    def test_progress_shows_while_it_is_read(self):
        roll, seen = self.start(), []

        def tell(count, total):
            kept = ResidentRoll.objects.get(pk=roll.pk)
            seen.append((count, total, kept.line_count, kept.state))

        with mock.patch.object(roll_reading, "BATCH", 2):
            services.read_roll(roll.pk, tell=tell)
        self.assertEqual([(n, 6, n, "reading") for n in (2, 4, 6)], seen)

    def die(self, roll):
        def fall(count, total):
            raise KeyboardInterrupt

        with mock.patch.object(roll_reading, "BATCH", 2), self.assertRaises(KeyboardInterrupt):
            services.read_roll(roll.pk, tell=fall)

    def test_where_a_process_died_another_begins_anew_but_not_beside_one_at_work(self):
        roll = self.start()
        self.die(roll)
        self.assertEqual(2, roll.lines.count())
        self.assertFalse(services.read_roll(roll.pk))
        now = database_now()
        self.assertEqual(0, tend_rolls(now))
        ResidentRoll.objects.update(progress_at=now - timedelta(minutes=11))
        self.assertEqual(1, tend_rolls(now))
        roll.refresh_from_db()
        self.assertEqual(("ready", 6, 2), (roll.state, roll.lines.count(), roll.tries))

    def test_a_process_that_was_given_up_writes_no_more(self):
        roll = self.start()

        def another_takes_over(count, total):
            ResidentRoll.objects.filter(pk=roll.pk).update(progress_at=NOW)

        with mock.patch.object(roll_reading, "BATCH", 2):
            self.assertFalse(services.read_roll(roll.pk, tell=another_takes_over))
        self.assertEqual(2, roll.lines.count())

    def test_after_three_tries_it_is_given_up_with_a_sentence(self):
        roll = self.start()
        for _each in range(3):
            self.die(roll)
            ResidentRoll.objects.update(progress_at=NOW)
        services.read_roll(roll.pk)
        roll.refresh_from_db()
        self.assertEqual(("faulty", ["stopped"]),
                         (roll.state, [fault["code"] for fault in roll.faults]))  # fmt: skip

    def test_a_file_that_was_lost_or_changed_is_answered(self):
        roll = self.start()
        private_storage().delete(ResidentRoll.objects.get(pk=roll.pk).sealed_file)
        with self.assertLogs("mws.accounts.services.roll_reading", "ERROR"):
            services.read_roll(roll.pk)
        roll.refresh_from_db()
        self.assertEqual(["not_readable"], [fault["code"] for fault in roll.faults])

    def test_what_nobody_decides_about_is_discarded_after_thirty_days(self):
        roll = self.bring()
        now = database_now()
        self.assertEqual(0, tend_rolls(now + timedelta(days=29)))
        self.assertEqual(2, tend_rolls(now + timedelta(days=31)))  # discarded, and emptied
        roll.refresh_from_db()
        self.assertEqual(("discarded", 0), (roll.state, RollLine.objects.count()))


class EmptyingTests(RollTestCase):
    def test_tick_empties_what_counts_no_longer_and_nothing_else(self):
        """As after a process that died between the commit and its task."""
        first = in_force(self.place, by=self.clerk)
        second = in_force(self.place, csv_text(ROWS[:3]), by=self.clerk)
        third = self.bring(csv_text(ROWS[:2]))
        self.assertEqual(6, first.lines.count())
        with mock.patch.object(roll_emptying, "PIECE", 4):
            self.assertEqual(1, tend_rolls(NOW))
        self.assertEqual(0, tend_rolls(NOW))
        counts = [roll.lines.count() for roll in (first, second, third)]
        self.assertEqual([0, 3, 2], counts)
        self.assertFalse(roll_emptying.empty_roll(second.pk))

    def test_a_file_that_came_in_vain_is_not_left_behind(self):
        self.bring()
        with mock.patch.object(rules, "why_not_import_roll", return_value=None):
            for _each in range(2):
                with self.assertRaises(IntegrityError), transaction.atomic():
                    self.bring()
        self.assertEqual(1, len(sealed_files()))  # the first, which goes with a commit


class SizeTests(RollTestCase):
    def test_a_list_of_many_batches(self):
        rows = [
            [f"人{n}", "", number_of("440305", date(1930 + n % 80, 1, 1 + n % 28), f"{n:03d}"), "",
             "", "", ""]
            for n in range(300)
        ]  # fmt: skip
        with mock.patch.object(roll_reading, "BATCH", 50):
            roll = self.bring(csv_text(rows, HEADINGS))
        self.assertEqual(("ready", 300), (roll.state, roll.lines.count()))
