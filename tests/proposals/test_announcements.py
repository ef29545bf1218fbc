"""Each change of state is told: the proposers and signers in its own words, followers how far it
is, and nobody twice."""

import ast
import re
from datetime import timedelta
from pathlib import Path

from django.db import transaction
from django.test import SimpleTestCase, TestCase

from mws.notifications.models import Message
from mws.notifications.rendering import pack
from mws.rounds.models import Objection
from proposals.models import CoProposer, Follow, Project, Proposal
from proposals.services import (
    appeals,
    approval,
    cases,
    council_steps,
    notices,
    plan_changes,
    screening,
    settlement,
    standstill,
)
from tests.architecture.source import functions_of
from tests.cast import NOW, Cast, make_resident
from tests.proposals.cases import (
    FINDINGS,
    NOTICE_OVER,
    TALLY,
    admit,
    case_in,
    check,
    clause_of,
    review,
)
from tests.proposals.delivery import CONTRACT, Delivery, later

SERVICES = Path(cases.__file__).parent


class AnnouncementTestCase(TestCase):
    @classmethod
    def setUpTestData(cls):
        cls.cast = Cast()
        cls.signer = make_resident("signer", "邻居", cls.cast.community)

    def gather(self, case: Proposal) -> None:
        """Lin proposed; a neighbour signed with her; Wang follows, and so do both of them."""
        CoProposer.objects.get_or_create(
            proposal=case, person=self.signer,
            defaults={"invited_at": NOW, "accepted": True, "answered_at": NOW},
        )  # fmt: skip
        for person in (self.cast.lin, self.signer, self.cast.wang):
            Follow.objects.get_or_create(proposal=case, person=person)
        Message.objects.all().delete()

    def assert_told(self, case: Proposal, code: str, *, also=()) -> None:
        told = [self.cast.lin, self.signer, *also]
        expected = {person.pk: [code] for person in told}
        expected.setdefault(self.cast.wang.pk, ["followed_case"])
        found: dict[int, list[str]] = {}
        told_here = Message.objects.filter(case_id=case.case_id, channel="in_site")
        for message in told_here.exclude(code="survey_open"):  # asked besides, once it is accepted
            found.setdefault(message.recipient_id, []).append(message.code)
        self.assertEqual(expected, found)
        for message in Message.objects.filter(code="followed_case"):
            case = Proposal.objects.select_related("project").get(pk=case.pk)
            holder = getattr(case, "project", None) or case
            label = type(holder).Status(holder.status).label
            self.assertEqual(pack(label), message.context["status"])


class ProposalAnnouncementTests(AnnouncementTestCase):
    @classmethod
    def setUpTestData(cls):
        super().setUpTestData()
        cls.round = cls.cast.round()
        cls.cast.fund()

    def community_steps(self):
        """From which state, what is done by whom, to which state, with which code, who besides."""
        cast = self.cast
        office = {"by": cast.clerk, "now": NOW}
        return [
            ("draft", cases.submit_proposal, {"by": cast.lin, "now": NOW}, "submitted",
             "proposal_submitted"),
            ("submitted", cases.withdraw_proposal, {"by": cast.lin, "now": NOW}, "withdrawn",
             "proposal_withdrawn"),
            ("submitted", lambda proposal_id: admit(cast, proposal_id), {}, "admitted",
             "proposal_admitted"),
            ("submitted", screening.return_proposal, office | {"defects": {"costs": "写清数量"}},
             "returned", "proposal_returned"),
            ("submitted", self.refuse_admission, {}, "not_admitted", "proposal_not_admitted"),
            ("submitted", self.appeal, {"is_upheld": True}, "submitted", "appeal_upheld"),
            ("submitted", self.appeal, {"is_upheld": False}, "not_admitted", "appeal_dismissed"),
            ("submitted", self.merge, {}, "merged", "proposal_merged"),
            ("admitted", screening.screen_proposal,
             {"by": cast.secretary, "now": NOW, "estimate_fen": 4_032_000, **FINDINGS},
             "screened", "proposal_screened"),
            ("screened", screening.shortlist_proposal, {"by": cast.secretary, "now": NOW},
             "shortlisted", "proposal_shortlisted"),
            ("selected", notices.post_case_notice, office, "on_notice", "proposal_on_notice"),
            ("on_notice", notices.file_case_objection,
             {"by": cast.wang, "now": NOW, "text": "灯会照进卧室"}, "objected", "objection_filed"),
            ("on_notice", self.dismiss, {}, "on_notice", "objection_answered", [cast.wang]),
            ("on_notice", self.uphold, {}, "screened", "objection_answered", [cast.wang]),
            ("on_notice", self.end_notice, {}, "in_review", "proposal_in_review"),
        ]  # fmt: skip

    def council_and_street_steps(self):
        cast, why = self.cast, {"reason": "需要电力公司的意见"}
        council = {"by": cast.chair, "now": NOW}
        street = {"by": cast.leader, "now": NOTICE_OVER}
        clause = {"clause_id": clause_of(self.round)}
        return [
            ("shortlisted", council_steps.put_on_agenda, council, "on_agenda",
             "proposal_on_agenda"),
            ("on_agenda", council_steps.take_off_agenda, council, "shortlisted",
             "proposal_off_agenda"),
            ("on_agenda", council_steps.defer_proposal, council | why, "deferred",
             "proposal_deferred"),
            ("on_agenda", council_steps.reject_proposal, council | why, "rejected",
             "proposal_rejected"),
            ("on_agenda", council_steps.select_proposal,
             council | {"amount_fen": 4_000_000, "decision": "motion 1", "tally": TALLY},
             "selected", "proposal_selected"),
            ("on_agenda", council_steps.waitlist_proposal, council | {"rank": 1}, "waitlisted",
             "proposal_waitlisted"),
            ("in_review", self.approve, {}, "approved", "proposal_approved"),
            ("in_review", self.refuse, street | why | clause, "refused",
             "proposal_refused"),
            ("in_review", self.send_back, street | why | clause, "screened", "proposal_sent_back"),
        ]  # fmt: skip

    def refuse_admission(self, proposal_id: int) -> None:
        screening.refuse_admission(
            proposal_id=proposal_id, reason="属物业", clause_id=clause_of(self.round),
            by=self.cast.clerk, now=NOW,
        )  # fmt: skip

    def appeal(self, proposal_id: int, *, is_upheld: bool) -> None:
        self.refuse_admission(proposal_id)
        appeals.file_appeal(proposal_id=proposal_id, text="不属物业", by=self.cast.lin, now=NOW)
        Message.objects.all().delete()
        appeals.decide_appeal(
            proposal_id=proposal_id, is_upheld=is_upheld, answer="查过图纸", by=self.cast.officer,
            now=NOW,
        )  # fmt: skip

    def merge(self, proposal_id: int) -> None:
        into = case_in("submitted", self.cast, self.round)
        Message.objects.all().delete()
        screening.merge_proposal(
            proposal_id=proposal_id, into_id=into.pk, reason="同一处", by=self.cast.clerk, now=NOW
        )

    def dismiss(self, proposal_id: int, *, is_upheld: bool = False) -> None:
        notices.file_case_objection(
            proposal_id=proposal_id, by=self.cast.wang, now=NOW, text="灯会照进卧室"
        )
        Message.objects.all().delete()
        objection = Objection.objects.get(notice=Proposal.objects.get(pk=proposal_id).notice)
        notices.answer_case_objection(
            objection_id=objection.pk, answer="加装灯罩", is_upheld=is_upheld,
            by=self.cast.secretary, now=NOW,
        )  # fmt: skip

    def uphold(self, proposal_id: int) -> None:
        self.dismiss(proposal_id, is_upheld=True)

    def end_notice(self, proposal_id: int) -> None:
        notices.end_due_notices(NOTICE_OVER)

    def approve(self, proposal_id: int) -> None:
        review(self.cast, proposal_id)
        check(self.cast, proposal_id)
        approval.approve_proposal(
            proposal_id=proposal_id, amount_fen=4_000_000, document_no="桃街审〔2026〕8 号",
            by=self.cast.leader, now=NOTICE_OVER,
        )  # fmt: skip

    def refuse(self, proposal_id: int, **terms) -> None:
        review(self.cast, proposal_id)
        approval.refuse_proposal(proposal_id=proposal_id, document_no="桃街审〔2026〕9 号", **terms)

    def send_back(self, proposal_id: int, **terms) -> None:
        review(self.cast, proposal_id)
        approval.return_to_community(
            proposal_id=proposal_id, document_no="桃街审〔2026〕9 号", **terms
        )

    def test_every_step_is_told_once_to_everybody_it_concerns(self):
        for before, act, terms, after, code, *also in [
            *self.community_steps(), *self.council_and_street_steps(),
        ]:  # fmt: skip
            with self.subTest(before=before, after=after, code=code):
                case = case_in(before, self.cast, self.round)
                self.gather(case)
                act(proposal_id=case.pk, **terms)
                case.refresh_from_db()
                self.assertEqual(after, case.status)
                self.assert_told(case, code, also=also[0] if also else ())


class ProjectAnnouncementTests(AnnouncementTestCase):
    @classmethod
    def setUpTestData(cls):
        super().setUpTestData()
        cls.delivery = Delivery(cls.cast)

    def steps(self):
        d, cast = self.delivery, self.cast
        over = later(60)
        return [
            (d.project, d.sign, "contracted", "project_contracted"),
            (lambda: d.sign(d.project()), lambda p: d.report(p, 50), "in_progress",
             "project_started"),
            (lambda: d.report(d.sign(d.project()), 100), d.complete, "completed",
             "project_completed"),
            (d.completed, d.accept, "accepted", "project_accepted"),
            (d.completed, self.send_back, "rectifying", "project_sent_back", [cast.officer]),
            (d.accepted, lambda p: d.settle(p, 100, 100), "settled", "project_settled"),
            (d.settled, lambda p: settlement.evaluate_project(project_id=p.pk, now=over),
             "evaluated", "project_evaluated"),
            (self.paid, lambda p: settlement.close_project(
                project_id=p.pk, by=cast.officer, now=over), "closed", "project_closed"),
            (lambda: d.sign(d.project()), lambda p: standstill.pause_project(
                project_id=p.pk, reason="雨季停工", by=cast.officer, now=NOW), "suspended",
             "project_paused"),
            (lambda: d.sign(d.project()), lambda p: plan_changes.ask_change(
                project_id=p.pk, new_total_fen=CONTRACT + 100, is_new_scope=False, reason="加装",
                by=cast.officer, now=NOW), "change_pending", "change_asked"),
            (d.project, lambda p: settlement.terminate_project(
                project_id=p.pk, reason="地块收回", by=cast.leader, now=NOW), "terminated",
             "project_terminated"),
        ]  # fmt: skip

    def send_back(self, project: Project) -> None:
        self.delivery.accept(
            project, result="rectify", rectify_by=(NOW + timedelta(days=9)).date(),
            members=self.delivery.group(agrees=False),
        )  # fmt: skip

    def paid(self) -> Project:
        project = self.delivery.accepted()
        project = self.delivery.settle(project, 100, 100)
        self.delivery.pay(project, "settlement", 100)
        settlement.evaluate_project(project_id=project.pk, now=later(60))
        return project

    def test_every_step_is_told_once_to_everybody_it_concerns(self):
        for start, act, after, code, *also in self.steps():
            with self.subTest(after=after, code=code), transaction.atomic():
                project = start()
                self.gather(project.proposal)
                act(project)
                project.refresh_from_db()
                self.assertEqual(after, project.status)
                self.assert_told(project.proposal, code, also=also[0] if also else ())
                transaction.set_rollback(True)  # the money is there for the next


class NothingMovesInSilenceTests(SimpleTestCase):
    def test_whatever_moves_a_case_announces_it(self):
        """In its own body, or in all that call it inside the module."""
        for file in sorted(SERVICES.glob("*.py")):
            calls = {function.name: called_in(function) for function in functions_of(file)}

            def tells(name: str, calls=calls) -> bool:
                inner = calls[name] & calls.keys() - {name}
                return "announce" in calls[name] or any(tells(each) for each in inner)

            for name, called in calls.items():
                if not called & {"move_case", "move_project"} or file.name == "moves.py":
                    continue
                callers = [each for each in calls if name in calls[each]]
                with self.subTest(f"{file.name} {name}"):
                    self.assertTrue(tells(name) or (callers and all(map(tells, callers))))

    def test_every_state_that_a_service_names_is_in_the_tables(self):
        source = "".join(file.read_text() for file in SERVICES.glob("*.py"))
        named = set(re.findall(r"to=(?:ProposalStatus|Project\.Status)\.(\w+)", source))
        table = Path(__file__).read_text().lower()
        self.assertEqual([], sorted(s for s in named if f'"{s.lower()}"' not in table))


def called_in(function: ast.FunctionDef) -> set[str]:
    return {
        node.func.id
        for node in ast.walk(function)
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name)
    }
