from datetime import timedelta

from django.test import TestCase

from mws.audit.models import AuditEvent
from mws.core.refusals import Refused
from mws.notifications.models import Message
from mws.rounds.models import PollRole, Round
from proposals.models import CaseDuty, Duty, Proposal, ProposalStatus
from tests.cast import NOW
from tests.voting.council.room import CALLED, Room
from voting.council import rules, services
from voting.models import CouncilSeat, ItemOutcome, Meeting, MeetingState, Recusal


class CallMeetingTests(TestCase):
    @classmethod
    def setUpTestData(cls):
        cls.room = Room()

    def call(self, **fields):
        values = {
            "round_id": self.room.round.pk, "scheduled_at": NOW, "location": "议事厅",
            "proposal_ids": [file.pk for file in self.room.files], "by": self.room.secretary,
            "now": CALLED,
        } | fields  # fmt: skip
        return services.call_meeting(**values)

    def test_a_meeting_is_posted_with_its_agenda_and_the_members_are_told(self):
        meeting = self.call(proposal_ids=[self.room.files[1].pk, self.room.files[0].pk])
        self.assertEqual((meeting.number, meeting.state), (1, MeetingState.CALLED))
        agenda = [item.proposal_id for item in meeting.agenda.all()]
        self.assertEqual(agenda, [self.room.files[1].pk, self.room.files[0].pk])
        statuses = Proposal.objects.filter(pk__in=agenda).values_list("status", flat=True)
        self.assertEqual(set(statuses), {ProposalStatus.ON_AGENDA})
        told = Message.objects.filter(code="meeting_called", channel="in_site")
        self.assertEqual(told.count(), 7)
        self.assertEqual(self.call(proposal_ids=[self.room.files[2].pk]).number, 2)
        self.assertEqual(AuditEvent.objects.filter(action="meeting.called").count(), 2)

    def test_refusals(self):
        foreign = self.room.file(9, status=ProposalStatus.SUBMITTED)
        near = NOW - timedelta(days=2)
        for code, fields in [
            ("not_permitted", {"by": self.room.cast.leader}),
            ("not_permitted", {"by": self.room.members[0]}),
            ("not_permitted", {"by": self.room.cast.secretary}),
            ("notice_too_short", {"scheduled_at": near}),
            ("empty_agenda", {"proposal_ids": []}),
            ("empty_agenda", {"proposal_ids": [0]}),
            ("not_for_agenda", {"proposal_ids": [foreign.pk]}),
        ]:  # fmt: skip
            with self.subTest(code=code):
                with self.assertRaises(Refused) as caught:
                    self.call(**fields)
                self.assertEqual(caught.exception.code, code)
        self.assertFalse(Meeting.objects.exists())

    def test_without_seats_there_is_nobody_to_call(self):
        CouncilSeat.objects.all().delete()
        with self.assertRaises(Refused) as caught:
            self.call()
        self.assertEqual(caught.exception.code, "no_seats")

    def test_the_round_must_be_open_at_its_council_stage_and_the_files_its_own(self):
        other = Round(pk=0, community=self.room.cast.community, state="closed")
        facts = {
            "scheduled_at": NOW, "seats": 7, "certified": None, "by": self.room.chair,
            "now": CALLED,
        }  # fmt: skip
        self.assertEqual(rules.why_not_call_meeting(other, [], **facts).code, "round_not_open")
        stranger = Proposal(round_id=0, title="别处")
        refusal = rules.why_not_call_meeting(self.room.round, [stranger], **facts)
        self.assertEqual(refusal.code, "other_round")
        early = facts | {"scheduled_at": NOW - timedelta(days=8), "now": NOW - timedelta(days=20)}
        refusal = rules.why_not_call_meeting(self.room.round, self.room.files, **early)
        self.assertEqual(refusal.code, "before_council_stage")

    def test_where_residents_vote_their_certified_list_comes_first(self):
        file = self.room.files[0]
        for role, certified, code in [
            (PollRole.NONE, None, None),
            (PollRole.ADVISORY, None, "poll_not_certified"),
            (PollRole.ADVISORY, set(), None),
            (PollRole.BINDING, None, "poll_not_certified"),
            (PollRole.BINDING, set(), "not_on_certified_list"),
            (PollRole.BINDING, {file.pk}, None),
        ]:
            with self.subTest(role=role, certified=certified):
                self.room.round.poll_role = role
                refusal = rules.why_not_call_meeting(
                    self.room.round, [file], scheduled_at=NOW, seats=7, certified=certified,
                    by=self.room.chair, now=CALLED,
                )  # fmt: skip
                self.assertEqual(refusal and refusal.code, code)


class OpenMeetingTests(TestCase):
    @classmethod
    def setUpTestData(cls):
        cls.room = Room()
        cls.meeting = cls.room.called()

    def open(self, **fields):
        values = {"by": self.room.secretary, "chair": self.room.chair, "now": NOW} | fields
        return services.open_meeting(meeting_id=self.meeting.pk, **values)

    def test_opening_freezes_the_roll_of_filled_seats(self):
        seat = CouncilSeat.objects.get(number=7)
        services.end_seat(seat_id=seat.pk, ends_on=CALLED.date(), by=None, now=CALLED)
        meeting = self.open()
        self.assertEqual((meeting.state, meeting.seated), (MeetingState.OPEN, 6))
        self.assertEqual(meeting.chair, self.room.chair)
        CouncilSeat.objects.create(
            place=meeting.place, number=8, kind="resident", member=self.room.cast.wang,
            starts_on=CALLED.date(),
        )  # fmt: skip
        self.assertEqual(meeting.roster.count(), 6)
        self.assertFalse(any(row.is_present for row in meeting.roster.all()))

    def test_who_proposed_or_entered_a_project_is_recused_from_it(self):
        member, file = self.room.members[2], self.room.files[1]
        CaseDuty.objects.create(
            case_id=file.case_id, person=member, duty=Duty.ENTERED, done_at=CALLED
        )
        self.open()
        recusal = Recusal.objects.get()
        self.assertEqual((recusal.member, recusal.item.proposal), (member, file))

    def test_refusals(self):
        early = self.meeting.scheduled_at - timedelta(minutes=31)
        for code, fields in [
            ("not_permitted", {"by": self.room.members[0]}),
            ("not_permitted", {"by": self.room.cast.district_officer}),
            ("too_early", {"now": early}),
            ("not_chair", {"chair": self.room.secretary}),
        ]:
            with self.subTest(code=code):
                with self.assertRaises(Refused) as caught:
                    self.open(**fields)
                self.assertEqual(caught.exception.code, code)
        self.open(now=early + timedelta(minutes=2))
        with self.assertRaises(Refused) as caught:
            self.open()
        self.assertEqual(caught.exception.code, "opened_already")

    def test_the_demonstration_moves_the_hour_until_the_meeting_begins(self):
        hour = timedelta(hours=1)
        moved = services.move_meeting(meeting_id=self.meeting.pk, by_time=-hour, by=None)
        self.assertEqual(moved.scheduled_at, NOW - hour)
        self.open()
        again = services.move_meeting(meeting_id=self.meeting.pk, by_time=-hour, by=None)
        self.assertEqual(again.scheduled_at, NOW - hour)

    def test_without_filled_seats_nothing_is_opened(self):
        CouncilSeat.objects.all().delete()
        with self.assertRaises(Refused) as caught:
            self.open()
        self.assertEqual(caught.exception.code, "no_seats")


class CloseMeetingTests(TestCase):
    @classmethod
    def setUpTestData(cls):
        cls.room = Room()
        cls.meeting = cls.room.opened(present=7)

    def close(self, **fields):
        values = {"reason": "时间不够", "by": self.room.chair, "now": NOW} | fields
        return services.close_meeting(meeting_id=self.meeting.pk, **values)

    def test_what_was_not_reached_is_deferred_and_the_round_goes_on(self):
        meeting = self.close()
        self.assertEqual((meeting.state, meeting.closed_at), (MeetingState.CLOSED, NOW))
        for item in meeting.agenda.select_related("proposal"):
            self.assertEqual((item.outcome, item.reason), (ItemOutcome.DEFERRED, "时间不够"))
            self.assertEqual(item.proposal.status, ProposalStatus.DEFERRED)
        self.assertIsNone(Round.objects.get(pk=self.room.round.pk).decided_at)

    def test_deferred_projects_stand_on_the_next_agenda(self):
        self.close()
        later = NOW + timedelta(days=7)
        meeting = services.call_meeting(
            round_id=self.room.round.pk, scheduled_at=later, location="议事厅",
            proposal_ids=[file.pk for file in self.room.files], by=self.room.chair, now=NOW,
        )  # fmt: skip
        self.assertEqual((meeting.number, meeting.agenda.count()), (2, 3))

    def test_refusals(self):
        for code, fields in [
            ("not_permitted", {"by": self.room.members[0]}),
            ("reason_missing", {"reason": " "}),
        ]:
            with self.subTest(code=code):
                with self.assertRaises(Refused) as caught:
                    self.close(**fields)
                self.assertEqual(caught.exception.code, code)
        motion = self.room.moved(self.meeting)
        with self.assertRaises(Refused) as caught:
            self.close()
        self.assertEqual(caught.exception.code, "motion_open")
        services.withdraw_motion(motion_id=motion.pk, reason="再议", by=self.room.chair, now=NOW)
        self.close()
        with self.assertRaises(Refused) as caught:
            self.close()
        self.assertEqual(caught.exception.code, "not_in_session")

    def test_a_waiting_file_or_another_meeting_keeps_the_round_undecided(self):
        for position in (1, 2, 3):
            motion = self.room.moved(self.meeting, position=position)
            self.room.vote(motion, no=7)
            services.declare_result(
                motion_id=motion.pk, reason="不需要", by=self.room.chair, now=NOW
            )
        self.room.file(9)
        self.close(reason="")
        self.assertIsNone(Round.objects.get(pk=self.room.round.pk).decided_at)
