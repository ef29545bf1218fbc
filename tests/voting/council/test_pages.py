from datetime import timedelta

from django.test import TestCase
from django.urls import reverse
from django.utils.translation import override

from mws.core.clock import database_now
from tests.cast import NOW
from tests.voting.council.room import CALLED, Room
from voting.council import services
from voting.council.selectors_tasks import desk_tasks
from voting.models import AgendaItem, CouncilVote, Meeting, MeetingState, Motion, Recusal


class PublicPageTests(TestCase):
    @classmethod
    def setUpTestData(cls):
        cls.room = Room(files=4)
        cls.meeting = cls.room.opened(*cls.room.files[:3], present=6)
        cls.motion = cls.room.moved(cls.meeting)
        cls.room.vote(cls.motion, yes=2)
        cls.code = cls.room.cast.community.code

    def url(self, name, *args, language="zh-hans"):
        with override(language):
            return reverse(f"voting:{name}", args=args or [self.meeting.pk])

    def test_everybody_reads_the_council_and_its_meetings(self):
        for url, queries in [
            (self.url("council", self.code), 11),
            (self.url("meeting"), 11),
            (self.url("meeting_live"), 8),
            (self.url("screen"), 9),
            (self.url("screen_live"), 8),
            (self.url("speakers"), 8),
            (self.url("meeting_papers"), 10),
            (self.url("sheets"), 10),
        ]:
            with self.subTest(url=url), self.assertNumQueries(queries):
                response = self.client.get(url)
            self.assertEqual(response.status_code, 200)
            self.assertNotContains(response, "csrfmiddlewaretoken")
            self.assertNotIn("sessionid", response.cookies)

    def test_fifty_seats_and_many_votes_cost_no_more_queries(self):
        self.room.vote(self.motion, yes=4, no=2)
        self.test_everybody_reads_the_council_and_its_meetings()

    def test_what_does_not_exist_is_not_found(self):
        for url in (
            self.url("council", "4403"), self.url("council", "nowhere"), self.url("meeting", 0),
            self.url("screen", 0), self.url("screen_live", 0), self.url("minutes"),
        ):  # fmt: skip
            with self.subTest(url=url):
                self.assertEqual(self.client.get(url).status_code, 404)

    def test_the_wall_asks_again_and_is_told_what_is_new(self):
        first = self.client.get(self.url("screen_live"))
        again = {"headers": {"If-None-Match": first["ETag"]}}
        self.assertEqual(self.client.get(self.url("screen_live"), **again).status_code, 304)
        self.room.vote(self.motion, yes=3)
        changed = self.client.get(self.url("screen_live"), **again)
        self.assertEqual(changed.status_code, 200)
        self.assertIn("no-cache", changed["Cache-Control"])

    def test_a_page_with_other_forms_is_loaded_again(self):
        url = self.url("meeting_live")
        seen = self.client.get(self.url("meeting")).context["hall"].stamp
        self.assertNotIn("HX-Refresh", self.client.get(url, {"seen": seen}))
        self.room.vote(self.motion, yes=6)
        self.assertNotIn("HX-Refresh", self.client.get(url, {"seen": seen}))
        services.declare_result(motion_id=self.motion.pk, by=self.room.chair, now=NOW)
        self.assertEqual(self.client.get(url, {"seen": seen})["HX-Refresh"], "true")

    def test_every_state_of_a_meeting_has_its_page(self):
        called = self.room.called(self.room.files[3])
        pages = [("meeting", called), ("screen", called), ("meeting", self.meeting)]
        services.defer_item(item_id=self.motion.item_id, reason="再议", by=self.room.chair, now=NOW)
        services.close_meeting(
            meeting_id=self.meeting.pk, reason="再议", by=self.room.chair, now=NOW
        )
        pages += [("screen", self.meeting), ("meeting_live", self.meeting)]
        for language in ("zh-hans", "en"):
            for who in (None, self.room.chair, self.room.members[0]):
                self.client.logout()
                if who:
                    self.client.force_login(who)
                for name, meeting in pages:
                    url = self.url(name, meeting.pk, language=language)
                    with self.subTest(url=url, who=who):
                        self.assertEqual(self.client.get(url).status_code, 200)


class DeedTests(TestCase):
    """A whole meeting through its pages: each button does what it says."""

    @classmethod
    def setUpTestData(cls):
        cls.room = Room()
        cls.now = database_now()

    def post(self, who, name, pk, **data):
        self.client.force_login(who)
        return self.client.post(reverse(f"voting:{name}", args=[pk]), data)

    def called(self):
        """Called for the next half hour, by the clock of this machine."""
        meeting = self.room.called()
        Meeting.objects.filter(pk=meeting.pk).update(scheduled_at=self.now)
        return meeting

    def test_a_meeting_from_opening_to_signature(self):
        meeting, chair, secretary = self.called(), self.room.chair, self.room.secretary
        self.post(secretary, "meeting_open", meeting.pk, chair=chair.pk)
        rows = list(meeting.roster.order_by("seat__number"))
        for row in rows[:6]:
            self.post(secretary, "member_arrive", row.pk)
        self.post(secretary, "member_absent", rows[6].pk, reason="出差")
        self.post(secretary, "member_leave", rows[5].pk)
        first, second, third = meeting.agenda.all()
        self.post(self.room.members[4], "recusal_own", first.pk, ground="kin")
        self.post(
            secretary, "recusal_record", first.pk, ground="estate",
            on_behalf_of=self.room.members[3].pk,
        )  # fmt: skip
        self.assertEqual(Recusal.objects.filter(item=first).count(), 2)
        self.post(secretary, "motion_move", first.pk, amount_fen="5000")
        wrong = Motion.objects.get()
        self.post(secretary, "motion_withdraw", wrong.pk, reason="金额有误")
        self.post(chair, "motion_move", first.pk, amount_fen="1万", condition="分两期")
        motion = Motion.objects.get(state="open")
        self.assertEqual((motion.amount_fen, motion.condition), (1_000_000, "分两期"))
        self.post(self.room.members[0], "vote_cast", motion.pk, value="yes", reason="急需")
        for member in self.room.members[1:3]:
            self.post(secretary, "vote_key", motion.pk, value="yes", on_behalf_of=member.pk)
        self.assertEqual(CouncilVote.objects.filter(keyed_by=secretary).count(), 2)
        self.post(chair, "motion_declare", motion.pk)
        self.post(chair, "item_defer", second.pk, reason="资料不全")
        self.post(chair, "item_waitlist", third.pk, reason="不够")
        self.post(chair, "meeting_close", meeting.pk, reason="时间不够")
        self.post(chair, "minutes_sign", meeting.pk)
        meeting.refresh_from_db()
        self.assertEqual(meeting.state, MeetingState.CLOSED)
        self.assertEqual(meeting.minutes.signed_by, chair)
        outcomes = list(AgendaItem.objects.values_list("outcome", flat=True))
        self.assertEqual(outcomes, ["passed", "deferred", "deferred"])

    def test_a_meeting_is_called_on_a_page(self):
        url = reverse("voting:meeting_call", args=[self.room.round.pk])
        self.assertRedirects(
            self.client.get(url), f"/accounts/login/?next={url}", fetch_redirect_response=False
        )
        self.client.force_login(self.room.members[0])
        self.assertContains(self.client.get(url), "refusal")
        self.client.force_login(self.room.secretary)
        self.assertContains(self.client.get(url), self.room.files[0].title)
        data = {
            "scheduled_at": self.now.strftime("%Y-%m-%dT%H:%M"), "location": "议事厅",
            "proposal_ids": [self.room.files[0].pk],
        }  # fmt: skip
        refused = self.client.post(url, data)
        self.assertContains(refused, "议事厅")
        self.assertTrue(refused.context["form"].non_field_errors())
        later = self.now + timedelta(days=9)
        self.client.post(url, data | {"scheduled_at": later.strftime("%Y-%m-%dT%H:%M")})
        self.assertEqual(Meeting.objects.get().called_by, self.room.secretary)

    def test_a_refused_form_keeps_what_was_typed(self):
        meeting = self.room.opened(present=6)
        item = meeting.agenda.get(position=1)
        response = self.post(
            self.room.chair, "motion_move", item.pk, amount_fen="99万", condition="分两期"
        )
        self.assertContains(response, "分两期")
        self.assertContains(response, "99万")
        self.assertContains(response, 'role="alert"')
        self.assertFalse(Motion.objects.exists())

    def test_strangers_are_refused_and_visitors_asked_to_sign_in(self):
        meeting = self.room.opened(present=6)
        motion = self.room.moved(meeting)
        item, row = motion.item_id, meeting.roster.first().pk
        deeds = [
            ("meeting_open", meeting.pk, {}), ("meeting_close", meeting.pk, {"reason": "x"}),
            ("minutes_sign", meeting.pk, {}), ("member_arrive", row, {}),
            ("member_leave", row, {}), ("member_absent", row, {"reason": "x"}),
            ("motion_move", item, {"amount_fen": "1"}), ("item_defer", item, {"reason": "x"}),
            ("item_waitlist", item, {"reason": "x"}), ("recusal_own", item, {"ground": "kin"}),
            ("recusal_record", item, {"ground": "kin", "on_behalf_of": self.room.members[0].pk}),
            ("vote_cast", motion.pk, {"value": "yes"}),
            ("vote_key", motion.pk, {"value": "no", "on_behalf_of": self.room.members[0].pk}),
            ("motion_declare", motion.pk, {}), ("motion_withdraw", motion.pk, {"reason": "x"}),
        ]  # fmt: skip
        before = self.state()
        for name, pk, data in deeds:
            url = reverse(f"voting:{name}", args=[pk])
            with self.subTest(name=name):
                self.client.logout()
                self.assertIn("login", self.client.post(url, data).get("Location", ""))
                self.client.force_login(self.room.cast.leader)
                self.assertIn(self.client.post(url, data).status_code, (200, 302))
                self.assertEqual(self.client.get(url).status_code, 405)
                missing = reverse(f"voting:{name}", args=[0])
                self.assertEqual(self.client.post(missing, data).status_code, 404)
        self.assertEqual(self.state(), before)

    def state(self):
        return [
            *Meeting.objects.values_list("state", "opened_at", "closed_at"),
            *AgendaItem.objects.values_list("outcome", flat=True),
            *Motion.objects.values_list("state", flat=True),
            CouncilVote.objects.count(), Recusal.objects.count(),
        ]  # fmt: skip


class DeskTests(TestCase):
    @classmethod
    def setUpTestData(cls):
        cls.room = Room()

    def labels(self, user, now=NOW):
        fresh = type(user).objects.get(pk=user.pk)
        return [(task.kind, task.days_late) for task in desk_tasks(fresh, now)]

    def test_each_person_sees_what_the_council_asks_of_them(self):
        room, stranger = self.room, self.room.cast.stranger
        self.assertEqual(self.labels(room.chair), [("meeting", 0)])
        self.assertEqual(self.labels(room.members[0]), [])
        meeting = room.called()
        self.assertEqual(self.labels(room.members[0], CALLED), [("meeting", 0)])
        self.assertEqual(self.labels(room.secretary, NOW + timedelta(days=2)), [("meeting", 2)])
        services.open_meeting(meeting_id=meeting.pk, by=room.secretary, chair=room.chair, now=NOW)
        for row in meeting.roster.all()[:6]:
            services.mark_arrival(attendance_id=row.pk, by=room.chair, now=NOW)
        motion = room.moved(meeting)
        self.assertEqual(self.labels(room.members[0]), [("vote", 0)])
        self.assertEqual(self.labels(room.members[6]), [])
        room.vote(motion, yes=6)
        self.assertEqual(self.labels(room.members[0]), [])
        services.declare_result(motion_id=motion.pk, by=room.chair, now=NOW)
        services.close_meeting(meeting_id=meeting.pk, reason="散会", by=room.chair, now=NOW)
        self.assertEqual(self.labels(room.chair), [("meeting", 0)] * 2)
        self.assertEqual(self.labels(room.secretary), [("meeting", 0)])
        services.sign_minutes(meeting_id=meeting.pk, by=room.chair, now=NOW)
        self.assertEqual(self.labels(room.chair), [("meeting", 0)])
        self.assertEqual(self.labels(stranger), [])
