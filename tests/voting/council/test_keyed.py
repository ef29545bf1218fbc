"""When the phones failed: a whole meeting typed in from its sheets, all of it or nothing."""

from datetime import timedelta

from django.test import TestCase
from django.urls import reverse

from mws.audit.models import AuditEvent
from mws.core.clock import database_now
from mws.core.refusals import Refused
from mws.ledger.models import Fund
from tests.cast import NOW
from tests.voting.council.room import Room
from voting.council import services
from voting.council.services.keyed import PaperItem, PaperMeeting
from voting.models import AgendaItem, Attendance, CouncilVote, Meeting

END = NOW + timedelta(hours=2)


class KeyMeetingTests(TestCase):
    @classmethod
    def setUpTestData(cls):
        cls.room = Room()
        cls.meeting = cls.room.called()
        cls.items = list(cls.meeting.agenda.all())

    def paper(self, **fields):
        members = self.room.members
        yes = dict.fromkeys(members[:6], "yes")
        sheets = [
            PaperItem(self.items[0].pk, amount_fen=900_000, condition="分两期", votes=yes),
            PaperItem(
                self.items[1].pk, reason="物业职责", recused={members[5]: "estate"},
                votes=dict.fromkeys(members[:5], "no"),
            ),
            PaperItem(self.items[2].pk, kind="", reason="时间不够"),
        ]  # fmt: skip
        values = {
            "chair": self.room.chair, "opened_at": NOW, "closed_at": END, "present": members[:6],
            "absent": {members[6]: "出差"}, "items": sheets,
        } | fields  # fmt: skip
        return PaperMeeting(**values)

    def key(self, *, by=None, now=END, **fields):
        return services.key_meeting(
            meeting_id=self.meeting.pk, paper=self.paper(**fields), by=by or self.room.secretary,
            now=now,
        )  # fmt: skip

    def refused(self, code, **fields):
        with self.assertRaises(Refused) as caught:
            self.key(**fields)
        self.assertEqual(caught.exception.code, code)
        return str(caught.exception.refusal)

    def test_the_meeting_is_held_by_the_same_rules_and_marked(self):
        meeting = self.key()
        outcomes = AgendaItem.objects.order_by("position").values_list("outcome", flat=True)
        self.assertEqual(list(outcomes), ["passed", "rejected", "deferred"])
        self.assertEqual((meeting.state, meeting.keyed_by), ("closed", self.room.secretary))
        self.assertEqual(CouncilVote.objects.exclude(keyed_by=self.room.secretary).count(), 0)
        self.assertEqual(Fund.objects.get(pk=self.room.fund.pk).reserved_fen, 900_000)
        self.assertEqual(AuditEvent.objects.filter(action="meeting.keyed").count(), 1)
        minutes = services.sign_minutes(meeting_id=meeting.pk, by=self.room.chair, now=END)
        self.assertEqual(minutes.facts["meeting"]["keyed_by"], str(self.room.secretary))
        self.assertEqual(minutes.facts["roll"][6]["absence_reason"], "出差")

    def test_what_one_sheet_gets_wrong_keeps_nothing_of_the_others(self):
        wrong = [PaperItem(self.items[0].pk, votes=dict.fromkeys(self.room.members[:6], "yes")),
                 PaperItem(self.items[1].pk, amount_fen=99_000_000)]  # fmt: skip
        said = self.refused("above_cap", items=wrong)
        self.assertTrue(said.startswith("2. "), said)
        self.assertEqual(Meeting.objects.get(pk=self.meeting.pk).state, "called")
        self.assertFalse(Attendance.objects.exists())
        self.assertEqual(Fund.objects.get(pk=self.room.fund.pk).reserved_fen, 0)

    def test_refusals(self):
        self.refused("not_permitted", by=self.room.members[0])
        self.refused("not_held_yet", now=NOW - timedelta(minutes=1))
        self.refused("not_held_yet", closed_at=END + timedelta(days=1))
        self.refused("before_call", opened_at=NOW - timedelta(hours=3))
        self.refused("no_quorum", present=self.room.members[:4])
        self.refused("not_chair", chair=self.room.members[0])
        self.key()
        self.refused("held_here")

    def test_on_the_page_only_who_did_otherwise_is_chosen(self):
        began = database_now() - timedelta(hours=3)
        Meeting.objects.update(scheduled_at=began)
        url = reverse("voting:meeting_key", args=[self.meeting.pk])
        self.client.force_login(self.room.members[0])
        self.assertEqual(self.client.get(url).status_code, 403)
        self.client.force_login(self.room.secretary)
        page = self.client.get(url)
        data = {name: field.value() or "" for field in page.context["form"]
                for name in [field.html_name]}  # fmt: skip
        one, two, three = self.items
        local = began + timedelta(hours=8)
        data |= {
            "chair": self.room.chair.pk, "opened_at": f"{local:%Y-%m-%dT%H:%M}",
            "closed_at": f"{local + timedelta(hours=2):%Y-%m-%dT%H:%M}",
            f"absent_{self.room.members[6].pk}": "出差",
            f"vote_{one.pk}_{self.room.members[0].pk}": "no",
            f"vote_{one.pk}_{self.room.members[1].pk}": "recused", f"ground_{one.pk}": "kin",
            f"rest_{two.pk}": "no", f"reason_{two.pk}": "物业职责",
            f"kind_{three.pk}": "", f"reason_{three.pk}": "时间不够",
        }  # fmt: skip
        for item in self.items:
            data.setdefault(f"rest_{item.pk}", "yes")
            data[f"rest_{item.pk}"] = data[f"rest_{item.pk}"] or "yes"
            data[f"ground_{item.pk}"] = data[f"ground_{item.pk}"] or "kin"
        answer = self.client.post(url, data)
        self.assertEqual(answer.status_code, 302, answer.context and answer.context["form"].errors)
        motion = one.motions.get()
        self.assertEqual((motion.yes, motion.no, motion.recused), (4, 1, 1))
        self.assertEqual(AgendaItem.objects.get(pk=two.pk).outcome, "rejected")
