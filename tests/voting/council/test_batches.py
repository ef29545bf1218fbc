"""Confirmed decisions go to the sub-district as one batch: all of them or none."""

from django.db import IntegrityError, transaction
from django.test import TestCase
from django.urls import reverse

from mws.audit.selectors import history_of_case
from proposals.models import Handover, HandoverCase, ProposalStatus
from proposals.rules.approval import why_not_decide
from proposals.selectors.street_desk import street_desk
from proposals.services import approval, notices
from tests.cast import NOW
from tests.proposals.cases import NOTICE_OVER, clause_of, code_of, review
from tests.voting.council.room import Room
from voting.council import services
from voting.council.selectors_tasks import desk_tasks


class BatchTestCase(TestCase):
    @classmethod
    def setUpTestData(cls):
        cls.room = Room()
        cls.cast = cls.room.cast
        cls.meeting = cls.room.opened(present=7)
        for position in (1, 2):
            motion = cls.room.moved(cls.meeting, position=position)
            cls.room.vote(motion, yes=7)
            services.declare_result(motion_id=motion.pk, by=cls.room.chair, now=NOW)
        cls.first, cls.second, cls.waiting = cls.room.files
        services.close_meeting(meeting_id=cls.meeting.pk, reason="散会", by=cls.room.chair, now=NOW)

    def sign(self):
        services.sign_minutes(meeting_id=self.meeting.pk, by=self.room.chair, now=NOW)

    def confirm(self, *proposals):
        for proposal in proposals:
            notices.post_case_notice(proposal_id=proposal.pk, by=self.cast.clerk, now=NOW)
        notices.end_due_notices(NOTICE_OVER)

    def send(self, *proposals, by=None):
        return services.send_batch(
            round_id=self.room.round.pk, proposal_ids=[each.pk for each in proposals],
            by=by or self.cast.secretary, now=NOTICE_OVER,
        )  # fmt: skip

    def refusal(self, *proposals, by=None):
        return code_of(lambda: self.send(*proposals, by=by))

    def fresh(self, proposal):
        return type(proposal).objects.get(pk=proposal.pk)


class SendBatchTests(BatchTestCase):
    def test_two_decisions_go_as_one_batch(self):
        self.sign()
        self.confirm(self.first, self.second)
        self.assertEqual("not_handed_over", self.why_not_decide(self.first))
        batch = self.send(self.first, self.second)
        self.assertEqual((batch.number, batch.sent_by, batch.sent_at),
                         (1, self.cast.secretary, NOTICE_OVER))  # fmt: skip
        self.assertEqual([self.first.pk, self.second.pk],
                         list(batch.lines.values_list("proposal", flat=True)))  # fmt: skip
        self.assertEqual("not_reviewed", self.why_not_decide(self.first))
        actions = [event.action for event in history_of_case(self.first.case_id)]
        self.assertEqual("proposal.handed_over", actions[-1])

    def why_not_decide(self, proposal):
        return why_not_decide(self.fresh(proposal), by=self.cast.leader).code

    def test_one_that_hinders_stops_them_all_and_all_that_hinder_are_named(self):
        self.sign()
        self.confirm(self.first)
        response = self.press(self.first, self.second, self.waiting)
        self.assertContains(response, self.second.title)
        self.assertContains(response, self.waiting.title)
        self.assertFalse(Handover.objects.exists())
        self.assertEqual("hindered", self.refusal(self.first, self.second))
        self.assertIsNone(self.refusal(self.first))

    def test_without_signed_minutes_the_papers_are_not_complete(self):
        self.confirm(self.first)
        self.assertEqual("hindered", self.refusal(self.first))
        self.client.force_login(self.cast.secretary)
        page = self.client.get(reverse("voting:round_batch", args=[self.room.round.pk]))
        self.assertContains(page, "还没有签字")
        self.sign()
        self.assertIsNone(self.refusal(self.first))

    def test_nothing_goes_twice(self):
        self.sign()
        self.confirm(self.first)
        self.send(self.first)
        self.assertEqual("hindered", self.refusal(self.first))
        self.assertEqual(1, HandoverCase.objects.count())

    def test_what_came_back_goes_in_a_later_batch_and_its_minutes_show_the_clause(self):
        self.sign()
        self.confirm(self.first)
        self.send(self.first)
        review(self.cast, self.first.pk, self.fresh(self.first).selected_fen)
        approval.return_to_community(
            proposal_id=self.first.pk, reason="单价偏高", document_no="桃街审 9 号",
            clause_id=clause_of(self.room.round, "审1"), by=self.cast.leader, now=NOTICE_OVER,
        )  # fmt: skip
        for name, pk in (("meeting", self.meeting.pk), ("round_batch", self.room.round.pk),
                         ("council", self.cast.community.code)):  # fmt: skip
            with self.subTest(name):
                page = self.client.get(reverse(f"voting:{name}", args=[pk]))
                self.assertContains(page, "审1 价格明显高于同类项目的市场价")
                self.assertContains(page, "单价偏高")
        self.assertEqual(ProposalStatus.SCREENED, self.fresh(self.first).status)
        self.assertEqual("hindered", self.refusal(self.first))
        self.confirm(self.second)
        self.assertEqual(2, self.send(self.second).number)

    def test_refusals(self):
        self.assertEqual("no_case", self.refusal())
        for by in (self.cast.clerk, self.room.chair, self.room.secretary, self.cast.leader,
                   self.cast.lin):  # fmt: skip
            self.assertEqual("not_secretary", self.refusal(self.first, by=by))
        other = self.cast.round(batch=2)
        stray = self.room.file(9, round=other, status=ProposalStatus.IN_REVIEW, selected_fen=9)
        self.assertEqual("hindered", self.refusal(stray))

    def press(self, *proposals, by=None):
        self.client.force_login(by or self.cast.secretary)
        url = reverse("voting:batch_send", args=[self.room.round.pk])
        return self.client.post(url, {"cases": [each.pk for each in proposals]}, follow=True)

    def test_the_secretary_finds_it_at_the_desk_and_sends_it_by_the_button(self):
        self.sign()
        self.confirm(self.first, self.second)
        tasks = [task.url for task in desk_tasks(self.cast.secretary, NOTICE_OVER)]
        url = reverse("voting:round_batch", args=[self.room.round.pk])
        self.assertEqual([url], tasks)
        self.client.force_login(self.cast.secretary)
        self.assertContains(self.client.get(url), "batch/send/")
        self.press(self.first, self.second)
        self.assertEqual(2, Handover.objects.get().lines.count())
        self.assertEqual([], desk_tasks(self.cast.secretary, NOTICE_OVER))
        self.client.logout()
        page = self.client.get(url)
        self.assertNotContains(page, "batch/send/")
        self.assertContains(page, str(self.cast.secretary))

    def test_nobody_else_has_the_button(self):
        self.sign()
        self.confirm(self.first)
        self.assertEqual(403, self.press(self.first, by=self.cast.clerk).status_code)
        self.assertFalse(Handover.objects.exists())

    def test_the_street_sees_one_batch_and_which_cases_came_without(self):
        self.sign()
        self.confirm(self.first, self.second)
        self.send(self.first)
        desk = street_desk(self.cast.officer, self.cast.subdistrict, NOTICE_OVER)
        [batch] = desk.received
        self.assertEqual((batch.number, batch.count, batch.waiting, batch.fen),
                         (1, 1, 1, 1_000_000))  # fmt: skip
        self.assertEqual([True, False], [row.handover is not None for row in desk.cases])
        self.client.force_login(self.cast.officer)
        page = self.client.get(reverse("proposals:street"))
        self.assertContains(page, reverse("voting:round_batch", args=[self.room.round.pk]))
        self.assertContains(page, str(self.cast.secretary))


class HandoverConstraintTests(BatchTestCase):
    def test_the_database_refuses_a_number_or_a_case_twice(self):
        self.sign()
        self.confirm(self.first)
        batch = self.send(self.first)
        facts = {"round": batch.round, "sent_by": batch.sent_by, "sent_at": NOW}
        for make in (
            lambda: Handover.objects.create(number=1, **facts),
            lambda: Handover.objects.create(number=0, **facts),
            lambda: HandoverCase.objects.create(handover=batch, proposal=self.first),
        ):
            with self.assertRaises(IntegrityError), transaction.atomic():
                make()
