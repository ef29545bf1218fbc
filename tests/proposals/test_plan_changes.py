"""Changes of plan: small ones by the sub-district, large ones by the council first."""

from __future__ import annotations

from functools import partial

from django.db import IntegrityError, transaction
from django.test import TestCase

from mws.accounts.models import Membership
from mws.accounts.permissions import Role
from mws.audit.models import AuditEvent
from mws.ledger.books import faults_in_books
from mws.ledger.models import Fund
from mws.rounds.models import Deadline, DeadlineKind, Pause
from mws.rounds.services import set_rule
from proposals.models import PlanChange, Project, Standstill
from proposals.rules.delivery_claims import limit_fen
from proposals.rules.delivery_end import TERMINABLE
from proposals.selectors.plan_changes import change_page
from proposals.services import plan_changes
from proposals.services.settlement import terminate_project
from proposals.services.standstill import pause_project
from tests.cast import NOW, Cast
from tests.proposals.cases import code_of
from tests.proposals.delivery import APPROVED, CONTRACT, TODAY, Delivery, later

TEN_MORE = CONTRACT * 11 // 10


class ChangeTestCase(TestCase):
    RULES: dict[str, str] = {}

    @classmethod
    def setUpTestData(cls) -> None:
        cls.cast = Cast()
        for key, value in cls.RULES.items():
            set_rule(rule_set_id=cls.cast.rule_set.pk, key=key, value=value, legal_basis="测试",
                     by=None, now=NOW)  # fmt: skip
        cls.delivery = Delivery(cls.cast)
        cls.project = cls.delivery.sign(cls.delivery.project())

    def ask(self, total: int = TEN_MORE, **changes: object) -> PlanChange:
        terms = {"is_new_scope": False, "reason": "加装三盏", "by": self.cast.officer} | changes
        return plan_changes.ask_change(
            project_id=self.project.pk, new_total_fen=total, now=NOW, **terms
        )

    def approve(self, change: PlanChange, **changes: object) -> PlanChange:
        terms = {"document_no": "变更1", "by": self.cast.leader} | changes
        return plan_changes.approve_change(change_id=change.pk, now=NOW, **terms)

    def vote(self, change: PlanChange, **changes: object) -> PlanChange:
        terms = {"minutes": "纪要8", "yes": 9, "no": 2, "present": 11, "seated": 13,
                 "by": self.cast.chair} | changes  # fmt: skip
        return plan_changes.record_council_on_change(change_id=change.pk, now=NOW, **terms)

    def again(self) -> Project:
        return self.delivery.again(self.project)

    def code_of_ask(self, total: int = TEN_MORE, **changes: object) -> str:
        return code_of(lambda: self.ask(total, **changes))


class ChangeTests(ChangeTestCase):
    def test_up_to_ten_percent_the_sub_district_decides_and_the_money_is_committed(self) -> None:
        before = Fund.objects.get().committed_fen
        change = self.ask()
        self.assertEqual(("asked", "change_pending"), (change.state, self.again().status))
        self.approve(change)
        project = self.again()
        self.assertEqual(
            ("contracted", TEN_MORE, TEN_MORE),
            (project.status, project.contract_fen, project.approved_fen),
        )
        self.assertEqual(before + TEN_MORE - APPROVED, Fund.objects.get().committed_fen)
        self.assertEqual(limit_fen(project), TEN_MORE * 3 // 10)
        self.assertEqual(list(faults_in_books()), [])

    def test_within_the_approved_sum_nothing_more_is_committed(self) -> None:
        before = Fund.objects.get().committed_fen
        self.approve(self.ask(CONTRACT + 1))
        self.assertEqual((before, APPROVED),
                         (Fund.objects.get().committed_fen, self.again().approved_fen))  # fmt: skip

    def test_more_or_another_scope_is_the_council_s_first(self) -> None:
        for total, is_new_scope in ((TEN_MORE + 1, False), (CONTRACT, True)):
            with self.subTest(total=total):
                change = self.ask(total, is_new_scope=is_new_scope)
                self.assertEqual("at_council", change.state)
                self.assertEqual("council_first", code_of(lambda c=change: self.approve(c)))
                self.vote(change)
                self.approve(change)
                self.assertEqual(total, self.again().contract_fen)
                Project.objects.filter(pk=self.project.pk).update(contract_fen=CONTRACT)
                PlanChange.objects.all().delete()

    def test_small_steps_do_not_lead_around_the_council(self) -> None:
        self.approve(self.ask(CONTRACT * 109 // 100))
        self.assertEqual("at_council", self.ask(CONTRACT * 118 // 100).state)

    def test_a_no_of_the_council_ends_it_and_the_plan_stays(self) -> None:
        change = self.vote(self.ask(TEN_MORE + 1), yes=5, no=6)
        self.assertEqual("refused", change.state)
        self.assertEqual(("contracted", CONTRACT),
                         (self.again().status, self.again().contract_fen))  # fmt: skip

    def test_the_council_needs_its_quorum_and_minutes(self) -> None:
        change = self.ask(TEN_MORE + 1)
        for changes, code in [
            ({"present": 8, "yes": 8, "no": 0}, "no_quorum"),
            ({"yes": 12}, "not_a_count"),
            ({"yes": 9, "no": 2, "recused": 1}, "not_a_count"),
            ({"present": 14, "yes": 9}, "not_a_count"),
            ({"minutes": " "}, "no_minutes"),
            ({"by": self.cast.officer}, "not_council"),
        ]:
            with self.subTest(changes):
                self.assertEqual(code, code_of(lambda c=changes: self.vote(change, **c)))
        self.vote(change)
        self.assertEqual("not_at_council", code_of(lambda: self.vote(change)))

    def test_refusals(self) -> None:
        for total, changes, code in [
            (0, {}, "no_amount"),
            (CONTRACT, {}, "no_change"),
            (TEN_MORE, {"reason": " "}, "no_reason"),
            (50_000_001, {}, "above_cap"),
            (TEN_MORE, {"by": self.cast.finance}, "not_your_office"),
        ]:
            with self.subTest(code):
                self.assertEqual(code, code_of(lambda t=total, c=changes: self.ask(t, **c)))
        self.delivery.pay(self.project, "advance", 1_000)
        self.assertEqual("below_paid", code_of(lambda: self.ask(999)))
        change = self.ask()
        self.assertEqual("not_changeable", code_of(self.ask))
        self.assertEqual("no_document", code_of(lambda: self.approve(change, document_no="")))
        self.assertEqual(
            "not_your_office", code_of(lambda: self.approve(change, by=self.cast.officer))
        )
        refuse = partial(
            plan_changes.refuse_change, change_id=change.pk, by=self.cast.leader, now=NOW
        )
        self.assertEqual("no_reason", code_of(lambda: refuse(reason="")))
        refuse(reason="不必")
        self.assertEqual("decided", code_of(lambda: self.approve(change)))
        self.assertEqual("contracted", self.again().status)

    def test_what_the_fund_has_not_is_refused_and_nothing_changes(self) -> None:
        Fund.objects.get()
        self.cast.round(batch=2)
        fund = Fund.objects.get()
        from mws.ledger.services import return_money

        return_money(
            community=self.cast.community, year=fund.year, amount_fen=fund.available_fen,
            document_no="收回", reference="all", made_by=self.cast.finance, by=self.cast.leader,
        )  # fmt: skip
        change = self.ask()
        self.assertEqual("available_short", code_of(lambda: self.approve(change)))
        self.assertEqual("change_pending", self.again().status)

    def test_a_project_that_was_ended_meanwhile_does_not_come_back(self) -> None:
        change = self.ask()
        terminate_project(
            project_id=self.project.pk, reason="无人承接", by=self.cast.leader, now=NOW
        )
        self.assertEqual("decided", code_of(lambda: self.approve(change)))
        self.assertEqual("terminated", self.again().status)

    def test_the_database_refuses_changes_that_cannot_be(self) -> None:
        change = self.approve(self.ask())
        for wrong in (
            {"state": "odd"}, {"new_total_fen": 0}, {"reason": ""}, {"document_no": ""},
            {"decided_by": self.cast.officer}, {"decided_by": None}, {"is_new_scope": True},
            {"state": "refused"}, {"state": "lapsed"}, {"council_minutes": "纪要8"},
            {"council_minutes": "纪要8", "council_by": self.cast.officer},
            {"council_minutes": "纪要8", "council_by": self.cast.leader},
            {"council_yes": 9, "council_no": 2, "council_recused": 1, "council_present": 11,
             "council_seated": 13},
            {"council_yes": 9, "council_no": 2, "council_recused": 0, "council_present": 14,
             "council_seated": 13},
        ):  # fmt: skip
            with self.subTest(wrong), self.assertRaises(IntegrityError), transaction.atomic():
                PlanChange.objects.filter(pk=change.pk).update(**wrong)


class AsAFirstApprovalTests(ChangeTestCase):
    """The new sum is asked what a first approval and a first contract of it would be asked."""

    RULES = {"leader_limit_fen": str(CONTRACT)}

    def test_above_the_leader_s_limit_the_decision_names_a_meeting(self) -> None:
        change = self.ask()
        self.assertEqual("above_leader_limit", code_of(lambda: self.approve(change)))
        self.assertEqual("change_pending", self.again().status)
        self.assertEqual("党工委会 3 号",
                         self.approve(change, meeting_no=" 党工委会 3 号 ").meeting_no)  # fmt: skip

    def test_a_sum_that_asks_for_a_stricter_route_is_not_reached_by_a_change(self) -> None:
        self.project = self.delivery.sign(
            self.delivery.project(approved_fen=9_900_000), amount_fen=9_800_000
        )
        self.assertEqual("quotes", self.project.procurement.route)
        self.assertEqual("route_too_light", self.code_of_ask(10_000_001))
        self.assertEqual("contracted", self.again().status)
        self.approve(self.ask(10_000_000))

    def test_the_route_is_asked_again_when_the_change_is_decided(self) -> None:
        self.project = self.delivery.sign(
            self.delivery.project(approved_fen=9_900_000), amount_fen=9_800_000
        )
        change = self.ask(10_000_000)
        PlanChange.objects.filter(pk=change.pk).update(new_total_fen=10_000_001)
        self.assertEqual("route_too_light", code_of(lambda: self.approve(change)))

    def test_of_a_package_the_whole_sum_counts(self) -> None:
        projects = [self.delivery.project(approved_fen=4_900_000) for _ in range(2)]
        self.delivery.procure(*projects)
        self.project = self.delivery.sign(projects[0], amount_fen=9_800_000)
        self.assertEqual("route_too_light", self.code_of_ask(5_100_001))
        self.approve(self.ask(5_100_000))

    def test_what_looks_split_needs_a_public_reason(self) -> None:
        self.delivery.sign(self.delivery.project(approved_fen=36_000_000), amount_fen=35_000_000)
        self.assertEqual("looks_split", self.code_of_ask())
        change = self.ask(splitting_reason="两处相隔一公里")
        PlanChange.objects.filter(pk=change.pk).update(splitting_reason="")
        decide = partial(self.approve, change, meeting_no="3")
        self.assertEqual("looks_split", code_of(decide))
        PlanChange.objects.filter(pk=change.pk).update(splitting_reason="两处相隔一公里")
        self.assertEqual("approved", decide().state)

    def test_what_a_change_added_counts_when_the_next_contract_is_signed(self) -> None:
        self.approve(self.ask(), meeting_no="3")
        project = self.delivery.project(approved_fen=36_000_000)
        fits, terms = 50_000_000 - TEN_MORE, {"splitting_reason": ""}
        self.assertEqual(
            "looks_split",
            code_of(lambda: self.delivery.sign(project, amount_fen=fits + 1, **terms)),
        )
        self.delivery.sign(project, amount_fen=fits, **terms)


class TwoPersonsTests(ChangeTestCase):
    def test_nobody_asks_to_change_a_case_of_their_own(self) -> None:
        self.project = self.delivery.sign(self.delivery.project(author=self.cast.secretary))
        self.assertEqual("own_case", self.code_of_ask(by=self.cast.secretary))
        self.ask()

    def test_who_asked_does_not_record_the_vote(self) -> None:
        both = self.cast.secretary
        Membership.objects.create(
            user=both, role=Role.COUNCIL_SECRETARY, place=self.cast.community,
            starts_on=TODAY, reason="测试", granted_at=NOW,
        )  # fmt: skip
        change = self.ask(TEN_MORE + 1, by=both)
        self.assertEqual("same_person", code_of(lambda: self.vote(change, by=both)))
        page = change_page(PlanChange.objects.get(pk=change.pk), user=both)
        self.assertEqual("same_person", page.why_not_record and page.why_not_record.code)
        page = change_page(PlanChange.objects.get(pk=change.pk), user=self.cast.chair)
        self.assertEqual((True, None), (page.may_record_council, page.why_not_record))
        self.vote(change)

    def test_who_recorded_the_vote_does_not_decide(self) -> None:
        Membership.objects.create(
            user=self.cast.leader, role=Role.COUNCIL_CHAIR, place=self.cast.community,
            starts_on=TODAY, reason="测试", granted_at=NOW,
        )  # fmt: skip
        change = self.vote(self.ask(TEN_MORE + 1), by=self.cast.leader)
        self.assertEqual("same_person", code_of(lambda: self.approve(change)))

    def test_who_decided_on_the_project_does_not_record_the_council_s_vote(self) -> None:
        Membership.objects.create(
            user=self.cast.leader, role=Role.COUNCIL_CHAIR, place=self.cast.community,
            starts_on=TODAY, reason="测试", granted_at=NOW,
        )  # fmt: skip
        self.approve(self.ask(CONTRACT + 1))
        change = self.ask(TEN_MORE + 1)
        self.assertEqual("same_person", code_of(lambda: self.vote(change, by=self.cast.leader)))


class CouncilCountTests(ChangeTestCase):
    """The council's own arithmetic: who abstains or stands aside, and what a tie means."""

    RULES = {"abstention": "left_out", "tie": "deferred"}

    def test_abstentions_count_as_the_rules_say(self) -> None:
        change = self.ask(TEN_MORE + 1)
        self.assertEqual("asked", self.vote(change, yes=4, no=3).state)

    def test_a_tie_is_voted_on_again(self) -> None:
        change = self.ask(TEN_MORE + 1)
        self.assertEqual("tied", code_of(lambda: self.vote(change, yes=5, no=5, recused=1)))
        self.assertEqual("asked", self.vote(change, yes=6, no=4, recused=1).state)


class ClockTests(ChangeTestCase):
    def due(self) -> list:
        kinds = (DeadlineKind.DELIVERY, DeadlineKind.REPORT)
        rows = Deadline.objects.running().filter(case_id=self.project.case_id, kind__in=kinds)
        return [(row.kind, row.due_on, row.paused_at) for row in rows.order_by("kind")]

    def test_what_the_provider_owes_waits_for_the_decision(self) -> None:
        before = self.due()
        change = self.ask()
        self.assertEqual([NOW, NOW], [paused_at for _kind, _due, paused_at in self.due()])
        plan_changes.refuse_change(
            change_id=change.pk, reason="不必", by=self.cast.leader, now=later(14)
        )
        after = self.due()
        self.assertEqual([None, None], [paused_at for _kind, _due, paused_at in after])
        for (kind, was, _none), (_kind, due, _paused) in zip(before, after, strict=True):
            self.assertGreaterEqual((due - was).days, 10, kind)

    def test_a_long_reason_fits_the_clocks(self) -> None:
        self.ask(reason="长" * 300)
        self.assertEqual(200, len(Pause.objects.first().note))


class TerminationTests(ChangeTestCase):
    def test_nothing_stays_open_on_a_project_that_ends(self) -> None:
        """From every status that can be ended: no change, no standstill, no clock, no pause."""
        for status in TERMINABLE:
            with self.subTest(status):
                self.project = self.delivery.sign(self.delivery.project())
                if status == "change_pending":
                    self.ask(TEN_MORE + 1)
                elif status == "suspended":
                    pause_project(project_id=self.project.pk, reason="台风",
                                  by=self.cast.officer, now=NOW)  # fmt: skip
                else:
                    Project.objects.filter(pk=self.project.pk).update(status=status)
                terminate_project(
                    project_id=self.project.pk, reason="无人承接", by=self.cast.leader,
                    now=later(1),
                )  # fmt: skip
                self.assert_nothing_open()
        self.assertEqual(
            ("lapsed", self.cast.leader),
            (lambda c: (c.state, c.decided_by))(PlanChange.objects.get()),
        )
        actions = set(AuditEvent.objects.values_list("action", flat=True))
        self.assertLessEqual({"change.lapsed", "project.standstill_ended"}, actions)

    def assert_nothing_open(self) -> None:
        case_id = self.project.case_id
        self.assertEqual("terminated", self.again().status)
        for rows in (
            PlanChange.objects.filter(project=self.project, decided_at=None),
            Standstill.objects.filter(project=self.project, ended_at=None),
            Deadline.objects.running().filter(case_id=case_id),
            Pause.objects.filter(deadline__case_id=case_id, ended_at=None),
        ):
            self.assertFalse(rows.exists(), rows.model)
