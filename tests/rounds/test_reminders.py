import uuid
from datetime import timedelta

from django.test import TestCase

from mws.accounts.models import User
from mws.core.clock import local_day
from mws.notifications.models import Message
from mws.rounds.models import Deadline, Desk
from mws.rounds.services import finish_deadline, remind_of_deadlines, seat_at_desk
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
            "amber_on": TODAY + timedelta(days=days - 1),
        } | changes  # fmt: skip
        return Deadline.objects.create(**facts)

    def told(self) -> list[tuple[str, str]]:
        messages = Message.objects.filter(channel="in_site").order_by("pk")
        names = dict(User.objects.values_list("pk", "username"))
        return sorted((message.code, names[message.recipient_id]) for message in messages)

    def test_the_holder_is_told_once_when_it_turns_amber_their_superior_once_after_it(self):
        self.deadline(1)
        for days, told in [(-1, []), (0, ["near"]), (1, ["near"]), (2, ["near", "passed"]),
                           (30, ["near", "passed"])]:  # fmt: skip
            with self.subTest(days=days):
                remind_of_deadlines(NOW + timedelta(days=days))
                whom = {"near": "clerk", "passed": "secretary"}
                self.assertEqual([(f"deadline_{code}", whom[code]) for code in told], self.told())

    def test_who_stands_above_whom(self):
        for role, superior in [
            ("intake_clerk", "secretary"), ("community_secretary", "leader"),
            ("council_chair", "secretary"), ("supplier", "officer"),
            ("subdistrict_officer", "leader"), ("finance_officer", "leader"),
            ("subdistrict_leader", "district"),
        ]:  # fmt: skip
            with self.subTest(role):
                Message.objects.all().delete()
                Deadline.objects.all().delete()
                self.deadline(-1, holder_role=role, reminded_at=NOW)
                remind_of_deadlines(NOW)
                self.assertEqual([("deadline_passed", superior)], self.told())

    def test_where_nobody_holds_the_superior_role_the_next_one_is_told(self):
        self.cast.secretary.memberships.all().delete()
        self.deadline(-1, reminded_at=NOW)
        remind_of_deadlines(NOW)
        self.assertEqual([("deadline_passed", "leader")], self.told())

    def test_a_proposer_is_told_and_has_no_superior(self):
        self.deadline(-1, kind="supplement", holder_role="", holder=self.cast.lin)
        remind_of_deadlines(NOW)
        self.assertEqual([("deadline_near", "lin")], self.told())

    def test_those_who_sit_at_a_desk_are_told_and_the_sub_district_leader(self):
        desk = Desk.objects.create(place=self.cast.subdistrict, name="城建办", task="工程造价")
        seat_at_desk(desk_id=desk.pk, person=self.cast.works, by=None, now=NOW)
        self.deadline(-1, kind="task", holder_role="", desk=desk)
        remind_of_deadlines(NOW)
        self.assertEqual([("deadline_near", "works"), ("deadline_passed", "leader")], self.told())

    def test_what_is_done_or_stands_still_is_left_alone(self):
        self.deadline(-1)
        finish_deadline(case_id=CASE, kind="intake", now=NOW)
        self.deadline(-1, paused_at=NOW)
        self.assertEqual(remind_of_deadlines(NOW), 0)
        self.assertFalse(Message.objects.exists())
