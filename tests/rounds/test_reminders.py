import uuid
from datetime import timedelta

from django.test import TestCase

from mws.core.clock import local_day
from mws.notifications.models import Message
from mws.rounds.models import Deadline
from mws.rounds.services import finish_deadline, remind_of_deadlines
from tests.cast import NOW, Cast

TODAY = local_day(NOW)
CASE = uuid.UUID(int=7)


class RemindTests(TestCase):
    @classmethod
    def setUpTestData(cls):
        cls.cast = Cast()

    def deadline(self, days: int, **changes) -> Deadline:
        facts = {
            "case_id": CASE, "kind": "intake", "place": self.cast.community,
            "holder_role": "intake_clerk", "working_days": 3, "started_at": NOW,
            "due_on": TODAY + timedelta(days=days),
        } | changes  # fmt: skip
        return Deadline.objects.create(**facts)

    def test_who_holds_the_file_is_told_once_the_day_before(self):
        self.deadline(1)
        self.assertEqual(remind_of_deadlines(NOW), 1)
        message = Message.objects.get()
        self.assertEqual(
            (message.code, message.recipient_id), ("deadline_near", self.cast.clerk.pk)
        )
        self.assertEqual(message.case_id, CASE)
        self.assertEqual(remind_of_deadlines(NOW + timedelta(days=9)), 0)

    def test_what_is_late_is_told_too_and_what_has_time_is_not(self):
        for days, told in [(-5, 1), (0, 1), (1, 1), (2, 0)]:
            with self.subTest(days=days):
                Deadline.objects.all().delete()
                self.deadline(days)
                self.assertEqual(remind_of_deadlines(NOW), told)

    def test_what_is_done_is_left_alone(self):
        self.deadline(0)
        finish_deadline(case_id=CASE, kind="intake", now=NOW)
        self.assertEqual(remind_of_deadlines(NOW), 0)
        self.assertFalse(Message.objects.exists())
