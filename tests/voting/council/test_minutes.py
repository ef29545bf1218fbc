from django.db import DatabaseError, connection, transaction
from django.test import TestCase
from django.urls import reverse

from mws.audit.models import AuditEvent
from mws.core.append_only import AppendOnlyError
from mws.core.refusals import Refused
from tests.cast import NOW
from tests.voting.council.room import Room
from voting.council import services
from voting.council.minutes import digest_of
from voting.models import Minutes


class SignMinutesTests(TestCase):
    @classmethod
    def setUpTestData(cls):
        cls.room = Room()
        cls.meeting = cls.room.opened(present=6)
        item = cls.meeting.agenda.get(position=1)
        services.record_recusal(item_id=item.pk, ground="estate", by=cls.room.members[5], now=NOW)
        motion = cls.room.moved(cls.meeting, condition="先公示")
        cls.room.vote(motion, yes=3, no=1)
        services.cast_vote(
            motion_id=motion.pk, value="abstain", by=cls.room.secretary, now=NOW,
            on_behalf_of=cls.room.members[4],
        )  # fmt: skip
        services.declare_result(motion_id=motion.pk, by=cls.room.chair, now=NOW)
        absent = cls.room.row(cls.meeting, cls.room.members[6])
        services.note_absence(attendance_id=absent.pk, reason="出差", by=cls.room.chair, now=NOW)

    def close(self):
        services.write_minutes(
            meeting_id=self.meeting.pk, body="旁听居民 4 人", by=self.room.secretary, now=NOW
        )
        services.close_meeting(
            meeting_id=self.meeting.pk, reason="时间不够", by=self.room.chair, now=NOW
        )

    def sign(self, **fields):
        values = {"by": self.room.chair} | fields
        return services.sign_minutes(meeting_id=self.meeting.pk, now=NOW, **values)

    def test_the_minutes_say_what_happened(self):
        self.close()
        minutes = self.sign()
        facts = minutes.facts
        self.assertEqual(facts["meeting"]["seated"], 7)
        self.assertEqual(facts["quorum"]["least"], 5)
        self.assertEqual(facts["roll"][6]["absence_reason"], "出差")
        first, second, third = facts["items"]
        self.assertEqual((first["outcome"], second["outcome"]), ("passed", "deferred"))
        self.assertEqual((third["reason"], third["motions"]), ("时间不够", []))
        self.assertEqual(first["recusals"], [{"name": "议事员6", "ground": "estate"}])
        motion = first["motions"][0]
        figures = [motion[name] for name in ("yes", "no", "abstain", "base", "present")]
        self.assertEqual(figures, [3, 1, 1, 5, 6])
        self.assertEqual([vote["is_keyed"] for vote in motion["votes"]], [False] * 4 + [True])

    def test_the_digest_covers_facts_and_remarks_and_stands_in_the_trail(self):
        self.close()
        minutes = self.sign()
        self.assertEqual(minutes.sha256, digest_of(minutes.facts, "<p>旁听居民 4 人</p>"))
        self.assertNotEqual(minutes.sha256, digest_of(minutes.facts, "旁听居民 5 人"))
        event = AuditEvent.objects.get(action="minutes.signed")
        self.assertEqual(event.facts["sha256"], minutes.sha256)

    def test_refusals(self):
        self.assert_refused("not_closed")
        self.close()
        self.assert_refused("not_chair", by=self.room.secretary)
        self.assert_refused("not_chair", by=self.room.members[0])
        self.sign()
        self.assert_refused("signed_already")

    def assert_refused(self, code, **fields):
        with self.assertRaises(Refused) as caught:
            self.sign(**fields)
        self.assertEqual(caught.exception.code, code)

    def test_what_is_signed_is_not_edited(self):
        self.close()
        minutes = self.sign()
        minutes.remarks = "改"
        with self.assertRaises(AppendOnlyError):
            minutes.save()
        with self.assertRaises(AppendOnlyError):
            Minutes.objects.update(remarks="改")
        with (
            self.assertRaises(DatabaseError),
            transaction.atomic(),
            connection.cursor() as cursor,
        ):
            cursor.execute("UPDATE voting_minutes SET remarks = 'x'")

    def test_the_page_shows_a_draft_and_then_what_was_signed(self):
        url = reverse("voting:minutes", args=[self.meeting.pk])
        self.assertEqual(self.client.get(url).status_code, 404)
        self.close()
        self.assertEqual(self.client.get(url).status_code, 404)
        self.client.force_login(self.room.members[0])
        draft = self.client.get(url)
        self.client.logout()
        self.assertContains(draft, "议事员6")
        self.assertNotContains(draft, "SHA-256")
        minutes = self.sign()
        with self.assertNumQueries(14):
            signed = self.client.get(url)
        for text in (minutes.sha256, "旁听居民 4 人", "先公示", "出差"):
            self.assertContains(signed, text)
