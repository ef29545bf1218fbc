"""Who comes in at the door, who speaks, who watches, who counts, who sits for whom."""

from datetime import timedelta
from unittest import mock

from django.db import IntegrityError, transaction
from django.test import TestCase
from django.urls import reverse

from mws.core.refusals import Refused
from tests.cast import NOW, make_user
from tests.voting.council.room import CALLED, Room
from voting.council import services
from voting.models import CouncilSeat, Observer, Recusal, Speech


class RoomTestCase(TestCase):
    @classmethod
    def setUpTestData(cls):
        cls.room = Room()
        cls.meeting = cls.room.opened(present=6)
        cls.item = cls.meeting.agenda.get(position=1)

    def refused(self, code, deed, **fields):
        with self.assertRaises(Refused) as caught:
            deed(**fields)
        self.assertEqual(caught.exception.code, code, caught.exception)


class DoorTests(RoomTestCase):
    def come(self, member, token=None, meeting=None):
        meeting = meeting or self.meeting
        return services.check_in(
            meeting_id=meeting.pk, token=token or services.door_token(meeting), by=member, now=NOW
        )

    def test_a_member_who_scans_the_code_is_in_the_room_once(self):
        late = self.room.members[6]
        self.assertTrue(self.come(late).is_present)
        self.assertTrue(self.come(late).is_present)
        self.assertEqual(self.room.row(self.meeting, late).arrived_at, NOW)

    def test_refusals(self):
        late = self.room.members[6]
        self.refused("no_seat", self.come, member=self.room.cast.lin)
        self.refused("no_seat", self.come, member=self.room.chair)
        self.refused("code_old", self.come, member=late, token="made:up:token")
        other = self.room.called(self.room.file(9))
        self.refused("code_old", self.come, member=late, token=services.door_token(other))
        self.refused("not_in_session", self.come, member=late, meeting=other)
        token = services.door_token(self.meeting)
        with mock.patch("django.core.signing.time.time", return_value=9e9):
            self.refused("code_old", self.come, member=late, token=token)

    def test_the_pages(self):
        door = reverse("voting:door", args=[self.meeting.pk])
        self.client.force_login(self.room.members[6])
        self.assertEqual(self.client.get(door).status_code, 403)
        here = reverse("voting:here", args=[self.meeting.pk])
        token = services.door_token(self.meeting)
        self.assertContains(self.client.get(here, {"t": token}), "csrfmiddlewaretoken")
        self.client.post(here, {"t": token})
        self.assertTrue(self.room.row(self.meeting, self.room.members[6]).is_present)
        self.client.force_login(self.room.secretary)
        self.assertContains(self.client.get(door), "<svg")


class SpeakerTests(RoomTestCase):
    def ask(self, member, **fields):
        return services.ask_to_speak(item_id=self.item.pk, by=member, now=NOW, **fields)

    def test_one_after_the_other_and_the_words_are_kept(self):
        one, two = self.room.members[:2]
        first = self.ask(one)
        second = self.ask(self.room.secretary, on_behalf_of=two)
        services.give_floor(speech_id=first.pk, by=self.room.chair, now=NOW)
        services.give_floor(speech_id=second.pk, by=self.room.chair, now=NOW)
        first.refresh_from_db()
        self.assertEqual(first.ended_at, NOW)
        services.end_speech(speech_id=second.pk, words="质保几年", by=self.room.secretary, now=NOW)
        self.assertEqual(Speech.objects.get(pk=second.pk).words, "质保几年")

    def test_refusals(self):
        member = self.room.members[0]
        speech = self.ask(member)
        self.refused("waiting_already", self.ask, member=member)
        self.refused("not_present", self.ask, member=self.room.members[6])
        self.refused("no_seat", self.ask, member=self.room.cast.lin)
        self.refused("not_permitted", self.ask, member=member, on_behalf_of=self.room.members[1])
        self.refused(
            "not_permitted", services.give_floor, speech_id=speech.pk, by=self.room.members[1]
        )
        self.refused(
            "not_permitted", services.end_speech, speech_id=speech.pk, by=self.room.members[1]
        )
        services.end_speech(speech_id=speech.pk, by=member, now=NOW)
        self.refused("ended_already", services.end_speech, speech_id=speech.pk, by=member)
        self.refused("not_waiting", services.give_floor, speech_id=speech.pk, by=self.room.chair)

    def test_the_database_knows_one_floor_and_one_wish(self):
        self.ask(self.room.members[0])
        sound = {"item": self.item, "asked_at": NOW, "member": self.room.members[1]}
        Speech.objects.create(**sound, started_at=NOW)
        for wrong in (
            {"member": self.room.members[0]},
            {"member": self.room.members[2], "started_at": NOW},
            {"member": self.room.members[3], "started_at": NOW - timedelta(1), "ended_at": NOW},
        ):
            with self.subTest(wrong), self.assertRaises(IntegrityError), transaction.atomic():
                Speech.objects.create(**(sound | wrong))

    def test_after_a_result_the_list_is_that_of_the_next_project(self):
        motion = self.room.moved(self.meeting)
        self.room.vote(motion, yes=6)
        services.declare_result(motion_id=motion.pk, by=self.room.chair, now=NOW)
        second = self.meeting.agenda.get(position=2)
        services.ask_to_speak(item_id=second.pk, by=self.room.members[2], now=NOW)
        page = self.client.get(reverse("voting:speakers", args=[self.meeting.pk]))
        self.assertContains(page, "议事员3")

    def test_the_list_is_asked_for_again_and_again(self):
        url = reverse("voting:speakers", args=[self.meeting.pk])
        first = self.client.get(url)
        headers = {"If-None-Match": first["ETag"]}
        self.assertEqual(self.client.get(url, headers=headers).status_code, 304)
        self.ask(self.room.members[0])
        changed = self.client.get(url, headers=headers)
        self.assertContains(changed, "议事员1")
        self.assertNotContains(changed, "csrf")


class CounterAndGuestTests(RoomTestCase):
    def test_two_members_count_and_neither_is_the_chair(self):
        one, two, away = self.room.members[0], self.room.members[1], self.room.members[6]
        name = services.name_counters
        chair_seat = {"scrutineer": one, "teller": two}
        meeting = name(meeting_id=self.meeting.pk, by=self.room.chair, now=NOW, **chair_seat)
        self.assertEqual((meeting.scrutineer, meeting.teller), (one, two))
        for code, pair in [
            ("same_person", {"scrutineer": one, "teller": one}),
            ("not_present", {"scrutineer": one, "teller": away}),
            ("not_present", {"scrutineer": self.room.cast.lin, "teller": two}),
        ]:
            self.refused(code, name, meeting_id=self.meeting.pk, by=self.room.chair, **pair)

    def test_guests_are_invited_before_and_noted_in_the_room(self):
        meeting = self.room.called(self.room.file(8))
        note = services.note_observer
        invited = note(
            meeting_id=meeting.pk, name="赵代表", organisation="人大", by=self.room.secretary,
            now=CALLED,
        )  # fmt: skip
        self.assertEqual((invited.is_invited, invited.is_present), (True, False))
        listening = note(meeting_id=self.meeting.pk, name="居民甲", by=self.room.chair, now=NOW)
        self.assertEqual((listening.is_invited, listening.is_present), (False, True))
        note(meeting_id=self.meeting.pk, name="居民甲", by=self.room.chair, now=NOW)
        self.assertEqual(Observer.objects.count(), 2)
        self.refused(
            "not_permitted", note, meeting_id=self.meeting.pk, name="x", by=self.room.members[0]
        )


class SubstituteTests(RoomTestCase):
    def seat(self, *, allowed=True):
        services.publish_scheme(
            place_id=self.room.cast.community.pk, seats={"resident": 7}, document="方案1号",
            allows_substitutes=allowed, by=self.room.cast.secretary, now=NOW,
        )  # fmt: skip
        person = make_user("deputy", "替补甲")
        CouncilSeat.objects.filter(number=7).update(substitute=person)
        return person, self.room.row(self.meeting, self.room.members[6])

    def test_sits_and_votes_in_the_members_place(self):
        person, row = self.seat()
        row = services.seat_substitute(attendance_id=row.pk, by=self.room.chair, now=NOW)
        self.assertEqual((row.member, row.stands_for), (person, self.room.members[6]))
        motion = self.room.moved(self.meeting)
        services.cast_vote(motion_id=motion.pk, value="yes", by=person, now=NOW)
        self.refused(
            "no_seat", services.cast_vote, motion_id=motion.pk, value="yes",
            by=self.room.members[6],
        )  # fmt: skip

    def test_refusals(self):
        _person, row = self.seat(allowed=False)
        seat = services.seat_substitute
        self.refused("no_substitutes", seat, attendance_id=row.pk, by=self.room.chair)
        self.seat_allowed()
        self.refused("not_permitted", seat, attendance_id=row.pk, by=self.room.members[0])
        services.mark_arrival(attendance_id=row.pk, by=self.room.chair, now=NOW)
        self.refused("came_already", seat, attendance_id=row.pk, by=self.room.chair)
        self.assertFalse(Recusal.objects.exists())

    def test_named_for_one_seat_with_the_councils_role_until_the_term_ends(self):
        self.seat_allowed()
        name, wang = services.name_substitute, self.room.cast.wang
        seats = list(CouncilSeat.objects.order_by("number"))
        self.refused(
            "not_permitted", name, seat_id=seats[0].pk, substitute=wang, by=self.room.chair
        )
        given = {"substitute": wang, "by": self.room.cast.secretary, "now": NOW}
        name(seat_id=seats[0].pk, **given)
        roles = wang.memberships.filter(role="council_member")
        self.assertEqual(roles.count(), 1)
        self.refused("seated_already", name, seat_id=seats[1].pk, **given)
        self.refused("seated_already", name, seat_id=seats[1].pk, **(given | {
            "substitute": self.room.members[3]}))  # fmt: skip
        services.end_seat(seat_id=seats[0].pk, by=self.room.cast.secretary, now=NOW)
        self.assertFalse(roles.in_force(NOW.date() + timedelta(days=1)).exists())

    def seat_allowed(self):
        services.publish_scheme(
            place_id=self.room.cast.community.pk, seats={"resident": 7}, document="方案1号",
            allows_substitutes=True, by=self.room.cast.secretary, now=NOW,
        )  # fmt: skip


class SchemeTests(RoomTestCase):
    def publish(self, **fields):
        values = {"seats": {"resident": 8, "party": 0}, "document": "方案2号",
                  "by": self.room.cast.secretary} | fields  # fmt: skip
        return services.publish_scheme(place_id=self.room.cast.community.pk, now=NOW, **values)

    def test_nobody_sits_beside_the_scheme(self):
        self.publish()
        given = {"place_id": self.room.cast.community.pk, "member": self.room.cast.wang,
                 "by": self.room.cast.secretary, "now": NOW}  # fmt: skip
        appoint = services.appoint_seat
        self.refused("not_in_scheme", appoint, number=9, kind="resident", **given)
        self.refused("kind_full", appoint, number=8, kind="party", **given)
        seat = appoint(number=8, kind="resident", document="公告1号", **given)
        self.assertEqual((seat.basis, seat.document), ("elected", "公告1号"))

    def test_who_publishes_and_what(self):
        self.refused("not_permitted", self.publish, by=self.room.chair)
        self.refused("no_seats", self.publish, seats={"resident": 0})
        self.refused("no_document", self.publish, document=" ")

    def test_the_oath_is_taken_once(self):
        seat = CouncilSeat.objects.get(number=1)
        swear = services.swear_in
        self.refused("not_permitted", swear, seat_id=seat.pk, by=self.room.members[1])
        self.refused(
            "not_then", swear, seat_id=seat.pk, by=self.room.chair, now=NOW,
            on=NOW.date() + timedelta(days=1),
        )  # fmt: skip
        swear(seat_id=seat.pk, by=self.room.chair, now=NOW)
        self.refused("sworn_already", swear, seat_id=seat.pk, by=self.room.chair, now=NOW)

    def test_the_public_page_shows_vacancies_and_attendance(self):
        self.publish()
        services.close_meeting(
            meeting_id=self.meeting.pk, reason="散会", by=self.room.chair, now=NOW
        )
        page = self.client.get(reverse("voting:council", args=[self.room.cast.community.code]))
        group = page.context["page"].groups[0]
        self.assertEqual(group.vacant, 1)
        self.assertEqual([(row.held, row.came) for row in group.seats[5:]], [(1, 1), (1, 0)])

    def test_the_page_for_filling_seats(self):
        url = reverse("voting:seats", args=[self.room.cast.community.code])
        self.client.force_login(self.room.members[0])
        self.assertEqual(self.client.get(url).status_code, 403)
        self.client.force_login(self.room.cast.secretary)
        scheme = reverse("voting:scheme_publish", args=[self.room.cast.community.code])
        self.client.post(scheme, {"document": "方案3号", "seats_resident": "8"})
        filled = self.client.post(
            f"{url}?q=wang", {"member": self.room.cast.wang.pk, "number": 8, "kind": "resident",
                              "basis": "appointed", "starts_on": "2026-11-01"},
        )  # fmt: skip
        self.assertRedirects(filled, url, fetch_redirect_response=False)
        self.assertTrue(CouncilSeat.objects.filter(number=8, basis="appointed").exists())
