from django.db import IntegrityError, transaction
from django.test import TestCase

from mws.audit.models import AuditEvent
from mws.core.refusals import Refused
from mws.ledger.models import Fund
from mws.notifications.models import Message
from mws.rounds.models import Deadline
from proposals.models import Project, Settlement
from proposals.rules.delivery_end import why_not_close, why_not_settle, why_not_terminate
from proposals.services.settlement import close_due_surveys, close_project, terminate_project
from tests.cast import NOW, Cast
from tests.proposals.delivery import APPROVED, CONTRACT, TODAY, Delivery, later

AUDITED = 13_542_001


class SettleProjectTests(TestCase):
    @classmethod
    def setUpTestData(cls) -> None:
        cls.cast = Cast()
        cls.delivery = Delivery(cls.cast)
        cls.project = cls.delivery.accepted()

    def test_settling_releases_all_beyond_the_audited_sum(self):
        self.delivery.pay(self.project, "progress", CONTRACT // 2)
        before = Fund.objects.get()
        project = self.delivery.settle(self.project, CONTRACT, AUDITED)
        after = Fund.objects.get()
        self.assertEqual("settled", project.status)
        self.assertEqual(AUDITED, project.account.paid_fen + project.account.committed_fen)
        self.assertEqual(APPROVED - AUDITED, after.available_fen - before.available_fen)
        self.assertEqual(CONTRACT - AUDITED, project.settlement.cut_fen)

    def test_a_settlement_without_remainder_releases_nothing(self):
        project = self.delivery.accepted(approved_fen=CONTRACT)
        project = self.delivery.settle(project, CONTRACT, CONTRACT)
        self.assertEqual(CONTRACT, project.account.committed_fen)

    def test_who_may_settle(self):
        for who, code in [
            (self.cast.finance, None),
            (self.cast.leader, "not_your_office"),
            (self.cast.officer, "not_your_office"),
        ]:
            with self.subTest(who=who):
                refusal = why_not_settle(self.project, by=who)
                self.assertEqual(code, refusal and refusal.code)

    def test_refused_terms_change_nothing(self):
        self.delivery.pay(self.project, "progress", 5_000_000)
        for submitted, audited, terms, code in [
            (CONTRACT, CONTRACT, {"document_no": ""}, "no_document"),
            (CONTRACT, 0, {}, "no_amount"),
            (CONTRACT + 1, CONTRACT, {}, "above_contract"),
            (AUDITED, AUDITED + 1, {}, "above_submitted"),
            (CONTRACT, 4_999_999, {}, "below_paid"),
        ]:
            with self.subTest(code=code), self.assertRaises(Refused) as caught:
                self.delivery.settle(self.project, submitted, audited, **terms)
            self.assertEqual(code, caught.exception.code)
        self.assertFalse(Settlement.objects.exists())

    def test_open_claims_are_decided_first_and_nothing_is_settled_twice(self):
        self.delivery.file(self.project, "progress", 100)
        self.assertEqual("claim_open", why_not_settle(self.project, by=self.cast.finance).code)
        settled = self.delivery.settled()
        self.assertEqual("not_accepted", why_not_settle(settled, by=self.cast.finance).code)

    def test_the_database_keeps_the_order_of_the_sums(self):
        project = self.delivery.settle(self.project, CONTRACT, AUDITED)
        for rows, change in [
            (Settlement.objects.all(), {"audited_fen": CONTRACT + 1}),
            (Settlement.objects.all(), {"audited_fen": 0}),
            (Project.objects.filter(pk=project.pk), {"settled_fen": CONTRACT + 1}),
            (Project.objects.filter(pk=project.pk), {"settled_at": None}),
        ]:
            with (
                self.subTest(change=change),
                self.assertRaises(IntegrityError),
                transaction.atomic(),
            ):
                rows.update(**change)


class EndOfSurveyTests(TestCase):
    @classmethod
    def setUpTestData(cls) -> None:
        cls.cast = Cast()
        cls.delivery = Delivery(cls.cast)

    def test_the_tick_evaluates_settled_projects_after_the_last_day(self):
        project = self.delivery.settled()
        self.assertEqual(0, close_due_surveys(later(30)))
        self.assertEqual(1, close_due_surveys(later(31)))
        self.assertEqual(0, close_due_surveys(later(31)))
        self.assertEqual("evaluated", self.delivery.again(project).status)
        event = AuditEvent.objects.get(action="project.evaluated")
        self.assertIsNone(event.actor_id)

    def test_a_survey_that_ends_before_the_settlement_waits_for_it(self):
        project = self.delivery.accepted()
        self.assertEqual(0, close_due_surveys(later(31)))
        self.assertFalse(Deadline.objects.running().filter(kind="evaluation").exists())
        project = self.delivery.settle(project, CONTRACT, CONTRACT, now=later(40))
        self.assertEqual(1, close_due_surveys(later(41)))
        self.assertEqual("evaluated", self.delivery.again(project).status)


class CloseProjectTests(TestCase):
    @classmethod
    def setUpTestData(cls) -> None:
        cls.cast = Cast()
        cls.delivery = Delivery(cls.cast)

    def test_money_ends_right_to_the_fen(self):
        """Allocated = available + paid once the one project of the year is closed."""
        project = self.delivery.sign(self.delivery.project())
        self.delivery.pay(project, "advance", 4_104_000)
        project = self.delivery.complete(self.delivery.report(project))
        self.delivery.pay(project, "progress", 2_735_999)
        self.delivery.accept(project)
        project = self.delivery.settle(project, CONTRACT, AUDITED)
        self.delivery.pay(project, "settlement", AUDITED - 4_104_000 - 2_735_999)
        close_due_surveys(later(31))
        close_project(project_id=project.pk, by=self.cast.officer, now=later(31))
        project, fund = self.delivery.again(project), Fund.objects.get()
        self.assertEqual(("closed", later(31)), (project.status, project.closed_at))
        self.assertEqual((AUDITED, 0), (project.account.paid_fen, project.account.committed_fen))
        self.assertEqual((AUDITED, 0, 0), (fund.paid_fen, fund.committed_fen, fund.reserved_fen))
        self.assertEqual(fund.allocated_fen - AUDITED, fund.available_fen)
        self.assertFalse(Deadline.objects.running().filter(case_id=project.case_id).exists())
        self.assertTrue(AuditEvent.objects.filter(action="project.closed"))
        self.assertTrue(Message.objects.filter(code="project_closed"))

    def test_refusals(self):
        officer = self.cast.officer
        accepted = self.delivery.accepted()
        unpaid = self.delivery.settled()
        paid = self.delivery.settled()
        self.delivery.pay(paid, "settlement", CONTRACT)
        paid = self.delivery.again(paid)
        for project, who, day, code in [
            (accepted, officer, TODAY, "not_settled"),
            (unpaid, officer, TODAY, "not_all_paid"),
            (paid, self.cast.lin, TODAY, "not_your_office"),
            (paid, officer, TODAY, "survey_running"),
            (paid, officer, later(30).date(), "survey_running"),
            (paid, officer, later(31).date(), None),
        ]:
            with self.subTest(code=code, day=day):
                refusal = why_not_close(project, by=who, today=day)
                self.assertEqual(code, refusal and refusal.code)

    def test_after_settlement_the_rest_may_be_claimed_and_no_more(self):
        project = self.delivery.settled(AUDITED)
        with self.assertRaises(Refused) as caught:
            self.delivery.file(project, "settlement", AUDITED + 1)
        self.assertEqual("above_limit", caught.exception.code)
        self.delivery.pay(project, "settlement", AUDITED)

    def test_the_database_pairs_closing_with_its_moment(self):
        project = self.delivery.settled()
        with self.assertRaises(IntegrityError), transaction.atomic():
            Project.objects.filter(pk=project.pk).update(status="closed")


class TerminateProjectTests(TestCase):
    @classmethod
    def setUpTestData(cls) -> None:
        cls.cast = Cast()
        cls.delivery = Delivery(cls.cast)

    def test_what_is_not_paid_goes_back(self):
        project = self.delivery.sign(self.delivery.project())
        self.delivery.pay(project, "advance", 1_000_000)
        terminate_project(project_id=project.pk, reason="承接方退出", by=self.cast.leader, now=NOW)
        project, fund = self.delivery.again(project), Fund.objects.get()
        self.assertEqual(("terminated", "承接方退出"), (project.status, project.end_reason))
        self.assertEqual((1_000_000, 0), (project.account.paid_fen, project.account.committed_fen))
        self.assertEqual(fund.allocated_fen - 1_000_000, fund.available_fen)
        self.assertFalse(Deadline.objects.running().filter(case_id=project.case_id).exists())

    def test_refusals(self):
        running = self.delivery.project()
        claimed = self.delivery.sign(self.delivery.project())
        self.delivery.file(claimed, "advance", 100)
        for project, who, code in [
            (running, self.cast.leader, None),
            (running, self.cast.officer, "not_your_office"),
            (claimed, self.cast.leader, "claim_open"),
            (self.delivery.accepted(), self.cast.leader, "too_late"),
        ]:
            with self.subTest(code=code):
                refusal = why_not_terminate(project, by=who)
                self.assertEqual(code, refusal and refusal.code)
        with self.assertRaises(Refused) as caught:
            terminate_project(project_id=running.pk, reason=" ", by=self.cast.leader, now=NOW)
        self.assertEqual("no_reason", caught.exception.code)
