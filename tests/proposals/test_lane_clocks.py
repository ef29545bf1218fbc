"""Who acts for which provider; the clocks of reports, and of projects that stand still."""

from datetime import date

from mws.accounts.permissions import Role
from mws.providers.services import end_representative, name_representative
from mws.rounds.calendar import WorkingCalendar
from mws.rounds.models import Deadline
from proposals.models import Project, Standstill
from proposals.rules.delivery_progress import next_month_to_report, report_due_on
from proposals.services.standstill import pause_project, resume_project
from tests.cast import NOW, make_officer
from tests.proposals.delivery import later
from tests.proposals.test_lanes import LaneTestCase


class OtherProviderTests(LaneTestCase):
    """A supplier's person sees from inside only what their own provider carries out."""

    def setUp(self) -> None:
        self.rival = make_officer("rival", "外人", Role.SUPPLIER, self.cast.community)
        self.project = self.signed("works")

    def test_another_providers_person_reports_and_claims_nothing(self):
        name_representative(
            supplier_id=self.delivery.rivals[0].pk, person=self.rival, by=self.cast.officer, now=NOW
        )
        self.refused("not_your_project", self.delivery.report, project=self.project, by=self.rival)
        self.refused(
            "not_your_project", self.delivery.file, project=self.project, kind="advance",
            amount_fen=100, by=self.rival,
        )  # fmt: skip

    def test_the_role_alone_opens_nothing_and_a_name_that_was_taken_back_neither(self):
        self.refused("not_your_project", self.delivery.report, project=self.project, by=self.rival)
        self.delivery.report(self.project, 10)
        row = self.delivery.supplier.representatives.get()
        end_representative(representative_id=row.pk, by=self.cast.officer, now=NOW)
        self.refused(
            "not_your_project", self.delivery.report, project=self.project, percent=20,
            by=self.delivery.builder,
        )  # fmt: skip

    def test_who_is_named(self):
        self.rival.__dict__.pop("hats", None)
        for code, terms in [
            ("not_contract_officer", {"by": self.cast.lin}),
            ("not_contract_officer", {"by": self.rival}),
            ("no_such_person", {"person": None}),
            ("no_supplier_role", {"person": self.cast.lin}),
            ("self", {"person": self.cast.officer}),
            ("named_already", {"person": self.delivery.builder}),
        ]:
            usual = {"supplier_id": self.delivery.supplier.pk, "person": self.rival,
                     "by": self.cast.officer, "now": NOW}  # fmt: skip
            self.refused(code, name_representative, **(usual | terms))


class ClockTests(LaneTestCase):
    def due(self, project: Project, kind: str = "report") -> date:
        return Deadline.objects.running().get(case_id=project.case_id, kind=kind).due_on

    def test_a_report_is_due_on_day_five_of_the_next_month_until_the_works_are_complete(self):
        project = self.signed("works")
        self.assertEqual(date(2026, 7, 5), self.due(project))
        project = self.delivery.report(project, 10)  # 17 June: June is told
        self.assertEqual(date(2026, 8, 5), self.due(project))
        project = self.delivery.report(project, 20, now=later(17))  # 4 July: June once more
        self.assertEqual(date(2026, 8, 5), self.due(project))
        project = self.delivery.report(project, 100, now=later(50))  # 6 August
        self.assertEqual(date(2026, 10, 5), self.due(project))
        self.delivery.complete(project, now=later(50))
        kinds = Deadline.objects.running().filter(case_id=project.case_id)
        self.assertEqual(["acceptance"], [row.kind for row in kinds])

    def test_the_months_over_the_turn_of_the_year(self):
        project = self.delivery.project()
        for day, due in [
            (date(2026, 12, 31), date(2027, 2, 5)), (date(2027, 1, 5), date(2027, 2, 5)),
            (date(2027, 1, 6), date(2027, 3, 5)), (date(2027, 1, 31), date(2027, 3, 5)),
        ]:  # fmt: skip
            with self.subTest(day=day):
                month = next_month_to_report(day, project)
                self.assertEqual(due, report_due_on(month, project))

    def test_a_project_that_stands_still_stops_its_clocks_and_comes_back(self):
        project = self.delivery.report(self.signed("works"), 40)
        delivery_due = self.due(project, "delivery")
        by = self.cast.officer
        self.refused("no_reason", pause_project, project_id=project.pk, reason=" ", by=by, now=NOW)
        self.refused(
            "not_your_office", pause_project, project_id=project.pk, reason="台风",
            by=self.delivery.builder, now=NOW,
        )  # fmt: skip
        pause_project(project_id=project.pk, reason="台风", by=by, now=NOW)
        self.refused(
            "not_running", pause_project, project_id=project.pk, reason="又", by=by, now=NOW
        )
        self.refused("suspended", self.delivery.report, project=self.delivery.again(project))
        self.refused("no_claim_now", self.delivery.file, project=project, kind="progress",
                     amount_fen=100)  # fmt: skip
        self.assertEqual(0, Deadline.objects.ticking().filter(case_id=project.case_id).count())
        resume_project(project_id=project.pk, by=by, now=later(14))
        self.assertEqual("in_progress", self.delivery.again(project).status)
        moved = WorkingCalendar({}).add(delivery_due, 10)  # two weeks of working days
        self.assertEqual(moved, self.due(project, "delivery"))
        self.refused("not_suspended", resume_project, project_id=project.pk, by=by, now=later(15))
        self.assertEqual("台风", Standstill.objects.get().reason)
