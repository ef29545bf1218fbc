"""Each fault flips exactly its own field, and only a stop answers 503 (assurance, R11)."""

import shutil
from datetime import timedelta
from unittest.mock import patch

from django.core.cache import cache
from django.db import OperationalError
from django.test import SimpleTestCase, TestCase, override_settings
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from mws.audit.models import Heartbeat
from mws.notifications.models import Message

WELL = {
    "ready": True, "database": "ok", "disk": "ok", "cache": "ok", "migrations": "ok",
    "clock": "ok", "queue": "ok", "outbox": 0, "key": "ok",
}  # fmt: skip


def usage(share: float):
    return lambda folder: shutil._ntuple_diskusage(1_000, 0, int(1_000 * share))


class ReadinessTests(TestCase):
    def answer(self, status: int = 200) -> dict:
        response = self.client.get("/readyz")
        self.assertEqual(status, response.status_code, response.content)
        self.assertIn("no-store", response["Cache-Control"])
        return response.json()

    def expect(self, status: int = 200, **changes: object) -> None:
        self.assertEqual(WELL | {"ready": status == 200} | changes, self.answer(status))

    def test_all_is_well(self):
        self.expect()

    def test_the_database_was_written_to(self):
        self.answer()
        self.assertTrue(Heartbeat.objects.filter(name="ready").exists())

    def test_a_database_that_takes_no_writes(self):
        with patch("mws.pages.health.beat", side_effect=OperationalError("read-only")):
            found = self.answer(503)
        self.assertEqual({"ready": False, "database": "away", "disk": "ok", "cache": "ok"}, found)

    def test_a_disk_that_fills(self):
        with patch("mws.core.health.shutil.disk_usage", usage(0.05)):
            self.expect(disk="low")
        with patch("mws.core.health.shutil.disk_usage", usage(0.01)):
            self.expect(503, disk="full")

    def test_a_cache_that_is_away(self):
        with patch.object(type(cache._connections[cache._alias]), "get", side_effect=OSError):
            self.expect(cache="degraded")

    def test_a_clock_that_is_wrong(self):
        wrong = timezone.now() + timedelta(seconds=3)
        with patch("mws.core.health.timezone.now", return_value=wrong):
            self.expect(clock="warn")

    def test_a_migration_that_is_missing(self):
        plan = "mws.core.health.MigrationExecutor.migration_plan"
        with patch(plan, return_value=[("0009", False)]):
            self.expect(503, migrations="pending")

    def test_a_clock_job_that_is_dead(self):
        for minutes, status, word in ((4, 200, "ok"), (6, 200, "late"), (16, 503, "stopped")):
            with self.subTest(minutes):
                at = timezone.now() - timedelta(minutes=minutes)
                Heartbeat.objects.update_or_create(name="tick", defaults={"beat_at": at})
                self.expect(status, queue=word)

    def test_background_work_that_nobody_does(self):
        DBTaskResult.objects.create(
            task_path="x", args_kwargs={}, backend_name="default", queue_name="default"
        )
        DBTaskResult.objects.update(enqueued_at=timezone.now() - timedelta(minutes=20))
        self.expect(503, queue="stopped")

    def test_messages_that_no_gateway_takes(self):
        later = timezone.now() + timedelta(minutes=1)  # tried, and to be tried again
        Message.objects.create(
            code="x", channel="sms", recipient_id=1, queued_at=later, due_at=later
        )
        self.expect(outbox=1)

    def test_a_key_that_is_missing(self):
        with patch("mws.pages.health.Poll.objects.filter") as polls:
            polls.return_value.values_list.return_value = ["a vote"]
            self.expect(503, key="missing")


class ProcessTests(SimpleTestCase):
    """No database is asked: a SimpleTestCase refuses every query."""

    def test_a_process_that_answers_is_alive(self):
        answer = self.client.get("/healthz")
        self.assertEqual((200, b"ok\n"), (answer.status_code, answer.content))

    @override_settings(MWS_MAINTENANCE=True)
    def test_also_during_maintenance(self):
        self.assertEqual(200, self.client.get("/healthz").status_code)

    def test_nothing_is_sent_there(self):
        self.assertEqual(405, self.client.post("/readyz").status_code)
