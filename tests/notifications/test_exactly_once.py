"""A thousand notices over a gateway that fails, and senders that die: each distinct id once."""

import os
import signal
import subprocess
import sys
from collections import Counter
from datetime import timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

from django.test import TestCase, override_settings

from mws.core.gateways import gateway_for
from mws.notifications.addresses import Addresses
from mws.notifications.models import Message
from mws.notifications.services import delivery, queue_for_all
from tests.cast import NOW
from tests.database import FreshDatabaseTestCase, database_url
from tests.notifications.worker import FileGateway
from tests.seeded import ROOT

CODE = "proposal_returned"
WAYS = {
    "MWS_ADDRESS_RESOLVER": f"{__name__}.everybody_has_a_number",
    "MWS_SMS_GATEWAY": f"{__name__}.ShakyGateway",
}


def everybody_has_a_number(person_id: int) -> Addresses:
    return Addresses(sms=f"+86138{person_id:08}")


class ShakyGateway:
    """Refuses every third call; after every seventh that it took, the answer is lost."""

    def __init__(self) -> None:
        self.calls = 0
        self.taken: Counter[str] = Counter()
        self.numbers: dict[str, str] = {}

    def send(self, *, message_id: str, to: str, subject: str, body: str) -> None:
        self.calls += 1
        if self.calls % 3 == 0:
            raise OSError("busy")
        self.taken[message_id] += 1
        self.numbers[message_id] = to
        if self.calls % 7 == 0:
            raise TimeoutError("no answer")


@override_settings(**WAYS)
class ShakyTests(TestCase):
    def test_a_thousand_notices_arrive_each_under_one_id(self):
        people = range(1, 1001)
        queue_for_all(CODE, to=people, context={"title": "路灯", "reason": "照片"}, now=NOW)
        waiting, now, gateway = Message.objects.filter(channel="sms"), NOW, gateway_for("sms")
        with self.assertLogs("mws.notifications", "WARNING"):
            while waiting.filter(sent_at=None).exists():
                self.assertLess(now, NOW + timedelta(days=1))
                delivery.deliver_due(now)
                now += timedelta(minutes=5)
        self.assertEqual(1000, len(gateway.taken))
        self.assertEqual({str(pk) for pk in waiting.values_list("pk", flat=True)}, {*gateway.taken})
        self.assertEqual(
            {everybody_has_a_number(person).sms for person in people},
            set(gateway.numbers.values()),
        )
        self.assertGreater(sum(gateway.taken.values()), 1000)  # answers were lost, ids repeated
        self.assertEqual(0, delivery.deliver_due(now + timedelta(days=1)))


@override_settings(**WAYS | {"MWS_SMS_GATEWAY": "tests.notifications.worker.FileGateway"})
class KilledTests(FreshDatabaseTestCase):
    def test_what_three_killed_workers_left_goes_out_under_the_same_ids(self):
        Message.objects.bulk_create(
            Message(code=CODE, channel="sms", recipient_id=person, queued_at=NOW, due_at=NOW)
            for person in range(1, 21)
        )
        with TemporaryDirectory() as folder:
            FileGateway.file = Path(folder) / "taken"
            for dies in ("before", "after", "noting"):
                self.assertEqual(-signal.SIGKILL, self.worker(dies), dies)
            delivery.deliver_due(NOW)  # the three that a dead worker holds stay where they are
            self.assertEqual(3, Message.objects.filter(sent_at=None).count())
            delivery.deliver_due(NOW + delivery.LEASE)
            taken = Counter(FileGateway.file.read_text().split())
        ids = {str(pk) for pk in Message.objects.values_list("pk", flat=True)}
        self.assertEqual(ids, set(taken))
        self.assertEqual([2, 2], [n for n in taken.values() if n > 1])  # same id, told by it
        self.assertFalse(Message.objects.filter(sent_at=None).exists())

    def worker(self, dies: str) -> int:
        environment = {
            "DATABASE_URL": database_url(),
            "DJANGO_SETTINGS_MODULE": "mws.settings.test",
        }
        command = [sys.executable, "-m", "tests.notifications.worker", FileGateway.file, dies]
        environment = os.environ | environment
        return subprocess.run(command, check=False, cwd=ROOT, env=environment).returncode
