from datetime import timedelta

from django.db import IntegrityError, transaction
from django.test import TestCase

from mws.core.refusals import Refused
from mws.rounds.models import Deadline, Round
from proposals.models import Acceptance, AcceptanceMember, CaseDuty
from proposals.rules.delivery_acceptance import MemberInput, why_not_accept
from tests.cast import Cast
from tests.proposals.delivery import TODAY, Delivery, later


class RecordAcceptanceTests(TestCase):
    @classmethod
    def setUpTestData(cls) -> None:
        cls.cast = Cast()
        cls.delivery = Delivery(cls.cast)
        cls.project = cls.delivery.completed()

    def running(self) -> dict[str, Deadline]:
        rows = Deadline.objects.running().filter(case_id=self.project.case_id)
        return {row.kind: row for row in rows}

    def test_passed_works_are_settled_next_and_rated_for_thirty_days(self):
        acceptance = self.delivery.accept(self.project)
        project = self.delivery.again(self.project)
        self.assertEqual(("accepted", later(0)), (project.status, project.accepted_at))
        self.assertEqual(3, acceptance.members.count())
        self.assertEqual({"settlement", "evaluation"}, set(self.running()))
        self.assertEqual(TODAY + timedelta(days=30), self.running()["evaluation"].due_on)
        self.assertEqual(self.cast.subdistrict, self.running()["settlement"].place)

    def test_every_member_with_an_account_has_the_duty_on_the_case(self):
        self.delivery.accept(self.project)
        duties = CaseDuty.objects.filter(case_id=self.project.case_id, duty="accepted")
        self.assertEqual(
            {self.cast.lin.pk, self.cast.wang.pk, self.cast.secretary.pk},
            set(duties.values_list("person", flat=True)),
        )

    def test_works_to_be_put_right_go_back_until_a_day(self):
        self.delivery.accept(self.project, result="rectify", rectify_by=later(5).date())
        self.assertEqual("rectifying", self.delivery.again(self.project).status)
        self.assertEqual({"delivery"}, set(self.running()))
        self.assertEqual(later(5).date(), self.running()["delivery"].due_on)

    def test_who_may_record(self):
        for who, code in [
            (self.cast.secretary, None),
            (self.cast.works, None),
            (self.cast.officer, "not_your_office"),
            (self.delivery.builder, "not_your_office"),
            (self.cast.lin, "not_your_office"),
        ]:
            with self.subTest(who=who):
                refusal = why_not_accept(self.project, by=who)
                self.assertEqual(code, refusal and refusal.code)

    def test_who_reported_the_works_does_not_accept_them(self):
        project = self.delivery.sign(self.delivery.project())
        project = self.delivery.report(project, by=self.cast.secretary)
        project = self.delivery.complete(project, by=self.cast.secretary)
        self.assertEqual("same_person", why_not_accept(project, by=self.cast.secretary).code)

    def test_refused_groups(self):
        lin, wang, third = self.delivery.group()
        builder = self.delivery.builder
        for members, code in [
            ([lin, wang], "group_too_small"),
            ([lin, wang, MemberInput(" ", "council", True)], "member_without_name"),
            ([lin, wang, MemberInput("王建国", "council", True)], "member_twice"),
            ([lin, third, MemberInput("李彤", "committee", True)], "no_resident"),
            ([wang, third, MemberInput("李彤", "committee", True)], "proposer_not_heard"),
            ([wang, third, MemberInput("林晓", "council", True)], "proposer_as_other"),
            ([lin, wang, MemberInput("别人", "proposer", True)], "not_the_proposer"),
            ([lin, wang, MemberInput("施工员", "council", True, person=builder)], "supplier"),
            ([lin, wang, MemberInput(self.delivery.supplier.name, "council", True)], "supplier"),
            (self.delivery.group(agrees=False), "group_disagrees"),
        ]:
            with self.subTest(code=code), self.assertRaises(Refused) as caught:
                self.delivery.accept(self.project, members=members)
            self.assertEqual(code, caught.exception.code)
        self.assertFalse(Acceptance.objects.exists())
        self.assertEqual("completed", self.delivery.again(self.project).status)

    def test_a_group_that_disagrees_may_send_back(self):
        members = self.delivery.group(agrees=False)
        self.delivery.accept(
            self.project, members=members, result="rectify", rectify_by=later(5).date()
        )
        self.assertEqual("rectifying", self.delivery.again(self.project).status)

    def test_an_owner_does_not_accept_what_it_proposed(self):
        for origin in ("organisation", "committee"):
            project = self.delivery.completed(origin=origin)
            with self.subTest(origin=origin), self.assertRaises(Refused) as caught:
                self.delivery.accept(project)
            self.assertEqual("owner_accepts", caught.exception.code)

    def test_who_proposed_sits_in_the_group_but_does_not_record(self):
        own = self.delivery.completed(author=self.delivery.cast.works)
        with self.assertRaises(Refused) as caught:
            self.delivery.accept(own, by=self.delivery.cast.works)
        self.assertEqual("own_case", caught.exception.code)

    def test_refused_terms(self):
        for terms, code in [
            ({"held_on": later(1).date()}, "held_in_future"),
            ({"findings": " "}, "no_findings"),
            ({"result": "rectify"}, "no_rectify_day"),
            ({"result": "rectify", "rectify_by": TODAY}, "no_rectify_day"),
        ]:
            with self.subTest(terms=terms), self.assertRaises(Refused) as caught:
                self.delivery.accept(self.project, **terms)
            self.assertEqual(code, caught.exception.code)

    def test_how_often_works_are_put_right_is_said_by_the_rules_of_the_round(self):
        rules = self.project.proposal.round.rules
        once = {"rectify_rounds": {"value": "0", "basis": "测试"}}
        Round.objects.filter(pk=self.project.proposal.round_id).update(rules=rules | once)
        with self.assertRaises(Refused) as caught:
            self.delivery.accept(
                self.project, result="rectify", rectify_by=later(9).date(), now=later(1)
            )
        self.assertEqual("rectified_enough", caught.exception.code)

    def test_works_are_put_right_twice_at_most(self):
        project = self.project
        for day in (1, 4):
            self.delivery.accept(
                project, result="rectify", rectify_by=later(day + 2).date(), now=later(day)
            )
            project = self.delivery.report(self.delivery.again(project), now=later(day + 1))
            project = self.delivery.complete(project, now=later(day + 1))
        with self.assertRaises(Refused) as caught:
            self.delivery.accept(
                project, result="rectify", rectify_by=later(20).date(), now=later(9)
            )
        self.assertEqual("rectified_enough", caught.exception.code)
        self.delivery.accept(project, now=later(9))
        self.assertEqual("accepted", self.delivery.again(project).status)

    def test_the_database_refuses_incomplete_acceptances(self):
        acceptance = self.delivery.accept(self.project)
        facts = {
            "project": self.project, "held_on": TODAY, "findings": "再验",
            "recorded_by": self.cast.works, "recorded_at": later(1),
        }  # fmt: skip
        member = {"acceptance": acceptance, "agrees": True}
        for make in [
            lambda: Acceptance.objects.create(result="passed", **facts),
            lambda: Acceptance.objects.create(result="rectify", **facts),
            lambda: Acceptance.objects.create(result="perhaps", **facts),
            lambda: AcceptanceMember.objects.create(name="林晓", capacity="council", **member),
            lambda: AcceptanceMember.objects.create(name="张三", capacity="boss", **member),
        ]:
            with self.assertRaises(IntegrityError), transaction.atomic():
                make()
