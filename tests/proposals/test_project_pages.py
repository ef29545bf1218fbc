from datetime import timedelta
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import TestCase
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from mws.core.clock import database_now, local_day
from mws.providers.models import Supplier
from proposals.models import Claim, CostItem, Project, Satisfaction
from proposals.services.claims import review_claim
from proposals.services.satisfaction import answer_survey
from tests.cast import NOW, Cast, make_resident
from tests.files.samples import PDF
from tests.proposals.delivery import CONTRACT, Delivery
from tests.proposals.test_delivery_progress import photograph

MOST_QUERIES = 15


class PageTestCase(TestCase):
    @classmethod
    def setUpTestData(cls) -> None:
        cls.cast = Cast()
        cls.delivery = Delivery(cls.cast)

    def step(self, name: str, project: Project) -> str:
        return reverse(f"proposals:{name}", args=[project.pk])

    def case(self, project: Project) -> str:
        return reverse("proposals:detail", args=[project.proposal_id])

    def take(self, who: Any, name: str, project: Project, data: dict[str, Any]) -> Any:
        self.client.force_login(who)
        return self.client.post(self.step(name, project), data)

    def status(self, project: Project) -> str:
        return self.delivery.again(project).status


class ProjectPageTests(PageTestCase):
    def queries(self, project: Project) -> int:
        self.client.get(self.case(project))
        with CaptureQueriesContext(connection) as captured:
            self.assertEqual(200, self.client.get(self.case(project)).status_code)
        return len(captured)

    def test_a_project_stands_on_the_page_of_its_case(self):
        project = self.delivery.project()
        response = self.client.get(self.step("project", project))
        self.assertRedirects(response, self.case(project))

    def test_the_page_shows_money_contract_photographs_payments_and_settlement(self):
        project = self.delivery.sign(self.delivery.project())
        self.delivery.pay(project, "advance", 4_104_000)
        project = self.delivery.report(
            project, photograph=photograph(), caption="亮灯当晚", alt_text="路灯亮着"
        )
        self.delivery.accept(self.delivery.complete(project))
        project = self.delivery.settle(project, CONTRACT, 13_542_000)
        response = self.client.get(self.case(project))
        for words in ["41,040.00", "135,420.00", "7,086.60", "TYJ-", "榕岸", "亮灯当晚",
                      "路灯亮着", "结审〔2026〕7号"]:  # fmt: skip
            self.assertContains(response, words)
        self.assertNotContains(response, "王建国")

    def test_the_page_takes_a_fixed_number_of_queries_however_much_it_shows(self):
        project = self.delivery.settled()
        few = self.queries(project)
        busy = self.delivery.sign(self.delivery.project())
        for number in range(8):
            self.delivery.pay(busy, "advance", 100)
            busy = self.delivery.report(busy, 10 * number)
            CostItem.objects.create(
                proposal=busy.proposal, position=number, name="灯", unit="盏", quantity=1,
                unit_price_fen=100, amount_fen=100,
            )  # fmt: skip
        self.delivery.accept(self.delivery.complete(self.delivery.report(busy)))
        busy = self.delivery.settle(busy, CONTRACT, CONTRACT)
        for number in range(12):
            answer_survey(
                project_id=busy.pk, scores=dict.fromkeys(Satisfaction.QUESTIONS, 4), now=NOW,
                by=make_resident(f"r{number}", f"居民{number}", self.cast.community),
            )  # fmt: skip
        self.assertEqual(few, self.queries(busy))
        self.assertLessEqual(few, MOST_QUERIES)

    def test_satisfaction_is_hidden_below_the_smallest_number_of_answers(self):
        project = self.delivery.accepted()
        for number in range(10):
            page = self.client.get(self.case(project)).context["project_page"]
            self.assertEqual((number, False), (page.survey.count, page.survey.is_shown))
            answer_survey(
                project_id=project.pk, now=NOW,
                scores=dict.fromkeys(Satisfaction.QUESTIONS, 5 if number else 2),
                by=make_resident(f"a{number}", f"答{number}", self.cast.community),
            )  # fmt: skip
        survey = self.client.get(self.case(project)).context["project_page"].survey
        self.assertTrue(survey.is_shown)
        self.assertEqual(("4.7", "90.0%"), (survey.mean, survey.satisfied))

    def test_offices_are_offered_their_steps_and_told_why_not(self):
        project = self.delivery.report(self.delivery.sign(self.delivery.project()), 40)
        self.client.force_login(self.cast.officer)
        actions = self.client.get(self.case(project)).context["project_page"].actions
        self.assertEqual(
            [None, None, "not_all_done", None, None],
            [a.refusal and a.refusal.code for a in actions],
        )
        self.client.force_login(self.cast.lin)
        self.assertEqual([], self.client.get(self.case(project)).context["project_page"].actions)


class StepPageTests(PageTestCase):
    def contract(self, **terms: Any) -> dict[str, Any]:
        day = local_day(database_now())
        return {
            "number": "TYJ-2026-031",
            "amount_fen": "13.68万", "signed_on": day, "starts_on": day,
            "ends_on": day + timedelta(days=60), "steps-TOTAL_FORMS": 1,
            "steps-INITIAL_FORMS": 0, "steps-0-title": "亮灯", "steps-0-due_on": day,
        } | terms  # fmt: skip

    def acceptance(self, **terms: Any) -> dict[str, Any]:
        group = [("林晓", "proposer"), ("王建国", "resident"), ("方工", "supervision")]
        rows = {
            f"group-{n}-{field}": value
            for n, row in enumerate(group)
            for field, value in zip(("name", "capacity", "voice"), (*row, "yes"), strict=True)
        }
        counts = {"group-TOTAL_FORMS": 5, "group-INITIAL_FORMS": 1, "points-TOTAL_FORMS": 0,
                  "points-INITIAL_FORMS": 0}  # fmt: skip
        facts = {"held_on": local_day(database_now()), "result": "passed", "findings": "合格",
                 "provider": "张工"}  # fmt: skip
        return facts | counts | rows | terms

    def procured(self) -> Project:
        project = self.delivery.project()
        self.delivery.procure(project)
        return project

    def test_a_provider_is_chosen_from_quotations(self):
        project, day = self.delivery.project(), local_day(database_now())
        bids = [self.delivery.supplier, *self.delivery.rivals]
        rows = {
            f"bids-{n}-{field}": value
            for n, each in enumerate(bids)
            for field, value in [("supplier", each.pk), ("amount_fen", f"{140000 + n}"),
                                 ("received_on", day)]
        }  # fmt: skip
        data = rows | {
            "bids-TOTAL_FORMS": 3, "bids-INITIAL_FORMS": 0, "supplier": bids[0].pk,
            "amount_fen": "140000", "note": "最低价", "document_no": "评审1", "panel": "甲、乙，丙",
        }  # fmt: skip
        page = self.take(self.cast.officer, "project_procurement", project, data | {"panel": "甲"})
        self.assertTrue(page.context["form"].non_field_errors())
        response = self.take(self.cast.officer, "project_procurement", project, data)
        self.assertRedirects(response, self.case(project))
        found = self.delivery.again(project).procurement
        self.assertEqual(("panel", 3), (found.route, found.quotations.count()))
        record = self.client.get(self.step("project_record", project))
        self.assertContains(record, "最低价")

    def test_a_contract_is_recorded_with_its_milestones(self):
        project = self.procured()
        response = self.take(self.cast.officer, "project_contract", project, self.contract())
        self.assertRedirects(response, self.case(project))
        self.assertEqual("contracted", self.status(project))
        self.assertEqual(["亮灯"], [each.title for each in project.milestones.all()])

    def test_a_refused_contract_comes_back_with_all_that_was_typed(self):
        project = self.procured()
        data = self.contract(amount_fen="200,000")
        response = self.take(self.cast.officer, "project_contract", project, data)
        self.assertContains(response, "TYJ-2026-031")
        self.assertContains(response, 'value="200,000"')
        self.assertTrue(response.context["form"].non_field_errors())
        self.assertEqual("procuring", self.status(project))

    def test_half_a_milestone_is_shown_as_an_error(self):
        project = self.delivery.project()
        data = self.contract(**{"steps-0-due_on": ""})
        response = self.take(self.cast.officer, "project_contract", project, data)
        self.assertEqual(200, response.status_code)
        self.assertTrue(response.context["steps"].forms[0].non_field_errors())

    def test_a_provider_is_registered_on_the_way(self):
        project = self.delivery.project()
        data = {"credit_code": "91440300MAABCD0069", "name": "榕岸", "kind": "company",
                "registered_on": "2015-03-01"}  # fmt: skip
        response = self.take(self.cast.officer, "project_provider", project, data)
        supplier = Supplier.objects.get(credit_code="91440300MAABCD0069")
        choose = self.step("project_procurement", project)
        self.assertRedirects(response, f"{choose}?provider={supplier.pk}")

    def test_progress_is_reported_with_a_photograph_and_the_works_completed(self):
        project = self.delivery.sign(self.delivery.project())
        handover = {"kind": "handover", "percent": 0, "text": "已移交"}
        self.take(self.delivery.builder, "project_progress", project, handover)
        data = {"kind": "report", "percent": 100, "text": "亮了", "photograph": photograph(),
                "caption": "亮灯", "alt_text": "路灯"}  # fmt: skip
        self.take(self.delivery.builder, "project_progress", project, data)
        self.assertTrue(project.progress.get(kind="report").photograph)
        self.take(self.delivery.builder, "project_complete", project, {})
        self.assertEqual("completed", self.status(project))

    def test_an_acceptance_is_recorded_and_names_office_holders_with_their_accounts(self):
        project = self.delivery.completed()
        data = self.acceptance(**{"group-3-name": "陆工", "group-3-capacity": "subdistrict"})
        self.take(self.cast.secretary, "project_acceptance", project, data)
        self.assertEqual("accepted", self.status(project))
        members = project.acceptances.get().members
        persons = dict(members.values_list("name", "person"))
        self.assertEqual(self.cast.works.pk, persons["陆工"])
        self.assertEqual(self.cast.lin.pk, persons["林晓"])
        self.assertIsNone(persons["方工"])

    def test_a_refused_acceptance_comes_back_with_the_group(self):
        project = self.delivery.completed()
        data = self.acceptance(**{"group-2-name": "", "group-2-capacity": ""})
        response = self.take(self.cast.secretary, "project_acceptance", project, data)
        self.assertContains(response, "王建国")
        self.assertEqual("completed", self.status(project))

    def test_a_project_is_settled_paid_and_closed_at_its_pages(self):
        project = self.delivery.accepted()
        data = {"submitted_fen": "136,800", "audited_fen": "135,420.01", "document_no": "结审1"}
        self.take(self.cast.finance, "project_settlement", project, data)
        data = {"kind": "settlement", "amount_fen": "135420.01", "invoice_no": "FP1",
                "upload": SimpleUploadedFile("发票.pdf", PDF)}  # fmt: skip
        self.take(self.cast.officer, "project_claim", project, data)
        claim = Claim.objects.get()
        self.client.force_login(self.cast.finance)
        self.client.post(reverse("proposals:claim_check", args=[claim.pk]))
        self.client.force_login(self.cast.leader)
        self.client.post(reverse("proposals:claim_approve", args=[claim.pk]))
        self.client.force_login(self.cast.finance)
        data = {"bank_no": "B1", "paid_on": "2026-06-17"}
        self.client.post(reverse("proposals:claim_confirm", args=[claim.pk]), data)
        self.assertEqual(13_542_001, self.delivery.again(project).account.paid_fen)
        self.take(self.cast.officer, "project_close", project, {})
        self.assertEqual("closed", self.status(project))

    def test_a_project_is_terminated_with_a_reason(self):
        project = self.delivery.project()
        response = self.take(self.cast.leader, "project_terminate", project, {"reason": ""})
        self.assertEqual(200, response.status_code)
        self.take(self.cast.leader, "project_terminate", project, {"reason": "无人应标"})
        self.assertEqual("terminated", self.status(project))
        self.assertContains(self.client.get(self.case(project)), "无人应标")

    def test_a_resident_answers_the_survey(self):
        project = self.delivery.completed()
        self.delivery.accept(project, now=database_now(), held_on=local_day(database_now()))
        data = dict.fromkeys(Satisfaction.QUESTIONS, "4") | {"comment": "很好"}
        response = self.take(self.cast.wang, "project_survey", project, {"comment": "很好"})
        self.assertContains(response, "很好")
        self.take(self.cast.wang, "project_survey", project, data)
        self.assertEqual("很好", project.answers.get().comment)

    def test_every_step_tells_a_stranger_why_not_and_asks_visitors_to_sign_in(self):
        project = self.delivery.project()
        for name in [
            "project_procurement", "project_contract", "project_provider", "project_progress",
            "project_sessions", "project_assets", "project_pause", "project_resume",
            "survey_counter", "project_complete",
            "project_acceptance", "project_claim", "project_settlement", "project_close",
            "project_terminate", "project_survey",
        ]:  # fmt: skip
            with self.subTest(name=name):
                self.client.logout()
                self.assertEqual(302, self.client.get(self.step(name, project)).status_code)
                self.client.force_login(self.cast.stranger)
                response = self.client.get(self.step(name, project))
                self.assertTrue(response.context["refusal"])
                self.assertNotContains(response, 'class="form"')
                self.assertEqual(405, self.client.put(self.step(name, project)).status_code)
                missing = reverse(f"proposals:{name}", args=[0])
                self.assertEqual(404, self.client.get(missing).status_code)


class ClaimPageTests(PageTestCase):
    def setUp(self) -> None:
        project = self.delivery.sign(self.delivery.project())
        self.claim = self.delivery.file(project, "advance", 4_104_000)

    def url(self, name: str) -> str:
        return reverse(f"proposals:{name}", args=[self.claim.pk])

    def test_the_desk_lists_what_waits_for_each_hand(self):
        for who, count in [(self.cast.finance, 1), (self.cast.leader, 0), (self.cast.lin, 0)]:
            self.client.force_login(who)
            response = self.client.get(reverse("proposals:claims"))
            self.assertEqual(count, len(response.context["claims"]))
        review_claim(claim_id=self.claim.pk, by=self.cast.finance, now=NOW)
        self.client.force_login(self.cast.leader)
        response = self.client.get(reverse("proposals:claims"))
        self.assertEqual([self.claim], list(response.context["claims"]))

    def test_each_hand_finds_its_own_button(self):
        for who, may_check, may_approve in [
            (self.cast.finance, True, False),
            (self.cast.leader, False, False),
            (self.cast.lin, False, False),
        ]:
            self.client.force_login(who)
            page = self.client.get(self.url("claim")).context["page"]
            self.assertEqual((may_check, may_approve), (page.may_check, page.may_approve))
            self.assertEqual(CONTRACT * 3 // 10 - 4_104_000, page.left_fen)

    def test_a_refusal_needs_its_reason(self):
        self.client.force_login(self.cast.finance)
        response = self.client.post(self.url("claim_refuse"), {"reason": ""})
        self.assertTrue(response.context["form"].errors)
        self.client.post(self.url("claim_refuse"), {"reason": "发票抬头不对"})
        self.claim.refresh_from_db()
        self.assertEqual("refused", self.claim.status)

    def test_a_stranger_moves_nothing(self):
        self.client.force_login(self.cast.lin)
        for name in ("claim_check", "claim_approve", "claim_refuse"):
            self.assertEqual(405, self.client.get(self.url(name)).status_code)
            self.client.post(self.url(name), {"reason": "不"})
        self.claim.refresh_from_db()
        self.assertEqual("filed", self.claim.status)
