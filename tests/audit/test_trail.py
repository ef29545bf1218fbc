"""The trail: written with the deed, sealed after it, told to subscribers, never changed."""

from __future__ import annotations

import io
from contextlib import suppress
from unittest import mock

from django.core.management import CommandError, call_command
from django.db import DatabaseError, connection, transaction
from django.test import TestCase, override_settings

from mws.audit.chain import faults_in_trail
from mws.audit.models import AuditEvent, AuditLink, SubscriberCursor
from mws.audit.selectors import history_of
from mws.audit.services import (
    Event,
    OutsideTransaction,
    deliver_events,
    record,
    record_many,
    seal_and_deliver,
    seal_trail,
)
from mws.core.append_only import AppendOnlyError
from tests.cast import NOW, Cast
from tests.database import FreshDatabaseTestCase
from tests.rivals import race

HEARD: list[str] = []
SUBSCRIBER = f"{__name__}.hear"


def hear(event: AuditEvent) -> None:
    HEARD.append(event.action)


def hear_some(event: AuditEvent) -> None:
    HEARD.append(event.action)


hear_some.actions = frozenset({"b.done"})


def refuse_to_hear(event: AuditEvent) -> None:
    raise ValueError("deaf")


class TrailTests(TestCase):
    @classmethod
    def setUpTestData(cls) -> None:
        cls.cast = Cast()

    def setUp(self) -> None:
        HEARD.clear()

    def write(self, action: str = "place.named", **facts: object) -> AuditEvent:
        return record(
            action, target=self.cast.community, by=self.cast.clerk, effective_at=NOW, **facts
        )

    def test_an_event_says_who_did_what_to_which_row(self) -> None:
        event = self.write(before="a", after="b")
        self.assertEqual(history_of(self.cast.community).get(), event)
        self.assertEqual(event.actor_id, self.cast.clerk.pk)
        self.assertEqual(event.facts, {"before": "a", "after": "b"})
        self.assertIsNotNone(AuditEvent.objects.get().recorded_at)

    def test_facts_take_no_floats(self) -> None:
        with self.assertRaises(TypeError):
            self.write(share=0.5)

    def test_rows_are_refused_by_model_and_database(self) -> None:
        event = self.write()
        seal_trail()
        for attempt in (event.save, event.delete, AuditEvent.objects.all().delete):
            with self.subTest(attempt=attempt), self.assertRaises(AppendOnlyError):
                attempt()
        for sql in (
            "UPDATE audit_auditevent SET action = 'x'",
            "DELETE FROM audit_auditevent",
            "UPDATE audit_auditlink SET hash = 'x'",
            "DELETE FROM audit_auditlink",
        ):
            with self.subTest(sql=sql), self.assertRaises(DatabaseError):
                with transaction.atomic(), connection.cursor() as cursor:
                    cursor.execute(sql)

    def test_sealing_numbers_every_event_once_and_verifies(self) -> None:
        for number in range(5):
            self.write(number=number)
        self.assertEqual(seal_trail(), 5)
        self.assertEqual(seal_trail(), 0)
        self.assertEqual(list(AuditLink.objects.values_list("seq", flat=True).order_by("seq")),
                         [1, 2, 3, 4, 5])  # fmt: skip
        self.assertEqual(list(faults_in_trail()), [])
        out = io.StringIO()
        call_command("verify_trail", stdout=out)
        self.assertIn("5 events verified", out.getvalue())

    def test_a_deed_seals_from_its_first_event_on_and_the_clock_all(self) -> None:
        with mock.patch("mws.audit.services.wake_subscribers"):
            left = self.write(number=0)  # its process was killed after the commit
        with self.captureOnCommitCallbacks(execute=True):
            with suppress(RuntimeError), transaction.atomic():
                self.write(number=-1)
                raise RuntimeError
            mine = [self.write(number=number) for number in (1, 2)]
        self.assertEqual(
            [event.pk for event in mine], list(AuditLink.objects.values_list("event", flat=True))
        )
        self.assertEqual(1, seal_trail())
        self.assertEqual(left, AuditLink.objects.order_by("seq").last().event)
        self.assertEqual([], list(faults_in_trail()))

    def test_many_at_once_are_sealed_after_the_commit_too(self) -> None:
        with self.captureOnCommitCallbacks(execute=True), transaction.atomic():
            record_many(events=[])
            record_many(events=[
                Event("a.done", self.cast.community, self.cast.clerk, NOW) for _number in range(3)
            ])  # fmt: skip
        self.assertEqual(3, AuditLink.objects.count())
        self.assertEqual([], list(faults_in_trail()))

    def test_the_command_names_the_first_row_that_was_changed(self) -> None:
        events = [self.write(number=number) for number in range(4)]
        seal_trail()
        self.tamper(f"UPDATE audit_auditevent SET action = 'x' WHERE id = {events[2].pk}")
        with self.assertRaisesMessage(CommandError, "#3"):
            call_command("verify_trail")

    def test_the_command_misses_a_row_that_was_taken_out(self) -> None:
        for number in range(4):
            self.write(number=number)
        seal_trail()
        self.tamper("DELETE FROM audit_auditlink WHERE seq = 2", table="audit_auditlink")
        with self.assertRaisesMessage(CommandError, "link 2 is missing"):
            call_command("verify_trail")

    def tamper(self, sql: str, table: str = "audit_auditevent") -> None:
        with connection.cursor() as cursor:
            if connection.vendor == "postgresql":
                cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
                cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
            else:
                for verb in ("UPDATE", "DELETE"):
                    cursor.execute(f"DROP TRIGGER {table}_append_only_{verb}")
            cursor.execute(sql)

    @override_settings(MWS_SUBSCRIBERS=[SUBSCRIBER])
    def test_a_subscriber_hears_every_event_once_in_order(self) -> None:
        self.write("a.done")
        self.write("b.done")
        seal_and_deliver()
        seal_and_deliver()
        self.assertEqual(HEARD, ["a.done", "b.done"])

    @override_settings(MWS_SUBSCRIBERS=[f"{__name__}.hear_some"])
    def test_a_subscriber_may_name_the_actions_it_wants(self) -> None:
        for action in ("a.done", "b.done", "a.done", "c.done"):
            self.write(action)
        seal_and_deliver()
        self.assertEqual(HEARD, ["b.done"])
        self.assertEqual(SubscriberCursor.objects.get().position, 4)

    @override_settings(MWS_SUBSCRIBERS=[f"{__name__}.refuse_to_hear", SUBSCRIBER])
    def test_a_failing_subscriber_waits_and_holds_up_no_other(self) -> None:
        self.write("a.done")
        with self.assertLogs("mws.audit.services", "ERROR"):
            seal_and_deliver()
        self.assertEqual(HEARD, ["a.done"])
        failing = SubscriberCursor.objects.get(name__endswith="refuse_to_hear")
        self.assertEqual((failing.position, failing.failures), (0, 1))
        self.assertIn("deaf", failing.last_error)
        with mock.patch(f"{__name__}.refuse_to_hear", hear):
            deliver_events()
        failing.refresh_from_db()
        self.assertEqual((failing.position, failing.failures), (1, 0))


def write_one(number: int) -> str:
    with transaction.atomic():
        record("race.ran", target=AuditLink(seq=number), by=None, number=number)
    return "written"


class CommittedTrailTests(FreshDatabaseTestCase):
    def test_an_event_outside_a_transaction_is_an_error(self) -> None:
        with self.assertRaises(OutsideTransaction):
            record("a.done", target=AuditLink(seq=1), by=None)

    def test_what_is_rolled_back_leaves_no_event_and_no_word(self) -> None:
        HEARD.clear()
        with override_settings(MWS_SUBSCRIBERS=[SUBSCRIBER]):
            with self.assertRaises(ZeroDivisionError), transaction.atomic():
                record("a.done", target=AuditLink(seq=1), by=None)
                raise ZeroDivisionError
            with transaction.atomic():
                record("b.done", target=AuditLink(seq=1), by=None)
        self.assertEqual(HEARD, ["b.done"])
        self.assertEqual(AuditLink.objects.count(), 1)

    def test_many_at_once_make_one_unbroken_chain(self) -> None:
        answers = race(write_one, [(number,) for number in range(24)])
        self.assertEqual(answers, {"written": 24})
        seal_trail()
        self.assertEqual(AuditLink.objects.count(), 24)
        self.assertEqual(list(faults_in_trail()), [])
