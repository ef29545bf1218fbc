"""Sessions of a service, counted goods, handed-over sites; assets, warranties, standstills."""

from datetime import date, timedelta
from decimal import Decimal

from django.db import IntegrityError, transaction
from django.test import TestCase

from mws.accounts.permissions import Role
from mws.audit.models import AuditEvent
from mws.core.refusals import Refused
from mws.files.models import Attachment
from mws.notifications.models import Message
from mws.rounds.models import Round
from proposals.models import (
    Asset,
    CostItem,
    GoodsCount,
    ProgressEntry,
    Project,
    ServiceSession,
    Warranty,
)
from proposals.rules.delivery_acceptance import CheckInput
from proposals.rules.delivery_lanes import PlannedSession
from proposals.services.lanes import (
    call_off_session,
    count_goods,
    move_asset,
    plan_sessions,
    register_asset,
    report_session,
)
from proposals.services.progress import report_progress
from proposals.services.settlement import close_project
from proposals.services.warranties import remind_of_warranties
from tests.cast import NOW, Cast, make_officer
from tests.proposals.delivery import CONTRACT, TODAY, Delivery, later
from tests.proposals.test_delivery_progress import photograph


class LaneTestCase(TestCase):
    @classmethod
    def setUpTestData(cls) -> None:
        cls.cast = Cast()
        cls.delivery = Delivery(cls.cast)

    def refused(self, code: str, act, **terms):
        with self.subTest(code=code), self.assertRaises(Refused) as caught:
            act(**terms)
        self.assertEqual(code, caught.exception.code)

    def signed(self, category: str, items=()) -> Project:
        project = self.delivery.project(category=category)
        for position, (name, unit, quantity) in enumerate(items, start=1):
            CostItem.objects.create(
                proposal=project.proposal, position=position, name=name, unit=unit,
                quantity=Decimal(quantity), unit_price_fen=100, amount_fen=100 * quantity,
            )  # fmt: skip
        return self.delivery.sign(project)


class WorksTests(LaneTestCase):
    def setUp(self) -> None:
        self.project = self.signed("works")

    def test_the_site_is_handed_over_before_anything_is_reported(self):
        terms = {"project": self.project, "percent": 10}
        self.refused(
            "site_not_handed_over", report_progress, project_id=self.project.pk, percent=10,
            text="开工", by=self.delivery.builder, now=NOW,
        )  # fmt: skip
        self.delivery.report(**terms)
        kinds = ProgressEntry.objects.order_by("pk").values_list("kind", flat=True)
        self.assertEqual(["handover", "report"], list(kinds))

    def test_hidden_works_are_shown_before_the_end_where_the_contract_names_them(self):
        self.project.contract.has_hidden_works = True
        self.project.contract.save()
        project = self.delivery.report(self.project)
        self.refused("hidden_works_not_shown", self.delivery.complete, project=project)
        self.refused("no_photograph", self.delivery.report, project=project, kind="hidden")
        self.delivery.report(
            project, kind="hidden", photograph=photograph(), caption="管沟", alt_text="未回填的管沟"
        )
        self.assertEqual("completed", self.delivery.complete(project).status)
        with self.assertRaises(IntegrityError), transaction.atomic():
            ProgressEntry.objects.filter(kind="hidden").update(photograph=None)

    def test_reports_of_another_form_are_refused(self):
        project = self.delivery.hand_over(self.project)
        self.refused("other_form", self.delivery.report, project=project, kind="closing")

    def test_three_parties_take_part_in_the_acceptance_of_works(self):
        project = self.delivery.complete(self.delivery.report(self.project))
        self.refused("provider_not_heard", self.delivery.accept, project=project, provider=" ")
        self.refused("supplier", self.delivery.accept, project=project, provider="方工")
        group = [m for m in self.delivery.group() if m.capacity != "supervision"]
        group.append(type(group[0])("第三人", "council", True))
        self.refused("no_client", self.delivery.accept, project=project, members=group)

    def test_the_warranty_begins_with_the_acceptance_and_is_reminded_of_once(self):
        project = self.delivery.complete(self.delivery.report(self.project))
        self.delivery.accept(project)
        warranty = Warranty.objects.get(project=project)
        self.assertEqual((TODAY, date(2028, 6, 17)), (warranty.starts_on, warranty.ends_on))
        Message.objects.all().delete()
        self.assertEqual(0, remind_of_warranties(later(600)))
        moment = NOW + (warranty.remind_on - TODAY)
        self.assertEqual(1, remind_of_warranties(moment))
        self.assertEqual(0, remind_of_warranties(moment))
        told = Message.objects.filter(code="warranty_ends").values_list("recipient_id", flat=True)
        self.assertEqual({self.cast.secretary.pk, self.cast.works.pk}, set(told))


class ServiceTests(LaneTestCase):
    def setUp(self) -> None:
        self.project = self.signed("services")

    def plan(self, *days: int, heads: int = 30) -> list[ServiceSession]:
        sessions = [
            PlannedSession(f"第{day}场", TODAY + timedelta(days=day), heads) for day in days
        ]
        return plan_sessions(
            project_id=self.project.pk, sessions=sessions, by=self.delivery.builder, now=NOW
        )

    def hold(self, session: ServiceSession, **terms) -> ServiceSession:
        terms = {
            "held_on": TODAY, "heads": 28, "sign_in_sheet": photograph("签到.jpg"),
            "photograph": photograph(), "alt_text": "老人在听课", "by": self.delivery.builder,
            "now": NOW,
        } | terms  # fmt: skip
        return report_session(session_id=session.pk, **terms)

    def test_a_service_is_held_session_by_session_and_closed_with_a_report(self):
        first, second = self.plan(0, 7)
        self.hold(first)
        project = self.delivery.report(self.project, 90)
        self.assertEqual("in_progress", project.status)
        project = self.delivery.report(project, 100, now=later(1))
        self.refused("sessions_open", self.delivery.complete, project=project)
        call_off_session(
            session_id=second.pk, reason="台风", by=self.delivery.builder, now=later(8)
        )
        self.refused("no_closing_report", self.delivery.complete, project=project)
        project = self.delivery.report(project, 100, kind="closing", now=later(9))
        project = self.delivery.complete(project)
        self.delivery.accept(project)
        checks = project.acceptances.get().checks.all()
        self.assertEqual(["第0场", "第7场"], [check.item for check in checks])
        self.assertFalse(Warranty.objects.exists())

    def test_the_sign_in_sheet_is_for_the_office_and_the_photograph_for_all(self):
        session = self.hold(self.plan(0)[0])
        self.assertEqual("restricted", session.sign_in_sheet.visibility)
        self.assertEqual(("public", "老人在听课"),
                         (session.photograph.visibility, session.photograph.alt_text))  # fmt: skip
        self.client.logout()
        for file, status in [(session.photograph, 200), (session.sign_in_sheet, 404)]:
            self.assertEqual(status, self.client.get(f"/files/{file.pk}/").status_code)

    def test_what_a_session_needs(self):
        session = self.plan(0)[0]
        for code, terms in [
            ("in_future", {"held_on": TODAY + timedelta(days=1)}),
            ("before_contract", {"held_on": TODAY - timedelta(days=1)}),
            ("nobody_came", {"heads": 0}),
            ("no_sign_in_sheet", {"sign_in_sheet": None}),
            ("no_photograph", {"photograph": None}),
            ("photograph_not_described", {"alt_text": " "}),
            ("not_your_office", {"by": self.cast.lin}),
        ]:
            self.refused(code, self.hold, session=session, **terms)
        self.assertFalse(Attachment.objects.exists())
        self.hold(session)
        self.refused("session_reported", self.hold, session=session)

    def test_how_many_sessions_is_said_by_the_rules_of_the_round(self):
        rules = self.project.proposal.round.rules
        two = {"sessions_most": {"value": "2", "basis": "测试"}}
        Round.objects.filter(pk=self.project.proposal.round_id).update(rules=rules | two)
        self.refused("too_many_sessions", lambda: self.plan(1, 2, 3))
        self.plan(1, 2)

    def test_a_plan_lies_within_the_contract(self):
        for code, sessions in [
            ("no_session", []),
            ("incomplete", [PlannedSession(" ", TODAY, 5)]),
            ("incomplete", [PlannedSession("讲座", TODAY, 0)]),
            ("outside_contract", [PlannedSession("讲座", TODAY - timedelta(days=1), 5)]),
            ("outside_contract", [PlannedSession("讲座", TODAY + timedelta(days=61), 5)]),
            ("too_many_sessions", [PlannedSession("讲座", TODAY, 5)] * 61),
            ("planned_already", [PlannedSession("讲座", TODAY, 5)] * 2),
        ]:
            self.refused(
                code, plan_sessions, project_id=self.project.pk, sessions=sessions,
                by=self.delivery.builder, now=NOW,
            )  # fmt: skip
        self.plan(3)
        with self.assertRaises(Refused) as caught:
            self.plan(3)  # sent twice
        self.assertEqual("planned_already", caught.exception.code)
        self.refused(
            "not_a_service", plan_sessions, project_id=self.signed("works").pk,
            sessions=[PlannedSession("讲座", TODAY, 5)], by=self.delivery.builder, now=NOW,
        )  # fmt: skip

    def test_the_database_keeps_evidence_together(self):
        session = self.hold(self.plan(0)[0])
        for change in [{"sign_in_sheet": None}, {"heads": None}, {"called_off": "没来"}]:
            with self.assertRaises(IntegrityError), transaction.atomic():
                ServiceSession.objects.filter(pk=session.pk).update(**change)


class GoodsTests(LaneTestCase):
    def setUp(self) -> None:
        self.project = self.signed("goods", [("桌", "张", 10), ("椅", "把", 40)])

    def count(self, line: GoodsCount, counted: int, **terms) -> GoodsCount:
        terms = {"delivered_on": TODAY, "counted": Decimal(counted), "is_tested": True,
                 "by": self.cast.works, "now": NOW} | terms  # fmt: skip
        return count_goods(count_id=line.pk, **terms)

    def accepted(self) -> Project:
        for line, counted in zip(self.project.counts.all(), (10, 40), strict=True):
            self.count(line, counted)
        project = self.delivery.complete(self.delivery.report(self.project))
        self.delivery.accept(project)
        return self.delivery.again(project)

    def test_every_line_is_counted_and_tried_out_before_the_end(self):
        tables, chairs = self.project.counts.all()
        self.count(tables, 10)
        self.count(chairs, 39)
        project = self.delivery.report(self.project)
        self.refused("not_counted", self.delivery.complete, project=project)
        self.count(chairs, 40, is_tested=False)
        self.refused("not_counted", self.delivery.complete, project=project)
        self.count(chairs, 40)
        project = self.delivery.complete(project)
        self.delivery.accept(project)
        self.assertEqual(["桌", "椅"], [c.item for c in project.acceptances.get().checks.all()])

    def test_who_delivers_does_not_count(self):
        line = self.project.counts.first()
        both = make_officer("both", "两顶帽子", Role.SUPPLIER, self.cast.community)
        both.memberships.create(
            role=Role.WORKS_OFFICER, place=self.cast.subdistrict, starts_on=date(2020, 1, 1),
            reason="测试", granted_at=NOW,
        )  # fmt: skip
        for who, code in [
            (self.delivery.builder, "not_your_office"), (both, "supplier"),
            (self.cast.lin, "not_your_office"), (self.cast.finance, "not_your_office"),
        ]:  # fmt: skip
            self.refused(code, self.count, line=line, counted=10, by=who)
        self.delivery.report(self.project, 10, by=self.cast.secretary)
        self.refused("same_person", self.count, line=line, counted=10, by=self.cast.secretary)
        self.refused("negative_count", self.count, line=line, counted=-1)
        self.refused(
            "in_future", self.count, line=line, counted=1, delivered_on=TODAY + timedelta(days=1)
        )

    def test_bought_things_stand_in_the_register_before_the_project_is_closed(self):
        project = self.delivery.settle(self.accepted(), CONTRACT, CONTRACT)
        self.delivery.pay(project, "settlement", CONTRACT)
        close = {"project_id": project.pk, "by": self.cast.officer, "now": later(60)}
        self.refused("no_asset", close_project, **close)
        asset = self.register(project)
        self.assertEqual(asset, self.delivery.again(project).assets.get())
        close_project(**close)
        moved = move_asset(
            asset_id=asset.pk, kept_at="二楼", keeper="居委会", condition="damaged",
            by=self.cast.works, now=later(61),
        )  # fmt: skip
        self.assertEqual(("二楼", "damaged"), (moved.kept_at, moved.condition))
        self.assertTrue(AuditEvent.objects.filter(action="asset.moved").exists())

    def register(self, project: Project, **terms) -> Asset:
        terms = {"name": "折叠桌", "quantity": Decimal(10), "kept_at": "活动室",
                 "keeper": "社区工作站", "serial_no": "SN1", "by": self.cast.works,
                 "now": NOW} | terms  # fmt: skip
        return register_asset(project_id=project.pk, **terms)

    def test_what_an_asset_needs(self):
        self.refused("not_accepted", self.register, project=self.project)
        project = self.accepted()
        for code, terms in [
            ("incomplete", {"keeper": " "}), ("incomplete", {"kept_at": ""}),
            ("no_amount", {"quantity": Decimal(0)}), ("no_amount", {"quantity": Decimal(-1)}),
            ("not_your_office", {"by": self.cast.lin}),
            ("not_your_office", {"by": self.delivery.builder}),
        ]:  # fmt: skip
            self.refused(code, self.register, project=project, **terms)
        self.register(project)
        self.refused("registered_already", self.register, project=project)
        self.register(project, serial_no="")
        self.refused("registered_already", self.register, project=project, serial_no="")
        for change in [{"keeper": ""}, {"quantity": 0}, {"condition": "lost"}]:
            with self.assertRaises(IntegrityError), transaction.atomic():
                Asset.objects.update(**change)


class CheckListTests(LaneTestCase):
    def setUp(self) -> None:
        project = self.signed("works", [("路灯", "盏", 12), ("电缆", "米", 300)])
        self.project = self.delivery.complete(self.delivery.report(project))

    def accept(self, *checks: CheckInput, result: str = "passed", **terms):
        if result == "rectify":
            terms |= {"rectify_by": TODAY + timedelta(days=9)}
        return self.delivery.accept(self.project, checks=checks, result=result, **terms)

    def test_every_point_is_answered_and_agrees_with_the_result(self):
        right, wrong = CheckInput("", True), CheckInput("只有 280 米", False)
        for code, checks, result in [
            ("list_incomplete", [right], "passed"),
            ("list_incomplete", [], "passed"),
            ("list_incomplete", [right] * 3, "passed"),
            ("point_wrong", [right, wrong], "passed"),
            ("no_finding", [right, CheckInput(" ", False)], "rectify"),
            ("nothing_wrong", [right, right], "rectify"),
            ("no_result", [right, right], "fine"),
        ]:
            with self.subTest(code=code), self.assertRaises(Refused) as caught:
                self.accept(*checks, result=result)
            self.assertEqual(code, caught.exception.code)
        row = self.accept(right, wrong, result="rectify")
        found = [(c.item, c.agreed, c.found, c.is_right) for c in row.checks.all()]
        self.assertEqual(
            [("路灯", "12 盏", "12 盏", True), ("电缆", "300 米", "只有 280 米", False)], found
        )

    def test_what_failed_for_good_is_terminated_and_not_accepted_again(self):
        wrong = [CheckInput("坏", False)] * 2
        self.accept(*wrong, result="failed")
        self.assertEqual("completed", self.delivery.again(self.project).status)
        with self.assertRaises(Refused) as caught:
            self.accept(*[CheckInput("", True)] * 2)
        self.assertEqual("failed", caught.exception.code)

    def test_the_signed_form_is_kept_for_the_office(self):
        row = self.accept(*[CheckInput("", True)] * 2, signed_form=photograph())
        self.assertEqual("restricted", row.signed_form.visibility)
