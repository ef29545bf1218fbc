from datetime import date, timedelta

from django.db import IntegrityError, transaction
from django.test import TestCase

from mws.audit.models import AuditEvent
from mws.core.clock import months_after
from mws.core.refusals import Refused
from mws.providers.services import register_supplier
from mws.rounds.models import Deadline
from proposals.models import Contract, Project
from proposals.rules.delivery_contract import why_not_sign_contract
from tests.cast import NOW, Cast
from tests.proposals.delivery import APPROVED, CONTRACT, CREDIT_CODE, TODAY, Delivery


class SignContractTests(TestCase):
    @classmethod
    def setUpTestData(cls) -> None:
        cls.cast = Cast()
        cls.delivery = Delivery(cls.cast)
        cls.project = cls.delivery.project()

    def test_the_contract_starts_the_delivery_and_leaves_the_commitment(self):
        project = self.delivery.sign(self.project)
        self.assertEqual("contracted", project.status)
        self.assertEqual(CONTRACT, project.contract_fen)
        self.assertEqual(APPROVED, project.account.committed_fen)
        deadline = Deadline.objects.running().get(case_id=project.case_id, kind="delivery")
        self.assertEqual(("delivery", "supplier"), (deadline.kind, deadline.holder_role))
        self.assertEqual(TODAY + timedelta(days=60), deadline.due_on)
        event = AuditEvent.objects.get(action="project.contracted")
        self.assertEqual(CONTRACT, event.facts["amount_fen"])

    def test_milestones_come_with_the_contract(self):
        project = self.delivery.sign(self.project, milestones=[("亮灯", TODAY)])
        self.assertEqual(["亮灯"], [each.title for each in project.milestones.all()])

    def test_who_may_sign(self):
        self.delivery.procure(self.project)
        self.project = self.delivery.again(self.project)
        for who, code in [
            (self.cast.officer, None),
            (self.cast.secretary, None),
            (self.cast.lin, "not_your_office"),
            (self.cast.leader, "not_your_office"),
            (self.delivery.builder, "not_your_office"),
        ]:
            with self.subTest(who=who):
                refusal = why_not_sign_contract(self.project, by=who)
                self.assertEqual(code, refusal and refusal.code)

    def test_a_proposer_does_not_sign_for_their_own_project(self):
        project = self.delivery.project(author=self.cast.secretary, title="别的")
        refusal = why_not_sign_contract(project, by=self.cast.secretary)
        self.assertEqual("own_case", refusal.code)

    def test_refused_terms_change_nothing(self):
        self.delivery.procure(self.project)
        young = register_supplier(
            credit_code="91440300MAABCD002W", name="新公司", kind="company",
            registered_on=TODAY - timedelta(days=364), by=None, now=NOW,
        )  # fmt: skip
        for terms, code in [
            ({"amount_fen": 0}, "no_amount"),
            ({"amount_fen": APPROVED + 1}, "above_approved"),
            ({"number": " "}, "no_number"),
            ({"signed_on": TODAY + timedelta(days=1)}, "signed_in_future"),
            ({"ends_on": TODAY - timedelta(days=1)}, "ends_before_start"),
            ({"supplier": young}, "not_the_chosen"),
        ]:
            with self.subTest(code=code), self.assertRaises(Refused) as caught:
                self.delivery.sign(self.project, **terms)
            self.assertEqual(code, caught.exception.code)
        self.assertEqual("procuring", self.delivery.again(self.project).status)
        self.assertFalse(Contract.objects.exists())

    def test_one_contract_a_project_and_one_project_a_number(self):
        self.delivery.sign(self.project, number="A-1")
        with self.assertRaises(Refused) as caught:
            self.delivery.sign(self.project, number="A-2")
        self.assertEqual("not_procuring", caught.exception.code)
        with self.assertRaises(Refused) as caught:
            self.delivery.sign(self.delivery.project(), number="A-1")
        self.assertEqual("number_taken", caught.exception.code)

    def test_the_database_refuses_what_the_rules_refuse(self):
        project = self.delivery.sign(self.project)
        for table, change in [
            (Project, {"contract_fen": APPROVED + 1}),
            (Project, {"contract_fen": None}),
            (Project, {"supplier": None}),
            (Project, {"status": "terminated"}),
            (Project, {"end_reason": "没有终止"}),
            (Project, {"status": "unknown"}),
            (Contract, {"amount_fen": 0}),
            (Contract, {"ends_on": TODAY - timedelta(days=9)}),
        ]:
            rows = table.objects.all()
            with (
                self.subTest(change=change),
                self.assertRaises(IntegrityError),
                transaction.atomic(),
            ):
                rows.update(**change)
        self.assertEqual("contracted", self.delivery.again(project).status)


class RegisterSupplierTests(TestCase):
    @classmethod
    def setUpTestData(cls) -> None:
        cls.cast = Cast()

    def register(self, **fields):
        fields = {
            "credit_code": CREDIT_CODE, "name": "榕岸", "kind": "company",
            "registered_on": date(2020, 1, 1), "by": self.cast.officer, "now": NOW,
        } | fields  # fmt: skip
        return register_supplier(**fields)

    def test_the_code_is_kept_without_spaces(self):
        supplier = self.register(credit_code="9144 0300 MAAB CD00 1r")
        self.assertEqual(CREDIT_CODE, supplier.credit_code)

    def test_refusals(self):
        for fields, code in [
            ({"by": self.cast.lin}, "not_contract_officer"),
            ({"credit_code": CREDIT_CODE[:-1] + "U"}, "credit_code_invalid"),
            ({"registered_on": date(2026, 6, 18)}, "registered_in_future"),
        ]:
            with self.subTest(code=code), self.assertRaises(Refused) as caught:
                self.register(**fields)
            self.assertEqual(code, caught.exception.code)
        self.register()
        with self.assertRaises(Refused) as caught:
            self.register()
        self.assertEqual("registered_already", caught.exception.code)

    def test_months_end_on_the_last_of_a_month_that_lacks_the_day(self):
        self.assertEqual(date(2025, 2, 28), months_after(date(2024, 2, 29), 12))
        self.assertEqual(date(2027, 6, 17), months_after(TODAY, 12))
        self.assertEqual(date(2027, 2, 28), months_after(date(2026, 12, 31), 2))
        self.assertEqual(date(2025, 12, 17), months_after(TODAY, -6))
