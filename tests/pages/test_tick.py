import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from io import StringIO
from unittest import mock

from django.core.management import CommandError, call_command
from django.db import transaction
from django.test import TestCase

from mws.audit import services as audit
from mws.audit.models import AuditLink
from mws.core.clock import database_now
from mws.pages import jobs
from mws.pages.jobs import JOBS, Job
from tests.cast import make_place
from tests.database import FreshDatabaseTestCase, database_url


class TickTests(TestCase):
    def tick(self, *found: Job) -> None:
        with mock.patch.object(jobs, "JOBS", list(found)):
            call_command("tick", stdout=StringIO())

    def test_it_runs_every_job_in_the_order_of_the_list(self):
        ran = []
        self.tick(Job("a", ran.append), Job("b", ran.append))
        self.assertEqual(len(ran), 2)
        self.assertLessEqual(ran[0], ran[1])

    def test_one_jobs_trouble_does_not_hold_up_the_others_and_is_said(self):
        ran = []

        def fails(now):
            raise ValueError("trouble")

        with (
            self.assertLogs("mws.tick", "ERROR"),
            self.assertRaisesMessage(CommandError, "failed: bad"),
        ):
            self.tick(Job("bad", fails), Job("good", ran.append))
        self.assertEqual(len(ran), 1)

    def test_while_another_tick_works_it_does_nothing(self):
        ran = []

        def tick_inside(now):
            ran.append(now)
            other = subprocess.run(
                [sys.executable, "-c", _TRY_THE_LOCK], env=_environment(), capture_output=True,
                text=True, check=True,
            )  # fmt: skip
            self.assertEqual(other.stdout.strip(), "taken")

        self.tick(Job("long", tick_inside))
        self.assertEqual(len(ran), 1)

    def test_a_round_with_nothing_due_changes_nothing(self):
        call_command("tick", stdout=StringIO())
        for job in JOBS:
            with self.subTest(job.name):
                self.assertFalse(job.run(database_now()))


class TickProcessTests(FreshDatabaseTestCase):
    def test_it_seals_what_a_dead_process_left_and_stops_when_told(self):
        place = make_place("4403", "深圳市", "city", None)
        with mock.patch.object(audit, "wake_subscribers"), transaction.atomic():
            audit.record("place.created", target=place, by=None)
        self.assertFalse(AuditLink.objects.exists())
        process = subprocess.Popen(
            [sys.executable, "manage.py", "tick", "--every", "1"], env=_environment()
        )
        try:
            _wait_until(AuditLink.objects.exists, "the trail is sealed")
            process.send_signal(signal.SIGTERM)
            self.assertEqual(process.wait(20), 0)
        finally:
            process.kill()


_TRY_THE_LOCK = """
import django; django.setup()
from mws.core.single_flight import only_one
with only_one("tick") as is_ours:
    print("free" if is_ours else "taken")
"""


def _environment() -> dict[str, str]:
    return os.environ | {
        "DATABASE_URL": database_url(), "DJANGO_SETTINGS_MODULE": "mws.settings.test",
    }  # fmt: skip


def _wait_until(is_so: Callable[[], bool], what: str, seconds: int = 30) -> None:
    end = time.monotonic() + seconds
    while not is_so():
        if time.monotonic() > end:
            raise AssertionError(f"not within {seconds} s: {what}")
        time.sleep(0.2)
