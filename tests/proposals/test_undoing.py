"""A decision of today is taken back by a second one: by whom, when, and what becomes of clocks."""

from __future__ import annotations

from datetime import timedelta
from unittest import mock

from django.db import IntegrityError, transaction
from django.test import TestCase
from django.urls import reverse

from mws.audit.models import AuditEvent
from mws.notifications.models import Message
from mws.rounds.models import Deadline
from proposals.models import Proposal, Screening
from proposals.rules.undoing import why_not_undo_decision
from proposals.selectors.track import case_track
from proposals.selectors.undoable import decided_today
from proposals.services import appeals, cases, desk_tasks, screening, support
from proposals.services.moves import trace
from proposals.services.undoing import undo_decision
from tests.cast import NOW, Cast, make_officer, make_resident
from tests.proposals.cases import LAMPS, admit, case_in, clause_of, code_of

LATER = NOW + timedelta(hours=2)
MIDNIGHT = NOW + timedelta(hours=14)  # NOW is 10:00 in Shenzhen
REASON = "点错了件"


class UndoTestCase(TestCase):
    @classmethod
    def setUpTestData(cls) -> None:
        cls.cast = Cast()
        cls.cast.fund()
        cls.round = cls.cast.round()

    def case(self, status: str) -> Proposal:
        return case_in(status, self.cast, self.round)

    def decided(self, decision: str) -> Proposal:
        """A case right after one decision."""
        before = {"admitted": "submitted", "returned": "submitted", "not_admitted": "submitted"}
        case = self.case(before.get(decision, decision))
        facts = {"proposal_id": case.pk, "by": self.cast.clerk, "now": NOW}
        if decision == "admitted":
            admit(self.cast, case.pk)
        elif decision == "returned":
            screening.return_proposal(defects={"costs": "缺询价"}, **facts)
        elif decision == "not_admitted":
            clause = clause_of(self.round)
            screening.refuse_admission(reason="重复", clause_id=clause, **facts)
        return Proposal.objects.get(pk=case.pk)

    def undo(self, case: Proposal, *, by=None, now=LATER, reason: str = REASON) -> str | None:
        return code_of(
            lambda: undo_decision(
                proposal_id=case.pk, reason=reason, by=by or self.cast.clerk, now=now
            )
        )

    def status(self, case: Proposal) -> str:
        return Proposal.objects.get(pk=case.pk).status

    def due(self, case: Proposal, kind: str):
        row = Deadline.objects.running().get(case_id=case.case_id, kind=kind)
        return row.due_on, row.holder_role, row.paused_at


class UndoTests(UndoTestCase):
    def test_each_decision_goes_back_to_where_the_case_stood_with_its_clock(self) -> None:
        for decision, by, back, kind in [
            ("admitted", self.cast.clerk, "submitted", "intake"),
            ("returned", self.cast.clerk, "submitted", "intake"),
            ("not_admitted", self.cast.clerk, "submitted", "intake"),
            ("screened", self.cast.secretary, "admitted", "screening"),
            ("shortlisted", self.cast.secretary, "screened", "shortlist"),
        ]:
            with self.subTest(decision):
                case = self.decided(decision)
                untouched = self.case(back)
                self.assertIsNone(self.undo(case, by=by))
                self.assertEqual(back, self.status(case))
                self.assertEqual(self.due(untouched, kind), self.due(case, kind))
                kinds = Deadline.objects.running().filter(case_id=case.case_id)
                self.assertEqual([kind], [row.kind for row in kinds])

    def test_at_the_screening_it_goes_back_to_the_secretary(self) -> None:
        case = self.case("admitted")
        screening.return_proposal(
            proposal_id=case.pk, defects={"costs": "缺"}, by=self.cast.secretary, now=NOW
        )
        self.assertIsNone(self.undo(case, by=self.cast.secretary))
        self.assertEqual("admitted", self.status(case))

    def test_nothing_is_erased_and_both_decisions_are_on_record(self) -> None:
        case = self.decided("not_admitted")
        self.undo(case)
        first, second = Screening.objects.filter(proposal=case)
        self.assertEqual("not_admitted", first.result)
        self.assertEqual(
            ("undone", first, REASON, self.cast.clerk),
            (second.result, second.undoes, second.reason, second.decided_by),
        )
        event = AuditEvent.objects.filter(case_id=case.case_id).latest("id")
        self.assertEqual("proposal.decision_undone", event.action)
        self.assertEqual("proposal.not_admitted", event.facts["undone"])
        told = Message.objects.filter(case_id=case.case_id, code="decision_undone")
        self.assertIn(self.cast.lin.pk, told.values_list("recipient_id", flat=True))

    def test_who_and_when(self) -> None:
        colleague = make_officer("clerk2", "同事", "intake_clerk", self.cast.community)
        for by, now, reason, code in [
            (colleague, LATER, REASON, "not_decider"),
            (self.cast.foreign_clerk, LATER, REASON, "not_decider"),
            (self.cast.secretary, LATER, REASON, "not_decider"),
            (self.cast.lin, LATER, REASON, "not_decider"),
            (self.cast.clerk, MIDNIGHT, REASON, "day_over"),
            (self.cast.clerk, NOW + timedelta(days=1), REASON, "day_over"),
            (self.cast.clerk, LATER, "  ", "no_reason"),
            (self.cast.clerk, MIDNIGHT - timedelta(seconds=1), REASON, None),
        ]:
            with self.subTest(by=by.username, now=now, reason=reason):
                case = self.decided("returned")
                self.assertEqual(code, self.undo(case, by=by, now=now, reason=reason))
                self.assertEqual("returned" if code else "submitted", self.status(case))

    def test_not_once_somebody_has_acted(self) -> None:
        case = self.decided("returned")
        cases.submit_proposal(proposal_id=case.pk, by=self.cast.lin, now=LATER)
        self.assertEqual("acted_since", self.undo(case))
        refused = self.decided("not_admitted")
        appeals.file_appeal(proposal_id=refused.pk, text="不是", by=self.cast.lin, now=LATER)
        self.assertEqual("acted_since", self.undo(refused))
        edited = self.decided("returned")
        cases.update_proposal(
            proposal_id=edited.pk, fields={"title": "改过", "category": "works",
                                           "theme": "facilities"},
            items=LAMPS, by=self.cast.lin, now=LATER,
        )  # fmt: skip
        self.assertEqual("acted_since", self.undo(edited))

    def test_what_neighbours_say_beside_it_does_not_stand_against_it(self) -> None:
        case = self.decided("shortlisted")
        support.support_proposal(proposal_id=case.pk, by=self.cast.wang, now=LATER)
        self.assertIsNone(self.undo(case, by=self.cast.secretary))

    def test_other_steps_cannot_be_taken_back(self) -> None:
        for status, by in [
            ("submitted", self.cast.lin),
            ("on_agenda", self.cast.chair),
            ("selected", self.cast.chair),
        ]:
            with self.subTest(status):
                self.assertEqual("acted_since", self.undo(self.case(status), by=by))

    def test_not_after_the_office_was_lost(self) -> None:
        case = self.decided("admitted")
        self.cast.clerk.memberships.update(role="committee_staff")
        fresh = type(self.cast.clerk).objects.get(pk=self.cast.clerk.pk)
        self.assertEqual("not_office", self.undo(case, by=fresh))

    def test_not_once_residents_vote(self) -> None:
        case = self.decided("shortlisted")
        with mock.patch("proposals.rules.undoing.is_on_a_ballot", return_value=True):
            self.assertEqual("on_ballot", self.undo(case, by=self.cast.secretary))

    def test_the_one_list_of_defects_stays_the_one_list(self) -> None:
        """The proposer has read it: taken back or not, there is no second one."""
        case = self.decided("returned")
        self.undo(case)
        again = code_of(
            lambda: screening.return_proposal(
                proposal_id=case.pk, defects={"upkeep": "缺"}, by=self.cast.clerk, now=LATER
            )
        )
        self.assertEqual("returned_already", again)

    def test_it_can_be_decided_anew_and_taken_back_anew(self) -> None:
        case = self.decided("admitted")
        self.undo(case)
        admit(self.cast, case.pk)
        self.assertEqual("admitted", self.status(case))
        self.assertIsNone(self.undo(case, now=LATER + timedelta(hours=1)))
        self.assertEqual(4, Screening.objects.filter(proposal=case).count())

    def test_the_clocks_of_asked_desks_go_on_too(self) -> None:
        from mws.rounds.services import open_desk, seat_at_desk

        desk = open_desk(place=self.cast.subdistrict, name="城建办", task="工程", by=None, now=NOW)
        seat_at_desk(desk_id=desk.pk, person=self.cast.works, by=None, now=NOW)
        case = self.case("submitted")
        desk_tasks.ask_desks(
            proposal_id=case.pk, desk_ids=[desk.pk], question="管线？", is_required=True,
            by=self.cast.clerk, now=NOW,
        )  # fmt: skip
        screening.refuse_admission(
            proposal_id=case.pk, reason="重复", clause_id=clause_of(self.round),
            by=self.cast.clerk, now=NOW + timedelta(hours=1),
        )  # fmt: skip
        self.undo(case)
        running = Deadline.objects.running().filter(case_id=case.case_id)
        self.assertEqual({"intake", "task"}, {row.kind for row in running})

    def test_the_track_forgets_a_decision_that_was_taken_back(self) -> None:
        case = self.decided("admitted")
        self.undo(case)
        screening.refuse_admission(
            proposal_id=case.pk, reason="重复", clause_id=clause_of(self.round),
            by=self.cast.clerk, now=LATER,
        )  # fmt: skip
        last = case_track(Proposal.objects.get(pk=case.pk), now=LATER)[-1]
        self.assertEqual("admit", last.key)

    def test_the_database_keeps_one_counter_decision_for_each(self) -> None:
        case = self.decided("returned")
        self.undo(case)
        undone = Screening.objects.get(proposal=case, result="undone")
        other = {"proposal": case, "step": "intake", "decided_by": self.cast.clerk,
                 "decided_at": LATER, "undoes": undone.undoes}  # fmt: skip
        for facts in [
            other | {"result": "undone", "reason": "x"},
            other | {"result": "admitted", "reason": "x", "undoes": undone},
            other | {"result": "undone", "reason": "", "undoes": undone},
        ]:
            with self.subTest(facts), self.assertRaises(IntegrityError), transaction.atomic():
                Screening.objects.create(**facts)


class UndoMergerTests(UndoTestCase):
    """Three neighbours' proposals: A is merged into B, which C was merged into before."""

    def setUp(self) -> None:
        self.cast.zhao = make_resident("zhao", "赵云", self.cast.community)
        self.old = case_in("submitted", self.cast, self.round)
        self.merged, self.into = self.case("submitted"), self.case("submitted")
        Proposal.objects.filter(pk=self.into.pk).update(author=self.cast.wang)
        self.merged.co_proposers.create(
            person=self.cast.zhao, invited_at=NOW, accepted=True, answered_at=NOW
        )
        self.merge(self.old, self.merged, NOW)
        self.at = NOW + timedelta(minutes=5)

    def merge(self, case: Proposal, into: Proposal, now) -> None:
        screening.merge_proposal(
            proposal_id=case.pk, into_id=into.pk, reason="同一处", by=self.cast.clerk, now=now
        )

    def test_who_came_along_leaves_again_and_what_was_merged_before_comes_back(self) -> None:
        helper = make_resident("helper", "何阿姨", self.cast.community)
        both = make_resident("both", "双方", self.cast.community)
        for person, case in [(helper, self.merged), (both, self.merged), (both, self.into)]:
            case.supports.create(person=person, at=NOW + timedelta(seconds=case.pk))
        self.merge(self.merged, self.into, self.at)
        self.assertEqual({helper.pk, both.pk}, self.people(self.into.supports))
        self.assertEqual({self.cast.lin.pk, self.cast.zhao.pk}, self.people(self.into.co_proposers))
        self.assertIsNone(self.undo(self.merged))
        self.assertEqual({both.pk}, self.people(self.into.supports))
        self.assertEqual(set(), self.people(self.into.co_proposers))
        self.assertEqual({helper.pk, both.pk}, self.people(self.merged.supports))
        self.merged.refresh_from_db()
        self.assertEqual(("submitted", None), (self.merged.status, self.merged.merged_into))
        self.assertEqual(self.merged, Proposal.objects.get(pk=self.old.pk).merged_into)
        told = Message.objects.filter(code="decision_undone").values_list("recipient_id", flat=True)
        people = {self.cast.lin.pk, self.cast.zhao.pk, self.cast.wang.pk}
        self.assertEqual(people, set(told))

    def test_who_had_signed_before_stays_and_an_invitation_waits_again(self) -> None:
        early = NOW - timedelta(days=1)
        self.into.co_proposers.create(
            person=self.cast.lin, invited_at=early, accepted=True, answered_at=early
        )
        self.into.co_proposers.create(person=self.cast.zhao, invited_at=early)
        self.merge(self.merged, self.into, self.at)
        self.undo(self.merged)
        rows = self.into.co_proposers.values_list("person", "accepted", "answered_at")
        self.assertEqual({(self.cast.lin.pk, True, early), (self.cast.zhao.pk, None, None)},
                         set(rows))  # fmt: skip

    def test_whom_another_merged_case_brought_stays(self) -> None:
        third = self.case("submitted")
        self.merge(self.merged, self.into, self.at)
        self.merge(third, self.into, self.at + timedelta(minutes=1))
        self.assertIsNone(self.undo(self.merged))
        self.assertEqual({self.cast.lin.pk}, self.people(self.into.co_proposers))

    def test_not_once_somebody_has_acted_on_the_other_case(self) -> None:
        self.merge(self.merged, self.into, self.at)
        admit(self.cast, self.into.pk)
        self.assertEqual("acted_since", self.undo(self.merged))
        self.assertEqual("merged", self.status(self.merged))

    def test_support_beside_it_does_not_stand_against_it(self) -> None:
        self.merge(self.merged, self.into, self.at)
        screening_rows = Screening.objects.filter(proposal=self.merged).count()
        trace(self.into, action="proposal.supported", by=self.cast.chen, now=LATER)
        self.assertIsNone(self.undo(self.merged))
        self.assertEqual(screening_rows + 1, self.merged.screenings.count())

    @staticmethod
    def people(rows) -> set[int]:
        return set(rows.values_list("person", flat=True))


class UndoPageTests(UndoTestCase):
    def setUp(self) -> None:
        for module in ("views.undoing", "services.undoing", "views.cases"):
            clock = mock.patch(f"proposals.{module}.database_now", return_value=LATER)
            clock.start()
            self.addCleanup(clock.stop)

    def url(self, case: Proposal) -> str:
        return reverse("proposals:undo", args=[case.pk])

    def test_the_case_leads_who_decided_there_and_nobody_else(self) -> None:
        case = self.decided("admitted")
        for user, leads in [(self.cast.clerk, True), (self.cast.secretary, False),
                            (self.cast.lin, False)]:  # fmt: skip
            with self.subTest(user.username):
                self.client.force_login(user)
                page = self.client.get(reverse("proposals:detail", args=[case.pk]))
                self.assertEqual(leads, self.url(case) in page.content.decode())

    def test_it_is_taken_back_and_the_page_shows_both(self) -> None:
        case = self.decided("not_admitted")
        self.client.force_login(self.cast.clerk)
        detail = reverse("proposals:detail", args=[case.pk])
        response = self.client.post(self.url(case), {"reason": REASON})
        self.assertRedirects(response, detail)
        page = self.client.get(detail)
        self.assertContains(page, REASON)
        self.assertContains(page, "重复")

    def test_others_read_why_not_and_change_nothing(self) -> None:
        case = self.decided("returned")
        self.client.force_login(self.cast.secretary)
        page = self.client.post(self.url(case), {"reason": REASON})
        self.assertEqual("not_decider", page.context["refusal"].code)
        self.assertEqual("returned", self.status(case))

    def test_strangers_and_the_office_next_door_find_nothing(self) -> None:
        case = self.decided("returned")
        for user in (self.cast.wang, self.cast.foreign_clerk):
            self.client.force_login(user)
            self.assertEqual(404, self.client.post(self.url(case), {"reason": "x"}).status_code)
        self.assertEqual("returned", self.status(case))

    def test_the_desk_lists_what_was_decided_today(self) -> None:
        case, old = self.decided("returned"), self.decided("admitted")
        self.undo(old)
        rows = decided_today(self.cast.clerk, now=LATER)
        self.assertEqual([case.pk], [row.case for row in rows])
        self.assertEqual([], decided_today(self.cast.clerk, now=MIDNIGHT))
        self.assertEqual([], decided_today(self.cast.secretary, now=LATER))

    def test_rule_and_button_agree(self) -> None:
        case = self.decided("returned")
        self.assertIsNone(why_not_undo_decision(case, by=self.cast.clerk, now=LATER))
