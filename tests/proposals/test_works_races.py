"""Steps of the works at once: one choice, one contract, one report of a session, one answer."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

from mws.accounts.models import User
from mws.core.refusals import Refused
from mws.providers.models import Supplier
from proposals.models import Contract, Procurement, Satisfaction
from proposals.rules.delivery_lanes import PlannedSession
from proposals.rules.delivery_procurement import Choice
from proposals.services.contracts import sign_contract
from proposals.services.lanes import call_off_session, plan_sessions, register_asset
from proposals.services.procurement import record_procurement
from proposals.services.satisfaction import answer_survey
from proposals.services.standstill import pause_project, resume_project
from tests.cast import NOW, Cast
from tests.database import FreshDatabaseTestCase
from tests.proposals.delivery import CREDIT_CODE, TODAY, Delivery
from tests.rivals import race

SMALL, LARGE = 2_000_000, 20_000_000


def take(step: str, key: int) -> str:
    """One step by whoever may take it in the cast; its outcome in a word."""
    by = {name: User.objects.get(username=name) for name in ("officer", "works", "builder", "wang")}
    chosen = Supplier.objects.get(credit_code=CREDIT_CODE)
    try:
        if step == "choose":
            record_procurement(
                project_ids=[key], choice=Choice(chosen, SMALL, "直接选定"), by=by["officer"],
                now=NOW,
            )  # fmt: skip
        elif step == "sign":
            sign_contract(
                project_id=key, supplier=chosen, number="包-1", amount_fen=2 * SMALL - 1,
                signed_on=TODAY, starts_on=TODAY, ends_on=TODAY + timedelta(days=60),
                by=by["officer"], now=NOW,
            )  # fmt: skip
        elif step == "sign large":
            sign_contract(
                project_id=key, supplier=chosen, number=f"大-{key}", amount_fen=LARGE,
                signed_on=TODAY, starts_on=TODAY, ends_on=TODAY, by=by["officer"], now=NOW,
            )  # fmt: skip
        elif step == "call off":
            call_off_session(session_id=key, reason="台风", by=by["builder"], now=NOW)
        elif step == "register":
            register_asset(
                project_id=key, name="桌", quantity=Decimal(1), kept_at="一楼", keeper="工作站",
                serial_no="SN1", by=by["works"], now=NOW,
            )  # fmt: skip
        elif step == "answer":
            scores = dict.fromkeys(Satisfaction.QUESTIONS, 5)
            answer_survey(project_id=key, scores=scores, by=by["wang"], now=NOW)
        elif step == "pause":
            pause_project(project_id=key, reason="台风", by=by["officer"], now=NOW)
        elif step == "resume":
            resume_project(project_id=key, by=by["officer"], now=NOW)
    except Refused as refused:
        return refused.code
    return step


class WorksRaceTests(FreshDatabaseTestCase):
    def setUp(self) -> None:
        super().setUp()
        self.cast = Cast()
        self.delivery = Delivery(self.cast)

    def test_the_same_choice_is_recorded_once(self) -> None:
        project = self.delivery.project(approved_fen=SMALL)
        answers = race(take, [("choose", project.pk)] * 5)
        self.assertEqual(answers, {"choose": 1, "procured_already": 4})
        self.assertEqual(Procurement.objects.count(), 1)

    def test_a_package_is_signed_once_from_whichever_end(self) -> None:
        """Rivals begin with different projects of the package: nobody waits for ever."""
        projects = [self.delivery.project(approved_fen=SMALL) for _ in range(2)]
        self.delivery.procure(*projects)
        answers = race(take, [("sign", each.pk) for each in projects * 3])
        self.assertEqual(answers, {"sign": 1, "not_procuring": 5})
        shares = list(Contract.objects.values_list("amount_fen", flat=True))
        self.assertEqual((sum(shares), len(shares)), (2 * SMALL - 1, 2))

    def test_two_at_once_do_not_slip_through_the_cap_together(self) -> None:
        """Three of 20 万 are above the cap of 50 万: the third reads why."""
        projects = [self.delivery.project(approved_fen=LARGE) for _ in range(3)]
        for project in projects:
            self.delivery.procure(project)
        answers = race(take, [("sign large", each.pk) for each in projects])
        self.assertEqual(answers, {"sign large": 2, "looks_split": 1})

    def test_a_session_is_reported_once(self) -> None:
        project = self.delivery.sign(self.delivery.project(category="services"))
        session = plan_sessions(
            project_id=project.pk, sessions=[PlannedSession("讲座", TODAY, 20)],
            by=self.delivery.builder, now=NOW,
        )[0]  # fmt: skip
        answers = race(take, [("call off", session.pk)] * 5)
        self.assertEqual(answers, {"call off": 1, "session_reported": 4})

    def test_a_serial_number_is_registered_and_an_answer_counted_once(self) -> None:
        project = self.delivery.accepted()
        answers = race(take, [("register", project.pk)] * 4)
        self.assertEqual(answers, {"register": 1, "registered_already": 3})
        answers = race(take, [("answer", project.pk)] * 4)
        self.assertEqual(answers, {"answer": 1, "answered_already": 3})

    def test_a_project_stands_still_once_and_goes_on_once(self) -> None:
        project = self.delivery.report(self.delivery.sign(self.delivery.project()), 40)
        answers = race(take, [("pause", project.pk)] * 4)
        self.assertEqual(answers, {"pause": 1, "not_running": 3})
        answers = race(take, [("resume", project.pk)] * 4)
        self.assertEqual(answers, {"resume": 1, "not_suspended": 3})
