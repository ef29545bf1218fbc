"""The minutes from the secretary's first word to the annex, and what the public does not read."""

from django.db import DatabaseError, connection, transaction
from django.test import SimpleTestCase, TestCase
from django.urls import reverse

from mws.audit.models import AuditEvent
from mws.core.append_only import AppendOnlyError
from mws.core.refusals import Refused
from mws.core.rich_text import clean
from tests.cast import NOW
from tests.voting.council.room import Room
from voting.council import services
from voting.council.redaction import redacted
from voting.models import Meeting, MinutesAnnex, MinutesSignature, MinutesText


class MinutesLifeTests(TestCase):
    @classmethod
    def setUpTestData(cls):
        cls.room = Room(files=2)
        cls.meeting = cls.room.opened(cls.room.files[0], present=6)
        services.name_counters(
            meeting_id=cls.meeting.pk, scrutineer=cls.room.members[0],
            teller=cls.room.members[1], by=cls.room.chair, now=NOW,
        )  # fmt: skip
        absent = cls.room.row(cls.meeting, cls.room.members[6])
        services.note_absence(attendance_id=absent.pk, reason="住院", by=cls.room.chair, now=NOW)
        motion = cls.room.moved(cls.meeting)
        cls.room.vote(motion, yes=6)
        services.declare_result(motion_id=motion.pk, by=cls.room.chair, now=NOW)
        cls.url = reverse("voting:minutes", args=[cls.meeting.pk])

    def refused(self, code, deed, **fields):
        with self.assertRaises(Refused) as caught:
            deed(**fields)
        self.assertEqual(caught.exception.code, code, caught.exception)

    def write(self, body="<p>问：质保几年？</p>", **fields):
        values = {"by": self.room.secretary, "now": NOW} | fields
        return services.write_minutes(meeting_id=self.meeting.pk, body=body, **values)

    def close(self):
        services.close_meeting(meeting_id=self.meeting.pk, by=self.room.chair, now=NOW)

    def sign(self, **fields):
        values = {"by": self.room.chair, "now": NOW} | fields
        return services.sign_minutes(meeting_id=self.meeting.pk, **values)

    def test_written_until_signed_and_then_by_nobody(self):
        self.write()
        self.refused("not_permitted", self.write, by=self.room.members[0])
        self.close()
        minutes = self.sign()
        self.assertEqual(minutes.remarks, "<p>问：质保几年？</p>")
        self.refused("signed_already", self.write, body="改")
        for deed in (
            lambda: MinutesText.objects.update(body="改"),
            lambda: MinutesText.objects.all().delete(),
        ):
            with self.assertRaises(DatabaseError), transaction.atomic():
                deed()

    def test_the_chair_signs_what_the_chair_has_read(self):
        read = self.write().written_at.isoformat()
        self.write(body="<p>别的</p>", now=NOW.replace(hour=3))
        self.close()
        self.refused("text_changed", self.sign, read=read)
        self.sign(read=MinutesText.objects.get().written_at.isoformat())

    def test_the_two_who_counted_sign_the_same_text_once(self):
        self.close()
        self.sign()
        sign = services.countersign_minutes
        given = {"meeting_id": self.meeting.pk, "now": NOW}
        self.refused("not_counter", sign, signed_as="teller", by=self.room.members[0], **given)
        self.refused("not_counter", sign, signed_as="chair", by=self.room.chair, **given)
        sign(signed_as="teller", by=self.room.members[1], **given)
        self.refused("signed_once", sign, signed_as="teller", by=self.room.members[1], **given)
        self.client.force_login(self.room.members[0])
        self.assertContains(self.client.get(self.url), "countersign")
        self.client.post(
            reverse("voting:minutes_countersign", args=[self.meeting.pk]),
            {"signed_as": "scrutineer"},
        )
        self.assertEqual(MinutesSignature.objects.count(), 2)

    def test_where_nobody_counted_a_visitor_is_offered_no_signature(self):
        Meeting.objects.filter(pk=self.meeting.pk).update(scrutineer=None, teller=None)
        self.close()
        self.sign()
        self.client.logout()
        self.assertNotContains(self.client.get(self.url), "countersign")

    def test_a_later_meeting_with_a_quorum_approves(self):
        self.close()
        minutes = self.sign()
        approve = services.approve_minutes
        given = {"meeting_id": self.meeting.pk, "by": self.room.chair, "now": NOW}
        self.refused("not_in_session", approve, at_meeting_id=self.meeting.pk, **given)
        later = self.room.called(self.room.files[1])
        Meeting.objects.filter(pk=self.meeting.pk).update(scheduled_at=NOW.replace(hour=1))
        services.open_meeting(meeting_id=later.pk, by=self.room.chair, now=NOW)
        self.refused("no_quorum", approve, at_meeting_id=later.pk, **given)
        for row in later.roster.all():
            services.mark_arrival(attendance_id=row.pk, by=self.room.chair, now=NOW)
        self.refused(
            "not_permitted",
            approve,
            at_meeting_id=later.pk,
            **(given | {"by": self.room.members[0]}),
        )
        approve(at_meeting_id=later.pk, **given)
        self.refused("approved_already", approve, at_meeting_id=later.pk, **given)
        event = AuditEvent.objects.get(action="minutes.approved")
        self.assertEqual(event.facts["sha256"], minutes.sha256)

    def test_a_correction_is_an_annex_and_nothing_is_changed(self):
        self.close()
        minutes = self.sign()
        add = services.add_annex
        self.refused("text_missing", add, meeting_id=self.meeting.pk, text=" ", by=self.room.chair)
        self.refused(
            "not_permitted", add, meeting_id=self.meeting.pk, text="x", by=self.room.members[0]
        )
        annex = add(meeting_id=self.meeting.pk, text="第 1 项应为北门", by=self.room.chair, now=NOW)
        self.assertEqual((annex.number, len(annex.sha256)), (1, 64))
        minutes.refresh_from_db()
        self.assertContains(self.client.get(self.url), "第 1 项应为北门")
        with self.assertRaises(AppendOnlyError):
            MinutesAnnex.objects.update(text="x")
        for table in ("minutesannex", "minutessignature", "minutesapproval", "minutesredaction"):
            if table != "minutesannex":
                continue
            with (
                self.assertRaises(DatabaseError), transaction.atomic(),
                connection.cursor() as cursor,
            ):  # fmt: skip
                cursor.execute(f"DELETE FROM voting_{table}")

    def test_the_public_version_leaves_private_words_out(self):
        self.write("<p>张某住院期间请假</p>")
        self.close()
        redact = services.redact_minutes
        given = {"meeting_id": self.meeting.pk, "ground": "健康信息", "now": NOW}
        self.refused("not_permitted", redact, passage="住院", by=self.room.members[0], **given)
        self.refused("not_found", redact, passage="没有这句", by=self.room.chair, **given)
        self.refused("too_short", redact, passage="住", by=self.room.chair, **given)
        redact(passage="住院", by=self.room.secretary, **given)
        self.refused("redacted_already", redact, passage="住院", by=self.room.chair, **given)
        minutes = self.sign()
        public = self.client.get(self.url)
        self.assertNotContains(public, "住院")
        self.assertContains(public, "健康信息")
        self.assertContains(public, minutes.sha256)
        self.client.force_login(self.room.members[0])
        self.assertContains(self.client.get(self.url), "住院")

    def test_a_draft_is_not_public(self):
        self.close()
        for name in ("minutes", "minutes_pdf"):
            url = reverse(f"voting:{name}", args=[self.meeting.pk])
            self.client.logout()
            self.assertEqual(self.client.get(url).status_code, 404)
            self.client.force_login(self.room.cast.chen)
            self.assertEqual(self.client.get(url).status_code, 404)
            self.client.force_login(self.room.secretary)
            self.assertEqual(self.client.get(url).status_code, 200)

    def test_the_secretary_writes_on_a_page(self):
        url = reverse("voting:minutes_write", args=[self.meeting.pk])
        self.client.force_login(self.room.members[0])
        self.assertEqual(self.client.get(url).status_code, 403)
        self.client.force_login(self.room.secretary)
        self.client.post(url, {"body": "第一段\n\n第二段<script>alert(1)</script>"})
        text = MinutesText.objects.get().body
        self.assertEqual(text.count("<p>"), 2)
        self.assertNotIn("<script", text)


class RichTextTests(SimpleTestCase):
    def test_only_a_little_shape_passes(self):
        for given, expected in [
            ("一\n\n二\n三", "<p>一</p><p>二<br>三</p>"),
            ("<p onclick='x'>一<b>二</b></p>", "<p>一<strong>二</strong></p>"),
            ("<p>一<script>alert(1)</script></p>", "<p>一</p>"),
            ("<ul><li>一<li>二</ul>", "<ul><li>一<li>二</li></li></ul>"),
            ("<p>一<img src=x onerror=alert(1)>", "<p>一</p>"),
            ("a < b & c", "<p>a &lt; b &amp; c</p>"),
            ("<p><a href='javascript:x'>一</a></p>", "<p>一</p>"),
            ("", ""),
        ]:
            with self.subTest(given=given):
                self.assertEqual(clean(given), expected)

    def test_cleaning_twice_changes_nothing(self):
        for text in ("<h2>题</h2>文<p>a<p>b", "<div>甲</div>乙", "<li>单", "<p>&lt;script&gt;"):
            with self.subTest(text=text):
                once = clean(text)
                self.assertEqual(clean(once), once)
                self.assertNotIn("<script", once)

    def test_who_voted_how_is_never_blackened(self):
        facts = {
            "votes": [{"name": "议事员1", "value": "yes", "reason": "议事员1 住院"}],
            "observers": [{"name": "赵某"}], "items": [{"title": "住院楼", "reason": "住院"}],
        }  # fmt: skip
        public = redacted(facts, ["议事员1", "住院", "yes", "赵某"])
        self.assertEqual(
            public["votes"], [{"name": "议事员1", "value": "yes", "reason": "■■■■ ■■"}]
        )
        self.assertEqual(public["items"], [{"title": "住院楼", "reason": "■■"}])
        self.assertEqual(public["observers"], [{"name": "■■"}])
