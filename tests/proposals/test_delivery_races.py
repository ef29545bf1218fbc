"""Steps of a delivery at once: no yuan moves twice, and who comes second reads why not."""

from __future__ import annotations

import os
import uuid
from datetime import date, timedelta

from mws.accounts.models import User
from mws.accounts.permissions import Role
from mws.core.refusals import Refused
from mws.ledger.books import faults_in_books
from mws.providers.models import Supplier
from mws.providers.services import register_supplier
from proposals.models import Claim, Project
from proposals.services.claims import approve_claim, file_claim, review_claim
from proposals.services.contracts import sign_contract
from proposals.services.payments import confirm_payment
from proposals.services.settlement import settle_project, terminate_project
from tests.cast import NOW, Cast, make_officer
from tests.database import FreshDatabaseTestCase
from tests.proposals.delivery import CONTRACT, CREDIT_CODE, TODAY, Delivery
from tests.rivals import race

CLAIMED = 1_000_000
ANOTHER_CODE = "91440300MAABCD0030"


def take(step: str, key: int) -> str:
    """One step by whoever may take it in the cast; its outcome in a word."""
    by = {name: User.objects.get(username=name) for name in ("leader", "officer", "second")}
    try:
        if step == "file":
            file_claim(
                project_id=key, kind="progress", amount_fen=CLAIMED, invoice_no="FP1",
                by=by["officer"], now=NOW,
            )  # fmt: skip
        elif step == "approve":
            approve_claim(claim_id=key, by=by["leader"], now=NOW)
        elif step == "pay":
            line = confirm_payment(
                claim_id=key, bank_no=f"B{os.getpid()}-{uuid.uuid4()}", paid_on=TODAY,
                by=by["second"], now=NOW,
            )  # fmt: skip
            return line.problem or step
        elif step == "terminate":
            terminate_project(project_id=key, reason="供应商破产", by=by["leader"], now=NOW)
        elif step == "settle":
            settle_project(
                project_id=key, submitted_fen=2 * CLAIMED, audited_fen=2 * CLAIMED,
                document_no="结审〔2026〕7号", by=by["second"], now=NOW,
            )  # fmt: skip
        elif step == "sign":
            chosen = Supplier.objects.get(credit_code=CREDIT_CODE)
            sign_contract(
                project_id=key, supplier=chosen, number="TYJ-1", amount_fen=CONTRACT,
                signed_on=TODAY, starts_on=TODAY,
                ends_on=TODAY + timedelta(days=60), by=by["officer"], now=NOW,
            )  # fmt: skip
        elif step == "register":
            register_supplier(
                credit_code=ANOTHER_CODE, name="深圳示范公司", kind="company",
                registered_on=date(2015, 3, 1), by=None, now=NOW,
            )  # fmt: skip
    except Refused as refused:
        return refused.code
    return step


class DeliveryRaceTests(FreshDatabaseTestCase):
    def setUp(self) -> None:
        super().setUp()
        self.cast = Cast()
        self.delivery = Delivery(self.cast)
        make_officer("second", "何二", Role.FINANCE_OFFICER, self.cast.subdistrict)

    def checked_claim(self, project: Project) -> Claim:
        claim = self.delivery.file(project, "progress", CLAIMED)
        return review_claim(claim_id=claim.pk, by=self.cast.finance, now=NOW)

    def approved_claim(self, project: Project) -> Claim:
        return approve_claim(claim_id=self.checked_claim(project).pk, by=self.cast.leader, now=NOW)

    def test_a_claim_is_filed_once(self) -> None:
        project = self.delivery.report(self.delivery.sign(self.delivery.project()), 50)
        answers = race(take, [("file", project.pk)] * 6)
        self.assertEqual(answers, {"file": 1, "claim_open": 5})

    def test_a_claim_is_approved_once(self) -> None:
        project = self.delivery.report(self.delivery.sign(self.delivery.project()), 50)
        answers = race(take, [("approve", self.checked_claim(project).pk)] * 6)
        self.assertEqual(answers, {"approve": 1, "not_checked": 5})

    def test_a_claim_is_paid_once(self) -> None:
        project = self.delivery.report(self.delivery.sign(self.delivery.project()), 50)
        answers = race(take, [("pay", self.approved_claim(project).pk)] * 6)
        self.assertEqual(answers, {"pay": 1, "paid_already": 5})
        self.assertEqual(self.delivery.again(project).account.paid_fen, CLAIMED)

    def test_a_payment_in_flight_does_not_spoil_the_end_of_the_project(self) -> None:
        """Whoever waits for the payment sees what it has left: the rest, and no more, goes back."""
        project = self.delivery.report(self.delivery.sign(self.delivery.project()), 50)
        claim = self.approved_claim(project)
        answers = race(take, [("pay", claim.pk)] * 3 + [("terminate", project.pk)] * 5)
        self.assertLessEqual(set(answers), {"pay", "paid_already", "terminate", "claim_open",
                                            "too_late"})  # fmt: skip
        account = self.delivery.again(project).account
        self.assertEqual(account.paid_fen, CLAIMED)
        self.assertEqual(list(faults_in_books()), [])

    def test_a_project_is_settled_once_and_what_is_over_goes_back(self) -> None:
        project = self.delivery.completed()
        claim = self.approved_claim(project)
        self.delivery.accept(project)
        answers = race(take, [("pay", claim.pk)] * 3 + [("settle", project.pk)] * 3)
        self.assertLessEqual(set(answers), {"pay", "paid_already", "settle", "claim_open",
                                            "not_accepted"})  # fmt: skip
        take("settle", project.pk)
        account = self.delivery.again(project).account
        self.assertEqual((account.paid_fen, account.committed_fen), (CLAIMED, CLAIMED))
        self.assertEqual(list(faults_in_books()), [])

    def test_a_contract_number_is_used_once(self) -> None:
        projects = [self.delivery.project() for _ in range(3)]
        for project in projects:
            self.delivery.procure(project)
        answers = race(take, [("sign", project.pk) for project in projects])
        self.assertEqual(answers, {"sign": 1, "number_taken": 2})

    def test_a_provider_is_registered_once(self) -> None:
        answers = race(take, [("register", 0)] * 5)
        self.assertEqual(answers, {"register": 1, "registered_already": 4})
